"""A patrol team: what is dispatched, and how it moves."""

from __future__ import annotations

from bisect import bisect_right
from math import nan
from typing import TYPE_CHECKING

from mesa import Agent

from sim.records.statuses import Activity, DispatchOutcome, TeamStatus

if TYPE_CHECKING:
    from sim.agents.incident import Incident
    from sim.agents.person import Person
    from sim.county.travel import Travel
    from sim.model import PolicingModel
    from sim.rules.plans import Plan

# Named once: looking an enum's member up on its class is slow where it happens for every event.
OFF, PATROLLING, OPEN = TeamStatus.OFF, TeamStatus.PATROLLING, DispatchOutcome.OPEN
COMMITTED = frozenset({TeamStatus.TURNOUT, TeamStatus.EN_ROUTE, TeamStatus.ON_SCENE, TeamStatus.REPORTING})


class Dispatch:
    """One sending of one team to one incident, superseded or not."""

    __slots__ = ("arrived_at", "backup", "cleared_at", "crew", "dispatched_at", "en_route_at", "from_cell",
                 "has_officer", "incident", "kilometres", "ordinal", "outcome", "team")  # fmt: skip

    def __init__(
        self, incident: Incident, team: PatrolTeam, from_cell: int, now: float, backup: bool
    ) -> None:
        self.incident = incident
        self.team = team
        self.ordinal = incident.dispatches
        self.from_cell = from_cell
        self.dispatched_at = now
        self.backup = backup
        self.has_officer = team.has_officer
        self.crew = len(team.crew)
        self.kilometres = 0.0
        self.en_route_at = nan
        self.arrived_at = nan
        self.cleared_at = nan
        self.outcome = OPEN


class Drive:
    """A drive along the shortest path; where the team is in between is worked out only when somebody asks."""

    __slots__ = ("_cells", "_minutes", "duration", "end", "kilometres", "start", "started_at", "travel")

    def __init__(self, travel: Travel, start: int, end: int, started_at: float) -> None:
        self.travel = travel
        self.start = start
        self.end = end
        self.started_at = started_at
        self.duration = float(travel.minutes[start, end])
        self.kilometres = float(travel.kilometres[start, end])
        self._cells: list[int] | None = None
        self._minutes: list[float] = []

    def cell_at(self, now: float) -> int:
        """The cell reached last, in closed form."""
        elapsed = now - self.started_at
        if elapsed >= self.duration:
            return self.end
        if self._cells is None:
            cells, minutes = self.travel.path(self.start, self.end)
            self._cells, self._minutes = cells.tolist(), minutes.tolist()
        return self._cells[bisect_right(self._minutes, elapsed + 1e-9) - 1]

    def kilometres_until(self, now: float) -> float:
        """Kilometres driven since the start."""
        if self.duration <= 0:
            return self.kilometres
        return self.kilometres * min((now - self.started_at) / self.duration, 1.0)


class Round:
    """A patrol plan driven over and over: the cells of one round and the minutes at which each is reached."""

    __slots__ = ("cells", "kilometres", "minutes", "period", "started_at")

    def __init__(self, plan: Plan, started_at: float) -> None:
        self.cells, self.minutes, self.period, self.kilometres = (
            plan.cells,
            plan.minutes,
            plan.period,
            plan.kilometres,
        )
        self.started_at = started_at

    def cell_at(self, now: float) -> int:
        """The cell reached last, in closed form."""
        return self.cells[bisect_right(self.minutes, (now - self.started_at) % self.period + 1e-9) - 1]

    def kilometres_until(self, now: float) -> float:
        """Kilometres driven since the start."""
        return self.kilometres * (now - self.started_at) / self.period


class PatrolTeam(Agent):  # type: ignore[misc]  # mesa ships no types
    """A crew with a vehicle: home, position, status and the minutes spent in each."""

    def __init__(
        self, model: PolicingModel, index: int, function: str, site: int, area: int, base: int
    ) -> None:
        super().__init__(model)
        self.index = index
        self.function = function
        self.site = site
        self.area = area
        """Station whose team it is, -1 for headquarters."""
        self.base = base
        self.depot = -1
        self.ground = area
        """Area in which the base lies: where it counts as an own team."""
        self.serves: frozenset[int] = frozenset()
        self.serves_all = False
        """Whether an officer rides in it and it may serve every category: what counts as an able team at large."""
        self.sleeps_in = False
        self.crew: list[Person] = []
        self.has_officer = False
        self.status = TeamStatus.OFF
        self.since = 0.0
        self.cell = base
        self.leg: Drive | Round | None = None
        self.free_since = 0.0
        """When it last became free, on duty or after a call."""
        self.ending = False
        """The shift is over: the team goes off as soon as it is back."""
        self.dispatch: Dispatch | None = None
        self.version = 0
        """Raised whenever a plan for this team is dropped; a handler with an older version does nothing."""
        self.on_duty_minutes = 0.0
        self.committed_minutes = 0.0
        self.patrol_minutes = 0.0
        self.dispatch_count = 0
        self.kilometres = 0.0

    def turn_to(self, status: TeamStatus, now: float) -> None:
        """Change the status; the minutes until now belong to what it was."""
        elapsed = now - self.since
        before = self.status
        if before is not OFF:
            self.on_duty_minutes += elapsed
            if before in COMMITTED:
                self.committed_minutes += elapsed
            elif before is PATROLLING:
                self.patrol_minutes += elapsed
        self.status = status
        self.since = now

    def position(self, now: float) -> int:
        """The cell in which the team is."""
        return self.leg.cell_at(now) if self.leg is not None else self.cell

    def halt(self, now: float) -> int:
        """Stop moving: the drive or the plan so far is counted; gives the cell."""
        if self.leg is not None:
            self.cell = self.leg.cell_at(now)
            self.kilometres += self.leg.kilometres_until(now)
            self.leg = None
        return self.cell

    def crew_turns_to(self, activity: Activity, now: float) -> None:
        """The whole crew changes what it does."""
        for person in self.crew:
            if person.activity is not activity:
                person.turn_to(activity, now)
