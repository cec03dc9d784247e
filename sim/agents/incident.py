"""A call for service that is a police matter."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

from mesa import Agent

from sim.agents.transitions import refused, table
from sim.clock import Event
from sim.records.statuses import IncidentStatus

if TYPE_CHECKING:
    from sim.agents.patrol_team import Dispatch
    from sim.model import PolicingModel


S = IncidentStatus
RECEIVED = S.RECEIVED

FOLLOWS = table(
    S,
    {
        S.RECEIVED: (S.RELAYED, S.UNSERVED),
        S.RELAYED: (S.HELD, S.UNSERVED),
        S.HELD: (S.DISPATCHED, S.LOST, S.UNSERVED, S.UNFINISHED),
        S.DISPATCHED: (S.ON_SCENE, S.HELD, S.UNSERVED, S.UNFINISHED),
        S.ON_SCENE: (S.SERVED, S.DISPATCHED, S.UNFINISHED),
    },
)
"""A crew called off on scene leaves the call to whoever else is on the way, or else to be held again."""


class Incident(Agent):  # type: ignore[misc]  # mesa ships no types
    """One call with its own draws, its status and its times (min)."""

    def __init__(
        self, model: PolicingModel, row: int, category: int, priority: int, cell: int, area: int
    ) -> None:
        super().__init__(model)
        self.row = row
        self.category = category
        self.priority = priority
        self.cell = cell
        self.area = area
        self.needs_officer = True
        self.teams_needed = 1
        self.scene_minutes = 0.0
        self.report_minutes = 0.0
        self.case = -1
        self.status = RECEIVED
        self.received_at = nan
        self.relayed_at = nan
        self.dispatched_at = nan
        self.first_presence_at = nan
        self.first_able_at = nan
        self.officer_arrived_at = nan
        self.scene_cleared_at = nan
        self.closed_at = nan
        self.able: Dispatch | None = None
        """The dispatch whose crew ended the wait."""
        self.worker: Dispatch | None = None
        """The dispatch whose crew works on the scene now."""
        self.dispatches = 0
        self.active: list[Dispatch] = []
        self.clearing: Event | None = None
        """The scheduled end of the work on scene."""

    def turn_to(self, status: IncidentStatus) -> None:
        """Change the status; raises ``ValueError`` where it cannot follow."""
        if not FOLLOWS[self.status][status]:
            raise refused("call", self.row, self.status, status)
        self.status = status

    def wants(self) -> int:
        """Teams still to be found."""
        return self.teams_needed - len(self.active)
