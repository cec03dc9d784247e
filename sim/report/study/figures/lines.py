"""How points look in figures with lines and bars: colours, dashes and markers that stay apart without colour."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sim.report.style import BLUE, GREEN, INK, ORANGE, PURPLE, SKY, VERMILLION

LOOKS = (
    (ORANGE, "--", "o"), (BLUE, "-", "s"), (GREEN, "-.", "^"), (PURPLE, ":", "D"),
    (VERMILLION, (0, (5, 1, 1, 1, 1, 1)), "v"), (SKY, (0, (1, 1)), "P"), (INK, (0, (7, 2)), "X"),
)  # fmt: skip
"""Colour, dashes and marker by place in the study; they come round again after the last."""
WIDE_CHARACTER = "⺀"
"""From here on characters are as wide as high."""
Look = tuple[str, str | tuple[int, tuple[int, ...]], str]


def look(place: int) -> Look:
    """The look of a point."""
    return LOOKS[place % len(LOOKS)]


def shorter(label: str, room: int) -> str:
    """A label that fits."""
    return label if len(label) <= room else label[: room - 1] + "…"


def folded(labels: Sequence[str], room: int) -> list[str]:
    """Labels that fit; where two would look the same they keep their ends."""
    made = [shorter(label, room) for label in labels]
    return [
        label if made.count(short) > 1 and len(label) <= 2 * room else short
        for label, short in zip(labels, made, strict=True)
    ]


def width(text: str) -> int:
    """Room that a text takes in Latin widths; a Chinese character takes two."""
    return sum(2 if each >= WIDE_CHARACTER else 1 for each in text)


def in_lines(text: str, room: int, most: int = 2) -> str:
    """A text in at most so many lines of a width, cut at its end where it does not fit.

    Lines break at spaces, and between Chinese characters.
    """
    lines = [""]
    for piece in re.findall(rf"[{WIDE_CHARACTER}-\uffff]|[^\s{WIDE_CHARACTER}-\uffff]+\s*|\s+", text):
        if lines[-1] and width(lines[-1] + piece.rstrip()) > room:
            lines.append("")
        lines[-1] += piece
    if len(lines) > most:
        lines[most - 1] = lines[most - 1].rstrip() + "…"
    return "\n".join(line.rstrip() for line in lines[:most])
