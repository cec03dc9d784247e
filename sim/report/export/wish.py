"""What an export may hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

FORMATS = ("csv", "xlsx", "latex")
EVENTS = ("first", "all", "none")


@dataclass(frozen=True)
class Wish:
    """What goes into the folder: formats of the tables, and of which replications events are written."""

    formats: Collection[str] = FORMATS
    events: str = EVENTS[0]
