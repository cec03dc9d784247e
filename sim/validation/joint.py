"""All comparisons together: do the simulated values lie above and below the known ones as chance would have it?

An interval at an adjusted level misses a small bias that many comparisons share; these two tests do not. The
comparisons of a setup are read off the same replications and so depend on one another; setups do not. What chance
would have it is therefore not taken from a table but from changing the sign of whole replications, all values of
one together, around their means (Rademacher weights, Wu 1986).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.streams import stream

Floats = NDArray[np.float64]
CHANGES = 2000
"""Changes of sign from which the chances are counted."""
RARE = 0.01
"""Chance below which the comparisons together do not agree."""


@dataclass(frozen=True)
class Compared:
    """One compared number: its value in each replication, (R,), beside the known one or another simulation's."""

    ours: Floats
    known: float = float("nan")
    theirs: Floats | None = None

    @property
    def exact(self) -> float:
        """The known value, or the mean of the other simulation."""
        return self.known if self.theirs is None else float(self.theirs.mean())

    def freedom_and_error(self) -> tuple[float, float]:
        """Degrees of freedom and standard error of the difference, of unequal variances (Welch 1947)."""
        parts = [values for values in (self.ours, self.theirs) if values is not None]
        errors = [float(values.var(ddof=1)) / len(values) for values in parts]
        if not sum(errors):
            return len(self.ours) - 1.0, 0.0
        spread = sum(error**2 / (len(values) - 1) for error, values in zip(errors, parts, strict=True))
        return sum(errors) ** 2 / spread, float(np.sqrt(sum(errors)))


@dataclass(frozen=True)
class Joint:
    """How many of so many lie above; Kolmogorov and Smirnov's distance of the p-values; the chances of both."""

    above: int
    of: int
    sign_chance: float
    distance: float
    distance_chance: float


def jointly(setups: Sequence[Sequence[Compared]], changes: int = CHANGES) -> list[str]:
    """Both tests in a sentence each, none where nothing can be compared; one sequence of numbers a setup."""
    found = taken_together(setups, changes)
    if found is None:
        return []
    odd = [name for name, chance in (("sign test", found.sign_chance), ("p-values", found.distance_chance))
           if chance < RARE]  # fmt: skip
    verdict = f"Together they do NOT agree with the known values: {' and '.join(odd)}." if odd else (
        "Together they give no sign of a bias that all share."
    )  # fmt: skip
    return [
        f"{found.above} of {found.of} simulated values lie above the known one (sign test: p = "
        f"{found.sign_chance:.2g}); their p-values are {found.distance:.3f} from uniform at most (Kolmogorov and "
        f"Smirnov: p = {found.distance_chance:.2g}). Both p count that the values of a setup come from the same "
        f"replications ({changes} changes of sign). {verdict}"
    ]


def taken_together(setups: Sequence[Sequence[Compared]], changes: int = CHANGES) -> Joint | None:
    """Both tests over all numbers that differ between replications; None without any."""
    random = stream(1, "validation", "joint")
    columns = [_statistics(kept, changes, random) for setup in setups if (kept := _usable(setup))]
    if not columns:
        return None
    t_values, freedom = np.hstack([column for column, _ in columns]), np.hstack([df for _, df in columns])
    above = (t_values > 0).sum(axis=1)
    count = t_values.shape[1]
    distance = _distances(_p_values(t_values, freedom))
    off = np.abs(above - count / 2)
    return Joint(int(above[0]), count, _chance(off), float(distance[0]), _chance(distance))


def _usable(setup: Sequence[Compared]) -> list[Compared]:
    return [
        each
        for each in setup
        if len(each.ours) > 1
        and np.isfinite([each.ours.mean(), each.exact]).all()
        and each.freedom_and_error()[1]
    ]


def _statistics(
    setup: Sequence[Compared], changes: int, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """(1 + changes, Q) Student's t of the setup's numbers, first as they are; (Q,) degrees of freedom."""
    freedom, error = np.array([each.freedom_and_error() for each in setup]).T
    first = (np.array([each.ours.mean() - each.exact for each in setup]) / error)[None]
    difference, variance = _changed(np.column_stack([each.ours for each in setup]), changes, random)
    theirs = [each.theirs for each in setup if each.theirs is not None]
    if theirs:
        other, more = _changed(np.column_stack(theirs), changes, random)
        difference, variance = difference - other, variance + more
    return np.vstack([first, difference / np.sqrt(variance)]), freedom


def _changed(values: Floats, changes: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Means of (R, Q) values around their own after each change of signs, and their squared errors."""
    number = len(values)
    around = values - values.mean(axis=0)
    means = random.choice((-1.0, 1.0), (changes, number)) @ around / number
    return means, ((around**2).mean(axis=0) - means**2) / (number - 1)


def _p_values(t_values: Floats, freedom: Floats) -> Floats:
    from scipy.stats import t

    return np.asarray(2 * t.sf(np.abs(t_values), freedom))


def _distances(p_values: Floats) -> Floats:
    """(S,): the largest distance between the distribution of each row, (S, N), and the uniform one."""
    ordered = np.sort(p_values, axis=1)
    steps = np.arange(ordered.shape[1] + 1) / ordered.shape[1]
    away = np.maximum(steps[1:] - ordered, ordered - steps[:-1])
    return np.asarray(away.max(axis=1))


def _chance(statistic: Floats) -> float:
    """How often chance gives at least the first one, itself counted."""
    return float((statistic >= statistic[0] - 1e-12).mean())
