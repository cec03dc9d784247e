"""Whole people out of shares."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heapreplace

import numpy as np


def apportion(total: int, weights: Sequence[float], least: Sequence[int] | None = None) -> list[int]:
    """Whole numbers in proportion to the weights that add up to `total`, none under its minimum.

    Largest remainder (Hamilton); of equal remainders the first wins. An entry whose proportion falls under
    its minimum gets the minimum, and the others share the rest. Raises ``ValueError`` if the minima exceed
    the total, or if there is something to share and nothing to share it by.
    """
    floor = np.zeros(len(weights), dtype=int) if least is None else np.asarray(least, dtype=int)
    if total < floor.sum():
        raise ValueError(f"{floor.sum()} are needed at least, there are {total}")
    quota, held = _quotas(total, np.asarray(weights, dtype=float), floor)
    given = np.where(held, floor, np.floor(np.round(quota, 9)).astype(int))
    left = total - int(given.sum())
    remainder = np.where(held, -1.0, np.round(quota - given, 9))
    given[np.argsort(-remainder, kind="stable")[:left]] += 1
    return [int(number) for number in given]


def seat_by_seat(total: int, weights: Sequence[float], least: Sequence[int], turn: int = 0) -> list[int]:
    """Whole numbers in proportion to the weights that add up to `total`, none under its minimum.

    Highest averages (Webster, Sainte-Lague): each further seat goes to the entry with the largest weight over
    2 s + 1 for its s seats, so that one more to share takes nothing from anybody, which `apportion` cannot
    promise. Of equals the first from entry `turn` on wins. Raises ``ValueError`` as `apportion` does.
    """
    given = list(least)
    if total < sum(given):
        raise ValueError(f"{sum(given)} are needed at least, there are {total}")
    if total > sum(given) and not any(weight > 0 for weight in weights):
        raise ValueError(f"{total - sum(given)} are left and no entry has a weight")

    def claim(place: int) -> tuple[float, int, int]:
        return -round(weights[place] / (2 * given[place] + 1), 9), (place - turn) % len(weights), place

    claims = [claim(place) for place, weight in enumerate(weights) if weight > 0]
    heapify(claims)
    for _ in range(total - sum(given)):
        place = claims[0][2]
        given[place] += 1
        heapreplace(claims, claim(place))
    return given


def _quotas(total: int, weights: np.ndarray, floor: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Exact proportions of those not held at their minimum, and who is held there."""
    held = weights <= 0
    while True:
        pool = total - floor[held].sum()
        weight = weights[~held].sum()
        if weight <= 0:
            if pool > 0:
                raise ValueError(f"{pool} are left and no entry has a weight")
            return np.zeros(len(weights)), held
        quota = np.where(held, 0.0, weights * (pool / weight))
        under = ~held & (quota < floor - 1e-9)
        if not under.any():
            return quota, held
        held = held | under
