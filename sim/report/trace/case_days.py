"""The daily work on a case, days alike told together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sim.report.trace.clock_words import day, short_clock
from sim.report.words import joined
from sim.study.trace.case_story import DAY, WORK, CaseStory, Phase, Sample

MOST = 12
"""Days with work that are told one by one; later ones are told together."""
MENTIONED, AN_HOUR = 6.0, 60.0
"""Minutes of waiting in a day of work, and in days without any, that are worth a word."""
WORTH_A_WORD = 0.15
"""Share of the time without work from which on a reason is named."""


@dataclass
class WorkDay:
    """What happened to the case on one day."""

    number: int
    hours: float = 0.0
    """Person-hours."""
    since: float = 0.0
    until: float = 0.0
    most: float = 0.0
    """People at work on it at once, at most."""
    brought_in: int = 0
    """People who were brought in at once, at most."""
    minutes: dict[Phase, float] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    @property
    def resting(self) -> bool:
        """Whether nothing was asked of anybody all day."""
        return set(self.minutes) <= {Phase.RESTING}


def days_of(story: CaseStory) -> list[WorkDay]:
    """Every day of the story from the report on, with or without work."""
    found: dict[int, WorkDay] = {}
    for since, until, sample in story.spans():
        for number in range(int(since // DAY), int(until // DAY) + 1):
            start, end = max(since, number * DAY), min(until, (number + 1) * DAY)
            if end > start:
                _add(found.setdefault(number, WorkDay(number)), start, end, sample)
    return [found[number] for number in sorted(found)]


def _add(here: WorkDay, start: float, end: float, sample: Sample) -> None:
    here.minutes[sample.phase] = here.minutes.get(sample.phase, 0.0) + end - start
    if sample.phase in WORK:
        here.since = here.since or start
        here.until = end
        here.most = max(here.most, sample.people)
        here.brought_in = max(here.brought_in, sample.brought_in)
    here.hours += (end - start) / 60 * (sample.people + sample.beside)
    if sample.phase is Phase.CALLED_OUT and sample.call:
        here.calls.append(sample.call)


def by_day(story: CaseStory, told: Collection[int]) -> dict[int, str]:
    """What to say of each day, or of the first of several alike, beside its name; the last days told together.

    `told`: the days of which something else is told; before each of them the idle days so far are told.
    """
    said: dict[int, str] = {}
    idle: list[WorkDay] = []
    busy: list[WorkDay] = []
    for here in days_of(story):
        if here.number in told:
            _say_idle(said, idle)
            idle = []
        if here.hours > 0:
            _say_idle(said, idle)
            idle = []
            busy.append(here)
            if len(busy) <= MOST:
                said[here.number] = _work(here)
        elif len(busy) <= MOST and not here.resting:
            idle.append(here)
    late = busy[MOST:]
    if late:
        said[late[0].number] = _together(late)
    _say_idle(said, idle)
    return said


def _work(here: WorkDay) -> str:
    if not here.most:
        return f"{here.hours:.1f} person-hours on the review of its filing"
    people = f"up to {here.most:.1f} people" if here.most > 1 else f"{here.most:.2f} of one person"
    lost = [
        f"{here.minutes[phase] / 60:.1f} h {words}"
        for phase, words in (
            (Phase.CALLED_OUT, f"out on calls{_calls(here)}"),
            (Phase.OTHERS, "other cases first"),
        )
        if here.minutes.get(phase, 0.0) >= MENTIONED
    ]
    besides = f"; {joined(lost)}" if lost else ""
    when = f"{short_clock(here.since)} to {short_clock(here.until)}"
    extra = f" ({here.brought_in} brought in)" if here.brought_in else ""
    return f"{here.hours:.1f} person-hours, {when}, {people}{extra}{besides}"


def _calls(here: WorkDay) -> str:
    return f" ({', '.join(dict.fromkeys(here.calls))})" if here.calls else ""


def _say_idle(said: dict[int, str], days: list[WorkDay]) -> None:
    """Days on which nobody worked on it, told as one; nights do not count as a reason."""
    spent: dict[Phase, float] = {}
    for here in days:
        for phase, minutes in here.minutes.items():
            if phase not in (Phase.NIGHT, Phase.UNACCEPTED, Phase.RESTING):
                spent[phase] = spent.get(phase, 0.0) + minutes
    if sum(spent.values()) < AN_HOUR:
        return
    calls = _calls(WorkDay(0, calls=[call for here in days for call in here.calls]))
    whole = sum(spent.values())
    named = [phase for phase in spent if spent[phase] >= WORTH_A_WORD * whole]
    reasons = []
    for phase in sorted(named, key=lambda phase: -spent[phase]):
        hours = f" {spent[phase] / AN_HOUR:.0f} h" if len(named) > 1 else ""
        reasons.append(f"{phase.value}{calls if phase is Phase.CALLED_OUT else ''}{hours}")
    until = f" until {day(days[-1].number)}" if len(days) > 1 else ""
    said[days[0].number] = f"no work{until}: {', '.join(reasons)}"


def _together(days: list[WorkDay]) -> str:
    hours = sum(here.hours for here in days)
    return f"from here to {day(days[-1].number)} {hours:.1f} person-hours on {len(days)} days"
