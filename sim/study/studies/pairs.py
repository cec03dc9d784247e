"""Both sides of all comparisons of a study, seed by seed: values, events, and the flags that stand for each side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.rows import KEYS, Flag, Flags, Floats, Ints
from sim.study.grid import Grid
from sim.study.paired import Means

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Side:
    """One of the two sides of comparisons (n,): its values, its events a replication, and which flags stand."""

    value: Floats
    """A number a seed (n, n_seeds)."""
    events: Floats
    few: Flags
    unreached: Flags
    bound: Flags
    """Whether its level is only a lower bound."""

    @classmethod
    def of(cls, grid: Grid, model: Ints, row: Ints) -> Side:
        """The side that stands at `model` and `row` (n,) of the grid."""
        few, unreached, bound = (
            grid.standing(flag)[model, row] for flag in (Flag.FEW, Flag.NOT_REACHED, Flag.LOWER_BOUND)
        )
        return cls(grid.value[model, row], grid.mean_events()[model, row], few, unreached, bound)


@dataclass(frozen=True)
class Pairs:
    """All comparisons that are made: metric, unit, point and baseline of each, and both sides seed by seed."""

    rows: Sequence[tuple[str, str, str, str]]
    seeds: Ints
    ours: Side
    theirs: Side

    @classmethod
    def of(cls, metrics: pd.DataFrame, compared: Sequence[tuple[str, str]], wanted: Sequence[str]) -> Pairs:
        """Each metric that is `wanted` and there, not split, of each point and its baseline."""
        import pandas as pd

        heads = metrics[metrics["metric"].isin(wanted)]
        whole = heads[(heads[list(KEYS[1:])] == "all").all(axis=1)]
        units = dict(zip(whole["metric"], whole["unit"], strict=True))
        named = [metric for metric in wanted if metric in units]
        points = list(dict.fromkeys(name for pair in compared for name in pair))
        row = pd.Categorical(whole["metric"], categories=named).codes.astype(np.int64)
        grid = Grid.of(whole, row, points, len(named))
        place = {name: index for index, name in enumerate(points)}
        sides = np.array([(place[point], place[other]) for point, other in compared], np.int64).reshape(-1, 2)
        rows = np.tile(np.arange(len(named)), len(sides))
        ours, theirs = (Side.of(grid, np.repeat(side, len(named)), rows) for side in sides.T)
        listed = [(metric, units[metric], *pair) for pair in compared for metric in named]
        return cls(listed, grid.seeds, ours, theirs)

    @property
    def differences(self) -> Floats:
        """Point less baseline (n, n_seeds), NaN where one of them has no value."""
        found: Floats = self.ours.value - self.theirs.value
        return found

    @property
    def saved(self) -> Floats:
        """1 - var(a - b) / (var a + var b): what common random numbers save."""
        apart = self.differences
        # Variances of means rather than of values: the number of seeds is the same in all three.
        both, ours, theirs = (
            Means.of(np.where(np.isfinite(apart), values, nan)).error ** 2
            for values in (apart, self.ours.value, self.theirs.value)
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(ours + theirs > 0, 1 - both / (ours + theirs), nan)

    @property
    def few(self) -> Flags:
        """Whether one of the two has too few events (n,)."""
        found: Flags = self.ours.few | self.theirs.few
        return found
