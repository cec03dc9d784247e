"""What a section of the report is made of; the template alone knows how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from sim.report.study.figures.frame import Picture


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text, and a kind that decides alignment and colour, never the meaning alone.

    Kinds: '' text, 'number', 'good', 'bad', 'unclear', 'path' (breaks anywhere).
    """

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Text:
    """A paragraph. Kinds: '', 'verdict', 'note', 'stamp', 'warning'."""

    block: ClassVar[str] = "text"
    text: str
    kind: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading inside a section; `level` 3 or 4."""

    block: ClassVar[str] = "heading"
    text: str
    level: int = 3


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    block: ClassVar[str] = "points"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """A command to be typed."""

    block: ClassVar[str] = "code"
    text: str


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row is its head."""

    block: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Shown:
    """A figure."""

    block: ClassVar[str] = "figure"
    picture: Picture


Block = Text | Heading | Points | Code | Table | Shown


@dataclass(frozen=True)
class Section:
    """A part of the report under a heading of its own."""

    anchor: str
    title: str
    blocks: Sequence[Block]


def number(text: str) -> Cell:
    """A cell with a number."""
    return Cell(text, "number")


def row(head: str, *numbers: str) -> tuple[Cell, ...]:
    """A row of a head and numbers."""
    return (Cell(head), *map(number, numbers))
