"""The free teams: those at base bucketed by depot, those that move looked at one by one.

So the cost of a search hardly grows with the number of teams.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from math import inf
from operator import attrgetter

import numpy as np

from sim.agents.incident import Incident
from sim.agents.patrol_team import Drive, PatrolTeam
from sim.work.geography import Nearness

WAITING = attrgetter("free_since", "index")
"""Among equally near teams the one goes that has been free the longest."""


class FreeTeams:
    """Teams that can be sent, and the spans without an able one."""

    def __init__(
        self,
        depots: list[int],
        minutes: np.ndarray,
        areas: int,
        gap: Callable[[int, float, float], None],
        step: float = inf,
    ) -> None:
        """`depots`: their cells; `minutes`: (n, n), from and to; `gap`: told of each span (area, since, until)
        without an able team; `step`: minutes that a way from cell to touching cell takes at most."""
        self.near = Nearness(depots, minutes)
        self._minutes = np.ascontiguousarray(minutes, np.float32).data
        self._at_depot: list[list[PatrolTeam]] = [[] for _ in depots]
        self._moving: dict[PatrolTeam, tuple[list[float], float]] = {}
        """With the minutes from the team's base to each cell, and when it is back there at the latest."""
        self._step = step
        self._grounds: list[int] = [-1] * len(depots)
        self.count = 0
        self._able = [0] * (areas + 1)
        self._gap_since: list[float | None] = [0.0] * (areas + 1)
        self._gap = gap

    def set_ground(self, depot: int, ground: int) -> None:
        """Say in which area the depot lies."""
        self._grounds[depot] = ground

    def add(self, team: PatrolTeam, now: float) -> None:
        """The team can be sent from now on."""
        leg = team.leg
        if leg is None and team.cell == team.base:
            insort(self._at_depot[team.depot], team, key=WAITING)
        else:
            back_at = inf
            if isinstance(leg, Drive) and leg.end == team.base:
                back_at = leg.started_at + leg.duration + self._step
            self._moving[team] = (self.near.minutes[team.depot], back_at)
        self.count += 1
        if team.serves_all:
            able = self._able
            for area in (team.ground, -1):
                if able[area] == 0:
                    self._end_gap(area, now)
                able[area] += 1

    def back_at_base(self, team: PatrolTeam) -> None:
        """A free team has come home."""
        del self._moving[team]
        insort(self._at_depot[team.depot], team, key=WAITING)

    def remove(self, team: PatrolTeam, now: float) -> None:
        """The team can no longer be sent."""
        if team in self._moving:
            del self._moving[team]
        else:
            self._at_depot[team.depot].remove(team)
        self.count -= 1
        if team.serves_all:
            able = self._able
            for area in (team.ground, -1):
                able[area] -= 1
                if able[area] == 0:
                    self._gap_since[area] = now

    def _end_gap(self, area: int, now: float) -> None:
        since = self._gap_since[area]
        if since is not None and now > since:
            self._gap(area, since, now)
        self._gap_since[area] = None

    def close_gaps(self, now: float) -> None:
        """Write down the spans that are still open."""
        for area in range(-1, len(self._able) - 1):
            since = self._gap_since[area]
            if since is not None and now > since:
                self._gap(area, since, now)

    def nearest(self, incident: Incident, grounds: frozenset[int] | None, now: float) -> PatrolTeam | None:
        """The nearest team on these grounds (None: anywhere) that may serve it; of equals who waits longest."""
        cell, category, needs_officer = incident.cell, incident.category, incident.needs_officer
        best: PatrolTeam | None = None
        best_minutes = inf
        if self.count > len(self._moving):
            minutes, at_depot, where = self.near.minutes, self._at_depot, self._grounds
            for depot in self.near.order(cell):
                away = minutes[depot][cell]
                if away > best_minutes:
                    break
                if grounds is not None and where[depot] not in grounds:
                    continue
                for team in at_depot[depot]:
                    if category in team.serves and (team.has_officer or not needs_officer):
                        if best is None or WAITING(team) < WAITING(best):
                            best, best_minutes = team, away
                        break
        to = self._minutes
        for team, (home, back_at) in self._moving.items():
            # Whoever drives home is at most so much nearer than the base as is left to drive.
            if home[cell] - (back_at - now) > best_minutes:
                continue
            if category not in team.serves or (needs_officer and not team.has_officer):
                continue
            if grounds is not None and team.ground not in grounds:
                continue
            away = to[team.position(now), cell]
            if away < best_minutes or (
                away == best_minutes and best is not None and WAITING(team) < WAITING(best)
            ):
                best, best_minutes = team, away
        return best

    def able(self, incident: Incident, grounds: frozenset[int] | None) -> int:
        """How many free teams on these grounds (None: anywhere) may serve the incident."""
        free = [team for teams in self._at_depot for team in teams] + list(self._moving)
        return sum(
            incident.category in team.serves
            and (team.has_officer or not incident.needs_officer)
            and (grounds is None or team.ground in grounds)
            for team in free
        )
