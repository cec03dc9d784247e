"""Replications to means, intervals and paired differences. The replication is the unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.metrics.rows import KEYS, Flag, Floats
from sim.study.grid import Grid
from sim.study.paired import GRAVITY, Means

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
    row = metrics.groupby(list(KEYS), sort=False).ngroup().to_numpy().astype(np.int64)
    keys = metrics.iloc[np.unique(row, return_index=True)[1]][[*KEYS, "unit"]].reset_index(drop=True)
    grid = Grid.of(metrics, row, labels, len(keys))
    events, flags = grid.mean_events().round(1), _flags(grid)
    blocks = []
    for place, (label, value) in enumerate(zip(labels, grid.value, strict=True)):
        compared = baseline is not None and label != baseline
        others = grid.value[-1] if compared else np.full_like(value, np.nan)
        block = keys.assign(
            model=label,
            **_interval(value, ("mean", "ci_low", "ci_high")),
            **_interval(value - others, ("difference", "difference_low", "difference_high")),
            n_replications=np.isfinite(value).sum(axis=1),
            n_events=events[place],
            flag=[str(flag) for flag in flags[place]],
        )
        blocks.append(block)
    return pd.concat(blocks)[[*SUMMARY_COLUMNS, "flag"]].sort_index(kind="stable").reset_index(drop=True)


def _flags(grid: Grid) -> NDArray[np.object_]:
    """The gravest flag that stands for the replications together (n_models, n_rows)."""
    found = np.full(grid.value.shape[:2], Flag.NONE.value, dtype=object)
    for flag in reversed(GRAVITY):
        found[grid.standing(flag)] = flag.value
    return found


def _interval(values: Floats, names: tuple[str, str, str]) -> dict[str, Floats]:
    """Mean and t-interval over the columns of `values` (n_rows, n_seeds), under `names`."""
    found = Means.of(values)
    return dict(zip(names, (found.mean, *found.interval()), strict=True))
