"""What each headline comes to: better, worse, or why that cannot be said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite, nan

from sim.metrics.rows import Flag
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.numbers import Change
from sim.study.studies.comparisons import Answer, clearance_headline

BETTER: dict[str, int] = {
    "response_time_mean": -1,
    "response_time_p90": -1,
    "worst_tenth": -1,
    "clearance_365": 1,
    "committed_share": -1,
    "overtime": -1,
}
"""The six numbers of page one, and whether more (1) or less (-1) of them is better."""
RESPONSE, CLEARANCE, SHORT_CLEARANCE = "response_time_mean", "clearance_365", "clearance_90"


class Outcome(StrEnum):
    """What can be said of a difference; the texts have one for each."""

    LESS = "less"
    MORE = "more"
    SAME = "same"
    EQUIVALENT = "equivalent"
    ASSUMED = "assumed"
    BEYOND = "beyond"
    AS_STATED = "as_stated"
    NOT_YET = "not_yet"
    FEW = "few"
    BOUND = "bound"
    NOT_KNOWN = "not_known"
    SINGLE = "single"


@dataclass(frozen=True)
class Finding:
    """One headline of one pair, with the wider of its two intervals."""

    metric: str
    change: Change | None
    outcome: Outcome
    low: float
    high: float
    """95 %: chance and assumptions where the study drew them, otherwise chance alone."""
    with_assumptions: bool
    below: float
    """How likely the expected difference is below zero; NaN where that is not known."""

    @property
    def better(self) -> int:
        """Whether more (1) or less (-1) is better."""
        return BETTER.get(self.metric, 1)

    @property
    def worse(self) -> float:
        """How likely it is worse on average."""
        return 1 - self.below if self.better < 0 else self.below

    @property
    def worse_years(self) -> int:
        """In how many of the simulated years it is worse."""
        return sum(each * self.better < 0 for each in self.change.differences) if self.change else 0

    @property
    def good(self) -> bool:
        """Told apart from before, and better."""
        return self.outcome is (Outcome.LESS if self.better < 0 else Outcome.MORE)

    @property
    def bad(self) -> bool:
        """Told apart from before, and worse."""
        return self.outcome is (Outcome.MORE if self.better < 0 else Outcome.LESS)


def finding(material: StudyMaterial, pair: Pair, metric: str) -> Finding:
    """What a metric of the pair comes to."""
    change = material.change(pair, metric)
    key = (material.names[pair.point], metric)
    drawn, compared = material.uncertain.get(key), material.comparisons.get(key)
    if drawn is not None:
        low, high, below = drawn.low, drawn.high, drawn.below
    elif change is not None:
        low, high, below = change.low, change.high, change.chance_below()
    else:
        low = high = below = nan
    wide = None if drawn is None else (low, high)
    if change is not None and change.flag == Flag.NOT_REACHED:
        return Finding(metric, change, Outcome.NOT_KNOWN, nan, nan, drawn is not None, nan)
    answer = compared.answer if compared else None
    if answer is Answer.BOUND:
        return Finding(metric, change, Outcome.BOUND, low, high, drawn is not None, nan)
    outcome = _outcome(change, answer, wide)
    margin = material.plan.margin
    limit = margin.of(metric, change.unit) if margin and change else nan
    if outcome is Outcome.EQUIVALENT and drawn is not None and max(abs(low), abs(high)) >= limit:
        outcome = Outcome.BEYOND
    return Finding(metric, change, outcome, low, high, drawn is not None, below)


_OUTCOMES: dict[Answer | None, Outcome] = {
    Answer.NOT_KNOWN: Outcome.NOT_KNOWN,
    Answer.FEW: Outcome.FEW,
    Answer.EQUIVALENT: Outcome.EQUIVALENT,
    Answer.SAME: Outcome.SAME,
    Answer.NOT_YET: Outcome.NOT_YET,
}


def _outcome(change: Change | None, answer: Answer | None, wide: tuple[float, float] | None) -> Outcome:
    """`wide`: the interval with chance and what was assumed; None without draws."""
    if change is None or not isfinite(change.difference):
        return Outcome.NOT_KNOWN
    if len(change.differences) < 2:
        return Outcome.SINGLE
    if not any(change.differences):
        return Outcome.SAME if wide in (None, (0.0, 0.0)) else Outcome.AS_STATED
    if answer is None and change.low <= 0 <= change.high:
        return Outcome.NOT_YET
    told = Outcome.LESS if change.difference < 0 else Outcome.MORE
    holds = wide is None or (wide[1] < 0 if told is Outcome.LESS else wide[0] > 0)
    return _OUTCOMES.get(answer, told if holds else Outcome.ASSUMED)


def clearance_of(material: StudyMaterial, pair: Pair) -> str:
    """The clearance metric that the run could follow: within a year, or else within 90 days."""
    changes = {metric: material.change(pair, metric) for metric in (CLEARANCE, SHORT_CLEARANCE)}
    return clearance_headline(
        {metric for metric, change in changes.items() if change and isfinite(change.difference)}
    )
