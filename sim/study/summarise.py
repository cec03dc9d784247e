"""Replications to means, intervals and paired differences. The replication is the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.metrics.rows import KEYS, Flag, Flags, Floats

if TYPE_CHECKING:
    import pandas as pd

SUMMARY_COLUMNS = (
    *KEYS,
    "unit",
    "model",
    "mean",
    "ci_low",
    "ci_high",
    "difference",
    "difference_low",
    "difference_high",
    "n_replications",
    "n_events",
)
LEVEL = 0.95
_SEVERITY = (Flag.NOT_REACHED, Flag.NOT_STATIONARY, Flag.LOWER_BOUND, Flag.FEW)


def summarise(metrics: pd.DataFrame, labels: Sequence[str]) -> pd.DataFrame:
    """One row a metric, split and model: the columns `SUMMARY_COLUMNS`, then `flag`.

    `metrics` is the long form of `sim.metrics.measure` with the columns `model` and `seed` added. `labels`
    are the models, the one compared first; where there are several, the last is the baseline. Means carry
    the 95 % t-interval over replications, differences (model minus baseline) the paired one over the seeds
    that both finished. Only replications with a value count; `n_events` is the mean number a replication.
    Intervals of fewer than two replications are NaN.
    """
    import pandas as pd

    baseline = labels[-1] if len(labels) > 1 else None
    row = metrics.groupby(list(KEYS), sort=False).ngroup().to_numpy()
    keys = metrics.iloc[np.unique(row, return_index=True)[1]][[*KEYS, "unit"]].reset_index(drop=True)
    grids = {label: _Grid.of(metrics, row, label, len(keys)) for label in labels}
    blocks = []
    for label, grid in grids.items():
        compared = baseline is not None and label != baseline
        others = (
            grids[baseline].value if baseline is not None and compared else np.full_like(grid.value, np.nan)
        )
        block = keys.assign(
            model=label,
            **_interval(grid.value, ("mean", "ci_low", "ci_high")),
            **_interval(grid.value - others, ("difference", "difference_low", "difference_high")),
            n_replications=(~np.isnan(grid.value)).sum(axis=1),
            n_events=grid.mean_events(),
            flag=grid.flags(),
        )
        blocks.append(block)
    return pd.concat(blocks)[[*SUMMARY_COLUMNS, "flag"]].sort_index(kind="stable").reset_index(drop=True)


@dataclass(frozen=True)
class _Grid:
    """One model: value, events and severity of the flag by row and seed, (n_rows, n_seeds).

    Severity is the place in `_SEVERITY`, or beyond its end where there is no flag. `finished` (n_seeds,)
    says which seeds the model has; a row that one of them lacks had no events.
    """

    value: Floats
    events: Floats
    severity: NDArray[np.int64]
    finished: Flags

    @classmethod
    def of(cls, metrics: pd.DataFrame, row: NDArray[Any], label: str, size: int) -> _Grid:
        seeds = np.unique(metrics["seed"].to_numpy())
        kept = (metrics["model"] == label).to_numpy()
        part = metrics[kept]
        place = (row[kept], np.searchsorted(seeds, part["seed"].to_numpy()))
        order = {flag.value: index for index, flag in enumerate(_SEVERITY)}
        value, events = np.full((size, len(seeds)), np.nan), np.zeros((size, len(seeds)))
        severity = np.full((size, len(seeds)), order[Flag.FEW.value])
        value[place], events[place] = part["value"], part["n_events"]
        severity[place] = [order.get(flag, len(order)) for flag in part["flag"]]
        return cls(value, events, severity, np.isin(seeds, part["seed"].to_numpy()))

    def mean_events(self) -> Floats:
        """Mean number of events a replication (n_rows,)."""
        count = max(int(self.finished.sum()), 1)
        averaged: Floats = (self.events[:, self.finished].sum(axis=1) / count).round(1)
        return averaged

    def flags(self) -> list[str]:
        """The gravest flag of each row (n_rows,): censoring counts in any replication, others in half."""
        severity = self.severity[:, self.finished]
        if not severity.shape[1]:
            return [""] * len(severity)  # nothing was simulated yet
        flags = np.full(len(severity), "", dtype=object)
        for index, flag in reversed(list(enumerate(_SEVERITY))):
            share = (severity == index).mean(axis=1)
            flags[share > 0 if flag in (Flag.NOT_REACHED, Flag.LOWER_BOUND) else share >= 0.5] = flag.value
        return [str(flag) for flag in flags]


def _interval(values: Floats, names: tuple[str, str, str]) -> dict[str, Floats]:
    """Mean and t-interval over the columns of `values` (n_rows, n_seeds), NaN left out, under `names`."""
    from scipy.special import stdtrit

    there = ~np.isnan(values)
    count = there.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(there, values, 0.0).sum(axis=1) / count
        spread = np.where(there, values - mean[:, None], 0.0)
        error = np.sqrt((spread**2).sum(axis=1) / (count - 1) / count)
    half = np.where(count > 1, stdtrit(np.maximum(count - 1, 1), (1 + LEVEL) / 2) * error, np.nan)
    return dict(zip(names, (mean, mean - half, mean + half), strict=True))
