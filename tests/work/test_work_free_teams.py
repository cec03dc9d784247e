"""The search for the nearest free team, against a plain scan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.work.free_teams import FreeTeams

CELLS, DEPOTS, AREAS = 12, 4, 3
MINUTES = np.random.default_rng(5).integers(1, 9, (CELLS, CELLS)).astype(np.float32)
"""Whole minutes, so that ties are common."""
GROUND_OF_DEPOT = [0, 1, 2, 1]


@dataclass(eq=False)
class Team:
    """What the search looks at."""

    index: int
    depot: int
    cell: int
    has_officer: bool
    serves: frozenset[int]
    leg: Any = None
    base: int = field(init=False)
    ground: int = field(init=False)

    def __post_init__(self) -> None:
        self.base = self.depot  # depot i stands in cell i
        self.ground = GROUND_OF_DEPOT[self.depot]
        self.free_since = 0.0
        self.serves_all = self.has_officer and len(self.serves) == 3

    def position(self, now: float) -> int:
        return self.cell


TEAMS = st.lists(
    st.tuples(
        st.integers(0, DEPOTS - 1),
        st.integers(0, CELLS - 1) | st.none(),
        st.booleans(),
        st.frozensets(st.integers(0, 2), min_size=1),
    ),
    max_size=12,
)
GROUNDS = st.none() | st.frozensets(st.integers(0, AREAS - 1))


def made(specs: list[tuple[int, int | None, bool, frozenset[int]]]) -> list[Team]:
    return [
        Team(n, depot, depot if cell is None else cell, officer, serves, None if cell is None else "moving")
        for n, (depot, cell, officer, serves) in enumerate(specs)
    ]


def search(gaps: list[tuple[int, float, float]] | None = None) -> FreeTeams:
    log = [] if gaps is None else gaps
    free = FreeTeams(list(range(DEPOTS)), MINUTES, AREAS, lambda *gap: log.append(gap))
    for depot, ground in enumerate(GROUND_OF_DEPOT):
        free.set_ground(depot, ground)
    return free


@given(TEAMS, st.data(), GROUNDS, st.integers(0, CELLS - 1), st.integers(0, 2), st.booleans())
def test_the_nearest_is_what_a_plain_scan_finds(
    specs: list[tuple[int, int | None, bool, frozenset[int]]],
    data: st.DataObject,
    grounds: frozenset[int] | None,
    cell: int,
    category: int,
    officer: bool,
) -> None:
    teams, free = made(specs), search()
    for team in teams:
        free.add(team, 0.0)
    gone = data.draw(st.sets(st.sampled_from(teams))) if teams else set()
    for team in gone:
        free.remove(team, 1.0)
    able = [
        team
        for team in teams
        if team not in gone
        and category in team.serves
        and (team.has_officer or not officer)
        and (grounds is None or team.ground in grounds)
    ]
    incident = SimpleNamespace(cell=cell, category=category, needs_officer=officer)
    found = free.nearest(incident, grounds, 2.0)
    if not able:
        assert found is None
    else:
        assert found in able
        assert MINUTES[found.cell, cell] == min(MINUTES[team.cell, cell] for team in able)
    assert free.count == len(teams) - len(gone)
    assert free.able(incident, grounds) == len(able)


@given(st.lists(st.tuples(st.integers(0, 7), st.floats(0.1, 50)), max_size=40))
def test_the_spans_without_an_officer_are_those_of_a_count(moves: list[tuple[int, float]]) -> None:
    # Team 3 has no officer and team 5 may not serve everything: neither is an able team at large.
    specs = [(n % DEPOTS, None, n != 3, frozenset((0,) if n == 5 else (0, 1, 2))) for n in range(8)]
    teams, gaps = made(specs), []
    free, inside, now = search(gaps), set(), 0.0
    spans: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for number, wait in moves:
        before = {team.ground for team in inside if team.serves_all}
        for area in range(AREAS):
            if area not in before:
                spans[area].append((now, now + wait))
        if not before:
            spans[-1].append((now, now + wait))
        now += wait
        team = teams[number]
        (free.remove if team in inside else free.add)(team, now)
        inside ^= {team}
    free.close_gaps(now)
    for area in range(-1, AREAS):
        logged = sum(until - since for where, since, until in gaps if where == area)
        assert abs(logged - sum(b - a for a, b in spans[area])) < 1e-6
        mine = sorted((since, until) for where, since, until in gaps if where == area)
        assert all(since < until for since, until in mine)
        assert all(a[1] <= b[0] for a, b in pairwise(mine))
