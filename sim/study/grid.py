"""Metrics of replications side by side: a value, its events and its flag by model, row and seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.rows import Flag, Flags, Floats, Ints
from sim.study.paired import GRAVITY, stands

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Grid:
    """What replications have (n_models, n_rows, n_seeds); a row that one of them lacks had no events there."""

    seeds: Ints
    value: Floats
    """NaN where there is none."""
    events: Floats
    gravity: Ints
    """Place of the flag in `GRAVITY`, or beyond its end where there is none."""
    finished: Flags
    """Which seeds a model has (n_models, n_seeds)."""

    @classmethod
    def of(cls, metrics: pd.DataFrame, row: Ints, models: Sequence[str], size: int) -> Grid:
        """From long metrics with `model` and `seed`, whose rows stand in `row` (len(metrics),) of `size`."""
        import pandas as pd

        seeds, seed = np.unique(metrics["seed"].to_numpy(), return_inverse=True)
        model = pd.Index(list(models)).get_indexer(pd.Index(metrics["model"]))
        kept = np.flatnonzero(model >= 0)
        place = (model[kept], row[kept], seed[kept])
        order = {flag.value: index for index, flag in enumerate(GRAVITY)}
        shape = (len(models), size, len(seeds))
        value, events = np.full(shape, np.nan), np.zeros(shape)
        gravity = np.full(shape, order[Flag.FEW.value], np.int64)
        finished = np.zeros((len(models), len(seeds)), bool)
        value[place] = metrics["value"].to_numpy(float)[kept]
        events[place] = metrics["n_events"].to_numpy(float)[kept]
        gravity[place] = [order.get(flag, len(order)) for flag in metrics["flag"].to_numpy()[kept]]
        finished[model[kept], seed[kept]] = True
        return cls(seeds, value, events, gravity, finished)

    def mean_events(self) -> Floats:
        """Mean number of events a replication (n_models, n_rows)."""
        averaged: Floats = self.events.sum(axis=-1) / self._replications()
        return averaged

    def standing(self, flag: Flag) -> Flags:
        """Whether the flag stands for the replications together (n_models, n_rows)."""
        has = (self.gravity == GRAVITY.index(flag)) & self.finished[:, None, :]
        return stands(flag, has.sum(axis=-1) / self._replications())

    def _replications(self) -> Ints:
        """Replications of each model (n_models, 1), one where there is none."""
        number: Ints = np.maximum(self.finished.sum(axis=1), 1)[:, None]
        return number
