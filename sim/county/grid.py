"""From a border to the square cells inside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.config.county import CountyConfig, OutlineConfig
from sim.config.errors import ConfigError

MAX_CELLS = 15_000
"""Travel times take 10 bytes a pair of cells: 2.2 GB at this number."""

Ints = npt.NDArray[np.signedinteger[Any]]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells inside a border, row by row from the south-west; `index` is (height, width), -1 outside."""

    cell_km: float
    x: Ints
    y: Ints
    index: Ints
    corners: Floats
    """(n, 2) corners of the border, km."""
    outline_km2: float
    scale: float

    @property
    def centres(self) -> Floats:
        """(n_cells, 2) centres of the cells, km."""
        return np.asarray((np.column_stack([self.x, self.y]) + 0.5) * self.cell_km, float)

    def cell_at(self, x: float, y: float) -> int:
        """The cell that holds the point, -1 outside the county."""
        column, row = math.floor(x / self.cell_km), math.floor(y / self.cell_km)
        height, width = self.index.shape
        return int(self.index[row, column]) if 0 <= column < width and 0 <= row < height else -1

    def nearest_cell(self, x: float, y: float) -> int:
        """The cell whose centre is nearest to the point."""
        return int(np.argmin(((self.centres - (x, y)) ** 2).sum(axis=1)))

    def neighbours(self, cell: int) -> list[tuple[int, float]]:
        """The up to eight cells around a cell, each with its distance in cells."""
        x, y = int(self.x[cell]), int(self.y[cell])
        height, width = self.index.shape
        return [
            (int(self.index[row, column]), math.hypot(column - x, row - y))
            for row in range(max(0, y - 1), min(height, y + 2))
            for column in range(max(0, x - 1), min(width, x + 2))
            if (row, column) != (y, x) and self.index[row, column] >= 0
        ]


def make_grid(config: CountyConfig) -> Grid:
    """Lay cells of `cell_km` over the border, scaled to the stated area; a cell is in where its centre is.

    Raises ``ConfigError`` for a border that holds no cell, too many, or several pieces of land.
    """
    given = _corners(config.outline)
    own_area = polygon_area(given)
    if own_area <= 0:
        raise ConfigError("county.outline: its points enclose no land")
    scale = math.sqrt(config.area / own_area) if config.area is not None else 1.0
    corners = (given - given.min(axis=0)) * scale
    cell_km = float(config.cell_km)
    width, height = np.maximum(1, np.ceil(corners.max(axis=0) / cell_km - 1e-9)).astype(int)
    if width * height > 4 * MAX_CELLS:
        raise ConfigError(f"county.cell_km: {cell_km:g} km gives {width * height} cells; enlarge the cells")
    rows, columns = np.divmod(np.arange(width * height), width)
    points = (np.column_stack([columns, rows]) + 0.5) * cell_km
    keep = _largest_piece(inside(corners, points).reshape(height, width))
    rows, columns = np.nonzero(keep)
    if not 1 <= len(rows) <= MAX_CELLS:
        raise ConfigError(
            f"county.cell_km: {cell_km:g} km gives {len(rows)} cells; 1 to {MAX_CELLS} can be worked with"
        )
    index = np.full((height, width), -1, np.int32)
    index[rows, columns] = np.arange(len(rows))
    return Grid(cell_km, columns.astype(np.int32), rows.astype(np.int32), index, corners, own_area, scale)


def _corners(outline: OutlineConfig) -> Floats:
    if outline.points is not None:
        return np.array(outline.points, float)
    width, height = float(outline.width or 0), float(outline.height or 0)
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], float)


def polygon_area(corners: Floats) -> float:
    """Area of a simple polygon (shoelace formula), in the square of its corners' unit."""
    x, y = corners.T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def inside(corners: Floats, points: Floats) -> npt.NDArray[np.bool_]:
    """Which of the (n, 2) points lie inside the polygon (even-odd rule)."""
    found = np.zeros(len(points), bool)
    px, py = points.T
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        level = np.flatnonzero((y1 > py) != (y2 > py))
        found[level] ^= px[level] < x1 + (x2 - x1) * ((py[level] - y1) / (y2 - y1))
    return found


def edge_distance(corners: Floats, points: Floats) -> Floats:
    """Distance of each of the (n, 2) points from the border, km."""
    nearest = np.full(len(points), np.inf)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = end - start
        length = max(float(along @ along), 1e-12)
        share = np.clip((points - start) @ along / length, 0, 1)
        nearest = np.minimum(nearest, np.hypot(*(points - start - share[:, None] * along).T))
    return nearest


def _largest_piece(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Drop slivers cut off by the grid; refuse a county of which more than 2 % is cut off."""
    left, pieces = mask.copy(), []
    while left.any():
        piece = _reachable(left)
        pieces.append(piece)
        left &= ~piece
    if not pieces:
        return mask
    largest = max(pieces, key=lambda piece: int(piece.sum()))
    if largest.sum() < 0.98 * mask.sum():
        raise ConfigError(
            f"county.outline: with these cells the land falls into {len(pieces)} pieces with no road between"
        )
    return largest


def _reachable(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The part of the mask that is joined, over eight neighbours, to its first cell."""
    found = np.zeros_like(mask)
    found[tuple(np.argwhere(mask)[0])] = True
    while True:
        padded = np.pad(found, 1)
        height, width = mask.shape
        grown = mask.copy()
        grown &= np.logical_or.reduce(
            [padded[dy : dy + height, dx : dx + width] for dy in range(3) for dx in range(3)]
        )
        if (grown == found).all():
            return found
        found = grown
