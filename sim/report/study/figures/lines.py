"""How points look in figures with lines and bars: colours, dashes and markers that stay apart without colour."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.style import BLUE, GREEN, INK, ORANGE, PURPLE, SKY, VERMILLION

LOOKS = (
    (ORANGE, "--", "o"), (BLUE, "-", "s"), (GREEN, "-.", "^"), (PURPLE, ":", "D"),
    (VERMILLION, (0, (5, 1, 1, 1, 1, 1)), "v"), (SKY, (0, (1, 1)), "P"), (INK, (0, (7, 2)), "X"),
)  # fmt: skip
"""Colour, dashes and marker by place in the study; they come round again after the last."""
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
