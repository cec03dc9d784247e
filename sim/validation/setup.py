"""One situation whose answer is known: its configuration, the answer, and how it is read off the records."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.study.simulate import Result

Values = Mapping[str, float]
"""What is compared -> its value, in the unit that the setup gives."""


@dataclass(frozen=True)
class Size:
    """How much is simulated: so many seeds, each over so many counted days.

    Those of the full form follow from the intervals of the quick one, whose half-widths shrink with the square
    root of all days, and were laid down before it ran: so many that 1.5 % of the known value is to be expected
    (1.6 % where that costs most).
    """

    replications: int
    days: int


@dataclass(frozen=True)
class Setup:
    """Ordinary settings under which the model must give a known answer.

    Exactly one of `exact` (a formula) and `other` (another simulation of the same thing) is given.
    """

    name: str
    title: str
    source: str
    """Who found the formula, or which package stands in for it."""
    words: tuple[str, ...]
    """Overrides, as on the command line."""
    units: Mapping[str, str]
    """What is compared -> its unit, in the order of printing."""
    measure: Callable[[Result], Values]
    """The values of one replication, from its records alone."""
    quick: Size
    full: Size
    warmup: int = 1
    """Days until the state no longer depends on the empty start."""
    follow_up: int = 1
    """Days after the counted ones, so that what began in them can end."""
    exact: Callable[[Config], Values] | None = None
    other: Callable[[Config, int], Values] | None = None
    """The values of one replication of the other simulation, for a seed."""
    drawn: Callable[[int], tuple[str, ...]] | None = None
    """Further overrides of the replication with this seed, where each has settings of its own."""

    def seeds(self, size: Size) -> range:
        """One seed a replication, of the setup's own: other setups must not meet the same draws."""
        digest = hashlib.blake2b(self.name.encode(), digest_size=4).digest()
        base = int.from_bytes(digest, "big") % 2**31
        return range(base + 1, base + 1 + size.replications)

    def overrides(self, size: Size, seed: int | None = None) -> list[str]:
        """All words, the days among them; with a seed also those drawn for it."""
        run = (f"run.warmup={self.warmup}", f"run.days={size.days}", f"run.follow_up={self.follow_up}")
        own = self.drawn(seed) if self.drawn is not None and seed is not None else ()
        return [*self.words, *run, *own]


# -- words that several setups share ---------------------------------------------------------------------------

NO_TRAVEL = ("county.travel.metric=none", "county.stations.count=1", "county.townships.count=1")
"""One place: nothing has to be driven to."""


def force(crews: int = 1, desk: int = 1, first_pool: int = 1, second_pool: int = 1) -> tuple[str, ...]:
    """A force of one-officer crews, intake clerks and two pools of investigators, always on duty."""
    parts = {"crews": crews, "desk": desk, "property": first_pool, "general": second_pool}
    sizes = (f"posts.bodies.{body}.size.part={number}" for body, number in parts.items())
    seats = f"posts.bodies.desk.duties.intake.seats={desk}"
    return ("model=reference_job", "county=reference", "personnel=always_on", "demand=steady", "work=bare",
            f"force.officers={sum(parts.values())}", "force.auxiliaries=0", *sizes, seats)  # fmt: skip


def calls_an_hour(rate: float) -> str:
    """The word that sets how many calls arrive, given the residents of the county `reference` (230 000)."""
    return f"demand.effective_calls={rate * 24 * 365 / 230:.10g}"


CATEGORIES = ("criminal", "public_security", "traffic", "dispute", "help", "other")


def everywhere(key: str, value: object) -> tuple[str, ...]:
    """The words that give every category of calls the same value."""
    return tuple(f"demand.categories.{category}.{key}={value}" for category in CATEGORIES)
