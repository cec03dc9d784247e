"""What can be said of a comparison, with the wider of its two intervals; every page and table says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import nan
from typing import TYPE_CHECKING

from sim.study.studies.comparisons import Answer

if TYPE_CHECKING:
    from sim.study.studies.assumed.findings import Uncertain
    from sim.study.studies.comparisons import Comparison
    from sim.study.studies.plan import Margin


class Outcome(StrEnum):
    """What can be said of a difference, in order of `verdict`'s questions."""

    NOT_KNOWN = "not_known"
    SINGLE = "single"
    """One replication cannot tell chance from structure."""
    FEW = "few"
    BOUND = "bound"
    EQUIVALENT = "equivalent"
    BEYOND = "beyond"
    """Equivalent by chance alone; with what was assumed it could be more than the margin."""
    SAME = "same"
    AS_STATED = "as_stated"
    """Exactly the same with every assumption at its stated value, not with others."""
    NOT_YET = "not_yet"
    ASSUMED = "assumed"
    """Told apart by chance alone; what was assumed could turn it round."""
    LESS = "less"
    MORE = "more"


@dataclass(frozen=True)
class Verdict:
    """What can be said of a comparison, and the interval that it rests on."""

    comparison: Comparison
    outcome: Outcome
    low: float
    high: float
    """95 %: chance and assumptions where the study drew them, otherwise chance alone."""
    below: float
    """How likely the expected difference is below zero; NaN where that is not known."""
    with_assumptions: bool


def verdicts(
    comparisons: Sequence[Comparison], uncertain: Sequence[Uncertain], margin: Margin | None
) -> dict[tuple[str, str], Verdict]:
    """(point, metric) -> the verdict on each comparison of a study."""
    drawn = {(each.point, each.metric): each for each in uncertain}
    return {
        (each.point, each.metric): verdict(each, drawn.get((each.point, each.metric)), margin)
        for each in comparisons
    }


def verdict(each: Comparison, drawn: Uncertain | None, margin: Margin | None) -> Verdict:
    """The verdict on a comparison; `drawn`: the same with what was assumed counted in, None without draws."""
    low, high, below = (
        (each.low, each.high, each.below) if drawn is None else (drawn.low, drawn.high, drawn.below)
    )
    if each.answer is Answer.NOT_KNOWN:
        low = high = nan
    if each.answer in (Answer.NOT_KNOWN, Answer.BOUND):
        below = nan
    limit = nan if margin is None else margin.of(each.metric, each.unit)
    return Verdict(
        each, _outcome(each.answer, drawn is not None, low, high, limit), low, high, below, drawn is not None
    )


def _outcome(answer: Answer, assumed: bool, low: float, high: float, limit: float) -> Outcome:
    """`assumed`: whether the interval holds what was assumed; `limit`: the margin in the unit of the metric."""
    if not assumed:
        return Outcome[answer.name]
    if answer is Answer.EQUIVALENT and max(abs(low), abs(high)) >= limit:
        return Outcome.BEYOND
    if answer is Answer.SAME and (low, high) != (0.0, 0.0):
        return Outcome.AS_STATED
    if (answer is Answer.LESS and high >= 0) or (answer is Answer.MORE and low <= 0):
        return Outcome.ASSUMED
    return Outcome[answer.name]
