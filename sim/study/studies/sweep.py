"""Words with several values, in Hydra's sweep syntax, told apart into the points of a design."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from sim.config.catalogue import Catalogue
from sim.config.errors import ConfigError
from sim.study.studies.experiment import NamedPoint, key_of

if TYPE_CHECKING:
    from hydra.core.override_parser.types import Override, RangeSweep

MOST = 100_000
"""Points that one design may have."""
POINTS = "point of the experiment"
"""The key, which nobody can type, whose values are the names of the points that an experiment names."""


@dataclass(frozen=True)
class Swept:
    """A key with the values that it takes, in the order in which they were written."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """One combination of the values of all swept keys."""

    values: tuple[tuple[str, str], ...]
    """(key, value) in the order of the keys."""
    words: tuple[str, ...]
    """Overrides of an ordinary run."""

    @property
    def name(self) -> str:
        """What tells the point from the others: names of files as they are, other values with their keys."""
        return ", ".join(value if "." not in key else f"{key}={value}" for key, value in self.values)


def swept(words: Sequence[str], catalogue: Catalogue) -> tuple[list[Swept], list[str]]:
    """The keys with several values, and the other words. Raises `ConfigError` with every mistake."""
    found: list[Swept] = []
    plain: list[str] = []
    problems: list[str] = []
    for word in words:
        try:
            values = _values(word, catalogue)
        except ConfigError as error:
            problems += error.problems
            continue
        if values is None:
            plain.append(word)
        elif any(values.key == other.key for other in found):
            problems.append(f"{word}: {values.key} is swept more than once")
        else:
            found.append(values)
    keys = [each.key for each in found]
    problems += [
        f"{word}: {key_of(word)} is swept, too; say it once" for word in plain if key_of(word) in keys
    ]
    if not problems:
        problems += _too_many(found)
    if problems:
        raise ConfigError(problems)
    return found, plain


def _too_many(keys: Sequence[Swept]) -> Iterator[str]:
    number = prod(len(each.values) for each in keys)
    if number > MOST:
        yield f"the design has {number} points; {MOST} at most"


def points(words: Sequence[str], catalogue: Catalogue, named: Sequence[NamedPoint] = ()) -> list[Point]:
    """Every combination, the last key varying fastest; one point where nothing is swept.

    Named points are the values of a key of their own, before all others.
    """
    keys, plain = swept(words, catalogue)
    told = {point.name: point.words for point in named}
    if told:
        keys = [Swept(POINTS, tuple(told)), *keys]
        if problems := list(_too_many(keys)):
            raise ConfigError(problems)
    made = []
    for combination in product(*(each.values for each in keys)):
        values = tuple((each.key, value) for each, value in zip(keys, combination, strict=True))
        words_of = [told[value] if key == POINTS else (f"{key}={value}",) for key, value in values]
        made.append(Point(values, (*plain, *(word for words in words_of for word in words))))
    return made


def _values(word: str, catalogue: Catalogue) -> Swept | None:
    """The values of a swept word, None for any other; words that Hydra cannot read are the run's to refuse."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        override = OverridesParser.create().parse_override(word)
    except (HydraException, ValueError, RecursionError):
        return _spelt_otherwise(word, catalogue)
    if not override.is_sweep_override():
        return None
    found = tuple(dict.fromkeys(_named(override, catalogue)))
    if not found:
        raise ConfigError(f"{word}: nothing fits")
    return Swept(override.key_or_group, found)


def _spelt_otherwise(word: str, catalogue: Catalogue) -> Swept | None:
    """A plain list of names in letters that Hydra's grammar does not know (`model=traditional,大部制`)."""
    key, _, text = word.lstrip("+").partition("=")
    if key not in catalogue.groups() or "," not in text or set(text) & set("[](){}'\""):
        return None
    return Swept(key, tuple(dict.fromkeys(name.strip() for name in text.split(","))))


def _named(override: Override, catalogue: Catalogue) -> Iterator[str]:
    """The values that a swept word names, as they would be written one by one."""
    from hydra.core.override_parser.types import Glob, IntervalSweep, RangeSweep

    value, key = override.value(), override.key_or_group
    if isinstance(value, IntervalSweep):
        raise ConfigError(
            f"{override.input_line}: interval() has no end of values; write range(), or the values"
        )
    if isinstance(value, RangeSweep) and not value.step:
        raise ConfigError(f"{override.input_line}: range() takes no step")
    if isinstance(value, RangeSweep):
        yield from _steps(value)
    elif not isinstance(value, Glob):
        yield from override.sweep_string_iterator()
    elif key not in catalogue.groups():
        raise ConfigError(f"{override.input_line}: glob() chooses among files, and {key} is no group")
    else:
        # Other names of one file would be the same structure again.
        yield from value.filter([choice.name for choice in catalogue.choices(key) if choice.same_as is None])


def _steps(value: RangeSweep) -> Iterator[str]:
    """The values of a range as one would write them: adding up steps of 0.1 gives 0.30000000000000004."""
    for number in value.range():
        # What the rounding of the sum left below the end is the end, which a range does not have.
        if isinstance(number, int) or value.stop is None or f"{number:.12g}" != f"{value.stop:.12g}":
            yield f"{number:.12g}" if isinstance(number, float) else str(number)
