"""Turning uniforms into what they mean: durations, counts, arrival times."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtri

from sim.config.demand import LogNormal

Floats = np.ndarray[Any, np.dtype[np.float64]]
Counts = np.ndarray[Any, np.dtype[np.int64]]

MINUTES_A_WEEK = 7 * 1440.0
DAYS_A_YEAR = 365.0


def durations(spec: LogNormal, uniforms: Floats, factor: float = 1.0) -> Floats:
    """Durations in minutes of the family that `spec` names, one a uniform, with mean `spec.mean * factor`."""
    mean = float(spec.mean) * factor
    if mean == 0 or spec.family == "constant":
        return np.full(uniforms.shape, mean)
    if spec.family == "exponential":
        return -mean * np.log1p(-uniforms)
    variance = np.log1p(float(spec.cv) ** 2)
    return np.asarray(mean * np.exp(np.sqrt(variance) * ndtri(uniforms) - variance / 2))


def with_median(median: float, cv: float, uniforms: Floats) -> Floats:
    """Log-normal durations with this median and coefficient of variation."""
    return np.asarray(median * np.exp(np.sqrt(np.log1p(cv**2)) * ndtri(uniforms)))


def extra_counts(mean: float, uniforms: Floats) -> Counts:
    """Geometric counts from 0 with this mean."""
    if mean == 0:
        return np.zeros(uniforms.shape, np.int64)
    counts: Counts = np.floor(np.log1p(-uniforms) / np.log(mean / (1 + mean))).astype(np.int64)
    return counts


def weekly_shape(hours: tuple[float, ...], days: tuple[float, ...]) -> Floats:
    """168 rates, relative to their mean, by hour of the week from Monday 00:00."""
    shape = np.outer(np.asarray(days, float), np.asarray(hours, float)).ravel()
    return np.asarray(shape / shape.mean())


def arrivals(rng: np.random.Generator, per_day: float, shape: Floats, start: float, end: float) -> Floats:
    """Times (min) in [start, end) of a Poisson process of `per_day` arrivals that follows the weekly `shape`.

    Unit-rate arrivals are drawn one after the other and mapped through the inverse of the cumulative rate
    (Cinlar 1975), so that a longer run meets the same beginning and a changed rate moves the same arrivals.
    """
    if per_day <= 0 or end <= start:
        return np.empty(0)
    edges = np.concatenate(([0.0], np.cumsum(shape))) / shape.sum()
    per_week = per_day * 7

    def cumulative(time: float) -> float:
        weeks, rest = divmod(time, MINUTES_A_WEEK)
        return per_week * (weeks + float(np.interp(rest / 60, np.arange(169), edges)))

    low, high = cumulative(start), cumulative(end)
    marks = np.cumsum(rng.standard_exponential(int(high - low + 6 * np.sqrt(high - low) + 20)))
    while marks[-1] < high - low:
        more = rng.standard_exponential(len(marks))
        marks = np.concatenate((marks, marks[-1] + np.cumsum(more)))
    weeks, rest = np.divmod((marks[marks < high - low] + low) / per_week, 1.0)
    return np.asarray((weeks * 168 + np.interp(rest, edges, np.arange(169))) * 60.0)
