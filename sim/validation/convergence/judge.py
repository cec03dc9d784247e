"""What counts as converged, laid down before anything was run, and the interval by which it is judged.

A default has converged in a figure when the finer choice is shown to change it little: equivalence, not the mere
absence of a significant change (Schuirmann 1987). All figures must hold, so that no level need be adjusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.validation.claims import CASELOAD, CLEARED, MINUTE, SHOWN, SLOW, Margin
from sim.validation.findings import Answer
from sim.validation.intervals import t_interval

Floats = NDArray[np.float64]
FAR = Margin(0.01, "1 point of the rural residents beyond 40 min: one in a hundred of them")
_MARGINS = {"response_time_mean": MINUTE, "response_time_p90": SLOW, "travel_time": MINUTE, "caseload": CASELOAD,
            "over_40": FAR, "drive": MINUTE}  # fmt: skip
OF_DIFFERENCES = 0.5
"""Differences between structures are what a study tells, and smaller than levels: half the margin."""


def margin(figure: str, difference: bool) -> float:
    """By how much a figure may change, in its own unit; of a difference between structures by half as much."""
    whole = _MARGINS.get(figure, CLEARED).size
    return OF_DIFFERENCES * whole if difference else whole


CRITERION = (
    f"shown where the {SHOWN:.0%} interval of the change is within the margin, refuted where it lies beyond; margins: "
    + "; ".join(each.why for each in (MINUTE, SLOW, CLEARED, CASELOAD, FAR))
    + "; half of each for a difference between the structures"
)


@dataclass(frozen=True)
class Judged:
    """A mean change with its interval, the margin, and what follows."""

    change: float
    low: float
    high: float
    margin: float
    answer: Answer

    @property
    def columns(self) -> dict[str, Any]:
        """What a row tells of it; None for an end that there is not."""
        return {
            "change": self.change, "low": number(self.low), "high": number(self.high), "margin": self.margin,
            "verdict": str(self.answer), "holds": self.answer is Answer.HOLDS,
        }  # fmt: skip


def number(value: float) -> float | None:
    """The value, None where it is not finite."""
    return value if isfinite(value) else None


def interval(values: Floats) -> tuple[float, float, float]:
    """Mean and 95 % t-interval of `values` (n,); as wide as can be of fewer than two."""
    mean, half = t_interval(values, SHOWN)
    return mean, mean - half, mean + half


def judge(changes: Sequence[float] | Floats, allowed: float) -> Judged:
    """Judge paired changes (n,) against the margin `allowed`, in their own unit."""
    mean, low, high = interval(np.asarray(changes, float))
    if max(-low, high) <= allowed:
        answer = Answer.HOLDS
    elif low > allowed or high < -allowed:
        answer = Answer.DOES_NOT_HOLD
    else:
        answer = Answer.NOT_SHOWN
    return Judged(mean, low, high, allowed, answer)


@dataclass(frozen=True)
class Part:
    """What one question comes to."""

    rows: list[dict[str, Any]]
    sentences: list[str]
    curves: dict[str, Any]
