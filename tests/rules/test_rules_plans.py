"""Patrol plans: positions in closed form are those of a patrol stepped by the clock."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from fakes.runs import config, county_of, run_of
from hypothesis import given
from hypothesis import strategies as st

from sim.agents.patrol_team import Drive, Round
from sim.county.county import County
from sim.rules.plans import PATROL_PLANS, Plan, plan_round, town_grid, town_points

GRID = config("dabuzhi").patrol


@cache
def kaihua() -> County:
    return county_of(config())


POINTS = st.lists(st.integers(0, 2200), min_size=1, max_size=6)
DWELLS = st.floats(1, 40)


def stepped(points: list[int], dwell: float, until: float) -> list[tuple[float, int]]:
    """(moment, cell) of every arrival in a cell until a moment, one stop and one stretch of road after another."""
    travel = kaihua().travel["car"]
    now, place, seen = 0.0, 0, []
    while now <= until:
        here, following = points[place % len(points)], points[(place + 1) % len(points)]
        seen.append((now, here))
        now += dwell
        if here != following:
            cells, minutes = travel.path(here, following)
            seen += [(now + float(m), int(c)) for m, c in zip(minutes[1:], cells[1:], strict=True)]
            now += float(travel.minutes[here, following])
        place += 1
    return seen


@given(POINTS, DWELLS, st.floats(0, 3000))
def test_where_a_patrol_is_in_closed_form_is_where_it_has_driven(
    points: list[int], dwell: float, elapsed: float
) -> None:
    plan = plan_round(points, dwell, kaihua().travel["car"])
    assert plan is not None
    seen = stepped(points, dwell, elapsed)
    moments = np.array([moment for moment, _ in seen])
    # Within a rounding error of a border either cell will do.
    right = {cell for moment, cell in seen if abs(moment - elapsed) < 1e-3}
    right.add(seen[int(np.searchsorted(moments, elapsed, side="right")) - 1][1])
    assert Round(plan, 100.0).cell_at(100.0 + elapsed) in right


@given(POINTS, DWELLS)
def test_a_round_takes_its_dwells_and_its_drives(points: list[int], dwell: float) -> None:
    travel = kaihua().travel["car"]
    plan = plan_round(points, dwell, travel)
    assert plan is not None
    legs = [(a, b) for a, b in zip(points, points[1:] + points[:1], strict=True) if a != b]
    assert plan.period == pytest.approx(len(points) * dwell + sum(float(travel.minutes[leg]) for leg in legs))
    assert plan.kilometres == pytest.approx(sum(float(travel.kilometres[leg]) for leg in legs))
    assert plan.minutes[0] == 0
    assert (np.diff(plan.minutes) > -1e-3).all(), "travel times are kept with seven digits"
    assert plan.minutes[-1] <= plan.period + 1e-3
    driven = Round(plan, 50.0)
    assert driven.kilometres_until(50.0) == 0
    assert driven.kilometres_until(50.0 + 2.5 * plan.period) == pytest.approx(2.5 * plan.kilometres)
    assert driven.cell_at(50.0 + 1e-3) == points[0]


def test_nothing_to_go_round_is_no_plan() -> None:
    travel = kaihua().travel["car"]
    assert plan_round([], 20, travel) is None
    assert plan_round([7], 0, travel) is None
    assert plan_round([7], 20, travel) == Plan([7], [0.0], 20, 0.0)


@given(st.integers(0, 2200), st.integers(0, 2200), st.floats(0, 1.5))
def test_where_a_drive_is_in_closed_form(start: int, end: int, share: float) -> None:
    travel = kaihua().travel["car"]
    drive = Drive(travel, start, end, 1000.0)
    assert drive.duration == travel.minutes[start, end]
    now = 1000.0 + share * drive.duration
    cell = drive.cell_at(now)
    if share >= 1:
        assert cell == end
        assert drive.kilometres_until(now) == pytest.approx(travel.kilometres[start, end])
    else:
        cells, minutes = travel.path(start, end)
        assert cell in cells
        assert travel.minutes[start, cell] * (cell != start) <= share * drive.duration + 1e-3
        place = cells.tolist().index(cell)
        if start != end:
            assert minutes[place + 1] >= share * drive.duration - 1e-3
        assert drive.kilometres_until(now) == pytest.approx(share * travel.kilometres[start, end])


def test_the_points_of_the_town_are_its_most_populous_cells() -> None:
    county = kaihua()
    here = set(np.flatnonzero(county.urban & (county.township == county.township[county.seat_cell])))
    for count in (1, 10, 1000):
        points = town_points(county, count)
        assert len(points) == len(set(points)) == min(count, len(here))
        assert set(points) <= here
        others = sorted(here - set(points))
        assert county.residents[points].min() >= county.residents[others].max(initial=0)


@pytest.mark.parametrize("teams", [1, 2, 5, 10, 11, 17])
def test_the_zones_of_the_grid_are_all_dealt_out(teams: int) -> None:
    county = kaihua()
    plans = town_grid(GRID, county, county.travel["car"], teams)
    assert len(plans) == teams
    assert all(plan is not None for plan in plans)
    points = set(town_points(county, 30))
    assert points <= {cell for plan in plans if plan is not None for cell in plan.cells}
    if teams > 11:
        assert plans[11] == plans[0], "teams beyond the zones go round the first ones again"


def test_at_base_nobody_has_a_plan() -> None:
    county = kaihua()
    assert PATROL_PLANS.get("at_base")(GRID, county, county.travel["car"], 3) == [None] * 3


def test_a_plan_of_ones_own_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registered by name as a user would: a round between the seat and the two next most populous cells."""
    monkeypatch.setattr(PATROL_PLANS, "_rules", {**PATROL_PLANS._rules})

    @PATROL_PLANS.register("three_cells")
    def three_cells(settings: Any, county: Any, travel: Any, teams: int) -> list[Plan | None]:
        """The three most populous cells of the seat."""
        return [plan_round(town_points(county, 3), 30.0, travel)] * teams

    shipped = run_of(config("dabuzhi", "kaihua"))
    own = run_of(config("dabuzhi", "kaihua", {"patrol.plan": "three_cells"}))
    at_base = run_of(config("dabuzhi", "kaihua", {"patrol.plan": "at_base"}))
    patrolled = [float(found.tables["people"]["patrol"].sum()) for found in (shipped, own, at_base)]
    assert patrolled[0] > 0 and patrolled[1] > 0 and patrolled[2] == 0
    driven = [float(found.tables["teams"]["kilometres"].sum()) for found in (shipped, own, at_base)]
    assert driven[1] < driven[0], "a round of three near cells with a longer dwell is driven more slowly"
