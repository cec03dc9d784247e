"""The free teams: those at base bucketed by depot, those that move looked at one by one.

So the cost of a search hardly grows with the number of teams.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import numpy as np

from sim.agents.incident import Incident
from sim.agents.patrol_team import PatrolTeam
from sim.work.geography import Nearness


class FreeTeams:
    """Teams that can be sent, and the spans without an able one."""

    def __init__(
        self, depots: list[int], minutes: np.ndarray, areas: int, gap: Callable[[int, float, float], None]
    ) -> None:
        self.near = Nearness(depots, minutes)
        self._minutes = minutes
        self._at_depot: list[list[PatrolTeam]] = [[] for _ in depots]
        self._moving: dict[PatrolTeam, None] = {}
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
        if team.leg is None and team.cell == team.base:
            self._at_depot[team.depot].append(team)
        else:
            self._moving[team] = None
        self.count += 1
        if team.serves_all:
            self._change(team.ground, 1, now)
            self._change(-1, 1, now)

    def remove(self, team: PatrolTeam, now: float) -> None:
        """The team can no longer be sent."""
        if team in self._moving:
            del self._moving[team]
        else:
            self._at_depot[team.depot].remove(team)
        self.count -= 1
        if team.serves_all:
            self._change(team.ground, -1, now)
            self._change(-1, -1, now)

    def _change(self, area: int, step: int, now: float) -> None:
        self._able[area] += step
        if self._able[area] == 0:
            self._gap_since[area] = now
        elif step > 0 and self._able[area] == 1:
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
        first = (inf, inf, 0)
        if self.count > len(self._moving):
            minutes, at_depot, where = self.near.minutes, self._at_depot, self._grounds
            for depot in self.near.order(cell):
                teams = at_depot[depot]
                if not teams or (grounds is not None and where[depot] not in grounds):
                    continue
                away = minutes[depot][cell]
                if away > first[0]:
                    break
                for team in teams:
                    if category in team.serves and (team.has_officer or not needs_officer):
                        place = (away, team.free_since, team.index)
                        if place < first:
                            best, first = team, place
        for team in self._moving:
            if category not in team.serves or (needs_officer and not team.has_officer):
                continue
            if grounds is not None and team.ground not in grounds:
                continue
            place = (float(self._minutes[team.position(now), cell]), team.free_since, team.index)
            if place < first:
                best, first = team, place
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
