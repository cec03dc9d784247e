"""Which constants matter: how much of the spread of a difference goes with each, and where its sign flips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from sim.study.paired import ERROR, holm
from sim.study.studies.assumed.constants import PLACES, Constant, Draw, changes

if TYPE_CHECKING:
    from sim.metrics.rows import Flags, Floats, Ints

FEWEST = 5
"""Different values of a constant below which nothing is said of it."""


@dataclass(frozen=True)
class Influence(Constant):
    """One constant, and what a difference does when it changes while all others vary."""

    share: float
    """Share of the variance of the difference that goes with it in a straight line, chance taken off (adjusted r^2)."""
    p: float
    """Of no influence, by Holm (1979) over all constants that were drawn."""
    at_low: float
    at_high: float
    """Expected difference at the ends of its range, all others varying."""
    flips_at: float | None
    """Value at which the expected difference is zero; None where no influence is told, or nowhere in its range."""

    @property
    def told(self) -> bool:
        """Whether its influence is told apart from none."""
        return self.p < ERROR


@dataclass(frozen=True)
class Drawn:
    """The constants that were drawn, what each draw made of them (M, constants), and the county of each draw (M,)."""

    constants: Sequence[Constant]
    values: Floats
    county: Ints

    @classmethod
    def of(cls, constants: Sequence[Constant], made: Sequence[Draw], first_seed: int) -> Drawn:
        """The values in each of the draws."""
        rows = [[v for path, v in changes(constants, draw, first_seed) if path != PLACES] for draw in made]
        values = np.array(rows).reshape(len(made), len(constants))
        return cls(constants, values, np.array([draw.county for draw in made], int))

    def where(self, there: Flags) -> Drawn:
        """The draws (M,) that are there."""
        return Drawn(self.constants, self.values[there], self.county[there])


@dataclass(frozen=True)
class _Lines:
    """Straight lines, one a constant (k,): share of variance, p of no slope, ordinates at the ends of the range."""

    share: Floats
    p: Floats
    at_low: Floats
    at_high: Floats


def ranked(differences: Floats, drawn: Drawn) -> tuple[Influence, ...]:
    """All constants by their influence on `differences` (M,), one a draw.

    Numbers of the county are drawn once a county: their lines go through the means of the counties. Which draw of
    places a county has is a number without an order, and has no line.
    """
    found: list[tuple[Constant, float, float, float, float]] = []
    for of_county, through in ((False, _through), (True, _through_counties)):
        columns = [place for place, each in enumerate(drawn.constants) if each.of_county is of_county]
        mine = [drawn.constants[place] for place in columns]
        lines = through(drawn.values[:, columns], differences, drawn.county, mine)
        found += zip(
            mine,
            *(part.tolist() for part in (lines.share, lines.p, lines.at_low, lines.at_high)),
            strict=True,
        )
    adjusted = holm([p for _, _, p, *_ in found]).tolist()
    made = [
        _influence(constant, share, p, at_low, at_high)
        for (constant, share, _, at_low, at_high), p in zip(found, adjusted, strict=True)
    ]
    return tuple(sorted(made, key=lambda each: (-each.share, each.path)))


def _influence(constant: Constant, share: float, p: float, at_low: float, at_high: float) -> Influence:
    flips = None
    if p < ERROR and at_low * at_high < 0:
        part = at_low / (at_low - at_high)
        flips = constant.low + part * (constant.high - constant.low)
    return Influence(
        constant.path, constant.unit, constant.source, constant.status, constant.value, constant.low, constant.high,
        share, p, at_low, at_high, flips,
    )  # fmt: skip


def _through(x: Floats, y: Floats, _: Ints, constants: Sequence[Constant]) -> _Lines:
    """The least-squares lines of y (n,) on each column of x (n, k); no slope where there is too little to tell."""
    from scipy.special import stdtr

    low, high = (np.array([getattr(each, end) for each in constants]) for end in ("low", "high"))
    spread_x, spread_y = x.std(axis=0), y.std()
    freedom = len(y) - 2
    if freedom < FEWEST - 2 or not spread_y or not len(constants):
        flat = np.full(len(constants), y.mean())
        return _Lines(np.zeros(len(constants)), np.full(len(constants), nan), flat, flat)
    varies = spread_x > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        r = np.where(
            varies, ((x - x.mean(axis=0)) * (y - y.mean())[:, None]).mean(axis=0) / (spread_x * spread_y), 0.0
        )
        slope = np.where(varies, r * spread_y / spread_x, 0.0)
        p = np.where(varies, 2 * stdtr(freedom, -np.abs(r) * np.sqrt(freedom / (1 - r**2))), nan)
    share = np.maximum(0.0, 1 - (1 - r**2) * (len(y) - 1) / freedom)
    start = y.mean() - slope * x.mean(axis=0)
    return _Lines(share, p, start + slope * low, start + slope * high)


def _through_counties(x: Floats, y: Floats, county: Ints, constants: Sequence[Constant]) -> _Lines:
    """The lines through the means of the counties; their share is taken of the variance between all draws."""
    groups, place = np.unique(county, return_inverse=True)
    count = np.bincount(place)
    means = np.bincount(place, y) / count
    at_first = x[np.unique(place, return_index=True)[1]]
    lines = _through(at_first, means, groups, constants)
    whole = y.var()
    between = float((count * (means - y.mean()) ** 2).sum() / len(y) / whole) if whole else 0.0
    # What the means of groups as small as these would differ by chance alone is not the county's.
    chance = (len(groups) - 1) / (len(y) - 1)
    kept = max(0.0, (between - chance) / (1 - chance)) if len(y) > len(groups) else between
    return _Lines(lines.share * kept, lines.p, lines.at_low, lines.at_high)
