"""Which numbers of a configuration are drawn, and the draws themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.config.walk import quantities
from sim.streams import stream

if TYPE_CHECKING:
    from sim.config.quantity import Quantity
    from sim.config.schema import Config
    from sim.metrics.rows import Floats

Changes = tuple[tuple[str, float], ...]
"""(dotted path, number) pairs that are set over a configuration."""

STATUSES = ("assumed", "literature")
"""Numbers of these statuses are drawn where they have a range."""
NOT_DRAWN = {
    "county.cell_km": "the size of the cells is a resolution; how it matters stands under convergence",
    "cleared_target": "only the fit of the state before reads it",
}
"""Ends of dotted paths that are left as they are, and why."""
COUNTIES = 20
"""Draws of the county at most. A county's travel times cost more than a replication, so draws share them."""
LAND = "county."
"""Numbers below here make the county and are drawn once a county."""
WHOLE = re.compile(
    r"county\..*\b(count|traffic_squadrons|urban|villages|zones)|force\.(officers|auxiliaries)"
)
"""Numbers that the schema wants whole; other counts may lie between, and are rounded where they are used."""
PLACES = "county.places_seed"
"""Which draw of the places of townships and stations."""
FIRST_SEED = 1_000_000
"""Draws have seeds of their own, this far from those of the replications."""


@dataclass(frozen=True)
class Constant:
    """A number that is drawn: what is said of it, and what it is in each configuration that has it."""

    path: str
    unit: str
    source: str
    status: str
    value: float
    low: float
    high: float

    @property
    def of_county(self) -> bool:
        """Whether it is drawn with the county."""
        return self.path.startswith(LAND)

    @property
    def whole(self) -> bool:
        """Whether it has to be a whole number."""
        return WHOLE.fullmatch(self.path) is not None


@dataclass(frozen=True, slots=True)
class Draw:
    """One set of all constants, and the seed under which every point meets it."""

    place: int
    seed: int

    @property
    def county(self) -> int:
        """Which draw of the county it has."""
        return self.place % COUNTIES


def draws(first_seed: int, number: int) -> list[Draw]:
    """The draws of a study; a study that asks for more keeps those that it has."""
    return [Draw(place, first_seed + FIRST_SEED + place) for place in range(number)]


def constants(config: Config) -> list[Constant]:
    """All numbers of a configuration that are drawn."""
    return [
        Constant(path, number.unit, number.source, number.status, float(number), *number.range)
        for path, number in quantities(config)
        if number.range is not None and _is_drawn(path, number)
    ]


def _is_drawn(path: str, number: Quantity) -> bool:
    low, high = number.range or (0.0, 0.0)
    return number.status in STATUSES and low < high and not any(path.endswith(end) for end in NOT_DRAWN)


def all_constants(configs: Sequence[Config]) -> list[Constant]:
    """Those of several configurations, each path once, as the first that has it says."""
    found: dict[str, Constant] = {}
    for config in configs:
        for each in constants(config):
            found.setdefault(each.path, each)
    return list(found.values())


def changes(drawn: Sequence[Constant], draw: Draw, first_seed: int) -> Changes:
    """What the draw makes of a configuration's constants: the same uniform for the same path everywhere."""
    from scipy.stats import triang

    uniforms = np.array([uniform(each.path, draw, first_seed) for each in drawn])
    low, high, mode = (np.array([getattr(each, name) for each in drawn]) for name in ("low", "high", "value"))
    numbers = np.clip(triang.ppf(uniforms, (mode - low) / (high - low), loc=low, scale=high - low), low, high)
    made = [
        (each.path, float(round(number) if each.whole else number))
        for each, number in zip(drawn, numbers, strict=True)
    ]
    return (*made, (PLACES, places_of(draw, first_seed)))


def uniform(path: str, draw: Draw, first_seed: int) -> float:
    """The uniform of a number in a draw; numbers of the county have one a county."""
    return float(_uniforms(path, first_seed)[draw.county if path.startswith(LAND) else draw.place])


@cache
def _uniforms(path: str, first_seed: int) -> Floats:
    """More than anybody draws, so that the first ones are the same however many are asked for."""
    found: Floats = stream(first_seed, "assumptions", path).random(10_000)
    return found


def places_of(draw: Draw, first_seed: int) -> int:
    """The seed of the places in a draw."""
    return first_seed + FIRST_SEED + draw.county


def changed(tree: Mapping[str, Any], change: Changes) -> dict[str, Any]:
    """A resolved configuration as plain mappings with the numbers set over it; `tree` stays as it is."""
    made = dict(tree)
    copied: dict[tuple[str, ...], Any] = {(): made}
    for path, number in change:
        *above, last = path.split(".")
        node = _own_copy(copied, tuple(above))
        key: Any = int(last) if isinstance(node, list) else last
        held = node[key]
        node[key] = {**held, "value": number} if isinstance(held, dict) else number
    return made


def _own_copy(copied: dict[tuple[str, ...], Any], path: tuple[str, ...]) -> Any:
    """The node at a path, copied the first time that something below it changes."""
    if path not in copied:
        above, key = _own_copy(copied, path[:-1]), path[-1]
        place: Any = int(key) if isinstance(above, list) else key
        held = above[place]
        above[place] = copied[path] = held.copy()
    return copied[path]


def not_drawn(config: Config) -> Iterator[tuple[str, str]]:
    """(path, why) of assumed numbers that stay as they are: without a range, or left out on purpose."""
    for path, number in quantities(config):
        if number.status not in STATUSES or _is_drawn(path, number):
            continue
        yield path, next((why for end, why in NOT_DRAWN.items() if path.endswith(end)), "it has no range")
