"""Travel times between all pairs of cells, by vehicle."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.config.county import TravelConfig, VehicleConfig
from sim.county import cache
from sim.county.grid import Grid

CODE_VERSION = "1"
"""Raise it whenever the times below change, so that older cached ones are left alone."""
WITHIN_SQUARE = 0.5214
"""Mean straight distance of two random points in a unit square, (2 + sqrt 2 + 5 asinh 1) / 15."""
WITHIN_SQUARE_MANHATTAN = 2 / 3
_CHUNK = 256

Ints = npt.NDArray[np.signedinteger[Any]]
Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]
Trace = Callable[[int, int], Ints]
Path = tuple[Ints, npt.NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class Travel:
    """One vehicle's travel; both matrices are (n_cells, n_cells), from and to.

    The diagonal is the mean travel inside one cell.
    """

    minutes: Matrix
    kilometres: Matrix
    trace: Trace = field(repr=False)
    """The cells from a start to an end, both included."""
    path: Callable[[int, int], Path] = field(init=False, repr=False)
    """path(start, end) -> (cells, minutes from the start to each); the last minute is that of the matrix."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", lru_cache(maxsize=20_000)(self._walk))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Travel, (self.minutes, self.kilometres, self.trace))

    def _walk(self, start: int, end: int) -> Path:
        cells = np.array([start, start]) if start == end else self.trace(start, end)
        minutes = np.array(self.minutes[start, cells])
        minutes[0] = 0.0
        cells.setflags(write=False)
        minutes.setflags(write=False)
        return cells, minutes


class TravelTimes(Mapping[str, Travel]):
    """Travel by vehicle, each computed or read from the cache when it is first asked for."""

    def __init__(self, grid: Grid, road_kmh: Floats, config: TravelConfig) -> None:
        self._grid, self._road_kmh, self._config = grid, road_kmh, config
        self._built: dict[str, Travel] = {}

    def __getitem__(self, vehicle: str) -> Travel:
        if vehicle not in self._built:
            self._built[vehicle] = self._build(self._config.vehicles[vehicle])
        return self._built[vehicle]

    def __iter__(self) -> Iterator[str]:
        return iter(self._config.vehicles)

    def __len__(self) -> int:
        return len(self._config.vehicles)

    def __reduce__(self) -> tuple[Any, ...]:
        return (TravelTimes, (self._grid, self._road_kmh, self._config))

    def _build(self, vehicle: VehicleConfig) -> Travel:
        if self._config.metric == "none":
            zeros = np.zeros((len(self._grid.x),) * 2, np.float32)
            return Travel(zeros, zeros, _jump)
        road = self._road_kmh
        if self._config.metric == "manhattan":
            road = np.full_like(road, float(self._config.manhattan or 0))
        speed = road * float(vehicle.factor)
        if vehicle.cap is not None:
            speed = np.minimum(speed, float(vehicle.cap))
        if self._config.metric == "manhattan":
            return manhattan_travel(self._grid, float(speed[0]))
        return road_travel(self._grid, 60.0 / speed)


def manhattan_travel(grid: Grid, kmh: float) -> Travel:
    """Travel along straight streets at `kmh`, whatever lies between."""
    x, y = grid.x.astype(np.int32), grid.y.astype(np.int32)
    blocks = np.abs(x[:, None] - x) + np.abs(y[:, None] - y)
    kilometres = (blocks * grid.cell_km).astype(np.float32)
    np.fill_diagonal(kilometres, WITHIN_SQUARE_MANHATTAN * grid.cell_km)
    minutes = (kilometres * (60.0 / kmh)).astype(np.float32)
    return Travel(minutes, kilometres, partial(_staircase, grid))


