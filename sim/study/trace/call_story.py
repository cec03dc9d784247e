"""What is told of a call under one structure. Times are minutes since the start of the run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from math import isnan, nan
from typing import TYPE_CHECKING

from sim.records.statuses import DispatchOutcome, IncidentStatus, TeamStatus
from sim.study.trace.crews import Crew, Rings, View
from sim.study.trace.world import CallFacts

if TYPE_CHECKING:
    from sim.county.county import County

MOVING = (TeamStatus.PATROLLING, TeamStatus.RETURNING, TeamStatus.EN_ROUTE)
"""Teams that drive on at once when they are sent."""

PARTS = ("wait at the 110 desk", "typing", "relay and choice", "queue for a crew", "turnout", "drive")
"""The parts of a response, in their order."""


class Why(Enum):
    """Why a crew was sent at this moment and not before."""

    AT_ONCE = "at once"
    CAME_FREE = "came free"
    CAME_ON_DUTY = "came on duty"
    WIDER = "the rule opened more ground"
    CALLED_OFF = "called off a less urgent call"
    AGAIN = "looked again"


@dataclass
class DeskVisit:
    """One desk of the chain: who sat there when the call came, and what it spent (minutes)."""

    function: str
    ground: str
    """Label of the station or zone that it serves, empty for the county."""
    arrived_at: float
    staff: int
    busy: int
    waiting: int
    taken_at: float = nan
    done_at: float = nan
    work: float = 0.0
    """Typing, or passing on."""
    teams: int = -1
    """Teams among which it chooses; -1 where another desk chooses."""

    @property
    def wait(self) -> float:
        """Minutes in the queue of the desk."""
        return self.taken_at - self.arrived_at


@dataclass
class Sending:
    """One dispatch: the crew as it was when it was sent, what the dispatcher could see, and what came of it."""

    crew: Crew
    view: View
    why: Why
    backup: bool
    dispatched_at: float
    called_off_from: str = ""
    """Category of the less urgent call that it was taken off."""
    en_route_at: float = nan
    arrived_at: float = nan
    cleared_at: float = nan
    available_at: float = nan
    km: float = 0.0
    outcome: DispatchOutcome = DispatchOutcome.OPEN
    called_off_for: str = ""
    """Category of the more urgent call that it was taken off for."""
    path: tuple[int, ...] = ()
    """Cells from where it was to the scene."""
    overtime: bool = False
    """Whether its shift ended before it was available again."""

    @property
    def moving(self) -> bool:
        """Whether it was under way already when it was sent, so that it needed no turnout."""
        return self.crew.status in MOVING


@dataclass
class Hold:
    """From here on the call waits for a team, or for backup."""

    view: View
    backup: bool
    ahead: int
    """Held calls that are looked at before it."""


@dataclass
class CallStory:
    """What happened to one call under one structure."""

    label: str
    title: str
    facts: CallFacts
    county: County
    chain: tuple[str, ...]
    """Desks behind the 110 desk."""
    rings: Rings
    desks: list[DeskVisit] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    sendings: list[Sending] = field(default_factory=list)
    status: IncidentStatus = IncidentStatus.RECEIVED
    answered_at: float = nan
    handled_at: float = nan
    relayed_at: float = nan
    first_presence_at: float = nan
    first_able_at: float = nan
    scene_cleared_at: float = nan
    closed_at: float = nan
    able: int | None = None
    """Place among the sendings of the one whose crew ended the wait."""
    until: float = nan
    """When it was looked at last."""

    @property
    def ender(self) -> Sending | None:
        """The sending whose crew ended the wait, or None."""
        return None if self.able is None else self.sendings[self.able]

    def moments(self) -> list[float]:
        """Reception and the ends of `PARTS`; those that were not reached lie where the story ends."""
        sent = self.ender
        ends = [self.facts.received_at, self.answered_at, self.handled_at, self.relayed_at]
        ends += [sent.dispatched_at, sent.en_route_at, sent.arrived_at] if sent else [nan] * 3
        return [self.until if isnan(end) else end for end in ends]
