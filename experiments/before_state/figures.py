"""Intervals over replications, and the machine on which they were made."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

import numpy as np

LEVEL = 0.95
NUMBERS = (4, 8, 16, 32)
"""Numbers of replications of which it is told how wide an interval is."""


def with_interval(
    parts: Sequence[float], sizes: Sequence[float], least: float = -np.inf, most: float = np.inf
) -> dict[str, float]:
    """Sum of `parts` over sum of `sizes`, one of each a replication, with the t-interval of the ratio (linearised).

    The interval is cut at `least` and `most`; there is none of a single replication.
    """
    ratio = float(np.sum(parts) / max(np.sum(sizes), 1))
    if len(parts) < 2 or not np.sum(sizes):
        return {"value": ratio}
    half = _quantile(len(parts)) * _error((np.asarray(parts) - ratio * np.asarray(sizes)) / np.mean(sizes))
    return {"value": ratio, "low": max(ratio - half, least), "high": min(ratio + half, most)}


def half_widths(values: Sequence[float]) -> dict[str, float]:
    """Half-width of the mean's t-interval by number of replications, with the spread that `values` (R,) show."""
    if len(values) < 2:
        return {}
    spread = float(np.std(values, ddof=1))
    return {str(number): _quantile(number) * spread / number**0.5 for number in NUMBERS}


def _error(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def _quantile(number: int) -> float:
    from scipy.stats import t

    return float(t.ppf((1 + LEVEL) / 2, number - 1))


def machine() -> dict[str, str | int]:
    """Processor, number of cores and operating system."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return {
        "processor": name or platform.processor() or platform.machine(),
        "cores": os.cpu_count() or 1,
        "system": f"{platform.system()} {platform.machine()}",
    }
