"""Where stations and road squadrons stand, and the ground of each station."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sim.config.county import CountyConfig
from sim.config.errors import ConfigError
from sim.county.grid import Floats, Grid
from sim.county.places import Places, lattice, same_cell
from sim.county.residents import largest_remainder

Cells = npt.NDArray[np.intp]
Distance = Callable[[Cells], Floats]
"""distance(cells) -> (len(cells), n_cells): minutes by car, or kilometres where travel takes no time."""


def place_stations(
    config: CountyConfig,
    grid: Grid,
    places: Places,
    township: npt.NDArray[np.int16],
    residents: Floats,
    far: Distance,
) -> tuple[list[int], list[bool]]:
    """Cell of each station, and whether it is an urban one: those at the seat first.

    Raises ``ConfigError`` for a station outside the county, or two in one cell.
    """
    number, urban = config.stations.number, int(config.stations.urban)
    if number > len(grid.x):
        raise ConfigError(f"county.stations.count: {number} stations do not fit into {len(grid.x)} cells")
    if config.stations.positions is not None:
        cells = _given(config, grid)
        from_seat = far(places.cells[[places.seat]])[0, cells]
        nearest = np.argsort(from_seat, kind="stable")[:urban].tolist()
        return cells, [index in nearest for index in range(number)]
    if config.townships.layout == "lattice":
        cells = lattice(grid, number)
    elif number <= len(places.cells):
        cells = _in_townships(places, number, urban, far)
    else:
        cells = _within_townships(places, number, township, residents, far)
    return cells, [index < urban for index in range(number)]


def _given(config: CountyConfig, grid: Grid) -> list[int]:
    positions = config.stations.positions or ()
    labels = [f"S{number:02d}" for number in range(1, len(positions) + 1)]
    cells = np.array([grid.cell_at(x, y) for x, y in positions], np.intp)
    problems = [
        f"county.stations.positions: station {label} at ({x:g}, {y:g}) km lies outside the county's outline"
        for label, (x, y), cell in zip(labels, positions, cells, strict=True)
        if cell < 0
    ]
    problems += same_cell("county.stations.positions", labels, cells)
    if problems:
        raise ConfigError(problems)
    return [int(cell) for cell in cells]


def _by_pull(places: Places, far: Distance) -> list[int]:
    """Townships in the order of residents a minute from the seat, the seat first."""
    minutes = far(places.cells[[places.seat]])[0, places.cells]
    pull = places.residents / np.maximum(minutes, 1e-9)
    pull[places.seat] = np.inf
    return [int(index) for index in np.argsort(-pull, kind="stable")]


def _in_townships(places: Places, number: int, urban: int, far: Distance) -> list[int]:
    """Urban stations in the seat and the towns it draws in; the others where they are nearest to the rest."""
    chosen = _by_pull(places, far)[: max(1, urban)]
    apart = far(places.cells)[:, places.cells]
    chosen = spread_out(apart, places.residents, chosen, number)
    return [int(places.cells[index]) for index in chosen]


def spread_out(apart: Floats, weights: Floats, chosen: list[int], number: int) -> list[int]:
    """Add points one by one, each where it lowers the weighted mean distance to the nearest point most."""
    chosen = list(chosen)
    nearest = apart[chosen].min(axis=0)
    while len(chosen) < number:
        gain = (weights * np.minimum(nearest, apart)).sum(axis=1)
        gain[chosen] = np.inf
        chosen.append(int(gain.argmin()))
        nearest = np.minimum(nearest, apart[chosen[-1]])
    return chosen


def _within_townships(
    places: Places, number: int, township: npt.NDArray[np.int16], residents: Floats, far: Distance
) -> list[int]:
    """More stations than townships: each has one, the rest go by residents; the seat's come first."""
    room = np.bincount(township, minlength=len(places.cells))
    counts = 1 + largest_remainder(number - len(places.cells), places.residents)
    while (counts > room).any():
        over = int((counts - room).argmax())
        counts[int((room - counts).argmax())] += counts[over] - room[over]
        counts[over] = room[over]
    cells: list[int] = []
    for index in _by_pull(places, far):
        ground = np.flatnonzero(township == index)
        apart = far(ground)[:, ground]
        middle = int(np.flatnonzero(ground == places.cells[index])[0])
        chosen = spread_out(apart, residents[ground], [middle], int(counts[index]))
        cells += [int(ground[choice]) for choice in chosen]
    return cells


def grounds(
    cells: list[int], places: Places, township: npt.NDArray[np.int16], far: Distance
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.intp]]:
    """Ground (station of each cell) and the station of each township.

    Whole townships go to the station nearest by travel time; where that would leave a station without
    ground, cells do instead.
    """
    to_cells = far(np.array(cells, np.intp))
    to_cells[np.arange(len(cells)), cells] = -1.0
    of_township = to_cells[:, places.cells].argmin(axis=0)
    if len(set(of_township.tolist())) == len(cells):
        return of_township[township].astype(np.int16), of_township
    area = to_cells.argmin(axis=0).astype(np.int16)
    return area, area[places.cells].astype(np.intp)


def place_squadrons(number: int, places: Places, far: Distance) -> tuple[int, ...]:
    """Road squadrons: the first at the seat, the others in the towns nearest to all the rest."""
    here = min(number, len(places.cells))
    chosen = spread_out(far(places.cells)[:, places.cells], places.residents, [places.seat], here)[:here]
    chosen += [places.seat] * (number - here)
    return tuple(int(places.cells[index]) for index in chosen)
