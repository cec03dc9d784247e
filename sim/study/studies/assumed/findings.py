"""What the draws of the assumptions come to: the wider interval, which constants matter, where a conclusion flips."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, nan, sqrt
from typing import TYPE_CHECKING

import numpy as np

from sim.study.paired import LEVEL, Means
from sim.study.studies.assumed.constants import COUNTIES
from sim.study.studies.assumed.influence import Drawn, Influence, ranked

if TYPE_CHECKING:
    from sim.metrics.rows import Floats
    from sim.study.studies.comparisons import Comparison

FEWEST = 10
"""Draws below which nothing is said of assumptions."""


@dataclass(frozen=True)
class Uncertain:
    """One comparison with what had to be assumed counted in."""

    metric: str
    unit: str
    point: str
    baseline: str
    draws: int
    """Draws that both have."""
    difference: float
    """Mean over the draws."""
    low: float
    high: float
    """95 % interval of the expected difference, with chance and assumptions; it holds that of chance alone."""
    chance_low: float
    chance_high: float
    """95 % interval of chance alone, at the values as shipped."""
    below: float
    """Probability that the point's expected value is below the baseline's, by assumptions or by chance alone, whichever
    is less sure."""
    explained: float
    """Share of the variance over the draws that is more than chance."""
    influences: tuple[Influence, ...]
    """All constants that are drawn, the one that matters most first."""


@dataclass(frozen=True)
class Spread:
    """Where the expected difference may lie: equally likely centres, each with the same error around it.

    The draws' differences d_m hold the spread over assumptions and the chance of one replication. The second is
    known from the replications at the shipped values, with variance s0^2, so the d_m are drawn together about their
    mean until their variance is what is left (a method of moments, as for random effects: DerSimonian and Laird 1986).
    Of s0^2 only the lower 95 % confidence limit is taken out: with the estimate itself the intervals would hold the
    truth too seldom where chance is large (in 75 to 90 of 100 studies instead of 95). The error around a centre is
    that of the mean of the draws.
    """

    centres: Floats
    error: float
    freedom: int
    explained: float
    """Share of the variance of the d_m that is more than chance, max(0, 1 - s0^2 / var(d)); NaN with one seed."""
    apart: int
    """Draws that do not share their county with an earlier one."""
    scale: float
    """Standard error of the expected difference in one more world, were there only those: where draws are few, or share
    their counties, the quantiles of the centres alone would hold the truth too seldom (88 % with ten draws)."""

    @classmethod
    def of(cls, drawn: Floats, chance: Floats) -> Spread:
        """From differences a draw (M,), and differences a replication at the shipped values (n,)."""
        from scipy.stats import chi2

        variance, size, number = float(drawn.var(ddof=1)), len(chance), len(drawn)
        noise = float(chance.var(ddof=1)) if size > 1 else 0.0
        surely = noise * (size - 1) / float(chi2.ppf(LEVEL, size - 1)) if size > 1 else 0.0
        left = max(0.0, 1 - surely / variance) if variance else 0.0
        explained = nan if size < 2 else max(0.0, 1 - noise / variance) if variance else 0.0
        centres = drawn.mean() + sqrt(left) * (drawn - drawn.mean())
        apart = min(number, COUNTIES)
        scale = sqrt(left * variance + variance / apart)
        return cls(centres, sqrt(variance / number), number - 1, explained, apart, scale)

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the expected difference: the quantiles, or the t-interval where that reaches further."""
        from scipy.stats import t

        middle, reach = float(self.centres.mean()), float(t.ppf((1 + LEVEL) / 2, self.apart - 1)) * self.scale
        low, high = self.quantile((1 - LEVEL) / 2), self.quantile((1 + LEVEL) / 2)
        return min(low, middle - reach), max(high, middle + reach)

    @property
    def below_zero(self) -> float:
        """Probability that the expected difference is less than zero, as sure as the interval allows."""
        from scipy.special import stdtr

        if not self.scale:
            return self.below(0.0)
        by_scale = float(stdtr(self.apart - 1, -self.centres.mean() / self.scale))
        return less_sure(self.below(0.0), by_scale)

    def below(self, value: float) -> float:
        """Probability that the expected difference is less than `value`."""
        from scipy.special import stdtr

        if not self.error:
            return float((self.centres < value).mean() + (self.centres == value).mean() / 2)
        return float(stdtr(self.freedom, (value - self.centres) / self.error).mean())

    def quantile(self, level: float) -> float:
        """The value that the expected difference is below with probability `level`."""
        from scipy.optimize import brentq

        if not self.error:
            return float(np.quantile(self.centres, level))
        reach = 40 * self.error
        return float(
            brentq(lambda x: self.below(x) - level, self.centres.min() - reach, self.centres.max() + reach)
        )


def uncertain(comparison: Comparison, chance: Floats, differences: Floats, drawn: Drawn) -> Uncertain | None:
    """The comparison with assumptions counted in; None where fewer than `FEWEST` draws have both numbers.

    `chance`: differences a replication at the shipped values (n,); `differences`: one a draw (M,), NaN where a draw
    lacks one.
    """
    there = np.isfinite(differences)
    if there.sum() < FEWEST:
        return None
    values = differences[there]
    spread = Spread.of(values, chance)
    low, high = spread.interval
    return Uncertain(
        comparison.metric,
        comparison.unit,
        comparison.point,
        comparison.baseline,
        len(values),
        float(values.mean()),
        min(low, comparison.low if isfinite(comparison.low) else inf),
        max(high, comparison.high if isfinite(comparison.high) else -inf),
        comparison.low,
        comparison.high,
        less_sure(spread.below_zero, _below_by_chance(chance)),
        spread.explained,
        ranked(values, drawn.where(there)),
    )


def _below_by_chance(chance: Floats) -> float:
    """Probability of an expected difference below zero, by the replications at the shipped values; NaN with one.

    NaN, too, where all are zero: what is exactly the same as shipped says nothing of other assumptions.
    """
    return float(Means.of(chance).below()) if chance.any() else nan


def less_sure(*chances: float) -> float:
    """The one nearest to a half: as sure as the wider of two intervals allows."""
    return min((each for each in chances if isfinite(each)), key=lambda each: abs(each - 0.5))
