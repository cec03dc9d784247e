"""A call, followed through one structure from reception until every crew is available again."""

from __future__ import annotations

from math import isnan, nextafter
from typing import TYPE_CHECKING

from sim.records.statuses import IncidentStatus
from sim.study.trace.call_story import CallStory, DeskVisit, Hold, Sending, Why
from sim.study.trace.crews import crew_now, look, rings_of
from sim.study.trace.watch import watch
from sim.study.trace.world import call_facts, category_words
from sim.work.duty import STARTS

if TYPE_CHECKING:
    from sim.agents.incident import Incident
    from sim.agents.patrol_team import Dispatch, PatrolTeam
    from sim.config.command import DeskKind
    from sim.config.schema import Config
    from sim.model import PolicingModel

DAY, HOUR = 1440.0, 60.0


def follow_call(config: Config, label: str, row: int) -> CallStory:
    """The story of the call of this row under `config`, seed ``config.run.seed``.

    Runs a model of its own, which is stopped when the call is closed.
    """
    from sim.model import PolicingModel, forget

    model = PolicingModel(config, config.run.seed)
    try:
        return watch_call(model, label, row)
    finally:
        forget(model)


def watch_call(model: PolicingModel, label: str, row: int) -> CallStory:
    """The same in a model that stands before the call; it is left where the call was closed, or at its end."""
    facts = call_facts(model, row)
    model.clock.advance(max(nextafter(facts.received_at, 0.0), 0.0))
    onlooker = CallOnlooker(model, label, row)
    while model.clock.now < model.end and not onlooker.over:
        model.clock.advance(min(model.clock.now + HOUR, model.end))
    return onlooker.tell()


