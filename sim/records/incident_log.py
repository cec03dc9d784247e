"""What happened to each call, by row: filled in as it happens, made into columns at the end."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

from sim.records.statuses import IncidentStatus

if TYPE_CHECKING:
    from sim.agents.incident import Incident

TIMES = ("relayed_at", "dispatched_at", "first_presence_at", "first_able_at", "officer_arrived_at",
         "scene_cleared_at", "closed_at")  # fmt: skip
"""Times that an incident carries itself."""


class IncidentLog:
    """One entry a call in every list; NaN where a thing did not happen."""

    def __init__(self, calls: int) -> None:
        self.status: list[int] = [IncidentStatus.RECEIVED] * calls
        self.answered_at: list[float] = [nan] * calls
        self.handled_at: list[float] = [nan] * calls
        self.able_dispatched_at: list[float] = [nan] * calls
        self.able_en_route_at: list[float] = [nan] * calls
        self.able_team: list[int] = [-1] * calls
        self.able_area: list[int] = [-2] * calls
        """Area in which the base of the team that ended the wait lies."""
        self.dispatches: list[int] = [0] * calls
        self.times: dict[str, list[float]] = {name: [nan] * calls for name in TIMES}

    def write(self, incident: Incident) -> None:
        """Take over what the incident knows of itself."""
        row = incident.row
        self.status[row] = incident.status
        self.dispatches[row] = incident.dispatches
        for name, column in self.times.items():
            column[row] = getattr(incident, name)
        able = incident.able
        if able is not None:
            self.able_dispatched_at[row] = able.dispatched_at
            self.able_en_route_at[row] = able.en_route_at
            self.able_team[row] = able.team.index
            self.able_area[row] = able.team.ground
