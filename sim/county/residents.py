"""Who lives in which cell, and where cameras look."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.config.county import CountyConfig
from sim.county.county import Terrain
from sim.county.grid import Floats, Grid
from sim.county.places import Places
from sim.county.terrain import Land
from sim.streams import stream

_CENTRE_KM = 1.5
"""Density in a built-up centre falls to 1 / e over this distance from its middle."""


def populate(
    config: CountyConfig, grid: Grid, places: Places, land: Land, township: npt.NDArray[np.int16]
) -> Floats:
    """Residents of each cell; they add up to the county's."""
    if config.townships.layout == "lattice":
        return np.full(len(grid.x), float(config.residents) / len(grid.x))
    found = np.zeros(len(grid.x))
    villages = _villages(config, grid, places, land, township)
    for index, people in enumerate(places.residents.tolist()):
        town = np.flatnonzero(land.town_of == index)
        rural = np.flatnonzero((township == index) & (land.town_of < 0))
        settled = _settled(config, land, rural)
        share = config.townships.seat_town_share if index == places.seat else config.townships.town_share
        in_town = people * float(share) if settled.sum() > 0 else people
        gap = np.hypot(*(grid.centres[town] - grid.centres[places.cells[index]]).T)
        found[town] += in_town * _shares(np.exp(-gap / _CENTRE_KM))
        if settled.sum() > 0:
            in_villages = float(config.townships.village_share) if villages[rural].any() else 0.0
            found[rural] += (people - in_town) * (1 - in_villages) * _shares(settled)
            if in_villages > 0:
                found[rural] += (people - in_town) * in_villages * _shares(villages[rural])
    return found


def _shares(weights: Floats) -> Floats:
    return np.asarray(weights / weights.sum())


def _settled(config: CountyConfig, land: Land, cells: npt.NDArray[np.intp]) -> Floats:
    """Relative density of people outside the centres, by terrain."""
    by_terrain = np.zeros(len(Terrain))
    by_terrain[Terrain.VALLEY] = config.terrain.valley_settled
    by_terrain[Terrain.HILL] = config.terrain.hill_settled
    by_terrain[Terrain.MOUNTAIN] = config.terrain.mountain_settled
    return by_terrain[land.terrain[cells]]


def _villages(
    config: CountyConfig, grid: Grid, places: Places, land: Land, township: npt.NDArray[np.int16]
) -> Floats:
    """How many villages have their middle in each cell."""
    found = np.zeros(len(grid.x))
    town_share = np.full(len(places.residents), float(config.townships.town_share))
    town_share[places.seat] = config.townships.seat_town_share
    counts = largest_remainder(int(config.townships.villages), places.residents * (1 - town_share))
    for index, count in enumerate(counts.tolist()):
        cells = np.flatnonzero((township == index) & (land.town_of < 0))
        settled = _settled(config, land, cells)
        if settled.sum() > 0:
            random = stream(config.places_seed, "county", "villages", index)
            np.add.at(found, random.choice(cells, count, p=_shares(settled)), 1)
    return found


def largest_remainder(total: int, weights: Floats) -> npt.NDArray[np.int64]:
    """Whole numbers in proportion to the weights that add up to `total`; ties go to the first."""
    if weights.sum() <= 0:
        weights = np.ones(len(weights))
    exact = total * weights / weights.sum()
    counts: npt.NDArray[np.int64] = np.floor(exact).astype(np.int64)
    counts[np.argsort(counts - exact, kind="stable")[: total - int(counts.sum())]] += 1
    return counts


def watch(config: CountyConfig, grid: Grid, places: Places, land: Land, residents: Floats) -> Floats:
    """Share of each cell's incidents in view of a camera: 1 - exp(-cameras x view / area of the cell).

    Cameras stand in the seat's centre and in other centres by residents, and evenly at junctions (K6).
    """
    seat_share, town_share = float(config.cameras.seat_share), float(config.cameras.town_share)
    groups = [
        (seat_share, np.where(land.town_of == places.seat, residents, 0)),
        (town_share, np.where((land.town_of >= 0) & (land.town_of != places.seat), residents, 0)),
        (1 - seat_share - town_share, land.junction.astype(float)),
    ]
    groups = [(share, weights) for share, weights in groups if weights.sum() > 0 and share > 0]
    if not groups:
        return np.zeros(len(residents))
    whole = sum(share for share, _ in groups)
    per_cell = sum(share / whole * _shares(weights) for share, weights in groups)
    cameras = float(config.cameras.count) * np.asarray(per_cell)
    return 1 - np.exp(-cameras * float(config.cameras.view) / grid.cell_km**2)
