"""From border to cells."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config.errors import ConfigError
from sim.county.build import build_county
from sim.county.grid import edge_distance, inside, make_grid, polygon_area

HOOK = [[0, 0], [8, 0], [8, 8], [6, 8], [6, 2], [2, 2], [2, 8], [0, 8]]


def outline(points, seat=None):
    return {"source": "test", "points": points, "seat": seat}


def test_area_and_inside_of_a_concave_border():
    corners = np.array(HOOK, float)
    assert polygon_area(corners) == 40
    assert inside(corners, np.array([[1, 7.0], [4, 1], [4, 5], [9, 1]])).tolist() == [
        True,
        True,
        False,
        False,
    ]
    np.testing.assert_allclose(edge_distance(corners, np.array([[1, 7.0], [4, 1], [4, 5]])), [1, 1, 2])


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 2 * math.pi), st.floats(6, 20), st.floats(3, 6), st.sampled_from([0.25, 0.5]))
def test_cells_cover_the_borders_area(angle, length, breadth, cell_km):
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    box = np.array([[0, 0], [length, 0], [length, breadth], [0, breadth]]) @ turn.T
    points = np.random.default_rng(3).uniform(-30, 30, (500, 2))
    assert (inside(box, points) == inside(box[::-1], points)).all()
    assert polygon_area(box) == pytest.approx(length * breadth)
    low = np.floor(box.min(axis=0))
    rows, columns = np.meshgrid(np.arange(0, 45, cell_km), np.arange(0, 45, cell_km))
    cells = np.column_stack([rows.ravel(), columns.ravel()]) + low + cell_km / 2
    assert inside(box, cells).sum() * cell_km**2 == pytest.approx(length * breadth, rel=0.15)


def test_the_border_is_scaled_to_the_stated_area_and_says_so(small):
    grid = make_grid(small(outline=outline(HOOK), area=160, townships__count=2, stations__count=1))
    assert grid.scale == pytest.approx(2)
    assert grid.outline_km2 == 40
    assert len(grid.x) == 160
    assert make_grid(small(outline=outline(HOOK))).scale == 1


def test_the_way_round_a_hook_is_longer_than_the_straight_line(small):
    county = build_county(small(outline=outline(HOOK), townships__count=2, stations__count=1))
    cells = {(int(x), int(y)): index for index, (x, y) in enumerate(zip(county.x, county.y, strict=True))}
    assert county.travel["car"].kilometres[cells[0, 7], cells[7, 7]] > 12


def test_a_county_in_pieces_is_refused(small):
    islands = [[0, 0], [4, 0], [4, 4], [9.9, 4.01], [9.9, 8], [13, 8], [13, 3.99], [4, 3.98], [4, 4], [0, 4]]
    with pytest.raises(ConfigError, match="pieces"):
        make_grid(small(outline=outline(islands)))


def test_a_border_without_land_is_refused(small):
    with pytest.raises(ConfigError, match="no land"):
        make_grid(small(outline=outline([[0, 0], [4, 4], [8, 8]])))


def test_a_border_may_lie_anywhere(small):
    far = [[x + 400, y - 90] for x, y in HOOK]
    one, other = make_grid(small(outline=outline(HOOK))), make_grid(small(outline=outline(far)))
    assert one.x.tolist() == other.x.tolist() and one.y.tolist() == other.y.tolist()


def test_cells_and_points_find_each_other(small):
    grid = make_grid(small())
    for cell in range(len(grid.x)):
        assert grid.cell_at(*grid.centres[cell]) == grid.nearest_cell(*grid.centres[cell]) == cell
    assert grid.cell_at(-0.1, 3) == grid.cell_at(3, 10.2) == -1
    assert sorted(other for other, _ in grid.neighbours(0)) == [1, 14, 15]
