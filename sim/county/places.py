"""Where townships lie and how many people each has: drawn, never real, unless the user gives them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from sim.config.county import CountyConfig
from sim.config.errors import ConfigError
from sim.county.grid import Floats, Grid, edge_distance, inside
from sim.streams import stream

_WAVES = 60
_LENGTHS_KM = (4.0, 25.0)
_CANDIDATES = 40
_VALLEY_PULL = 0.4
"""How strongly a township seeks low ground: its distance from others counts exp(-pull x height)."""
_EDGE_ROOM = 2.5
"""A township stays as clear of the border as of 1 / 2.5 of the distance to its neighbours."""


@dataclass(frozen=True, eq=False)
class Places:
    """The townships before the land is parcelled out; the seat comes first unless the user says otherwise."""

    labels: tuple[str, ...]
    cells: npt.NDArray[np.intp]
    residents: Floats
    urban: npt.NDArray[np.bool_]
    """Townships that the user calls urban; those with an urban station are so too."""
    seat: int
    """Index of the township that holds the county seat."""


def relief(places_seed: int, points: Floats) -> Floats:
    """A smooth random height (mean 0, standard deviation 1 over many draws) at the (n, 2) points in km.

    A sum of plane waves of lengths from 4 to 25 km, so that it does not depend on the size of the cells.
    """
    random = stream(places_seed, "county", "relief")
    length = np.exp(random.uniform(np.log(_LENGTHS_KM[0]), np.log(_LENGTHS_KM[1]), _WAVES))
    direction = random.uniform(0, 2 * np.pi, _WAVES)
    phase = random.uniform(0, 2 * np.pi, _WAVES)
    wave = 2 * np.pi / length * np.array([np.cos(direction), np.sin(direction)])
    weight = np.sqrt(2 * length / length.sum())
    return np.asarray(np.cos(points @ wave + phase) @ weight)


def settle(config: CountyConfig, grid: Grid) -> Places:
    """Place the county's townships.

    Raises ``ConfigError`` for a township outside the border, or two in one cell.
    """
    if config.townships.places is not None:
        return _given(config, grid)
    count = int(config.townships.count or 0)
    if count > len(grid.x):
        raise ConfigError(f"county.townships.count: {count} townships do not fit into {len(grid.x)} cells")
    if config.townships.layout == "lattice":
        cells = lattice(grid, count)
        seat = grid.nearest_cell(*(grid.corners.max(axis=0) / 2))
        order = [grid_index for grid_index in cells if grid_index != _closest(grid, cells, seat)]
        cells = [_closest(grid, cells, seat), *order]
        sizes = np.full(count, float(config.residents) / count)
    else:
        cells = _scatter(config, grid, count)
        sizes = _sizes(config, count)
    labels = tuple(f"T{number:02d}" for number in range(1, count + 1))
    return Places(labels, np.array(cells, np.intp), sizes, np.zeros(count, bool), 0)


def _given(config: CountyConfig, grid: Grid) -> Places:
    places = config.townships.places or ()
    cells = np.array([grid.cell_at(place.x, place.y) for place in places], np.intp)
    problems = [
        f"county.townships.places: {place.label} at ({place.x:g}, {place.y:g}) km lies outside the county"
        for place, cell in zip(places, cells, strict=True)
        if cell < 0
    ]
    labels = [place.label for place in places]
    problems += [f"county.townships.places: {name} stands twice" for name in labels if labels.count(name) > 1]
    problems += same_cell("county.townships.places", labels, cells)
    if problems:
        raise ConfigError(problems)
    residents = np.array([float(place.residents) for place in places])
    seat = int(residents.argmax())
    if config.outline.seat is not None:
        gap = grid.centres[cells] - np.array(config.outline.seat) * grid.scale
        seat = int((gap**2).sum(axis=1).argmin())
    urban = np.array([place.urban for place in places])
    return Places(tuple(labels), cells, residents * (config.residents / residents.sum()), urban, seat)


def same_cell(what: str, labels: list[str], cells: npt.NDArray[np.intp]) -> list[str]:
    """A line for every place that shares its cell with an earlier one."""
    first: dict[int, str] = {}
    problems = []
    for label, cell in zip(labels, cells.tolist(), strict=True):
        if cell >= 0 and first.setdefault(cell, label) != label:
            problems.append(f"{what}: {label} lies in the same cell as {first[cell]}")
    return problems


def lattice(grid: Grid, count: int) -> list[int]:
    """Cells of `count` points spread evenly over the county's bounding box, row by row."""
    width, height = grid.corners.max(axis=0)
    columns = max(1, round(float(np.sqrt(count * width / height))))
    rows = -(-count // columns)
    cells: list[int] = []
    for row in range(rows):
        here = columns if row < rows - 1 else count - columns * (rows - 1)
        for column in range(here):
            point = ((column + 0.5) * width / here, (row + 0.5) * height / rows)
            cell = grid.cell_at(*point)
            cells.append(cell if cell >= 0 and cell not in cells else _free(grid, cells, point))
    return cells


def _free(grid: Grid, taken: list[int], point: tuple[float, float]) -> int:
    gap = ((grid.centres - point) ** 2).sum(axis=1)
    gap[taken] = np.inf
    return int(gap.argmin())


def _closest(grid: Grid, cells: list[int], target: int) -> int:
    gap = ((grid.centres[cells] - grid.centres[target]) ** 2).sum(axis=1)
    return cells[int(gap.argmin())]


def _scatter(config: CountyConfig, grid: Grid, count: int) -> list[int]:
    """The seat, then one township after the other where it is far from the others and low."""
    random = stream(config.places_seed, "county", "townships")
    corners = grid.corners
    points: list[Floats] = []
    cells: list[int] = []
    for number in range(count):
        drawn = random.uniform(corners.min(axis=0), corners.max(axis=0), (_CANDIDATES * 4, 2))
        drawn = drawn[inside(corners, drawn)][:_CANDIDATES]
        if number == 0 and config.outline.seat is not None:
            drawn = np.array([config.outline.seat]) * grid.scale
        if len(drawn) == 0:
            drawn = grid.centres
        room = _EDGE_ROOM * edge_distance(corners, drawn)
        for point in points:
            room = np.minimum(room, np.hypot(*(drawn - point).T))
        best = drawn[np.argmax(room * np.exp(-_VALLEY_PULL * relief(config.places_seed, drawn)))]
        cell = grid.cell_at(*best)
        if number == 0 and config.outline.seat is not None and cell < 0:
            raise ConfigError(f"county.outline.seat: {config.outline.seat} km lies outside the county")
        cells.append(cell if cell >= 0 and cell not in cells else _free(grid, cells, (best[0], best[1])))
        points.append(best)
    return cells


def _sizes(config: CountyConfig, count: int) -> Floats:
    """The seat's share, and log-normal sizes for the rest in a drawn order; they add up to the residents."""
    total = float(config.residents)
    if count == 1:
        return np.array([total])
    ranks = (np.arange(count - 1) + 0.5) / (count - 1)
    scores = np.array([NormalDist().inv_cdf(rank) for rank in ranks.tolist()])
    sizes = np.exp(float(config.townships.spread) * scores)
    stream(config.places_seed, "county", "township sizes").shuffle(sizes)
    seat = total * float(config.townships.seat_share)
    return np.concatenate([[seat], sizes * ((total - seat) / sizes.sum())])
