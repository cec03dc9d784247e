"""The metrics of a study as before, after and difference, paired seed by seed. The replication is the unit."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.rows import KEYS, Flag, Floats

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.95
SPLITS = KEYS[1:]


@dataclass(frozen=True)
class Value:
    """One metric of one point: mean and 95 % t-interval over its replications, NaN where there is none."""

    unit: str
    mean: float
    low: float
    high: float
    events: float
    """Mean number a replication."""
    flag: str
    """The gravest flag of its replications."""
    replications: int
    few: bool = False
    """Whether its events are too few in half of its replications, whatever graver flag it has."""


@dataclass(frozen=True)
class Change:
    """One metric of a point less that of its baseline, over the seeds that both have."""

    before: Value
    after: Value
    difference: float
    low: float
    high: float
    """95 % t-interval of the paired difference, chance alone."""
    differences: tuple[float, ...]
    """One a seed."""

    @property
    def unit(self) -> str:
        """The unit of both."""
        return self.after.unit

    @property
    def flag(self) -> str:
        """The graver flag of the two."""
        return gravest((self.before.flag, self.after.flag))

    @property
    def few(self) -> bool:
        """Whether one of the two has too few events."""
        return self.before.few or self.after.few

    def p(self) -> float:
        """Of no difference (paired t-test); NaN where there is no interval."""
        if len(self.differences) < 2:
            return nan
        below = self.chance_below()
        return 1.0 if not any(self.differences) else 2 * min(below, 1 - below)

    def chance_below(self) -> float:
        """How likely the expected difference is below zero, given these replications and chance alone.

        The distribution function of the paired t-interval at zero; NaN where there is none, 0.5 where all
        differences are zero.
        """
        from scipy.special import stdtr

        values = np.array(self.differences)
        if len(values) < 2:
            return nan
        error = values.std(ddof=1) / np.sqrt(len(values))
        if not error:
            return 0.5 if not values.any() else float(values[0] < 0)
        return float(stdtr(len(values) - 1, -values.mean() / error))


_GRAVE = (Flag.NOT_REACHED, Flag.NOT_STATIONARY, Flag.LOWER_BOUND, Flag.FEW)


def gravest(flags: tuple[str, ...] | list[str]) -> str:
    """The gravest of flags; the empty one where there is none."""
    return next((str(flag) for flag in _GRAVE if str(flag) in flags), "")


def _flag(flags: list[str]) -> str:
    """The gravest flag: censoring counts in any replication, others in half of them (as in a run's summary)."""
    kept = [
        flag
        for flag in set(flags)
        if flag in (Flag.NOT_REACHED, Flag.LOWER_BOUND) or flags.count(flag) * 2 >= len(flags)
    ]
    return gravest(kept)


@dataclass
class _Held:
    unit: str
    values: dict[int, float]
    events: list[float]
    flags: list[str]


class Figures:
    """All metrics of a study, found by point, metric and split."""

    def __init__(self, metrics: pd.DataFrame) -> None:
        self._held: dict[tuple[str, ...], _Held] = {}
        if metrics.empty:
            return
        names = ("model", *KEYS)
        keys = zip(*(metrics[name].astype(str).tolist() for name in names), strict=True)
        rest = (metrics[name].tolist() for name in ("seed", "unit", "value", "n_events", "flag"))
        for key, seed, unit, value, events, flag in zip(keys, *rest, strict=True):
            held = self._held.setdefault(key, _Held(str(unit), {}, [], []))
            held.values[int(seed)] = float(value)
            held.events.append(float(events))
            held.flags.append(str(flag))

    def value(self, point: str, metric: str, **split: str) -> Value | None:
        """The metric of a point, `split` by priority, category, area or offence; None where there is none."""
        held = self._find(point, metric, split)
        if held is None:
            return None
        mean, low, high = interval([v for v in held.values.values() if isfinite(v)])
        events = sum(held.events) / len(held.events)
        few = held.flags.count(str(Flag.FEW)) * 2 >= len(held.flags)
        return Value(held.unit, mean, low, high, events, _flag(held.flags), len(held.values), few)

    def change(self, point: str, baseline: str, metric: str, **split: str) -> Change | None:
        """The metric of a point beside that of its baseline; None where one of them has none."""
        ours, theirs = self._find(point, metric, split), self._find(baseline, metric, split)
        before, after = self.value(baseline, metric, **split), self.value(point, metric, **split)
        if ours is None or theirs is None or before is None or after is None:
            return None
        both = sorted(set(ours.values) & set(theirs.values))
        differences = [ours.values[seed] - theirs.values[seed] for seed in both]
        known = tuple(each for each in differences if isfinite(each))
        return Change(before, after, *interval(known), known)

    def _find(self, point: str, metric: str, split: dict[str, str]) -> _Held | None:
        return self._held.get((point, metric, *(split.get(name, "all") for name in SPLITS)))

    def splits(self, point: str, metric: str, name: str) -> list[str]:
        """The labels by which a metric of a point is split under `name`, and under nothing else."""
        place = SPLITS.index(name)
        found = [key[2:] for key in self._held if key[:2] == (point, metric) and key[2 + place] != "all"]
        return [key[place] for key in found if sum(label != "all" for label in key) == 1]


def interval(values: list[float] | tuple[float, ...] | Floats) -> tuple[float, float, float]:
    """Mean and ends of the 95 % t-interval of `values` (n,); NaN of none, no interval of one."""
    from scipy.special import stdtrit

    found = np.asarray(values, float)
    if not len(found):
        return nan, nan, nan
    mean = float(found.mean())
    if len(found) < 2:
        return mean, nan, nan
    half = float(stdtrit(len(found) - 1, (1 + LEVEL) / 2) * found.std(ddof=1) / np.sqrt(len(found)))
    return mean, mean - half, mean + half


def holm(p: list[float]) -> list[float]:
    """Holm's adjustment (1979) of `p`; what is NaN stays so and is not counted."""
    known = sorted((value, place) for place, value in enumerate(p) if isfinite(value))
    adjusted, highest = [nan] * len(p), 0.0
    for rank, (value, place) in enumerate(known):
        highest = max(highest, min(1.0, value * (len(known) - rank)))
        adjusted[place] = highest
    return adjusted
