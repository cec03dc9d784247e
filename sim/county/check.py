"""What can be checked of a stylised county against its sources."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.county.county import County


@dataclass(frozen=True)
class RoundTrips:
    """Round trips by car from a cell's own station, over residents outside towns that are urban."""

    share_over: float
    """Share of rural residents whose round trip takes longer than asked."""
    median: float
    """Minutes, over rural residents."""
    remote: float
    """Minutes, mean over the remotest tenth of rural residents."""


def rural_round_trips(county: County, minutes: float = 40.0) -> RoundTrips:
    """The check on road speeds (K5): how long are rural round trips, and how many exceed `minutes`?

    Raises ``ValueError`` where the county has no rural residents.
    """
    rural = np.flatnonzero(~county.urban & (county.residents > 0))
    if len(rural) == 0:
        raise ValueError(f"{county.name} has no rural residents")
    base = np.array([station.cell for station in county.stations])[county.area[rural]]
    trips = 2.0 * county.travel["car"].minutes[base, rural].astype(float)
    weights = county.residents[rural] / county.residents[rural].sum()
    order = np.argsort(trips, kind="stable")
    below = np.cumsum(weights[order])
    last = below > 0.9
    return RoundTrips(
        share_over=float(weights[trips > minutes].sum()),
        median=float(trips[order][np.searchsorted(below, 0.5)]),
        remote=float(np.average(trips[order][last], weights=weights[order][last])),
    )
