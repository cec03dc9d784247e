"""A list of calls or cases worth a look."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from sim.report.trace.clock_words import clock, day, day_of
from sim.study.trace.choose import Example


def table(kind: str, found: Sequence[Example], labels: Sequence[str]) -> list[list[str]]:
    """Row number, what it is, when and where, and how it went under each structure; headings first."""
    unit = "min" if kind == "incident" else "days"
    head = [f"{kind}=", "why", "what", "when", "place", *(f"{label}, {unit}" for label in labels)]
    return [
        head,
        *([str(each.row), each.why, _what(each), _when(each), each.place, *_values(each)] for each in found),
    ]


def _what(each: Example) -> str:
    return each.what + (f", priority {each.priority}" if each.priority else "")


def _when(each: Example) -> str:
    return f"{day(day_of(each.at))}, {clock(each.at)[:5]}"


def _values(each: Example) -> list[str]:
    return [f"{value:.1f}" if isfinite(value) else "-" for value in each.values]
