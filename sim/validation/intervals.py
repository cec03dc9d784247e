"""The interval of a mean over replications, and the level of each of many."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

TOGETHER = 0.95
"""Chance that all intervals of a part together hold their values, if the model is right."""


def t_interval(replications: Sequence[float] | NDArray[np.float64], level: float) -> tuple[float, float]:
    """Mean of `replications` (shape (R,)) and the half-width of its t-interval (Student 1908) at `level`.

    The half-width is infinite for fewer than two. A NaN among them makes both NaN.
    """
    values = np.asarray(replications, float)
    if len(values) < 2:
        return (float(values.mean()) if len(values) else float("nan")), float("inf")
    error = float(values.std(ddof=1)) / sqrt(len(values))
    return float(values.mean()), t_quantile(level, len(values) - 1) * error


def t_quantile(level: float, freedom: float) -> float:
    """How many standard errors of a mean a two-sided interval at `level` reaches."""
    from scipy.stats import t

    return float(t.ppf((1 + level) / 2, freedom))


def level_for(comparisons: int, together: float = TOGETHER) -> float:
    """The level of each of so many intervals that all hold with the chance `together` at least (Bonferroni)."""
    return 1 - (1 - together) / max(comparisons, 1)
