"""Which status may follow which: a table that is looked up each time a call or a case changes its status."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import IntEnum
from typing import TypeVar

Kind = TypeVar("Kind", bound=IntEnum)
Table = tuple[tuple[bool, ...], ...]
"""[before][after]: by position, because hashing an enum's member is slow where it happens for every event."""


def table(kinds: type[Kind], after: Mapping[Kind, Collection[Kind]]) -> Table:
    """Whether a status may follow another, (n, n); a status that `after` does not name is an ending."""
    return tuple(tuple(later in after.get(before, ()) for later in kinds) for before in kinds)


def refused(what: str, row: int, before: IntEnum, after: IntEnum) -> ValueError:
    """The error for a change that cannot be."""
    return ValueError(f"{what} {row} cannot turn from {before.name} to {after.name}")
