"""What a relation claims: a value, what it must be, and the interval where chance has a part in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite, sqrt

import numpy as np

from sim.validation.findings import Row

ROUNDING = 1e-6
"""Minutes, kilometres or parts of one by which an exact value may miss: rounding of sums and of clock times."""


class Must(StrEnum):
    """What a claim says of its value."""

    EQUAL = "exactly"
    HOLD = "interval holds"
    NOT_ABOVE = "interval not above"
    AT_LEAST = "at least"


@dataclass(frozen=True)
class Claim:
    """One comparison. Chance has a part in it where there is a `sample` or there are `hits`."""

    compared: str
    unit: str
    must: Must
    expected: float
    of: int
    """How many things were compared: calls, runs, replications, repetitions."""
    value: float = float("nan")
    sample: tuple[float, ...] = ()
    """One number a replication, whose mean is the value."""
    hits: int | None = None
    """In how many of `of` repetitions it happened; their share is the value."""

    @property
    def by_chance(self) -> bool:
        """Whether it has an interval whose level counts among the comparisons."""
        return self.must in (Must.HOLD, Must.NOT_ABOVE)


def exactly(compared: str, value: float, of: int, expected: float = 0.0, unit: str = "min") -> Claim:
    """`value` is `expected` but for rounding; nothing compared (`of` 0) does not count as agreement."""
    return Claim(compared, unit, Must.EQUAL, expected, of, value=float(value))


def mean(
    compared: str, sample: Iterable[float], unit: str = "min", expected: float = 0.0, must: Must = Must.HOLD
) -> Claim:
    """The t-interval of the mean of `sample` holds `expected`, or does not lie above it."""
    kept = tuple(float(each) for each in sample)
    return Claim(compared, unit, must, expected, len(kept), sample=kept)


def share(compared: str, hits: int, of: int, expected: float, must: Must = Must.HOLD) -> Claim:
    """The binomial interval of the share of `of` repetitions holds `expected`, or the share is at least that."""
    return Claim(compared, "share", must, expected, of, hits=int(hits))


def rows(title: str, about: str, claims: Sequence[Claim], level: float) -> list[Row]:
    """One row a claim, with intervals at `level`; `title` and `about` head their table."""
    return [{"group": title, "about": about, **_row(claim, level)} for claim in claims]


def level_for(comparisons: int, together: float) -> float:
    """The level of each of so many intervals that all hold with the chance `together` at least (Bonferroni)."""
    return 1 - (1 - together) / max(comparisons, 1)


def _row(claim: Claim, level: float) -> Row:
    value, low, high = _interval(claim, level)
    return {
        "compared": claim.compared,
        "unit": claim.unit,
        "must be": str(claim.must),
        "expected": claim.expected,
        "value": value if isfinite(value) else None,
        "low": low if low is not None and isfinite(low) else None,
        "high": high if high is not None and isfinite(high) else None,
        "of": claim.of,
        "holds": _holds(claim, value, low, high),
    }


def _interval(claim: Claim, level: float) -> tuple[float, float | None, float | None]:
    if claim.sample:
        return t_interval(claim.sample, level)
    if claim.hits is not None:
        low, high = binomial_interval(claim.hits, claim.of, level)
        return claim.hits / claim.of if claim.of else float("nan"), low, high
    return claim.value, None, None


def _holds(claim: Claim, value: float, low: float | None, high: float | None) -> bool:
    if not claim.of or not isfinite(value):
        return False
    if claim.must is Must.EQUAL:
        return abs(value - claim.expected) <= ROUNDING
    if claim.must is Must.AT_LEAST:
        return value >= claim.expected
    if low is None or high is None or not (isfinite(low) and isfinite(high)):
        return False
    return low - ROUNDING <= claim.expected and (
        claim.must is Must.NOT_ABOVE or claim.expected <= high + ROUNDING
    )


def t_interval(sample: Sequence[float], level: float) -> tuple[float, float, float]:
    """Mean of `sample` and its t-interval; without a second number the interval is not a number."""
    from scipy.stats import t

    values = np.asarray(sample, float)
    middle = float(values.mean())
    if len(values) < 2:
        return middle, float("nan"), float("nan")
    half = float(t.ppf((1 + level) / 2, len(values) - 1) * values.std(ddof=1) / sqrt(len(values)))
    return middle, middle - half, middle + half


def binomial_interval(hits: int, of: int, level: float) -> tuple[float, float]:
    """The exact interval of a share of `of` (Clopper and Pearson 1934); 0 to 1 where there is nothing."""
    from scipy.stats import beta

    if not of:
        return 0.0, 1.0
    low = float(beta.ppf((1 - level) / 2, hits, of - hits + 1)) if hits else 0.0
    high = float(beta.ppf((1 + level) / 2, hits + 1, of - hits)) if hits < of else 1.0
    return low, high