def road_travel(grid: Grid, minutes_per_km: Floats) -> Travel:
    """Shortest paths over eight neighbours; a step takes the mean rate of its two cells times its length."""
    n = len(grid.x)
    kept = cache.Layout(n)
    key = _key(grid, minutes_per_km)
    buffer = cache.load(key, kept)
    if buffer is None:
        buffer = kept.empty()
        _fill(grid, minutes_per_km, *kept.views(buffer))
        cache.save(key, kept, buffer)
    buffer.setflags(write=False)
    minutes, kilometres, previous = kept.views(buffer)
    return Travel(minutes, kilometres, partial(_follow, previous))


def _key(grid: Grid, minutes_per_km: Floats) -> str:
    """Content hash of all that the times depend on."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"road {CODE_VERSION} scipy {version('scipy')} {grid.cell_km!r} {len(grid.x)}".encode())
    for array in (grid.x.astype("<i4"), grid.y.astype("<i4"), minutes_per_km.astype("<f8")):
        digest.update(array.tobytes())
    return digest.hexdigest()


def _fill(grid: Grid, minutes_per_km: Floats, minutes: Matrix, kilometres: Matrix, previous: Ints) -> None:
    """Compute the three matrices in place, some rows at a time to spare memory."""
    from scipy.sparse.csgraph import dijkstra

    graph = _graph(grid, minutes_per_km)
    n = len(grid.x)
    for first in range(0, n, _CHUNK):
        rows = slice(first, min(n, first + _CHUNK))
        minutes[rows], before = dijkstra(graph, indices=np.arange(n)[rows], return_predecessors=True)
        previous[rows] = before
        kilometres[rows] = _route_km(grid, before)
    np.fill_diagonal(minutes, WITHIN_SQUARE * grid.cell_km * minutes_per_km)
    np.fill_diagonal(kilometres, WITHIN_SQUARE * grid.cell_km)


def _graph(grid: Grid, minutes_per_km: Floats) -> Any:
    from scipy.sparse import csr_array

    n = len(grid.x)
    padded = np.pad(grid.index, 1, constant_values=-1)
    starts, ends, costs = [], [], []
    for dx, dy in [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)]:
        other = padded[grid.y + 1 + dy, grid.x + 1 + dx]
        start = np.nonzero(other >= 0)[0]
        end = other[start]
        length = grid.cell_km * np.hypot(dx, dy)
        starts.append(start)
        ends.append(end)
        costs.append((minutes_per_km[start] + minutes_per_km[end]) / 2 * length)
    return csr_array((np.concatenate(costs), (np.concatenate(starts), np.concatenate(ends))), shape=(n, n))


def _route_km(grid: Grid, previous: Ints) -> Floats:
    """Length of each quickest path, (sources, n_cells): each cell points at ever earlier ones of its path."""
    earlier = np.where(previous < 0, np.arange(previous.shape[1]), previous)
    km: Floats = np.hypot(grid.x - grid.x[earlier], grid.y - grid.y[earlier]) * grid.cell_km
    while True:
        further = np.take_along_axis(earlier, earlier, axis=1)
        if (further == earlier).all():
            return km
        km = km + np.take_along_axis(km, earlier, axis=1)
        earlier = further


def _follow(previous: Ints, start: int, end: int) -> Ints:
    cells = [end]
    while cells[-1] != start:
        cells.append(int(previous[start, cells[-1]]))
    return np.array(cells[::-1])


def _staircase(grid: Grid, start: int, end: int) -> Ints:
    """Along the row, then along the column; cells outside the county are passed over."""
    x1, y1, x2, y2 = (int(v) for v in (grid.x[start], grid.y[start], grid.x[end], grid.y[end]))
    step_x, step_y = (1 if x2 >= x1 else -1), (1 if y2 >= y1 else -1)
    row = grid.index[y1, np.arange(x1, x2 + step_x, step_x)]
    column = grid.index[np.arange(y1 + step_y, y2 + step_y, step_y), x2]
    cells = np.concatenate([row, column])
    return cells[cells >= 0]


def _jump(start: int, end: int) -> Ints:
    return np.array([start, end])
