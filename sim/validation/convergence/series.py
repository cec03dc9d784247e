"""Series of a long run from its start: smoothed to be looked at, and cut where a rule says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BATCH = 5
"""Observations (days) that one batch holds, as in MSER-5."""


def moving_average(values: Floats, reach: int) -> Floats:
    """Centred moving average of `values` (n,) over 2 reach + 1 places, fewer at the start (Welch 1983).

    The last `reach` places, which lack their neighbours, are left out: (n - reach,).
    """
    found = []
    for place in range(len(values) - reach):
        near = min(place, reach)
        found.append(values[place - near : place + near + 1].mean())
    return np.array(found)


def mser(batches: Floats) -> int:
    """Batches to cut off at the start: those whose loss makes the standard error of the mean least.

    argmin over d of sum((x_i - mean(x_d...))^2 for i >= d) / (n - d)^2 for `batches` (n,) of means
    (White 1997; batches of five: White, Cobb and Spratt 2000). Looked for in the first half only: what lies
    beyond says that the series is too short, and is returned as half its length + 1.
    """
    number = len(batches)
    error = [float(batches[cut:].var()) / (number - cut) for cut in range(max(number - BATCH, 1))]
    best = int(np.argmin(error))
    return min(best, number // 2 + 1)
