"""The story of a case in plain words: what the world dealt, then step by step what one structure made of it."""

from __future__ import annotations

from collections.abc import Iterator

from sim.agents.case import JobKind
from sim.records.statuses import CaseChannel, CaseStatus, CaseStep
from sim.report.trace.call_words import Line, place_words
from sim.report.trace.clock_words import counted, when
from sim.rules.referral import STATION
from sim.study.trace.case_story import NOBODY, WORK, CaseStory, Hands, Task, TeamView, Turn, Verdict
from sim.study.trace.world import CaseFacts

CHANNELS = {
    CaseChannel.CALL: "by a call",
    CaseChannel.WALK_IN: "at a station's counter",
    CaseChannel.REMOTE: "without a scene, a crime by telephone or on the net",
    CaseChannel.FOUND_LATER: "found later",
    CaseChannel.BACKLOG: "open when the run began",
}
KINDS = {
    JobKind.CLOSE: "what follows the arrest",
    JobKind.CLOSE_REST: "the file after the coercive measure",
    JobKind.PRETRIAL: "the pre-trial work",
    JobKind.MEND: "mending what the review sent back",
    JobKind.REVIEW: "the review before transfer",
    JobKind.REVIEW_FILING: "the review of its filing",
    JobKind.INVESTIGATE: "the investigation",
}
PENALTY = "the penalty and its papers"
"""What follows in an administrative case, where nobody is arrested."""

KEPT = "Only offences with `never_given_up` are never given up."
"""Said where a case is given up, since a reader may expect that a grave one is not."""
FEW = 6
"""Teams whose open jobs are listed one by one."""
BEGUN = (CaseStep.STARTED, CaseStep.RESUMED)
"""Steps that come after the job has reached its team, if that is at the same moment."""


def dealt(facts: CaseFacts) -> list[tuple[str, str]]:
    """What is equal under every structure, by heading."""
    kind = "criminal" if facts.criminal else "administrative"
    name = facts.offence if facts.offence == kind else f"{facts.offence} ({kind})"
    came = CHANNELS[facts.channel] + (f" (incident={facts.call})" if facts.call >= 0 else "")
    seen = [
        "a suspect is named at once" if facts.suspect_known else "no suspect is named",
        "a camera sees the place" if facts.camera else "no camera sees the place",
    ]
    if facts.involved:
        seen.append(f"noticed as it happened and called in {facts.reporting_delay:.0f} min later")
    truth = f"{counted(facts.suspects, 'suspect')} and {counted(facts.offences, 'offence')} in truth"
    rows = [
        ("What", f"{name}, reported {came}; {', '.join(seen)}; {truth}"),
        ("When", when(facts.reported_at)),
        ("Where", place_words(facts.spot)),
        (
            "Takes",
            f"{facts.need_hours:.1f} effective hours to solve, if it can be solved (mean of its offence "
            f"{facts.mean_need_hours:g}); it can be, if its chance is above {facts.luck:.2f}; it can occupy "
            f"{_hands(facts.hands)} at once; its leads cool by e in {facts.tau_days:g} days",
        ),
    ]
    if facts.series:
        rows.append(("Series", f"with {_rows(facts.series)}"))
    return rows


def _rows(rows: tuple[int, ...]) -> str:
    listed = ", ".join(map(str, rows[:6]))
    more = f" and {len(rows) - 6} more" if len(rows) > 6 else ""
    return (
        f"case{'s' * (len(rows) > 1)} {listed}{more}, by the same offenders, unknown to the police at first"
    )


def _hands(hands: float) -> str:
    if hands > 1:
        return f"up to {hands:g} people"
    return "one person" if hands == 1 else f"{hands:g} of one person's time"


def belief(story: CaseStory) -> list[tuple[str, str]]:
    """What the model holds of the case once it is accepted, unknown to the police."""
    if not story.odds:
        return []
    terms = ", ".join(f"{words} {value:+.2f}" for words, value in story.odds)
    can = "so it can be solved" if story.solvable else "so no effort will solve it"
    text = (
        f"chance {story.chance:.2f} of being solvable (log-odds: {terms}); the draw was {story.facts.luck:.2f}, {can}. "
        "The police do not know this"
    )
    return [("Chance", text)]


