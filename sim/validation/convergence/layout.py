"""Where a county's stations stand, told by townships, so that it can be compared and held across sizes of cells."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.config.county import CountyConfig
from sim.county.build import build_county
from sim.county.check import rural_round_trips
from sim.county.county import County
from sim.county.grid import make_grid
from sim.county.places import settle

KEPT = ("stations", "urban", "grounds", "squadrons")
"""What of the layout is compared: townships with a station, with an urban one, the station of each, squadrons."""


def facts(county: County) -> dict[str, Any]:
    """The layout by townships, and how far residents live from their station (minutes, shares)."""
    township = {place.cell: index for index, place in enumerate(county.townships)}
    stations = [township[station.cell] for station in county.stations]
    base = np.array([station.cell for station in county.stations])[county.area]
    drive = county.travel["car"].minutes[base, np.arange(county.n_cells)].astype(float)
    trips = rural_round_trips(county)
    return {
        "order": stations,
        "stations": sorted(stations),
        "urban": sorted(town for town, s in zip(stations, county.stations, strict=True) if s.urban),
        "grounds": [stations[county.area[place.cell]] for place in county.townships],
        "squadrons": sorted(township[cell] for cell in county.squadron_cells),
        "over_40": trips.share_over,
        "drive": float(np.average(drive, weights=county.residents)),
        "cells": county.n_cells,
    }


def positions(config: CountyConfig, sizes: tuple[float, ...]) -> list[list[list[float]]]:
    """For each size of cells the stations' [x, y] in km, in the townships in which `config` puts them.

    Townships are drawn in kilometres and only then given a cell, so they are the same at every size; which of
    them has a station is chosen by travel times, and those depend on the cells.
    """
    chosen = facts(build_county(config))["order"]
    found = []
    for size in sizes:
        other = config.model_copy(update={"cell_km": size})
        grid = make_grid(other)
        found.append(grid.centres[settle(other, grid).cells[chosen]].tolist())
    return found
