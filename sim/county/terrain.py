"""Valleys that join the townships to the seat, hills and mountains between them: stylised."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

from sim.config.county import CountyConfig
from sim.county.county import Bools, Terrain
from sim.county.grid import Floats, Grid
from sim.county.places import Places, relief

_VALLEY_COST = 1.5
"""A valley seeks low ground: a step costs exp(1.5 x height) a kilometre."""
_RELIEF_KM = 2.0
"""One standard deviation of height counts like this many km away from the valley."""


@dataclass(frozen=True, eq=False)
class Land:
    """What each cell is."""

    terrain: npt.NDArray[np.int8]
    town_of: npt.NDArray[np.intp]
    """The township of whose built-up centre the cell is part, -1 elsewhere."""
    junction: Bools
    """Cells where valleys meet."""

    def road_kmh(self, config: CountyConfig) -> Floats:
        """Speed of a car on each cell's roads."""
        travel = config.travel
        by_terrain = np.array([travel.town, travel.valley, travel.hill, travel.mountain], float)
        return by_terrain[self.terrain]


def shape_land(config: CountyConfig, grid: Grid, places: Places) -> Land:
    """Lay built-up centres and valleys, then rank the rest by height above them into hill and mountain."""
    n = len(grid.x)
    if config.townships.layout == "lattice":
        flat = np.full(n, Terrain.VALLEY, np.int8)
        return Land(flat, np.full(n, -1, np.intp), np.zeros(n, bool))
    height = relief(config.places_seed, grid.centres)
    _, before = _spread(grid, [int(places.cells[places.seat])], np.exp(_VALLEY_COST * height))
    valley, junction = _network(before, places)
    town_of = _centres(config, grid, places)
    away, _ = _spread(grid, np.flatnonzero(valley | (town_of >= 0)).tolist(), np.ones(n))
    rank = np.empty(n)
    rank[np.argsort(away + _RELIEF_KM * height, kind="stable")] = (np.arange(n) + 0.5) / n
    terrain = np.full(n, Terrain.VALLEY, np.int8)
    mountain_share, hill_share = float(config.terrain.mountain_share), float(config.terrain.hill_share)
    terrain[rank > 1 - mountain_share - hill_share] = Terrain.HILL
    terrain[rank > 1 - mountain_share] = Terrain.MOUNTAIN
    terrain[valley] = Terrain.VALLEY
    terrain[town_of >= 0] = Terrain.TOWN
    return Land(terrain, town_of, junction & (town_of < 0))


def _spread(grid: Grid, sources: list[int], per_km: Floats) -> tuple[Floats, list[int]]:
    """Cheapest cost from any source to each cell, and the cell before it (-1 at a source).

    Plain Python on purpose: one sweep takes some 20 ms, less than importing scipy.
    """
    cost = [np.inf] * len(per_km)
    before = [-1] * len(per_km)
    rate = per_km.tolist()
    heap = [(0.0, source) for source in sources]
    for source in sources:
        cost[source] = 0.0
    while heap:
        so_far, cell = heappop(heap)
        if so_far > cost[cell]:
            continue
        for other, length in grid.neighbours(cell):
            onward = so_far + length * grid.cell_km * (rate[cell] + rate[other]) / 2
            if onward < cost[other]:
                cost[other], before[other] = onward, cell
                heappush(heap, (onward, other))
    return np.array(cost), before


def _network(before: list[int], places: Places) -> tuple[Bools, Bools]:
    """Cells on the way from the seat to each township, and those of them where ways part."""
    on_way = np.zeros(len(before), bool)
    branches = np.zeros(len(before), int)
    for start in places.cells.tolist():
        cell = start
        while cell >= 0 and not on_way[cell]:
            on_way[cell] = True
            if before[cell] >= 0:
                branches[before[cell]] += 1
            cell = before[cell]
    return on_way, branches >= 2


def _centres(config: CountyConfig, grid: Grid, places: Places) -> npt.NDArray[np.intp]:
    """Give each township the cells around its middle, as many as its townspeople fill.

    Where towns touch, a cell goes where its distance counts least beside the town's size.
    """
    townships, n = config.townships, len(grid.x)
    share = np.full(len(places.cells), float(townships.town_share))
    share[places.seat] = townships.seat_town_share
    filled = share * places.residents / (float(config.terrain.town_density) * grid.cell_km**2)
    left = np.maximum(1, np.round(filled)).astype(int).tolist()
    apart = ((grid.centres[places.cells][:, None, :] - grid.centres) ** 2).sum(axis=2)
    apart /= np.array(left)[:, None]
    town_of = [-1] * n
    for pair in np.argsort(apart, axis=None, kind="stable").tolist():
        town, cell = divmod(pair, n)
        if left[town] and town_of[cell] < 0:
            town_of[cell] = town
            left[town] -= 1
            if not any(left):
                break
    return np.array(town_of, np.intp)
