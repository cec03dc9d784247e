"""Points of a study against their baselines: paired differences, adjusted for all that are made, and what follows."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite, nan
from typing import TYPE_CHECKING

import numpy as np

from sim.study.paired import ERROR, Means, bound_hides, holm
from sim.study.studies.pairs import Pairs
from sim.study.studies.plan import Margin

if TYPE_CHECKING:
    import pandas as pd

    from sim.metrics.rows import Flags, Floats

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
    """What a comparison comes to.

    `BOUND`: calls of the cohort were still waiting when the run ended, in any replication, so that the mean response,
    or that of the worst-served tenth, is only a lower bound (no other headline can be one); what they would have
    waited could turn the sign, or nothing is told apart. More than a baseline that is known stays `MORE`.
    """

    LESS = "less"
    MORE = "more"
    EQUIVALENT = "equivalent within the margin"
    SAME = "exactly the same"
    NOT_YET = "not precise enough yet"
    FEW = "too few events"
    BOUND = "only a lower bound is known"
    SINGLE = "one replication, which tells nothing"
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
    below: float
    """How likely the expected difference is below zero, by chance alone."""
    p: float
    p_adjusted: float
    """Of no difference; the second by Holm (1979) over all comparisons of the study."""
    p_equivalent: float
    """Of a difference of the margin or more (two one-sided t-tests: Schuirmann 1987); NaN without a margin."""
    saved: float
    """Share of the variance of the difference that pairing saves; negative where it costs."""
    answer: Answer


def compare(
    metrics: pd.DataFrame, compared: Sequence[tuple[str, str]], margin: Margin | None
) -> list[Comparison]:
    """Every headline of every point against its baseline: `compared` has the names of both.

    `metrics`: long, with the columns `model` (name of the point) and `seed` beside those of
    `sim.metrics.measure`.
    """
    if metrics.empty:
        return []
    pairs = Pairs.of(metrics, compared, HEADLINES)
    found = Means.of(pairs.differences)
    p = found.p()
    adjusted = holm(p)
    limits = [nan if margin is None else margin.of(metric, unit) for metric, unit, _, _ in pairs.rows]
    equivalent = found.p_of_margin(limits)
    together = 1 - ERROR / max(int(np.isfinite(p).sum()), 1)
    columns = (
        found.count, pairs.ours.events, found.mean, *found.interval(), *found.interval(together),
        found.below(), p, adjusted, equivalent, pairs.saved,
    )  # fmt: skip
    answers = _answers(pairs, found, adjusted, equivalent, pairs.few)
    listed = zip(*(column.tolist() for column in columns), answers, strict=True)
    return [Comparison(*row, *rest) for row, rest in zip(pairs.rows, listed, strict=True)]


def differences(
    metrics: pd.DataFrame, compared: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], pd.Series[float]]:
    """(metric, point) -> point less baseline of every headline, by the seeds that both have."""
    import pandas as pd

    if metrics.empty:
        return {}
    pairs = Pairs.of(metrics, compared, HEADLINES)
    return {
        (metric, point): pd.Series(values, index=pairs.seeds).dropna()
        for (metric, _, point, _), values in zip(pairs.rows, pairs.differences, strict=True)
    }


def _answers(pairs: Pairs, found: Means, p: Floats, equivalent: Floats, few: Flags) -> list[Answer]:
    """What each comparison comes to: the first of these that holds; `p` is adjusted."""
    ours, theirs = pairs.ours, pairs.theirs
    told = p < ERROR
    bound = ours.bound | theirs.bound
    known = np.isfinite(found.mean) & ~ours.unreached & ~theirs.unreached
    holds = {
        Answer.NOT_KNOWN: ~known,
        Answer.SINGLE: ~np.isfinite(p),
        Answer.FEW: few,
        Answer.BOUND: bound_hides(found.mean, ours.bound, theirs.bound, told),
        Answer.SAME: (found.mean == 0) & (found.error == 0),
        Answer.EQUIVALENT: (equivalent < ERROR) & ~bound,
        Answer.NOT_YET: ~told,
        Answer.LESS: found.mean < 0,
        Answer.MORE: found.mean > 0,
    }
    first = np.argmax(np.array(list(holds.values())), axis=0)
    return [list(holds)[place] for place in first]


def clearance_headline(known: Container[str]) -> str:
    """The clearance that a verdict speaks of: within a year, or within 90 days where only that difference is known."""
    year, short = "clearance_365", "clearance_90"
    return short if short in known and year not in known else year


def headlines(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """Those that a verdict speaks of: response, and the longest clearance that is reached, of every point."""
    known: dict[str, set[str]] = {}
    for each in comparisons:
        found = known.setdefault(each.point, set())
        if isfinite(each.difference):
            found.add(each.metric)
    return [
        each
        for each in comparisons
        if each.metric in ("response_time_mean", clearance_headline(known[each.point]))
    ]
