"""Travel times: symmetric, shortest, and their paths agree with them."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.county.build import build_county
from sim.county.grid import Grid
from sim.county.travel import manhattan_travel, road_travel

few = settings(max_examples=25, deadline=None)


def rectangle(width: int, height: int, cell_km: float = 1.0) -> Grid:
    rows, columns = np.divmod(np.arange(width * height), width)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]]) * cell_km
    index = np.arange(width * height).reshape(height, width)
    return Grid(cell_km, columns, rows, index, corners, width * height * cell_km**2, 1.0)


@st.composite
def lands(draw):
    width, height = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    cell_km = draw(st.sampled_from([0.5, 1.0, 2.0]))
    rates = draw(st.lists(st.floats(0.5, 20), min_size=width * height, max_size=width * height))
    return rectangle(width, height, cell_km), np.array(rates)


def all_pairs(grid: Grid, rates: np.ndarray) -> np.ndarray:
    """Floyd and Warshall's shortest paths, written out."""
    n = len(rates)
    best = np.full((n, n), np.inf)
    np.fill_diagonal(best, 0)
    for cell in range(n):
        for other, length in grid.neighbours(cell):
            best[cell, other] = length * grid.cell_km * (rates[cell] + rates[other]) / 2
    for via in range(n):
        best = np.minimum(best, best[:, via : via + 1] + best[via])
    return best


@few
@given(lands())
def test_road_times_are_the_shortest(land):
    grid, rates = land
    minutes = road_travel(grid, rates).minutes.astype(float)
    expected = all_pairs(grid, rates)
    np.fill_diagonal(expected, 0.5214 * grid.cell_km * rates)
    np.testing.assert_allclose(minutes, expected, rtol=1e-5)
    np.testing.assert_allclose(minutes, minutes.T, rtol=1e-5)


@few
@given(lands())
def test_triangle_inequality(land):
    minutes = road_travel(*land).minutes.astype(float)
    for via in range(len(minutes)):
        assert (minutes <= (minutes[:, via : via + 1] + minutes[via]) * (1 + 1e-5)).all()


@few
@given(lands(), st.data())
def test_a_path_takes_the_minutes_and_kilometres_of_the_matrices(land, data):
    grid, rates = land
    travel = road_travel(grid, rates)
    start, end = (data.draw(st.integers(0, len(rates) - 1)) for _ in range(2))
    cells, minutes = travel.path(start, end)
    assert (cells[0], cells[-1]) == (start, end)
    assert minutes[0] == 0 and minutes[-1] == travel.minutes[start, end]
    assert (np.diff(minutes) > 0).all()
    if start == end:
        return
    lengths = np.hypot(np.diff(grid.x[cells]), np.diff(grid.y[cells])) * grid.cell_km
    assert lengths.max() <= np.sqrt(2) * grid.cell_km + 1e-9
    steps = lengths * (rates[cells[:-1]] + rates[cells[1:]]) / 2
    np.testing.assert_allclose(np.cumsum(steps), minutes[1:], rtol=1e-5)
    assert lengths.sum() == pytest.approx(travel.kilometres[start, end], rel=1e-5)


@few
@given(lands())
def test_a_quarter_turn_keeps_travel(land):
    grid, rates = land
    height, width = grid.index.shape
    turned = rectangle(height, width, grid.cell_km)
    new = turned.index[grid.x, height - 1 - grid.y]
    turned_rates = np.empty_like(rates)
    turned_rates[new] = rates
    minutes = road_travel(turned, turned_rates).minutes
    np.testing.assert_allclose(minutes[np.ix_(new, new)], road_travel(grid, rates).minutes, rtol=1e-5)


def test_twice_the_speed_half_the_travel(small):
    slow, fast = (build_county(small(travel__vehicles={"car": {"factor": f}})).travel["car"] for f in (1, 2))
    np.testing.assert_allclose(fast.minutes * 2, slow.minutes, rtol=1e-6)
    np.testing.assert_array_equal(fast.kilometres, slow.kilometres)


def test_slow_vehicles_keep_to_their_cap(small):
    travel = build_county(small()).travel
    assert list(travel) == ["car", "bicycle", "foot"]
    for vehicle, cap in (("bicycle", 12.0), ("foot", 4.5)):
        np.testing.assert_allclose(travel[vehicle].minutes, travel[vehicle].kilometres * 60 / cap, rtol=1e-5)
    assert (travel["car"].minutes < travel["bicycle"].minutes).all()
    with pytest.raises(KeyError):
        travel["balloon"]


@few
@given(st.integers(1, 7), st.integers(1, 7), st.sampled_from([0.5, 1.0, 2.0]), st.floats(5, 100), st.data())
def test_manhattan_is_blocks_over_speed(width, height, cell_km, kmh, data):
    grid = rectangle(width, height, cell_km)
    travel = manhattan_travel(grid, kmh)
    start, end = (data.draw(st.integers(0, width * height - 1)) for _ in range(2))
    blocks = abs(grid.x[start] - grid.x[end]) + abs(grid.y[start] - grid.y[end])
    km = (blocks or 2 / 3) * cell_km
    assert travel.kilometres[start, end] == pytest.approx(km)
    assert travel.minutes[start, end] == pytest.approx(km / kmh * 60)
    cells, minutes = travel.path(start, end)
    assert (cells[0], cells[-1], minutes[-1]) == (start, end, travel.minutes[start, end])
    assert len(cells) == (blocks + 1 if blocks else 2)
    assert (np.diff(minutes) > 0).all()


def test_mean_distance_inside_a_cell():
    points = np.random.default_rng(1).random((200_000, 2, 2))
    apart = np.abs(points[:, 0] - points[:, 1])
    assert np.hypot(*apart.T).mean() == pytest.approx(0.5214, abs=0.002)
    assert apart.sum(axis=1).mean() == pytest.approx(2 / 3, abs=0.003)


def test_travel_can_be_taken_away(small):
    county = build_county(small(travel__metric="none"))
    travel = county.travel["car"]
    assert not travel.minutes.any() and not travel.kilometres.any()
    cells, minutes = travel.path(0, 5)
    assert cells.tolist() == [0, 5] and minutes.tolist() == [0, 0]
    assert len({station.cell for station in county.stations}) == 3
    assert (np.bincount(county.area) > 0).all()


def test_a_county_survives_being_sent_to_another_process(small):
    county = build_county(small())
    county.travel["car"].path(0, 9)
    blob = pickle.dumps(county)
    assert len(blob) < 200_000
    again = pickle.loads(blob)
    np.testing.assert_array_equal(again.travel["car"].minutes, county.travel["car"].minutes)
    travel = pickle.loads(pickle.dumps(county.travel["car"]))
    assert travel.path(0, 9)[0].tolist() == county.travel["car"].path(0, 9)[0].tolist()


def test_nobody_can_write_into_shared_travel(small):
    travel = build_county(small()).travel["car"]
    with pytest.raises(ValueError, match="read-only"):
        travel.minutes[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        travel.path(0, 9)[1][0] = 1
