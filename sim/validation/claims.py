"""What a relation claims: a value, what it must be, by how much it may miss, and the interval that answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite, nan

from sim.validation.findings import Answer, Row
from sim.validation.intervals import t_interval

ROUNDING = 1e-6
"""Minutes, kilometres or parts of one by which an exact value may miss: rounding of sums and of clock times."""
SHOWN = 0.95
"""Level of the interval that must lie within the margin. All claims must hold, so it need not be adjusted for their
number (intersection-union: Berger 1982)."""
ENOUGH = 100
"""Repetitions without which nothing is said of a share of them."""


@dataclass(frozen=True)
class Margin:
    """By how much a figure may miss, in its own unit: what a planner would not notice. Laid down before any run."""

    size: float
    why: str


MINUTE = Margin(0.5, "0.5 min of a mean wait, drive or response: counties report whole minutes")
SLOW = Margin(
    1.0, "1 min of the response to nine of ten: it is read in whole minutes, and moves more than a mean"
)
BUSY = Margin(0.01, "1 point of the time spent on work: five minutes of an eight-hour duty")
CLEARED = Margin(
    0.02, "2 points of a clearance: chance alone moves that of 800 cases by as much from year to year"
)
CASELOAD = Margin(0.1, "0.1 open cases a person: one case more for one investigator of ten")
CALLS = Margin(1.0, "1 call a day in the county")
TEAM = Margin(0.1, "0.1 calls a team and day, or teams on duty: one in ten days")
SECONDS = Margin(0.1, "0.1 min where an effect is known to the minute: six seconds")
OFTEN = Margin(
    0.05, "5 points of a share of repetitions: told apart twice as often as promised would be noticed"
)
MARGINS = (MINUTE, SLOW, BUSY, CLEARED, CASELOAD, CALLS, TEAM, SECONDS, OFTEN)
NONE = Margin(0.0, "none: the interval must lie on the right side")


class Must(StrEnum):
    """What a claim says of its value."""

    EXACTLY = "exactly"
    EQUAL = "equal"
    NOT_ABOVE = "not above"
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
    value: float = nan
    sample: tuple[float, ...] = ()
    """One number a replication, whose mean is the value."""
    hits: int | None = None
    """In how many of `of` repetitions it happened; their share is the value."""
    margin: float = 0.0

    @property
    def by_chance(self) -> bool:
        """Whether it has an interval whose level counts among the comparisons."""
        return self.must is not Must.EXACTLY

    def allowed(self, margin: float) -> tuple[float, float]:
        """Where the value may lie."""
        low = -inf if self.must is Must.NOT_ABOVE else self.expected - margin
        high = inf if self.must is Must.AT_LEAST else self.expected + margin
        return low, high


def exactly(compared: str, value: float, of: int, expected: float = 0.0, unit: str = "min") -> Claim:
    """`value` is `expected` but for rounding; nothing compared (`of` 0) does not count as agreement."""
    return Claim(compared, unit, Must.EXACTLY, expected, of, value=float(value))


def mean(
    compared: str, sample: Iterable[float], margin: Margin, unit: str = "min", must: Must = Must.EQUAL
) -> Claim:
    """The mean of `sample` is 0, not above or not below it, but for the margin."""
    kept = tuple(float(each) for each in sample)
    return Claim(compared, unit, must, 0.0, len(kept), sample=kept, margin=margin.size)


def share(
    compared: str, hits: int, of: int, expected: float, margin: Margin = OFTEN, must: Must = Must.EQUAL
) -> Claim:
    """The share of `of` repetitions is `expected`, not above or not below it, but for the margin."""
    return Claim(compared, "share", must, expected, of, hits=int(hits), margin=margin.size)


def rows(title: str, about: str, claims: Sequence[Claim], level: float) -> list[Row]:
    """One row a claim; `title` and `about` head their table. What is refuted is so at `level`."""
    return [{"group": title, "about": about, **_row(claim, level)} for claim in claims]


def _row(claim: Claim, level: float) -> Row:
    value, low, high = _interval(claim, SHOWN)
    _, lowest, highest = _interval(claim, level)
    found = _answer(claim, value, (low, high), (lowest, highest))
    return {
        "compared": claim.compared,
        "unit": claim.unit,
        "must be": str(claim.must),
        "expected": claim.expected,
        "margin": claim.margin if claim.by_chance else None,
        "value": _number(value),
        "low": _number(low),
        "high": _number(high),
        "joint low": _number(lowest),
        "joint high": _number(highest),
        "of": claim.of,
        "verdict": str(found),
        "holds": found is Answer.HOLDS,
    }


def _number(value: float) -> float | None:
    return value if isfinite(value) else None


def _interval(claim: Claim, level: float) -> tuple[float, float, float]:
    if claim.sample:
        middle, half = t_interval(claim.sample, level)
        return middle, middle - half, middle + half
    if claim.hits is not None:
        low, high = binomial_interval(claim.hits, claim.of, level)
        return claim.hits / claim.of if claim.of else nan, low, high
    return claim.value, nan, nan


def _answer(claim: Claim, value: float, near: tuple[float, float], joint: tuple[float, float]) -> Answer:
    """Shown by the interval `near` the value, refuted only by the wider one at the level of all claims together."""
    if not claim.of or not isfinite(value):
        return Answer.DOES_NOT_HOLD
    if not claim.by_chance:
        return Answer.HOLDS if abs(value - claim.expected) <= ROUNDING else Answer.DOES_NOT_HOLD
    if claim.hits is not None and claim.of < ENOUGH:
        return Answer.NOT_SHOWN
    low, high = claim.allowed(claim.margin + ROUNDING)
    if low <= near[0] and near[1] <= high:
        return Answer.HOLDS
    low, high = claim.allowed(ROUNDING)
    return Answer.DOES_NOT_HOLD if joint[1] < low or joint[0] > high else Answer.NOT_SHOWN


def binomial_interval(hits: int, of: int, level: float) -> tuple[float, float]:
    """The exact interval of a share of `of` (Clopper and Pearson 1934); 0 to 1 where there is nothing."""
    from scipy.stats import beta

    if not of:
        return 0.0, 1.0
    low = float(beta.ppf((1 - level) / 2, hits, of - hits + 1)) if hits else 0.0
    high = float(beta.ppf((1 + level) / 2, hits + 1, of - hits)) if hits < of else 1.0
    return low, high
