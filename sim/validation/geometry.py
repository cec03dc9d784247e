"""Mean distances on a square: to the nearest of some teams, in the continuum and on a grid of cells.

Larson and Odoni 1981 (Urban Operations Research), ch. 3. Distances and sides in one unit; `manhattan` streets run
along the two axes, `octile` paths along the axes and diagonals (eight neighbours).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import asinh, pi, sqrt
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]

WITHIN_MANHATTAN = 2 / 3
"""Mean distance along streets of two random points of a unit square, a third along each axis."""
WITHIN_STRAIGHT = (2 + sqrt(2) + 5 * asinh(1)) / 15
"""Mean straight distance of two random points of a unit square (Ghosh 1951)."""


# -- in the continuum --------------------------------------------------------------------------------------------


def manhattan_to_centre(side: float) -> float:
    """Mean distance from a square's centre along streets: a quarter of the side along each axis."""
    return side / 2


def octile_to_centre(side: float) -> float:
    """Mean distance from a square's centre over eight neighbours.

    A path to (x, y) takes max(x, y) - min(x, y) straight and sqrt(2) min(x, y) across; of two uniform numbers
    up to a half, the means of the larger and the smaller are 1/3 and 1/6.
    """
    return side * (1 / 3 + (sqrt(2) - 1) / 6)


def without_edges(teams: int, side: float) -> float:
    """Mean distance along streets to the nearest of teams scattered with this density over an endless plane.

    The diamond of radius r holds none with chance exp(-2 r^2 density): 0.627 sqrt(area / teams) (Larson and
    Odoni 1981, equation 3.104a).
    """
    return sqrt(pi / 8) * side / sqrt(teams)


def manhattan_to_nearest(teams: int, side: float, nodes: int = 32) -> float:
    """Mean distance along streets to the nearest of teams placed at random in a square, its edges counted in.

    E D is the integral over r of the mean over x of (1 - A(x, r))^teams, A being the share of the square
    that is no further than r from x; by Gauss-Legendre, with `nodes` along each axis.
    """
    points, weights = np.polynomial.legendre.leggauss(nodes)
    x, along = (points + 1) / 4, weights / 2
    column, row = np.meshgrid(x, x)
    area_weights = np.outer(along, along)
    total = 0.0
    for low, high in ((0.0, 0.25), (0.25, 0.5), (0.5, 1.0), (1.0, 1.5), (1.5, 2.0)):
        for radius, weight in zip(
            (points + 1) / 2 * (high - low) + low, weights * (high - low) / 2, strict=True
        ):
            empty = np.maximum(1 - diamond_in_square(column, row, float(radius)), 0) ** teams
            total += float(weight * (area_weights * empty).sum())
    return side * total


def diamond_in_square(x: Floats, y: Floats, radius: float) -> Floats:
    """Area of the unit square within `radius` of its point (x, y) along streets.

    Each quarter is a right triangle, less what lies beyond either edge, plus what was so taken away twice.
    """

    def beyond(edge: Floats) -> Floats:
        return np.maximum(radius - edge, 0.0) ** 2 / 2

    area = np.zeros(np.broadcast(x, y).shape)
    for right in (x, 1 - x):
        for up in (y, 1 - y):
            area += radius**2 / 2 - beyond(right) - beyond(up) + beyond(right + up)
    return area


# -- on a grid ---------------------------------------------------------------------------------------------------


def cells_of(points: Sequence[tuple[float, float]], cell: float) -> Floats:
    """(n, 2) column and row of the cells that hold the points."""
    return np.floor(np.asarray(points, float) / cell)


def square_of_cells(count: int) -> Floats:
    """(count ** 2, 2) column and row of every cell of a square, row by row."""
    rows, columns = np.divmod(np.arange(count**2), count)
    return np.column_stack([columns, rows]).astype(float)


def manhattan(starts: Floats, ends: Floats, cell: float) -> Floats:
    """(starts, ends) distances between cells along streets; within a cell, that of two random points."""
    away = np.abs(starts[:, None] - ends[None]).sum(axis=2)
    return np.where(away == 0, WITHIN_MANHATTAN, away) * cell


def octile(starts: Floats, ends: Floats, cell: float) -> Floats:
    """(starts, ends) distances between cells over eight neighbours; within a cell, straight."""
    away = np.abs(starts[:, None] - ends[None])
    far = away.max(axis=2) + (sqrt(2) - 1) * away.min(axis=2)
    return np.where(far == 0, WITHIN_STRAIGHT, far) * cell


def mean_nearest(distances: Floats) -> float:
    """Mean over all cells of the distance from the nearest team; `distances` is (teams, cells)."""
    return float(distances.min(axis=0).mean())


def mean_nearest_drawn(distances: Floats, teams: int) -> float:
    """The same where `teams` different cells are drawn at random; `distances` is (cells, cells).

    The nearest is the k-th nearest of all N cells with chance C(N - k, teams - 1) / C(N, teams).
    """
    cells = len(distances)
    chance = np.zeros(cells)
    chance[0] = teams / cells
    for rank in range(1, cells - teams + 1):
        chance[rank] = chance[rank - 1] * (cells - rank - teams + 1) / (cells - rank)
    return float(np.sort(distances, axis=0).mean(axis=1) @ chance)
