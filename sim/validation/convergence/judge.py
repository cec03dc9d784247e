"""What counts as converged, laid down before anything was run, and the interval by which it is judged.

A default has converged in a figure when the finer choice is shown to change it little: equivalence, not the mere
absence of a significant change (Schuirmann 1987). All figures must hold, so that no level need be adjusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CONFIDENCE = 0.95


class Verdict(StrEnum):
    """What an interval says about a limit."""

    CONVERGED = "converged"
    NOT_SHOWN = "not shown, the interval is too wide"
    NOT_CONVERGED = "not converged"


@dataclass(frozen=True)
class Limits:
    """A change is little when its mean is within `mean`, and its interval wholly within `wide`, of a value."""

    mean: float
    wide: float
    of: str

    @property
    def words(self) -> str:
        """The criterion, as it stands beside the rows."""
        return f"change within {_part(self.mean)}, its interval wholly within {_part(self.wide)} of {self.of}"


def _part(number: float) -> str:
    return f"{100 * number:g} %"


LEVEL = Limits(0.02, 0.05, "the level")
EFFECT = Limits(0.10, 0.25, "the difference between the structures")
TAIL = Limits(0.005, 0.01, "all rural residents")
"""For a small share, of which a part would be next to nothing."""
CRITERION = f"levels: {LEVEL.words}; differences between structures: {EFFECT.words}"


@dataclass(frozen=True)
class Judged:
    """A mean change with its interval, and as a share of what it is measured by."""

    change: float
    low: float
    high: float
    share: float
    verdict: Verdict

    @property
    def holds(self) -> bool:
        """Whether it converged."""
        return self.verdict is Verdict.CONVERGED


def interval(values: Floats) -> tuple[float, float, float]:
    """Mean and 95 % t-interval of `values` (n,); as wide as can be of fewer than two."""
    mean = float(values.mean())
    if len(values) < 2:
        return mean, -np.inf, np.inf
    half = float(quantile(len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return mean, mean - half, mean + half


def quantile(freedom: float) -> float:
    """The two-sided 95 % quantile of Student's t."""
    from scipy.stats import t

    return float(t.ppf((1 + CONFIDENCE) / 2, freedom))


def judge(changes: Sequence[float] | Floats, reference: float, limits: Limits) -> Judged:
    """Judge paired changes (n,) against the size of `reference`."""
    mean, low, high = interval(np.asarray(changes, float))
    scale = abs(reference)
    if abs(mean) <= limits.mean * scale and max(abs(low), abs(high)) <= limits.wide * scale:
        verdict = Verdict.CONVERGED
    elif min(abs(low), abs(high)) > limits.mean * scale and low * high > 0:
        verdict = Verdict.NOT_CONVERGED
    else:
        verdict = Verdict.NOT_SHOWN
    return Judged(mean, low, high, mean / scale if scale else float("inf"), verdict)


@dataclass(frozen=True)
class Part:
    """What one question comes to."""

    rows: list[dict[str, Any]]
    sentences: list[str]
    curves: dict[str, Any]
