"""Where things happen: a named profile over the cells of a county."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sim.county.county import County
from sim.demand.draws import Floats

Profile = Literal["residents", "roads", "uniform"]

HILL = 2
"""Terrain from here on has no through road (town 0, valley 1, hill 2, mountain 3)."""


class Places:
    """Draws cells from a profile: by residents, along roads, or evenly."""

    def __init__(self, county: County, profile: Profile, road_share: float = 0.0) -> None:
        """`road_share`: of the profile "roads", what follows the cells with a through road, not where people live."""
        weights = np.ones(len(county.residents))
        if profile == "residents" and county.residents.sum() > 0:
            weights = county.residents
        elif profile == "roads":
            roads = (county.terrain < HILL).astype(float)
            roads = roads if roads.sum() else weights
            people = county.residents if county.residents.sum() else weights
            weights = (1 - road_share) * people / people.sum() + road_share * roads / roads.sum()
        self._bounds = np.cumsum(weights) / weights.sum()

    def at(self, uniforms: Floats) -> np.ndarray[Any, np.dtype[np.int64]]:
        """One cell index a uniform."""
        return np.minimum(np.searchsorted(self._bounds, uniforms, side="right"), len(self._bounds) - 1)