class CallOnlooker:
    """Writes down what concerns one call, as it happens; to be set before the call comes in."""

    def __init__(self, model: PolicingModel, label: str, row: int) -> None:
        chain = tuple(str(desk) for desk in model.relay.chain)
        facts, title = call_facts(model, row), model.config.model.title
        self.story = CallStory(label, title, facts, model.county, chain, rings_of(model, facts.priority))
        self.model, self.clock, self.row = model, model.clock, row
        self.over = False
        self.incident: Incident | None = None
        self.taken_off: tuple[PatrolTeam, str] | None = None
        self.left_us: tuple[PatrolTeam, Sending] | None = None
        self.widening = False
        self.sent_as: list[Dispatch] = []
        self.comes_in(row)
        self._watch_desks()
        self._watch_crews()

    def _watch_desks(self) -> None:
        relay = self.model.relay
        watch(relay, "call_received", before=self.comes_in)
        watch(relay, "call_answered", before=self.answered)
        watch(relay, "call_handled", before=self.typed, after=self.invalid_ends)
        watch(relay, "message_arrives", before=self.reaches_desk)
        watch(relay, "message_taken", before=self.desk_takes)

    def _watch_crews(self) -> None:
        response = self.model.response
        watch(response, "team_sought", before=self.sought, after=self.held)
        watch(response, "search_widens", before=self.widens, after=self.widened)
        watch(response, "team_called_off", before=self.leaves, after=self.left)
        watch(response, "team_dispatched", before=self.is_sent, after=self.was_sent)
        watch(self.model, "log_dispatch", before=self.dispatch_over)
        watch(self.model, "incident_ends", before=self.ends)

    # -- the desks ---------------------------------------------------------------------------------------------

    def comes_in(self, row: int) -> None:
        if row == self.row:
            desk, at = self.model.relay.intake, self.story.facts.received_at
            self.story.desks = [DeskVisit("intake", "", at, desk.staff, desk.busy, len(desk.queue))]

    def answered(self, row: int) -> None:
        if row == self.row:
            self.story.desks[0].taken_at = self.story.answered_at = self.clock.now

    def typed(self, row: int) -> None:
        if row != self.row:
            return
        self.story.handled_at = self.clock.now
        visit = self.story.desks[0]
        visit.work = visit.done_at = self.clock.now
        visit.work -= visit.taken_at
        if not self.model.relay.chain:
            visit.teams = self.model.response.teams_on_duty("intake", -1)

    def invalid_ends(self, row: int) -> None:
        if row == self.row and not self.story.facts.valid:
            self.story.status = IncidentStatus.INVALID
            self.story.closed_at = self.clock.now
            self.over = True

    def reaches_desk(self, row: int, hop: int) -> None:
        if row != self.row:
            return
        self._leaves_desk()
        kind, ground = self._desk(hop)
        desk = self.model.relay.desks[kind][ground]
        stations = self.model.county.stations
        label = f"zone {ground + 1}" if kind == "command" else stations[ground].label
        self.story.desks.append(
            DeskVisit(kind, label, self.clock.now, desk.staff, desk.busy, len(desk.queue))
        )

    def desk_takes(self, row: int, hop: int) -> None:
        if row != self.row:
            return
        visit = self.story.desks[-1]
        visit.taken_at = self.clock.now
        visit.work = self.story.facts.relay[hop]
        if hop == len(self.model.relay.chain) - 1:
            visit.teams = self.model.response.teams_on_duty(*self._desk(hop))

    def _desk(self, hop: int) -> tuple[DeskKind, int]:
        kind, area = self.model.relay.chain[hop], self.model.relay.incidents[self.row].area
        return kind, self.model.zone_of_area[area] if kind == "command" else area

    def _leaves_desk(self) -> None:
        visit = self.story.desks[-1]
        if visit.function != "intake":
            visit.done_at = self.clock.now

    # -- the crews ---------------------------------------------------------------------------------------------

    def sought(self, incident: Incident) -> None:
        if incident.row == self.row:
            self.incident = incident
            self.story.relayed_at = self.clock.now
            self._leaves_desk()

    def held(self, incident: Incident) -> None:
        """The call waits if it still wants a team."""
        places = [place for place, entry in enumerate(self.model.response.held) if entry[2] is self.incident]
        if incident is self.incident and places:
            self.story.holds.append(Hold(look(self.model, incident), bool(incident.active), places[0]))

    def widens(self, incident: Incident) -> None:
        self.widening = incident is self.incident

    def widened(self, incident: Incident) -> None:
        self.widening = False

    def leaves(self, team: PatrolTeam) -> None:
        """A team is called off: from another call, perhaps for ours, or from ours."""
        dispatch = team.dispatch
        assert dispatch is not None
        self.taken_off = (team, category_words(self.model, dispatch.incident.category))
        self.left_us = (
            (team, self.story.sendings[self.sent_as.index(dispatch)]) if dispatch in self.sent_as else None
        )

    def left(self, team: PatrolTeam) -> None:
        if self.left_us is not None and self.incident is not None:
            self.held(self.incident)

    def is_sent(self, incident: Incident, team: PatrolTeam, on_the_way: bool = False) -> None:
        if self.left_us is not None and self.left_us[0] is team:
            self.left_us[1].called_off_for = category_words(self.model, incident.category)
            self.left_us = None
        if incident is self.incident:
            self._writes_sending(incident, team)
        self.taken_off = None

    def _writes_sending(self, incident: Incident, team: PatrolTeam) -> None:
        model, crew = self.model, crew_now(self.model, team, incident)
        off = self.taken_off[1] if self.taken_off is not None and self.taken_off[0] is team else ""
        path = model.travel.path(crew.cell, incident.cell)[0].tolist()
        why, view = self._why(incident, team, off), look(model, incident)
        self.story.sendings.append(
            Sending(crew, view, why, bool(incident.active), self.clock.now, off, path=tuple(path))
        )

    def _why(self, incident: Incident, team: PatrolTeam, off: str) -> Why:
        now = self.clock.now
        if off:
            return Why.CALLED_OFF
        if now == incident.relayed_at:
            return Why.AT_ONCE
        if self.widening:
            return Why.WIDER
        if team.free_since != now:
            return Why.AGAIN
        return Why.CAME_ON_DUTY if now % DAY in STARTS else Why.CAME_FREE

    def was_sent(self, incident: Incident, team: PatrolTeam, on_the_way: bool = False) -> None:
        if incident is self.incident:
            assert team.dispatch is not None
            self.sent_as.append(team.dispatch)

    def dispatch_over(self, dispatch: Dispatch, now: float) -> None:
        if dispatch in self.sent_as:
            sending = self.story.sendings[self.sent_as.index(dispatch)]
            sending.available_at = now
            sending.overtime = dispatch.team.ending

    def ends(self, incident: Incident) -> None:
        self.over = self.over or incident is self.incident

    # -- the end -----------------------------------------------------------------------------------------------

    def tell(self) -> CallStory:
        """The story as far as it went."""
        story, incident = self.story, self.incident
        story.until = self.clock.now if isnan(story.closed_at) else story.closed_at
        if incident is None:
            return story
        story.status = incident.status
        story.first_presence_at, story.first_able_at = incident.first_presence_at, incident.first_able_at
        story.scene_cleared_at, story.closed_at = incident.scene_cleared_at, incident.closed_at
        for sending, dispatch in zip(story.sendings, self.sent_as, strict=True):
            sending.en_route_at, sending.arrived_at = dispatch.en_route_at, dispatch.arrived_at
            sending.cleared_at, sending.km, sending.outcome = (
                dispatch.cleared_at,
                dispatch.kilometres,
                dispatch.outcome,
            )
        if incident.able is not None:
            story.able = self.sent_as.index(incident.able)
        story.until = self.clock.now if isnan(story.closed_at) else story.closed_at
        return story
