"""Points of a study against their baselines: paired differences, adjusted for all that are made, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.rows import KEYS, Flag, Floats
from sim.study.studies.plan import Margin

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.95
FEW = 30.0
"""Events a year below which nothing is concluded."""
HEADLINES = (
    "response_time_mean",
    "response_time_p90",
    "worst_tenth",
    "clearance_90",
    "clearance_365",
    "committed_share",
    "overtime",
)
"""Metrics, not split, of which every point is compared with its baseline."""


class Answer(StrEnum):
    """What a comparison comes to."""

    LESS = "less"
    MORE = "more"
    EQUIVALENT = "equivalent within the margin"
    SAME = "exactly the same"
    NOT_YET = "not precise enough yet"
    FEW = "too few events"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Comparison:
    """One metric of one point less that of its baseline, over the seeds that both have."""

    metric: str
    unit: str
    point: str
    baseline: str
    replications: int
    events: float
    """Mean number a replication."""
    difference: float
    low: float
    high: float
    """95 % t-interval of the paired difference, this one comparison alone."""
    joint_low: float
    joint_high: float
    """The same at a level that holds for all comparisons of the study together (Bonferroni)."""
    p: float
    p_adjusted: float
    """Of no difference; the second by Holm (1979) over all comparisons of the study."""
    p_equivalent: float
    """Of a difference of the margin or more (two one-sided t-tests: Schuirmann 1987); NaN without a margin."""
    saved: float
    """Share of the variance of the difference that pairing saves; negative where it costs."""
    answer: Answer


@dataclass(frozen=True)
class _Pair:
    """One metric of a point and of the baseline, seed by seed."""

    metric: str
    unit: str
    point: str
    baseline: str
    seeds: Sequence[int]
    ours: Floats
    theirs: Floats
    events: float
    flags: frozenset[str]

    @property
    def differences(self) -> Floats:
        """Point less baseline, a number a seed."""
        found: Floats = self.ours - self.theirs
        return found

    @property
    def by_seed(self) -> pd.Series[float]:
        """The differences with their seeds."""
        import pandas as pd

        return pd.Series(self.differences, index=list(self.seeds))


def compare(
    metrics: pd.DataFrame, compared: Sequence[tuple[str, str]], margin: Margin | None, days: float = 365.0
) -> list[Comparison]:
    """Every headline of every point against its baseline: `compared` has the names of both.

    `metrics`: long, with the columns `model` (name of the point) and `seed` beside those of
    `sim.metrics.measure`. `days`: length of the cohort, by which events a year are told.
    """
    from statsmodels.stats.multitest import multipletests

    pairs = _pairs(metrics, compared)
    p = np.array([_p_of_none(pair.differences) for pair in pairs])
    known = np.isfinite(p)
    adjusted = np.full(len(pairs), nan)
    if known.any():
        adjusted[known] = multipletests(p[known], method="holm")[1]
    together = 1 - (1 - LEVEL) / max(int(known.sum()), 1)
    return [
        _comparison(pair, float(one), float(holm), together, margin, days)
        for pair, one, holm in zip(pairs, p, adjusted, strict=True)
    ]


def differences(
    metrics: pd.DataFrame, compared: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], pd.Series[float]]:
    """(metric, point) -> point less baseline of every headline, by the seeds that both have."""
    return {(pair.metric, pair.point): pair.by_seed for pair in _pairs(metrics, compared)}


def _pairs(metrics: pd.DataFrame, compared: Sequence[tuple[str, str]]) -> list[_Pair]:
    whole = metrics[(metrics[list(KEYS[1:])] == "all").all(axis=1)]
    there = set(whole["metric"])
    return [
        _pair(whole[whole["metric"] == metric], metric, point, baseline)
        for point, baseline in compared
        for metric in HEADLINES
        if metric in there
    ]


def _pair(rows: pd.DataFrame, metric: str, point: str, baseline: str) -> _Pair:
    ours, theirs = (rows[rows["model"] == name].set_index("seed") for name in (point, baseline))
    seeds = ours.index.intersection(theirs.index)
    a, b = (each.loc[seeds, "value"].to_numpy(float) for each in (ours, theirs))
    there = np.isfinite(a) & np.isfinite(b)
    events = float(ours.loc[seeds, "n_events"].mean()) if len(seeds) else nan
    flags = frozenset(map(str, {*ours["flag"], *theirs["flag"]}))
    unit = str(rows["unit"].iloc[0])
    return _Pair(metric, unit, point, baseline, list(seeds[there]), a[there], b[there], events, flags)


def _comparison(
    pair: _Pair, p: float, p_adjusted: float, together: float, margin: Margin | None, days: float
) -> Comparison:
    paired = pair.differences
    low, high = _interval(paired, LEVEL)
    joint_low, joint_high = _interval(paired, together)
    difference = float(paired.mean()) if len(paired) else nan
    p_equivalent = _p_of_margin(paired, nan if margin is None else margin.of(pair.metric, pair.unit))
    return Comparison(
        pair.metric, pair.unit, pair.point, pair.baseline, len(paired), pair.events,
        difference, low, high, joint_low, joint_high,
        p, p_adjusted, p_equivalent, _saved(pair.ours, pair.theirs),
        _answer(pair, difference, p_adjusted, p_equivalent, days),
    )  # fmt: skip


def _answer(pair: _Pair, difference: float, p: float, p_equivalent: float, days: float) -> Answer:
    if Flag.NOT_REACHED.value in pair.flags or not np.isfinite(p):
        return Answer.NOT_KNOWN
    if Flag.FEW.value in pair.flags or pair.events * 365 / days < FEW:
        return Answer.FEW
    if p_equivalent < 1 - LEVEL:
        return Answer.EQUIVALENT
    if not pair.differences.any():
        return Answer.SAME
    if p < 1 - LEVEL:
        return Answer.LESS if difference < 0 else Answer.MORE
    return Answer.NOT_YET


def _interval(paired: Floats, level: float) -> tuple[float, float]:
    from scipy.stats import t

    if len(paired) < 2:
        return nan, nan
    half = float(t.ppf((1 + level) / 2, len(paired) - 1) * paired.std(ddof=1) / np.sqrt(len(paired)))
    return float(paired.mean()) - half, float(paired.mean()) + half


def _p_of_none(paired: Floats) -> float:
    from scipy.stats import ttest_1samp

    if len(paired) < 2:
        return nan
    if not paired.std():
        return 1.0 if not paired.any() else 0.0
    return float(ttest_1samp(paired, 0.0).pvalue)


def _p_of_margin(paired: Floats, margin: float) -> float:
    from scipy.stats import ttest_1samp

    if len(paired) < 2 or not np.isfinite(margin):
        return nan
    if not paired.std():
        return 0.0 if abs(paired[0]) < margin else 1.0
    above = ttest_1samp(paired, -margin, alternative="greater").pvalue
    below = ttest_1samp(paired, margin, alternative="less").pvalue
    return float(max(above, below))


def _saved(a: Floats, b: Floats) -> float:
    """1 - var(a - b) / (var a + var b): what common random numbers save."""
    apart = a.var(ddof=1) + b.var(ddof=1) if len(a) > 1 else 0.0
    return float(1 - (a - b).var(ddof=1) / apart) if apart else nan
