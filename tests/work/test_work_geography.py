"""Neighbours and zones."""

from __future__ import annotations

import numpy as np
import pytest
from fakes.runs import COUNTIES, config, county_of

from sim.work.geography import Nearness, neighbours, zone_count, zones


@pytest.mark.parametrize("name", COUNTIES)
def test_neighbours_touch_and_zones_are_of_even_size(name: str) -> None:
    county = county_of(config("traditional", name))
    near = neighbours(county)
    for area, mine in enumerate(near):
        assert area in mine
        assert all(area in near[other] for other in mine)
        assert len(mine) > 1, "no station's ground is an island"
    areas = len(county.stations)
    found = zones(county, zone_count(areas))
    sizes = np.bincount(found)
    assert set(found) == set(range(zone_count(areas)))
    assert sizes.max() - sizes.min() <= 1


def test_songtao_has_its_four_zones() -> None:
    assert zone_count(28) == 4
    assert zone_count(1) == 1


def test_neighbours_against_all_pairs_of_cells() -> None:
    county = county_of(config("traditional", "reference"))
    touching = np.zeros((len(county.stations),) * 2, bool)
    for dx, dy in ((0, 1), (1, 0), (1, 1), (1, -1)):
        where = {(x, y): area for x, y, area in zip(county.x, county.y, county.area, strict=True)}
        for (x, y), area in where.items():
            other = where.get((x + dx, y + dy))
            if other is not None:
                touching[area, other] = touching[other, area] = True
    expected = [frozenset(np.flatnonzero(row).tolist()) for row in touching]
    assert neighbours(county) == expected


def test_depots_by_nearness() -> None:
    minutes = np.random.default_rng(1).random((30, 30))
    depots = [4, 9, 9, 20]
    near = Nearness(depots, minutes)
    for cell in range(30):
        order = near.order(cell)
        assert sorted(order) == [0, 1, 2, 3]
        away = [minutes[depots[depot], cell] for depot in order]
        assert away == sorted(away)
        assert order.index(1) < order.index(2), "of two equals the first declared"
        assert [near.minutes[depot][cell] for depot in order] == away
