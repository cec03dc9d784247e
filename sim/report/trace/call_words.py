"""The story of a call in plain words: what the world dealt, then step by step what one structure made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.records.statuses import DispatchOutcome, IncidentStatus
from sim.report.trace.clock_words import between, counted, when
from sim.report.trace.crew_words import MOST, counted_crews, described, passed_over, rule_words, the, why_not
from sim.report.words import joined
from sim.study.trace.call_story import CallStory, DeskVisit, Hold, Sending, Why
from sim.study.trace.world import CallFacts, Spot

DESKS = {"intake": "the 110 desk", "command": "the command desk", "area_desk": "the duty desk"}


class Line(NamedTuple):
    """One step of a story."""

    at: float
    text: str


def place_words(spot: Spot) -> str:
    """``T03, rural, on the ground of station S05, 8.2 km (11 min) by road from it``."""
    kind = "urban" if spot.urban else "rural"
    return (
        f"{spot.township}, {kind}, on the ground of station {spot.station}: {spot.station_km:.1f} km by road from "
        f"it ({spot.station_minutes:.0f} min by car), {spot.seat_km:.1f} km from the county seat"
    )


def what(facts: CallFacts) -> str:
    """``criminal (theft)``."""
    return f"{facts.category} ({facts.offence})" if facts.offence else facts.category


def dealt(facts: CallFacts) -> list[tuple[str, str]]:
    """What is equal under every structure, by heading."""
    if not facts.valid:
        return [
            ("What", "no police matter (a wrong number, a test, an enquiry)"),
            ("When", when(facts.received_at)),
            ("Takes", f"{facts.handling:.1f} min at the 110 desk"),
        ]
    officer = "an officer must come" if facts.needs_officer else "auxiliaries would do"
    rows = [
        (
            "What",
            f"{what(facts)}, priority {facts.priority} of 3; it takes {counted(facts.teams_needed, 'crew')}, {officer}",
        ),
        ("When", when(facts.received_at)),
        ("Where", place_words(facts.spot)),
        (
            "Takes",
            f"{facts.handling:.1f} min to answer and type; {facts.relay[0]:.1f} at a duty desk, where it passes "
            f"one; {facts.turnout[0]:.1f} for the first crew to turn out ({facts.turnout_asleep[0]:.1f} from its "
            f"sleep); {facts.scene:.1f} on scene; {facts.report:.1f} for the report",
        ),
    ]
    if facts.case >= 0:
        rows.append(("Then", f"it becomes case {facts.case}; follow it with case={facts.case}"))
    return rows


def ways(story: CallStory) -> list[tuple[str, str]]:
    """How this structure passes a call on and chooses a crew."""
    chain = [DESKS[desk].removeprefix("the ") for desk in ("intake", *story.chain)]
    return [("Path", " -> ".join([*chain, "crew"])), ("Rule", rule_words(story.rings, story.facts.spot))]


def told(story: CallStory) -> list[Line]:
    """Everything that happened, in order of time."""
    lines = [*_desks(story)]
    for place, sending in enumerate(story.sendings):
        lines += _sending(story, sending, place)
    lines += [Line(hold.view.at, _held(hold)) for hold in story.holds]
    lines += _ending(story)
    return sorted(lines, key=lambda line: line.at)


# -- the desks -------------------------------------------------------------------------------------------------


def _desks(story: CallStory) -> Iterator[Line]:
    first, *others = story.desks
    yield Line(first.arrived_at, f"The call reaches the 110 desk: {_staffed(first)}.")
    if first.taken_at - first.arrived_at > 0:
        yield Line(first.taken_at, f"Answered, after a wait of {between(first.arrived_at, first.taken_at)}.")
    if first.done_at == first.done_at and story.facts.valid:
        yield Line(first.done_at, "Taken down." if others else f"Taken down. {_choice(first)}".rstrip())
    for visit in others:
        name = f"{DESKS[visit.function]} of {'station ' * (visit.function == 'area_desk')}{visit.ground}"
        yield Line(visit.arrived_at, f"Passed to {name}: {_staffed(visit)}. {_choice(visit)}".rstrip())


def _staffed(desk: DeskVisit) -> str:
    there = f"{desk.staff} there" if desk.staff > 1 else "one person there"
    if desk.busy == 0:
        return f"{there}, {'nobody busy' if desk.staff > 1 else 'free'}"
    if desk.busy < desk.staff:
        return f"{there}, {desk.busy} busy"
    ahead = f", {desk.waiting} waiting before it" if desk.waiting else ""
    return f"{there}, {'all' if desk.staff > 1 else 'who is'} busy{ahead}"


def _choice(desk: DeskVisit) -> str:
    if desk.teams < 0:
        return ""
    noted = "chooses" if desk.function == "intake" else f"notes it ({desk.work:.1f} min) and chooses"
    shared = f", shared by {desk.staff} people at the desk" if desk.staff > 1 else " that it oversees"
    return f"It {noted} among {counted(desk.teams, 'crew')} on duty{shared}."


# -- seeking a crew --------------------------------------------------------------------------------------------


def _held(hold: Hold) -> str:
    view = hold.view
    who = "A second crew is wanted, and none" if hold.backup else "No crew"
    near = [crew for crew in view.crews if view.opened(crew) and crew.serves][:MOST]
    reasons = joined([f"{crew.name} is {why_not(view, crew)}" for crew in near])
    opened = f": {reasons}" if reasons else ": there is none on the open ground"
    ahead = f", with {counted(hold.ahead, 'held call')} before it" if hold.ahead else ""
    could = (crew for crew in view.crews if crew.free and crew.serves and crew.fit and not view.opened(crew))
    other = next(could, None)
    idle = ""
    if other is not None:
        away = f"{other.away:.0f} min away"
        idle = f" The nearest free one elsewhere is {other.name}, {away}: {why_not(view, other)}."
    return f"{who} can be sent ({counted_crews(view)}){opened}. The call is held{ahead}.{idle}"


def _sending(story: CallStory, sending: Sending, place: int) -> Iterator[Line]:
    view, crew = sending.view, sending.crew
    situation = "" if place else f"{counted_crews(view)}. "
    sent = f"{_opening(sending)} {described(crew)}. {passed_over(view, crew)}"
    yield Line(sending.dispatched_at, f"{situation}{sent}")
    if sending.en_route_at == sending.en_route_at and not sending.moving:
        asleep = ", from its sleep" if crew.sleeps else ""
        turnout = between(sending.dispatched_at, sending.en_route_at)
        yield Line(sending.en_route_at, f"{the(crew)} moves off (turnout {turnout}{asleep}).")
    if sending.arrived_at == sending.arrived_at:
        yield Line(sending.arrived_at, _arrival(story, sending, place))
    if sending.outcome is DispatchOutcome.SUPERSEDED:
        yield Line(sending.cleared_at, _turned_back(sending))


def _opening(sending: Sending) -> str:
    sent = "Sent as backup:" if sending.backup else "Sent:"
    why = {
        Why.AT_ONCE: "",
        Why.CAME_FREE: "A crew has just come free. ",
        Why.CAME_ON_DUTY: "The shift changes, and a crew comes on duty. ",
        Why.WIDER: "More ground opens, the call having waited so long. ",
        Why.CALLED_OFF: f"No crew is free; one is taken off a less urgent call ({sending.called_off_from}). ",
        Why.AGAIN: "The held calls are looked at again. ",
    }[sending.why]
    return f"{why}{sent}"


# -- from arrival to the end -----------------------------------------------------------------------------------


def _arrival(story: CallStory, sending: Sending, place: int) -> str:
    waited = between(story.facts.received_at, sending.arrived_at)
    drive = f"after {sending.km:.1f} km in {between(sending.en_route_at, sending.arrived_at)}"
    if place == story.able:
        officer = "An officer is there" if story.facts.needs_officer else "Somebody able is there"
        return f"{the(sending.crew)} arrives {drive}. {officer}: the caller has waited {waited}."
    if story.facts.needs_officer and not sending.crew.officers:
        return f"{the(sending.crew)} arrives {drive}, without an officer: it holds the scene."
    return f"{the(sending.crew)} arrives {drive}{', as backup' * sending.backup}."


def _turned_back(sending: Sending) -> str:
    if sending.called_off_for:
        return f"{the(sending.crew)} is called off for a more urgent call ({sending.called_off_for})."
    return f"{the(sending.crew)} turns back: it is no longer needed."


def _ending(story: CallStory) -> Iterator[Line]:
    if story.scene_cleared_at == story.scene_cleared_at:
        case = f" It has become case {story.facts.case}." if story.facts.case >= 0 else ""
        yield Line(story.scene_cleared_at, f"The scene is cleared.{case}")
    writer = next((s for s in story.sendings if s.outcome is DispatchOutcome.SERVED), None)
    if writer is not None:
        late = " Its shift is over: overtime." if writer.overtime else ""
        yield Line(writer.available_at, f"The report is written; {writer.crew.name} is free again.{late}")
    for other in story.sendings:
        if other.outcome is DispatchOutcome.BACKED_UP:
            yield Line(other.available_at, f"{the(other.crew)} leaves the scene, free again.")
    if story.status is IncidentStatus.INVALID:
        yield Line(story.closed_at, "No police matter: it ends at the 110 desk.")
    elif story.status is IncidentStatus.LOST:
        yield Line(story.closed_at, "No able crew is free: the call is turned away.")
    elif story.closed_at != story.closed_at:
        came = "" if story.ender else " Nobody able had come."
        yield Line(story.until, f"Here the run ends.{came}")
