"""What is told of a case under one structure. Times are minutes since the start of the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from math import isnan, nan
from typing import NamedTuple

from sim.agents.case import JobKind
from sim.records.statuses import CaseStatus, CaseStep
from sim.study.trace.world import CaseFacts

DAY = 1440.0


class Phase(Enum):
    """What stands between a case and its next step, or that it is being worked on."""

    UNACCEPTED = "before it was accepted"
    WORKED = "worked on"
    READING = "read into"
    OTHERS = "other cases came first"
    CALLED_OUT = "the team was out on calls"
    OFF = "nobody of the team was on duty for cases"
    NIGHT = "night, 20:30 to 08:30"
    RESTING = "given up, or no work asked"


WORK = (Phase.WORKED, Phase.READING)


@dataclass(frozen=True)
class TeamView:
    """A case team at one moment."""

    name: str
    members: int
    there: int
    """Members who have time for cases now."""
    open: int
    """Jobs that it has beside this one, waiting or in hand; of a pool all that it has together."""
    pool: bool
    """Whether it is a pool that takes from one pile; then members and those there are all of it."""
    others: tuple[int, ...]
    """Open jobs of the teams that could have had it, this one among them; empty where nobody chose."""


@dataclass(frozen=True)
class Verdict:
    """The referral rule's answer, and what it went by."""

    rule: str
    line: str
    """`investigate:<specialism>`."""
    suspects: int
    offences: int
    carried: float
    """Share of criminal cases that specialists have carried so far, 1 where it does not count."""
    threshold: float | None
    least_share: float | None
    listed: bool
    """On the negative list."""


@dataclass(frozen=True)
class Belief:
    """What the model holds an hour on the case to be worth."""

    chance: float
    """At first."""
    posterior: float
    warmth: float
    threshold: float

    @property
    def worth(self) -> float:
        """Posterior times warmth: below the threshold the case is given up."""
        return self.posterior * self.warmth


class Other(NamedTuple):
    """Another case that mattered."""

    row: int
    offence: str
    kind: JobKind
    criminal: bool


@dataclass(frozen=True)
class Turn:
    """One row of the case steps, with the state at that moment."""

    at: float
    step: CaseStep
    team: TeamView | None
    suspects: int
    """Known so far."""
    offences: int
    hours: float
    gathered: float
    belief: Belief
    solvable: bool
    resting: bool
    """Nobody works on it any longer, but it is never given up."""
    verdict: Verdict | None = None
    other: Other | None = None


@dataclass(frozen=True)
class Task:
    """A job that the case asked of a team."""

    at: float
    kind: JobKind
    team: TeamView
    hours: float
    """Person-hours of it, 0 for an investigation."""
    reading: float
    """Hours of reading in before it."""


class Hands(NamedTuple):
    """Who is at urgent work: people of the team who are there anyway, and who was brought in for it."""

    there: int = 0
    own_at_home: int = 0
    own_on_duty: int = 0
    """Members on duty, but not for cases: at night, when these wait."""
    colleagues_at_home: int = 0
    colleagues_on_duty: int = 0

    @property
    def brought_in(self) -> int:
        """How many of them would not be there otherwise."""
        return sum(self[1:])


NOBODY = Hands()


@dataclass(frozen=True)
class Sample:
    """From here on until the next one: the phase, and the people at work on it."""

    at: float
    phase: Phase
    kind: JobKind | None
    people: float
    call: str = ""
    """Category of the call that the team is out on."""
    beside: float = 0.0
    """People who work beside it on the review of its filing."""
    hands: Hands = NOBODY
    """Who is at it, where it cannot wait; nobody otherwise."""

    @property
    def brought_in(self) -> int:
        """People who would not be there otherwise."""
        return self.hands.brought_in


@dataclass
class CaseStory:
    """What happened to one case under one structure."""

    label: str
    title: str
    facts: CaseFacts
    odds: tuple[tuple[str, float], ...] = ()
    """What the chance of being solvable is made of, as log-odds."""
    chance: float = nan
    turns: list[Turn] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    status: CaseStatus = CaseStatus.ACCEPTED
    presence_at: float = nan
    accepted_at: float = nan
    filed_at: float = nan
    assigned_at: float = nan
    started_at: float = nan
    solved_at: float = nan
    suspended_at: float = nan
    measure_at: float = nan
    transferred_at: float = nan
    hours: float = 0.0
    gathered: float = 0.0
    setup_hours: float = 0.0
    closing_hours: float = 0.0
    review_hours: float = 0.0
    handovers: int = 0
    returns: int = 0
    linked: bool = False
    until: float = nan
    """When it was looked at last."""

    @property
    def solvable(self) -> bool:
        """Whether enough effort would solve it, as drawn when it was accepted."""
        return any(turn.solvable for turn in self.turns if turn.step is CaseStep.ACCEPTED)

    @property
    def began(self) -> float:
        """The report, or the start of the run for a case that was open then."""
        return max(self.facts.reported_at, 0.0)

    @property
    def decided_at(self) -> float:
        """Cleared, or given up for good, or when it was looked at last."""
        for at in (self.solved_at, self.suspended_at):
            if not isnan(at):
                return at
        return self.until

    def spans(self) -> Iterator[tuple[float, float, Sample]]:
        """(since, until, what) from the report to the end of the story, without a hole."""
        if not self.samples:
            yield self.began, self.until, Sample(self.began, Phase.UNACCEPTED, None, 0.0)
            return
        first = self.samples[0].at
        if first > self.began:
            yield self.began, first, Sample(self.began, Phase.UNACCEPTED, None, 0.0)
        ends = [sample.at for sample in self.samples[1:]] + [self.until]
        for sample, end in zip(self.samples, ends, strict=True):
            if end > sample.at:
                yield sample.at, end, sample

    def minutes_by_phase(self) -> dict[Phase, float]:
        """Minutes from the report to the decision by phase; they add up to its age then."""
        spent = dict.fromkeys(Phase, 0.0)
        for since, until, sample in self.spans():
            spent[sample.phase] += max(min(until, self.decided_at) - since, 0.0)
        return spent

    def hours_by_day(self) -> dict[int, float]:
        """Person-hours of any kind by day since the start of the run, days without any left out."""
        found: dict[int, float] = {}
        for since, until, sample in self.spans():
            for day in range(int(since // DAY), int(until // DAY) + 1):
                inside = min(until, (day + 1) * DAY) - max(since, day * DAY)
                hours = max(inside, 0.0) / 60 * (sample.people + sample.beside)
                if hours > 0:
                    found[day] = found.get(day, 0.0) + hours
        return found
