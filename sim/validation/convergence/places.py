"""What it costs that places are drawn: their spread beside that of chance, in levels and in the difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.config.run import RunConfig
from sim.validation.claims import SHOWN
from sim.validation.convergence.design import OF, Design, Figure
from sim.validation.convergence.judge import Floats, Part, margin, number
from sim.validation.convergence.values import grouped, listed, percent, span, told, values
from sim.validation.findings import Answer
from sim.validation.intervals import t_quantile

GROUP = "Draws of places"
DEFAULT = 1
"""county.places_seed of the shipped counties."""
ABOUT = (
    "shown where the upper end of the 95 % interval of the standard deviation over draws of places is within the "
    "margin (that of the size of the cells), and a difference between the structures has one sign in every draw; "
    "refuted where the lower end is beyond it"
)

Pairs = Mapping[tuple[Any, ...], Mapping[str, Any]]


@dataclass(frozen=True)
class Spread:
    """Two-way analysis of variance of draws by seeds, both random: value = mean + draw + seed + rest."""

    mean: float
    by_draw: Floats
    """Means over seeds, one a draw."""
    places: float
    """Standard deviation over draws of places, chance taken out."""
    places_low: float
    places_high: float
    chance: float
    """Standard deviation of one replication over seeds, in a given draw of places."""
    low: float
    high: float
    """Where the mean over seeds of another draw of places would lie (95 % prediction interval)."""

    @property
    def share(self) -> float:
        """The places' share of the variance of one replication."""
        whole = self.places**2 + self.chance**2
        return self.places**2 / whole if whole else 0.0

    def wider(self, seeds: int) -> float | None:
        """How many times wider than for chance alone the interval of `seeds` replications would have to be.

        None where there is no chance.
        """
        chance = self.chance**2 / seeds
        return float(np.sqrt((self.places**2 + chance) / chance)) if chance else None


def spread(found: Floats) -> Spread:
    """The components of `found` (draws, seeds); Williams' (1962) interval of the places' part, 0 at least."""
    draws, seeds = found.shape
    by_draw, by_seed, mean = found.mean(axis=1), found.mean(axis=0), float(found.mean())
    rest = found - by_draw[:, None] - by_seed + mean
    freedom = (draws - 1) * (seeds - 1)
    between = seeds * float(by_draw.var(ddof=1))
    within = float((rest**2).sum()) / freedom
    low, high = _bounds(between, within, (draws - 1, freedom), seeds)
    half = t_quantile(SHOWN, draws - 1) * float(by_draw.std(ddof=1)) * float(np.sqrt(1 + 1 / draws))
    return Spread(
        mean, by_draw, float(np.sqrt(max(between - within, 0.0) / seeds)), low, high,
        float(np.sqrt(found.var(axis=1, ddof=1).mean())), mean - half, mean + half,
    )  # fmt: skip


def _bounds(between: float, within: float, freedom: tuple[int, int], seeds: int) -> tuple[float, float]:
    from scipy.stats import chi2, f

    ends = []
    for level in ((1 + SHOWN) / 2, (1 - SHOWN) / 2):
        left = between - within * float(f.ppf(level, *freedom))
        ends.append(
            float(np.sqrt(max(left, 0.0) * freedom[0] / (seeds * float(chi2.ppf(level, freedom[0])))))
        )
    return ends[0], ends[1]


def answer(design: Design, pairs: Pairs) -> Part:
    """Rows, sentences and curves on the draws of places, out of the pairs by (layout, size, draw, seed)."""
    grids = {figure.name: _grids(design, pairs, figure.name) for figure in design.figures}
    found = {name: {of: spread(grid) for of, grid in by_of.items()} for name, by_of in grids.items()}
    rows = [row for figure in design.figures for row in _rows(design, figure, found[figure.name])]
    sentences = [
        *(_told(design, figure, found[figure.name]) for figure in design.figures),
        _meaning(design, rows),
    ]
    curves = {
        "default": DEFAULT,
        "words": {figure.name: [figure.words, figure.level, figure.scale] for figure in design.figures},
        "values": {name: {of: grid.tolist() for of, grid in by_of.items()} for name, by_of in grids.items()},
        "spread": {
            name: {
                of: {"mean": s.mean, "low": s.low, "high": s.high, "share": s.share}
                for of, s in by_of.items()
            }
            for name, by_of in found.items()
        },
    }
    return Part(rows, sentences, {"places": curves})


