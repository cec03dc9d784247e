"""The county as a run sees it: plain arrays over its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.county.travel import Travel

Ints = npt.NDArray[np.signedinteger[Any]]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Terrain(IntEnum):
    """What a cell is; decides the speed on its roads."""

    TOWN = 0
    VALLEY = 1
    HILL = 2
    MOUNTAIN = 3


@dataclass(frozen=True)
class Township:
    """A township: `cell` is its centre."""

    label: str
    cell: int
    residents: float
    urban: bool


@dataclass(frozen=True)
class Station:
    """A station: `residents` are those of its ground, `townships` those whose centre lies in it."""

    label: str
    cell: int
    residents: float
    urban: bool
    townships: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class County:
    """A county on a grid; every array has one entry a cell. Distances in km, row 0 is the southernmost."""

    name: str
    title: str
    stylised: bool
    cell_km: float
    x: Ints
    """Column of each cell; its centre lies at (x + 0.5) * cell_km km east of the origin."""
    y: Ints
    width: int
    height: int
    terrain: npt.NDArray[np.int8]
    """`Terrain` of each cell."""
    residents: Floats
    camera: Floats
    """Share of the cell's incidents in view of a camera, 0 to 1."""
    urban: Bools
    township: npt.NDArray[np.int16]
    area: npt.NDArray[np.int16]
    """Index of the station on whose ground the cell lies."""
    townships: tuple[Township, ...]
    stations: tuple[Station, ...]
    seat_cell: int
    squadron_cells: tuple[int, ...]
    outline: tuple[tuple[float, float], ...]
    """Corners of the border, (x, y) in km, after scaling."""
    outline_km2: float
    """Area of the border as the configuration gives it, before scaling."""
    scale: float
    """What the border's lengths were multiplied by to reach the stated area."""
    travel: Mapping[str, Travel]
    """By vehicle: 'car' and whatever else the configuration names; built when first asked for."""

    @property
    def n_cells(self) -> int:
        """How many cells there are."""
        return len(self.x)

    @property
    def cells_km2(self) -> float:
        """Area of all cells together."""
        return self.n_cells * self.cell_km**2
