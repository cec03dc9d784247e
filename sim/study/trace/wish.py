"""What a trace is asked for: `incident=1234`, `case=typical`, `incident=list`; read without anything heavy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.config.errors import ConfigError
from sim.config.messages import close_to

WORDS = ("typical", "slowest", "gravest", "different")
LISTS = ("list", "?")


@dataclass(frozen=True)
class Wish:
    """A call (incident) or a case, by row number or by a word."""

    kind: Literal["incident", "case"]
    which: str

    @property
    def listing(self) -> bool:
        """Whether a list is asked for."""
        return self.which in LISTS

    @property
    def row(self) -> int | None:
        """The number that was given, or None for a word."""
        return int(self.which) if self.which.isdecimal() else None


def read_wish(kind: Literal["incident", "case"], text: str) -> Wish:
    """The wish of `kind=text`; raises `ConfigError` for what is neither a number nor a known word."""
    known = [*WORDS, "list"]
    if text.isascii() and text.isdecimal() and len(text) <= 12:
        return Wish(kind, text)
    if text in (*WORDS, *LISTS):
        return Wish(kind, text)
    raise ConfigError(f"{kind}={text}: neither a row number nor a known word{close_to(text, known)}")


def in_range(wish: Wish, count: int) -> int:
    """The row number; raises `ConfigError` where the run has no such row."""
    row = wish.row
    assert row is not None
    if row >= count:
        things = "calls" if wish.kind == "incident" else "cases"
        raise ConfigError(
            f"{wish.kind}={row}: the run has {count} {things}, numbered from 0"
            + (f" to {count - 1}" if count else "")
            + f"; {wish.kind}=list shows some worth a look"
        )
    return row
