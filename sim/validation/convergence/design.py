"""What is simulated to answer the three questions, and the figures that answer them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

COUNTY = "kaihua"
MODELS = ("traditional", "dabuzhi")
"""Before and after."""
DIFFERENCE = f"{MODELS[1]} - {MODELS[0]}"
OF = (*MODELS, DIFFERENCE)
"""Whose a figure is: each structure's, and the paired difference between them."""


@dataclass(frozen=True)
class Figure:
    """A figure of the runs, and how sentences tell it: `words`, and `scale` times a change of it in `told`."""

    name: str
    words: str
    unit: str
    told: str
    scale: float = 1.0
    digits: int = 2

    @property
    def level(self) -> str:
        """The unit in which sentences and pictures tell a level."""
        return "%" if self.told == "points" else self.told


@dataclass(frozen=True)
class Design:
    """How much is simulated; days, and cells in kilometres."""

    size: float
    """Size of the cells that is judged: in full form the default."""
    finer: float
    """What it is judged against."""
    coarser: float | None
    cell_draws: int
    """Draws of places over which sizes are compared, each under a seed of its own."""
    draws: int
    seeds: int
    """Draws of places, and seeds in each, for what the places cost."""
    warmup: int
    """The warm-up that is judged: in full form the default."""
    days: int
    follow_up: int
    """Age in days at which clearance is read, too."""
    warmups: tuple[int, ...]
    """Hardly any, the default, and longer ones; whole weeks apart, so that weekdays stay what they are."""
    long_seeds: int
    judges: bool
    """Whether it judges the defaults: the quick form has other sizes, and far too few draws and seeds."""

    @property
    def sizes(self) -> tuple[float, ...]:
        """All sizes, the finest first."""
        return (self.finer, self.size, *([self.coarser] if self.coarser else []))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What is compared between sizes of cells and draws of places."""
        return (*_RESPONSE, _clearance(self.follow_up))

    @property
    def long_figures(self) -> tuple[Figure, ...]:
        """What is compared between lengths of the warm-up."""
        return (_RESPONSE[0], _RESPONSE[1], _clearance(self.follow_up), _CASELOAD)

    @property
    def run_words(self) -> tuple[str, ...]:
        """Words of an ordinary run."""
        return _words(self.warmup, self.days, self.follow_up)

    @property
    def long_words(self) -> tuple[str, ...]:
        """Words of the run with the longest warm-up."""
        return _words(self.warmups[-1], self.days, self.follow_up)

    def seed_of(self, draw: int) -> int:
        """The seed with which sizes of cells are compared in a draw of places: its own, so that draws are apart."""
        return draw


_RESPONSE = (
    Figure("response_time_mean", "mean response", "min", "min"),
    Figure("response_time_p90", "p90 of the response", "min", "min"),
    Figure("travel_time", "travel part of the response", "min", "min"),
)
_CASELOAD = Figure("caseload", "open cases per investigator", "cases/person", "cases", digits=3)


def _clearance(age: int) -> Figure:
    return Figure(f"clearance_{age}", f"clearance within {age} days", "share", "points", 100, 1)


def _words(warmup: int, days: int, follow_up: int) -> tuple[str, ...]:
    return (f"county={COUNTY}", f"run.warmup={warmup}", f"run.days={days}", f"run.follow_up={follow_up}")


@lru_cache(maxsize=1)
def full() -> Design:
    """The full form: it judges the defaults of the shipped configuration."""
    from sim.config.load import load_config

    config = load_config([f"county={COUNTY}"])
    size, run = float(config.county.cell_km), config.run
    year = 52 * 7
    return Design(
        size=size, finer=size / 2, coarser=2 * size, cell_draws=12, draws=20, seeds=2, warmup=run.warmup, days=run.days,
        follow_up=run.follow_up, warmups=(run.warmup % 7, run.warmup, run.warmup + year, run.warmup + 3 * year),
        long_seeds=16, judges=True,
    )  # fmt: skip


QUICK = Design(
    size=2.0, finer=1.0, coarser=None, cell_draws=2, draws=2, seeds=2, warmup=30, days=60, follow_up=30,
    warmups=(2, 30, 58, 114), long_seeds=2, judges=False,
)  # fmt: skip
