"""Mean distances: formulas against one another, against the county's own travel, and the model beside them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, pairwise
from math import sqrt
from typing import Any

import numpy as np
import pytest
from fakes.known import SETUP, configured, measured, runs
from hypothesis import given
from hypothesis import strategies as st

from sim.config.schema import Config
from sim.county.build import build_county
from sim.study.simulate import Result
from sim.validation import geometry
from sim.validation.exact import compare
from sim.validation.setup import Setup
from sim.validation.setups.space import ACROSS, DRAWN, minutes, stations, undisturbed
from sim.work.geography import Nearness

# -- the formulas ------------------------------------------------------------------------------------------------


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.floats(0.0, 2.0))
def test_the_diamond_is_as_large_as_counting_makes_it(x: float, y: float, radius: float) -> None:
    middles = (np.arange(200) + 0.5) / 200
    counted = (np.abs(middles[:, None] - x) + np.abs(middles - y) <= radius).mean()
    area = geometry.diamond_in_square(np.array(x), np.array(y), radius)
    assert float(area) == pytest.approx(counted, abs=0.015)
    if radius <= min(x, 1 - x, y, 1 - y):
        assert float(area) == pytest.approx(2 * radius**2)


@pytest.mark.parametrize("teams", [2, 9, 36])
def test_the_integral_over_the_square_is_what_drawing_places_gives(teams: int) -> None:
    random = np.random.default_rng(teams)
    calls, bases = random.random((60_000, 1, 2)), random.random((60_000, teams, 2))
    nearest = np.abs(calls - bases).sum(axis=2).min(axis=1)
    off = 5 * nearest.std() / sqrt(len(nearest))
    assert geometry.manhattan_to_nearest(teams, 1.0) == pytest.approx(nearest.mean(), abs=off)


def test_one_team_at_random_is_a_third_of_each_side_away() -> None:
    assert geometry.manhattan_to_nearest(1, 6.0) == pytest.approx(6 * 2 / 3)


def test_edges_matter_less_and_less_and_always_lengthen_the_way() -> None:
    """0.627 sqrt(area / teams) is the textbook's value (Larson and Odoni 1981, equation 3.104a)."""
    assert geometry.without_edges(1, 1.0) == pytest.approx(0.627, abs=5e-4)
    longer = [
        geometry.manhattan_to_nearest(teams, 2.0, 96) / geometry.without_edges(teams, 2.0)
        for teams in (4, 16, 64, 256)
    ]
    assert all(1 < after < before for before, after in pairwise(longer))
    assert longer[-1] == pytest.approx(1, abs=0.03)


def test_the_octile_mean_is_what_drawing_places_gives_and_longer_than_a_straight_line() -> None:
    away = np.abs(np.random.default_rng(1).random((200_000, 2)) - 0.5)
    octile = away.max(axis=1) + (sqrt(2) - 1) * away.min(axis=1)
    assert geometry.octile_to_centre(1.0) == pytest.approx(
        octile.mean(), abs=5 * octile.std() / sqrt(len(octile))
    )
    assert geometry.octile_to_centre(2.0) > 2 * np.hypot(*away.T).mean()


@given(st.integers(1, 4), st.integers(1, 3), st.integers(0, 99))
def test_random_cells_are_what_all_choices_of_cells_give(teams: int, count: int, seed: int) -> None:
    cells = geometry.square_of_cells(count)
    teams = min(teams, len(cells))
    distances = geometry.manhattan(cells, cells, 0.5) + np.random.default_rng(seed).random((count**2,) * 2)
    means = [
        geometry.mean_nearest(distances[list(chosen)]) for chosen in combinations(range(count**2), teams)
    ]
    assert geometry.mean_nearest_drawn(distances, teams) == pytest.approx(np.mean(means))


@pytest.mark.parametrize("teams", [1, 4, 9])
def test_the_grid_comes_as_near_to_the_continuum_as_its_cells_are_small(teams: int) -> None:
    """Halving the cells quarters the error."""
    continuum = geometry.manhattan_to_nearest(teams, 1.0, 96)
    errors = []
    for count in (14, 28, 56):
        cells = geometry.square_of_cells(count)
        errors.append(
            geometry.mean_nearest_drawn(geometry.manhattan(cells, cells, 1 / count), teams) / continuum - 1
        )
    assert errors[0] / errors[1] == pytest.approx(4, abs=0.6)
    assert errors[1] / errors[2] == pytest.approx(4, abs=0.4)


@given(st.integers(1, 20), st.floats(0.1, 5))
def test_the_middle_of_an_odd_square_of_cells_has_a_closed_form(half: int, cell: float) -> None:
    count = 2 * half + 1
    middle = np.array([[half, half]])
    away = geometry.manhattan(middle, geometry.square_of_cells(count), cell)
    side = count * cell
    assert geometry.mean_nearest(away) == pytest.approx(
        geometry.manhattan_to_centre(side) * (1 - 1 / count**2 + 4 / (3 * count**3))
    )


