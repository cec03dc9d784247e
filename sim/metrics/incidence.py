"""Cumulative incidence with competing endings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.metrics.rows import Floats, Ints

CENSORED, CLEARED, SUSPENDED = 0, 1, 2


def incidence_curve(age: Floats, ending: NDArray[np.integer]) -> tuple[Floats, Floats]:
    """The Aalen-Johansen curve of ending 1, with every other positive ending competing.

    `age` (n,) in any unit of time, `ending` (n,) 0 (censored), 1, 2...; at equal ages endings come before
    censoring. Returns the distinct ages (m,) in rising order and the share (m,) that had ended by 1 at each:
    F(t) = sum over s <= t of S(s-) d1(s) / n(s). Source: Aalen and Johansen, Scand. J. Statist. 5 (1978).
    """
    times, at = np.unique(age, return_inverse=True)
    size = len(times)
    wanted = np.bincount(at[ending == CLEARED], minlength=size)
    ended = np.bincount(at[ending != CENSORED], minlength=size)
    leaving: Ints = np.bincount(at, minlength=size)
    at_risk = len(age) - np.cumsum(leaving) + leaving
    survival = np.cumprod(1.0 - ended / at_risk)
    before = np.concatenate(([1.0], survival[:-1])) if size else survival
    return times, np.cumsum(before * wanted / at_risk)


def incidence_at(age: Floats, ending: NDArray[np.integer], ages: Floats) -> Floats:
    """The curve of `incidence_curve` read at `ages` (k,); NaN when there is nobody."""
    if not len(age):
        return np.full(len(ages), np.nan)
    times, share = incidence_curve(age, ending)
    return np.concatenate(([0.0], share))[np.searchsorted(times, ages, side="right")]
