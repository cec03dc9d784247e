"""Headings, sentences and tables: drawn by rich on a terminal, plain text elsewhere."""

from __future__ import annotations

import sys
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

_WIDTH = 110


@dataclass
class Section:
    """A heading, sentences under it, and a table (its first row holds the column names)."""

    heading: str
    sentences: list[str] = field(default_factory=list)
    table: list[Sequence[str]] = field(default_factory=list)


def print_sections(sections: Sequence[Section]) -> None:
    """Print on standard output."""
    show = _rich if sys.stdout.isatty() else _plain
    for section in sections:
        show(section)


def _plain(section: Section) -> None:
    print(section.heading)
    for sentence in section.sentences:
        print(textwrap.fill(sentence, _WIDTH, initial_indent="  ", subsequent_indent="  "))
    print("".join(f"  {line}\n" for line in columns(section.table)))


def columns(table: Sequence[Sequence[str]]) -> list[str]:
    """Rows with their cells under one another, two blanks between columns."""
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in table]


def width(text: str) -> int:
    """Columns that a text takes on a terminal, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def _rich(section: Section) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(section.heading, style="bold", markup=False)
    for sentence in section.sentences:
        console.print(sentence, markup=False, highlight=False)
    if section.table:
        drawn = Table(*section.table[0], box=box.SIMPLE_HEAD, pad_edge=False)
        for row in section.table[1:]:
            drawn.add_row(*(cell.replace("[", r"\[") for cell in row))
        console.print(drawn)
    console.print()