def told(story: CaseStory) -> list[Line]:
    """Everything that happened but the daily work, in order of time."""
    early = [turn for turn in story.turns if turn.step not in BEGUN]
    lines = [line for turn in early for line in _turn(story, turn)]
    lines += [line for task in story.tasks for line in _task(story, task)]
    lines += [line for turn in story.turns if turn.step in BEGUN for line in _turn(story, turn)]
    if story.status not in (CaseStatus.TRANSFERRED, CaseStatus.SUSPENDED):
        lines.append(Line(story.until, f"Here the run ends; the case is still {_open(story)}."))
    return sorted(lines, key=lambda line: line.at)


def _open(story: CaseStory) -> str:
    return "cleared and not transferred" if story.status is CaseStatus.CLEARED else "open"


def _turn(story: CaseStory, turn: Turn) -> Iterator[Line]:
    say = _TURNS.get(turn.step)
    if say is not None:
        yield Line(turn.at, say(story, turn))


def _reported(story: CaseStory, turn: Turn) -> str:
    return f"Reported {CHANNELS[story.facts.channel]}."


def _accepted(story: CaseStory, turn: Turn) -> str:
    if story.facts.call < 0:
        return "Accepted."
    seen = turn.at == story.presence_at
    return (
        "Accepted: the first crew is there and sees what it is."
        if seen
        else "Accepted: the crew has cleared the scene."
    )


def _assigned(story: CaseStory, turn: Turn) -> str:
    # How the team was chosen stands with the task of investigating.
    return _verdict(turn.verdict, story)


def _verdict(verdict: Verdict | None, story: CaseStory) -> str:
    if verdict is None:
        return "It stays where it is."
    specialism = verdict.line.partition(":")[2]
    to = (
        "the station's own case officers"
        if verdict.line == STATION
        else f"the investigators of {specialism} cases"
    )
    if verdict.rule != "threshold":
        return f"By its offence ({story.facts.offence}) it goes to {to}."
    known = f"{counted(verdict.suspects, 'suspect')} and {counted(verdict.offences, 'offence')} known"
    if verdict.listed:
        why = f"{story.facts.offence} stands on the negative list"
    elif verdict.threshold is not None and verdict.suspects + verdict.offences >= verdict.threshold:
        why = f"{known}, {verdict.threshold:g} or more"
    elif verdict.line != STATION:
        why = (
            f"{known}, too few, but the specialists carry {verdict.carried:.0%} of criminal cases so far and must "
            f"carry {verdict.least_share or 0:.0%}"
        )
    else:
        why = f"{known}, fewer than {verdict.threshold:g}" if verdict.threshold is not None else known
    return f"{why[0].upper()}{why[1:]}: it goes to {to}."


def _filed(story: CaseStory, turn: Turn) -> str:
    return "Filed."


def _started(story: CaseStory, turn: Turn) -> str:
    by = _who(_hands_at(story, turn.at, JobKind.INVESTIGATE))
    return f"Work on it begins{', by ' if by else ''}{by}."


def _hands_at(story: CaseStory, at: float, kind: JobKind) -> Hands:
    """Who is at work of this kind on the case from then on, where it cannot wait."""
    now = [sample for sample in story.samples if sample.at <= at][-1:]
    return next((s.hands for s in now if s.phase in WORK and s.kind is kind), NOBODY)


def _who(hands: Hands) -> str:
    """`2 who are brought in: 1 of its own from home, 1 colleague on duty`; empty where nobody is brought in."""
    if not hands.brought_in:
        return ""
    parts = [
        (hands.own_on_duty, f"{hands.own_on_duty} of its own on duty, though not for cases"),
        (hands.own_at_home, f"{hands.own_at_home} of its own from home"),
        (hands.colleagues_on_duty, f"{counted(hands.colleagues_on_duty, 'colleague')} on duty"),
        (hands.colleagues_at_home, f"{counted(hands.colleagues_at_home, 'colleague')} from home"),
    ]
    listed = ", ".join(words for number, words in parts if number)
    first = f"{hands.there} of its own who {_are(hands.there)} there and " if hands.there else ""
    return f"{first}{hands.brought_in} who {_are(hands.brought_in)} brought in: {listed}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _resumed(story: CaseStory, turn: Turn) -> str:
    return "Taken up again; whoever does reads in first."


def _set_aside(story: CaseStory, turn: Turn) -> str:
    if turn.resting:
        return f"Put to rest, but never given up: {_no_longer_worth(turn)}."
    if turn.other is None:
        return "Laid aside."
    other = turn.other
    job = _job(other.kind, other.criminal)
    return f"Laid aside for {job} of case {other.row} ({other.offence}), which comes first."


def _known_more(story: CaseStory, turn: Turn) -> str:
    known = f"{counted(turn.suspects, 'suspect')} and {counted(turn.offences, 'offence')}"
    return f"After {turn.hours:.1f} hours of work more has come to light: {known} known."


