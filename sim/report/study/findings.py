"""What each headline comes to: better, worse, or why that cannot be said."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan

from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.numbers import Change
from sim.study.studies.comparisons import clearance_headline
from sim.study.studies.verdicts import Outcome, Verdict

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


@dataclass(frozen=True)
class Finding:
    """One headline of one pair: its levels and differences, and what can be said of it."""

    metric: str
    change: Change | None
    verdict: Verdict | None
    """None where one of the two does not have the metric."""

    @property
    def outcome(self) -> Outcome:
        """What can be said."""
        return self.verdict.outcome if self.verdict else Outcome.NOT_KNOWN

    @property
    def low(self) -> float:
        """Lower end of the 95 % interval of the verdict; NaN where there is none."""
        return self.verdict.low if self.verdict else nan

    @property
    def high(self) -> float:
        """Upper end of it."""
        return self.verdict.high if self.verdict else nan

    @property
    def below(self) -> float:
        """How likely the expected difference is below zero; NaN where that is not known."""
        return self.verdict.below if self.verdict else nan

    @property
    def with_assumptions(self) -> bool:
        """Whether the interval holds what was assumed."""
        return self.verdict is not None and self.verdict.with_assumptions

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
    key = (material.names[pair.point], metric)
    return Finding(metric, material.change(pair, metric), material.verdicts.get(key))


def clearance_of(material: StudyMaterial, pair: Pair) -> str:
    """The clearance metric that the run could follow: within a year, or else within 90 days."""
    changes = {metric: material.change(pair, metric) for metric in (CLEARANCE, SHORT_CLEARANCE)}
    return clearance_headline(
        {metric for metric, change in changes.items() if change and isfinite(change.difference)}
    )


def six_of_all(material: StudyMaterial) -> list[str]:
    """The six numbers; clearance within 90 days in place of a year where no point was followed that long."""
    followed = {
        metric
        for metric in (CLEARANCE, SHORT_CLEARANCE)
        for name in material.names
        if (value := material.figures.value(name, metric)) and isfinite(value.mean)
    }
    return [clearance_headline(followed) if metric == CLEARANCE else metric for metric in BETTER]
