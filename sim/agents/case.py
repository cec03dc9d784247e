"""A case, and the jobs that it asks of teams."""

from __future__ import annotations

from enum import IntEnum
from math import inf, nan
from typing import TYPE_CHECKING

from mesa import Agent

from sim.agents.transitions import refused, table
from sim.clock import Event
from sim.records.statuses import CaseStatus

if TYPE_CHECKING:
    from sim.agents.case_team import CaseTeam
    from sim.model import PolicingModel


S = CaseStatus

FOLLOWS = table(
    S,
    {
        S.ACCEPTED: (S.WAITING,),
        S.WAITING: (S.ACTIVE, S.CLEARED, S.SUSPENDED),
        S.ACTIVE: (S.WAITING, S.CLEARED, S.SUSPENDED),
        S.SUSPENDED: (S.WAITING, S.CLEARED),
        S.CLEARED: (S.TRANSFERRED,),
    },
)
"""A case that waits or is suspended can be cleared through one that it is linked with."""


class JobKind(IntEnum):
    """What a team can have to do for a case; work with a legal clock comes first."""

    CLOSE = 0  # after the arrest, up to the coercive measure or to the end
    CLOSE_REST = 1  # after the coercive measure, by the same team
    PRETRIAL = 2  # after the coercive measure, by the pre-trial team
    MEND = 3  # sent back by the review
    REVIEW = 4
    REVIEW_FILING = 5
    INVESTIGATE = 6


class Case(Agent):  # type: ignore[misc]  # mesa ships no types
    """One case: what is known, what was gathered, who has it, and its times (min)."""

    def __init__(self, model: PolicingModel, row: int, offence: int, area: int) -> None:
        super().__init__(model)
        self.row = row
        self.offence = offence
        self.area = area
        self.status = CaseStatus.ACCEPTED
        self.known_suspects = 0
        self.known_offences = 1
        self.chance = 0.0
        """Chance that enough effort solves it, as its features say; also what investigators believe at first."""
        self.solvable = False
        self.need = inf
        """Effective hours still missing; infinite where no effort solves it."""
        self.gathered = 0.0
        self.opened_at = 0.0
        """From here on leads cool: first presence or report, or the new lead of a reopened case."""
        self.hours = 0.0
        self.setup_hours = 0.0
        self.closing_hours = 0.0
        self.review_hours = 0.0
        self.returns = 0
        self.handovers = 0
        self.station_only = True
        self.reopened = False
        self.resting = False
        """Open, but nobody works on it: an hour is worth too little, and its offence is never given up."""
        self.linked = False
        self.links: list[Case] = []
        self.team: CaseTeam | None = None
        self.closer: CaseTeam | None = None
        self.solver: CaseTeam | None = None
        self.presence_at = nan
        self.accepted_at = nan
        self.filed_at = nan
        self.assigned_at = nan
        self.started_at = nan
        self.solved_at = nan
        self.suspended_at = nan
        self.measure_at = nan
        self.transferred_at = nan

    def turn_to(self, status: CaseStatus) -> None:
        """Change the status; raises ``ValueError`` where it cannot follow."""
        if not FOLLOWS[self.status][status]:
            raise refused("case", self.row, self.status, status)
        self.status = status


class Job:
    """One piece of work on one case, waiting for a team or with one."""

    __slots__ = ("case", "event", "gone", "hands", "hours_left", "key", "kind", "later_key", "owner", "people",
                 "setup_left", "since", "touched", "urgent_until")  # fmt: skip

    def __init__(
        self, case: Case, kind: JobKind, key: tuple[float, ...], hands: float, hours_left: float = 0.0
    ) -> None:
        self.case = case
        self.kind = kind
        self.key = key
        self.hands = hands
        """People whom the job can occupy at once; below 1 it takes only part of somebody's time."""
        self.urgent_until = -inf
        """Until then (min) it does not wait for the morning."""
        self.later_key = key
        """Its place among the jobs from then on."""
        self.hours_left = hours_left
        self.setup_left = 0.0
        self.owner: CaseTeam | None = None
        self.people = 0.0
        """People who work on it now."""
        self.since = 0.0
        self.event: Event | None = None
        self.touched = False
        self.gone = False
        """Taken out while it waited: passed over."""

    def __lt__(self, other: Job) -> bool:
        return self.key < other.key