def _referred(story: CaseStory, turn: Turn) -> str:
    who = turn.team.name if turn.team else "another team"
    return f"Handed over to {who}, with a loss of what was gathered. {_verdict(turn.verdict, story)}"


def _linked(story: CaseStory, turn: Turn) -> str:
    other = "another case" if turn.other is None else f"case {turn.other.row}"
    return f"Found to belong together with {other}."


def _solved(story: CaseStory, turn: Turn) -> str:
    if turn.other is not None:
        return f"Cleared together with case {turn.other.row} ({turn.other.offence}), to which it is linked."
    return f"CLEARED, after {turn.hours:.1f} person-hours ({turn.gathered:.1f} effective hours gathered)."


def _suspended(story: CaseStory, turn: Turn) -> str:
    return f"GIVEN UP, after {turn.hours:.1f} person-hours: {_no_longer_worth(turn)}. {KEPT}"


def _no_longer_worth(turn: Turn) -> str:
    held = turn.belief
    return (
        f"an hour on it is worth {held.worth:.2f}, below {held.threshold:g} (solvable with chance {held.posterior:.2f} "
        f"after {turn.gathered:.1f} effective hours in vain, leads still {held.warmth:.2f} warm)"
    )


def _reopened(story: CaseStory, turn: Turn) -> str:
    can = "it can be solved" if turn.solvable else "no effort will solve it"
    return f"Reopened: a new lead, with leads as warm as on the first day. Drawn anew: {can}."


def _reviewed(story: CaseStory, turn: Turn) -> str:
    return "The review lets it pass."


def _returned(story: CaseStory, turn: Turn) -> str:
    return "The review sends it back."


def _pretrial(story: CaseStory, turn: Turn) -> str:
    return "The coercive measure is taken; the pre-trial team takes over."


def _transferred(story: CaseStory, turn: Turn) -> str:
    return "Transferred to the prosecutor." if story.facts.criminal else "Concluded."


_TURNS = {
    CaseStep.REPORTED: _reported,
    CaseStep.ACCEPTED: _accepted,
    CaseStep.FILED: _filed,
    CaseStep.ASSIGNED: _assigned,
    CaseStep.STARTED: _started,
    CaseStep.RESUMED: _resumed,
    CaseStep.SET_ASIDE: _set_aside,
    CaseStep.KNOWN_MORE: _known_more,
    CaseStep.REFERRED: _referred,
    CaseStep.LINKED: _linked,
    CaseStep.SOLVED: _solved,
    CaseStep.SUSPENDED: _suspended,
    CaseStep.REOPENED: _reopened,
    CaseStep.REVIEWED: _reviewed,
    CaseStep.RETURNED: _returned,
    CaseStep.PRETRIAL: _pretrial,
    CaseStep.TRANSFERRED: _transferred,
}


def _task(story: CaseStory, task: Task) -> Iterator[Line]:
    """A job reaches a team; who is brought in for an investigation stands with its start."""
    who = "" if task.kind is JobKind.INVESTIGATE else _who(_hands_at(story, task.at, task.kind))
    begun = f". Begun by {who}" if who else ""
    hours = f", {task.hours:.1f} person-hours" if task.hours else ""
    reading = f", after {task.reading:g} h of reading in" if task.reading else ""
    yield Line(
        task.at,
        f"{_cap(_job(task.kind, story.facts.criminal))}{hours}{reading}: {team_words(task.team)}{begun}.",
    )


def _job(kind: JobKind, criminal: bool) -> str:
    return PENALTY if kind is JobKind.CLOSE and not criminal else KINDS[kind]


def _cap(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def team_words(team: TeamView) -> str:
    """`a case officer of station S05; on duty for cases now; 2 other open jobs, the fewest of 3 ...`."""
    if team.members == 1:
        there = "on duty for cases now" if team.there else "not on duty for cases now"
    else:
        there = f"{team.there or 'nobody'} of {team.members} on duty for its cases now"
    if team.pool:
        return f"{team.name}; {there}; {counted(team.open, 'other job')} in hand or waiting, from one pile"
    choice = ""
    if len(team.others) > 1:
        ranked = sorted(team.others)
        listed = ", ".join(map(str, ranked)) if len(ranked) <= FEW else f"{ranked[0]} to {ranked[-1]}"
        choice = f", the fewest of {len(ranked)} that could have it ({listed})"
    return f"{team.name}; {there}; {counted(team.open, 'other open job')}{choice}"
