"""The metrics of a study as before, after and difference, paired seed by seed. The replication is the unit."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from sim.metrics.rows import KEYS, Flag
from sim.study.paired import Means, bound_hides, gravest, interval, together

if TYPE_CHECKING:
    import pandas as pd

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

    def bound_hides(self, told: bool) -> bool:
        """Whether calls that were still waiting at the end hide its way; `told`: it is told apart as it stands."""
        ours, theirs = (side.flag == Flag.LOWER_BOUND for side in (self.after, self.before))
        return bool(bound_hides(self.difference, ours, theirs, told))

    def p(self) -> float:
        """Of no difference (paired t-test); NaN where there is no interval."""
        return float(Means.of(self.differences).p())


@dataclass
class _Held:
    unit: str
    values: dict[int, float]
    events: list[float]
    flags: list[str]


class Figures:
    """All metrics of a study, found by point, metric and split; what a replication lacks had no events there."""

    def __init__(self, metrics: pd.DataFrame) -> None:
        self._held: dict[tuple[str, ...], _Held] = {}
        self._seeds: dict[str, set[int]] = {}
        if metrics.empty:
            return
        names = ("model", *KEYS)
        keys = zip(*(metrics[name].astype(str).tolist() for name in names), strict=True)
        rest = (metrics[name].tolist() for name in ("seed", "unit", "value", "n_events", "flag"))
        for key, seed, unit, value, events, flag in zip(keys, *rest, strict=True):
            held = self._held.setdefault(key, _Held(str(unit), {}, [], []))
            self._seeds.setdefault(key[0], set()).add(int(seed))
            held.values[int(seed)] = float(value)
            held.events.append(float(events))
            held.flags.append(str(flag))

    def value(self, point: str, metric: str, **split: str) -> Value | None:
        """The metric of a point, `split` by priority, category, area or offence; None where there is none."""
        held = self._find(point, metric, split)
        if held is None:
            return None
        finished = len(self._seeds[point])
        found = together(held.flags + [Flag.FEW.value] * (finished - len(held.values)))
        events = sum(held.events) / finished
        mean, low, high = interval(list(held.values.values()))
        return Value(held.unit, mean, low, high, events, gravest(found), Flag.FEW in found)

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