def _grids(design: Design, pairs: Pairs, name: str) -> dict[str, Floats]:
    """Whose -> its values, (draws, seeds)."""
    by_draw = [
        values([pairs["drawn", design.size, draw, seed] for seed in range(1, design.seeds + 1)], name)
        for draw in range(1, design.draws + 1)
    ]
    return {of: np.array([one[of] for one in by_draw]) for of in OF}


def _answer(of: str, found: Spread, allowed: float) -> Answer:
    one_sign = bool((found.by_draw > 0).all() or (found.by_draw < 0).all())
    if found.places_low > allowed:
        return Answer.DOES_NOT_HOLD
    shown = found.places_high <= allowed and (one_sign or of != OF[2])
    return Answer.HOLDS if shown else Answer.NOT_SHOWN


def _rows(design: Design, figure: Figure, by_of: Mapping[str, Spread]) -> Iterator[dict[str, Any]]:
    for of, found in by_of.items():
        allowed = margin(figure.name, of == OF[2])
        verdict = _answer(of, found, allowed)
        yield {
            "group": GROUP, "about": ABOUT, "quantity": figure.words, "of": of, "unit": figure.unit,
            "default draw": float(found.by_draw[DEFAULT - 1]), "mean over draws": found.mean,
            "lowest draw": float(found.by_draw.min()), "highest draw": float(found.by_draw.max()),
            "sd of places": found.places, "low": number(found.places_low), "high": number(found.places_high),
            "margin": allowed, "sd of chance": found.chance, "places' share of variance": found.share,
            "draws": design.draws, "seeds": design.seeds, "verdict": str(verdict), "holds": verdict is Answer.HOLDS,
        }  # fmt: skip


# -- sentences -------------------------------------------------------------------------------------------------


def _told(design: Design, figure: Figure, by_of: Mapping[str, Spread]) -> str:
    found = by_of[OF[2]]
    levels = [f"{told(figure, by_of[of].mean)} for {of} ({_range(figure, by_of[of])})" for of in OF[:2]]
    seeds = RunConfig().replications
    default = float(found.by_draw[DEFAULT - 1])
    place = int((found.by_draw < default).sum()) + 1
    wider = found.wider(seeds)
    times = f"{wider:.1f}" if wider else "many"
    return (
        f"Over {design.draws} draws of places the {figure.words} is {listed(levels)}, in {figure.level}; {OF[1]} "
        f"changes it by {told(figure, found.mean, True)} {figure.told}, draw by draw from "
        f"{_range(figure, found, True)} (the default draw: {told(figure, default, True)}, number {place} of "
        f"{design.draws} from the lowest), and {span(figure, found.low, found.high)} is to be "
        f"expected of another draw; places make {percent(found.share)} of the variance of one replication's "
        f"difference, so that the interval of {seeds} replications in one draw, which holds chance alone, would have "
        f"to be {times} times as wide to hold the places, too."
    )


def _range(figure: Figure, found: Spread, sign: bool = False) -> str:
    low, high = float(found.by_draw.min()), float(found.by_draw.max())
    return f"{told(figure, low, sign)} to {told(figure, high, sign)}"


def _meaning(design: Design, rows: list[dict[str, Any]]) -> str:
    bad = [row for row in rows if row["verdict"] == Answer.DOES_NOT_HOLD]
    unsure = [row for row in rows if row["verdict"] == Answer.NOT_SHOWN]
    same = [row for row in rows if row["of"] == OF[2] and row["lowest draw"] * row["highest draw"] > 0]
    of_all = sum(row["of"] == OF[2] for row in rows)
    text = (
        f"The sign of the difference is the same in every draw of places for {len(same)} of {of_all} figures"
    )
    if not design.judges:
        return (
            f"{text}; that says nothing of one draw: {len(rows) - len(bad) - len(unsure)} of {len(rows)} figures are "
            f"shown to differ little between draws, {len(bad)} by more than the margin; {len(unsure)} are not shown."
        )
    if not bad and not unsure:
        return f"{text}; one draw of places suffices for levels and differences alike."
    if unsure:
        text += f"; with {design.draws} draws it is not shown that one suffices for {grouped(unsure)}"
    if bad:
        text += f"; one draw of places does not settle {grouped(bad)}"
    return f"{text}: what is found of these is to be shown over several draws (county.places_seed=1, 2, ...)."