@pytest.mark.parametrize("name", ["nearest-continuum", "nearest-road-continuum"])
def test_where_the_continuum_is_checked_cells_hardly_matter(name: str) -> None:
    """The error of the cells is far below what an interval could tell."""
    settings = config(SETUP[name])
    on_cells, without = SETUP["nearest-1"].exact, SETUP[name].exact
    assert on_cells is not None and without is not None
    assert on_cells(settings) == pytest.approx(without(settings), rel=6e-4)
    assert on_cells(settings) != pytest.approx(without(settings), rel=1e-4)


# -- the model ---------------------------------------------------------------------------------------------------


def config(setup: Setup) -> Config:
    return configured(tuple(setup.overrides(setup.quick, setup.seeds(setup.quick)[0])))


def compared(setup: Setup, results: Iterable[Result]) -> list[dict[str, Any]]:
    return compare(setup, measured(setup, results))


@pytest.mark.parametrize(
    ("name", "measure"), [("nearest-4", geometry.manhattan), ("nearest-road", geometry.octile)]
)
def test_the_countys_own_travel_is_that_of_the_coordinates(name: str, measure: Any) -> None:
    """All pairs, minutes and kilometres; the county's mean inside a cell is rounded to four digits."""
    county = build_county(config(SETUP[name]).county)
    cells = np.column_stack([county.x, county.y]).astype(float)
    kilometres = measure(cells, cells, county.cell_km)
    assert np.array_equal(cells, geometry.square_of_cells(county.width))
    np.testing.assert_allclose(county.travel["car"].kilometres, kilometres, rtol=2e-5)
    np.testing.assert_allclose(county.travel["car"].minutes, kilometres / 40 * 60, rtol=2e-5)


def test_the_minutes_of_travel_are_the_kilometres_over_the_speed() -> None:
    """So that it is enough to compare the distance."""
    setup = SETUP["nearest-4"]
    (result,) = runs(setup, 1)
    calls = undisturbed(result)
    driven = result.dispatches.set_index("incident").loc[calls["incident"], "kilometres"].to_numpy()
    took = (calls["first_able_at"] - calls["received_at"]).to_numpy()
    assert len(calls) > 100 and driven.std() > 0.1
    assert took == pytest.approx([minutes(result.config, each) for each in driven.tolist()], abs=1e-4)


def test_each_replication_has_places_of_its_own_and_one_team_at_each() -> None:
    setup = SETUP["nearest-drawn"]
    results = list(runs(setup, 4))
    places = [result.config.county.stations.positions for result in results]
    assert len(set(places)) == 4
    assert all(place is not None and len(set(place)) == DRAWN for place in places)
    assert sorted(results[0].dispatches["team_area"].unique()) == list(range(DRAWN))
    assert results[0].teams["team"].nunique() == DRAWN


def test_every_cell_is_drawn_equally_often() -> None:
    drawn = SETUP["nearest-drawn"].drawn
    assert drawn is not None
    counts = np.zeros((ACROSS, ACROSS))
    for seed in range(1, 501):
        words = drawn(seed)[1].split("=")[1]
        points = np.array([float(part) for part in words.replace("[", "").replace("]", "").split(",")])
        column, row = geometry.cells_of(list(zip(points[::2], points[1::2], strict=True)), 0.2).astype(int).T
        counts[row, column] += 1
    expected = 500 * DRAWN / ACROSS**2
    assert ((counts - expected) ** 2 / expected).sum() == pytest.approx(ACROSS**2, abs=5 * sqrt(2) * ACROSS)


def test_undisturbed_calls_find_every_team_at_its_base() -> None:
    setup = SETUP["nearest-4"]
    (result,) = runs(setup, 1)
    bases = result.dispatches["from_cell"].mode()
    calls = undisturbed(result)
    sent = result.dispatches.set_index("incident")
    at_base = sorted(sent.loc[calls["incident"], "from_cell"].unique())
    assert len(at_base) == 4 and bases[0] in at_base
    assert 0.3 < len(calls) / len(result.incidents) < 0.8
    others = sent.drop(calls["incident"])["from_cell"]
    assert not others.isin(at_base).all(), "without the choice some teams are met on their way"


def test_a_team_that_stands_beside_its_place_is_caught() -> None:
    setup = SETUP["nearest-4"]
    middles = geometry.square_of_cells(2) * 15 + 7
    middles[0] += 5
    rows = compared(setup, runs(setup, 10, *stations(middles, 0.2)))
    assert not any(row["holds"] for row in rows)


def test_a_model_that_does_not_look_for_the_nearest_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def declared(self: Nearness, cell: int) -> list[int]:
        return list(range(len(self.minutes)))

    monkeypatch.setattr(Nearness, "order", declared)
    rows = compared(SETUP["nearest-4"], runs(SETUP["nearest-4"], 6))
    assert not any(row["holds"] for row in rows)
