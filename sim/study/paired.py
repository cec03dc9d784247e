"""Statistics of replications, the same for whoever needs them: t-interval, p values, Holm, flags taken together.

The replication is the unit. Where two structures are compared, the values are differences seed by seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.rows import Flag, Flags, Floats, Ints

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

ERROR = 0.05
"""Share of true statements of no difference that may be called wrong."""
LEVEL = 1 - ERROR
"""Of every interval that holds for one number alone."""

GRAVITY = (Flag.NOT_REACHED, Flag.NOT_STATIONARY, Flag.LOWER_BOUND, Flag.FEW)
"""Flags, the gravest first."""
CENSORING = (Flag.NOT_REACHED, Flag.LOWER_BOUND)
"""Flags of a value that the end of the run cut off."""


@dataclass(frozen=True)
class Means:
    """The mean of each row of values (..., n) with its standard error; NaN is left out."""

    count: Ints
    """Values that are there (...,)."""
    mean: Floats
    """NaN of none."""
    error: Floats
    """NaN of fewer than two."""

    @classmethod
    def of(cls, values: ArrayLike) -> Means:
        """Those of `values` (..., n)."""
        found = np.asarray(values, float)
        there = np.isfinite(found)
        count = there.sum(axis=-1)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(there, found, 0.0).sum(axis=-1) / count
            apart = np.where(there, found - mean[..., None], 0.0)
            error = np.sqrt((apart**2).sum(axis=-1) / (count - 1) / count)
        return cls(count, mean, error)

    def interval(self, level: float = LEVEL) -> tuple[Floats, Floats]:
        """Ends of the t-interval (...,); NaN of fewer than two values."""
        from scipy.special import stdtrit

        half = stdtrit(np.maximum(self.count - 1, 1), (1 + level) / 2) * self.error
        return self.mean - half, self.mean + half

    def below(self, value: float = 0.0) -> Floats:
        """How likely the expected value is below `value`: the distribution function of the t-interval there (...,).

        NaN of fewer than two values; 0.5 where all of them are `value`.
        """
        return self._chance(value - self.mean)

    def p(self) -> Floats:
        """Of an expected value of zero: two-sided t-test (...,)."""
        return 2 * self._chance(-np.abs(self.mean))

    def p_of_margin(self, margin: ArrayLike) -> Floats:
        """Of an expected value of `margin` or more, either way (two one-sided t-tests: Schuirmann 1987)."""
        wide = np.asarray(margin, float)
        return np.maximum(self._chance(-wide - self.mean), self._chance(self.mean - wide))

    def _chance(self, distance: Floats) -> Floats:
        """Student's distribution function at `distance` in standard errors; a step where there is no error."""
        from scipy.special import stdtr

        with np.errstate(invalid="ignore", divide="ignore"):
            chance = stdtr(np.maximum(self.count - 1, 1), distance / self.error)
        return np.where(self.error == 0, np.heaviside(distance, 0.5), chance)


def interval(values: ArrayLike) -> tuple[float, float, float]:
    """Mean and ends of the t-interval of `values` (n,); NaN of none, no ends of one."""
    found = Means.of(values)
    low, high = found.interval()
    return float(found.mean), float(low), float(high)


def holm(p: ArrayLike) -> Floats:
    """The p values (n,) adjusted by Holm (1979); what is NaN stays so and is not counted."""
    from statsmodels.stats.multitest import multipletests

    found = np.asarray(p, float)
    known = np.isfinite(found)
    adjusted = np.full(found.shape, np.nan)
    if known.any():
        adjusted[known] = multipletests(found[known], method="holm")[1]
    return adjusted


def stands(flag: Flag, share: ArrayLike) -> Flags:
    """Whether a flag that this share (...,) of the replications has stands for all of them together.

    One replication that was cut off makes the mean a bound, or a mean over fewer: such a flag stands at once.
    The others stand when half of the replications have them.
    """
    found = np.asarray(share, float)
    return found > 0 if flag in CENSORING else found >= 0.5


def together(flags: Sequence[str]) -> list[Flag]:
    """The flags of replications, one each, that stand for all of them; the gravest first."""
    found = list(flags)
    return [flag for flag in GRAVITY if flag in found and stands(flag, found.count(flag) / len(found))]


def gravest(flags: Sequence[str]) -> str:
    """The gravest of flags; the empty one where there is none."""
    return next((flag.value for flag in GRAVITY if flag in flags), Flag.NONE.value)


def bound_hides(difference: ArrayLike, ours: ArrayLike, theirs: ArrayLike, told: ArrayLike) -> Flags:
    """Whether lower bounds hide which way a difference (...,) goes.

    `ours`, `theirs`: whether that side is only a lower bound; `told`: whether the difference as it stands is told apart
    from none. More than a baseline that is known stays more, however long the calls that were cut off would have
    waited; less than it may not stay less, and what is not told apart might be.
    """
    apart, either = np.asarray(difference, float), np.logical_or(ours, theirs)
    turns = np.where(apart < 0, ours, np.where(apart > 0, theirs, either))
    return np.asarray(turns | (either & ~np.asarray(told, bool)))
