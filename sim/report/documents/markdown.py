"""Numbers, words and tables in Markdown; whatever a configuration says is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sim.config.quantity import Quantity

NBSP = "\N{NO-BREAK SPACE}"
"""Between thousands, so that no number is torn at the end of a line."""


class Ready(str):
    """Text that is Markdown already and is not escaped again."""

    __slots__ = ()


def number(value: float) -> str:
    """At most six digits, thousands set apart by a blank that does not break: ``230 000``, ``0.151``."""
    if float(value).is_integer():
        return f"{int(value):,}".replace(",", NBSP)
    text = f"{value:.6g}"
    return text if "e" not in text else f"{value:.12f}".rstrip("0")


def span(quantity: Quantity) -> str:
    """The range of a number, ``fixed`` where it is meant to be a point, or nothing."""
    if quantity.range is None:
        return ""
    low, high = quantity.range
    return "fixed" if low == high else f"{number(low)} to {number(high)}"


def known(quantity: Quantity) -> Ready:
    """A number with its status and range: ``0.8 (assumed, 0.5 to 1)``."""
    within = span(quantity)
    return Ready(f"{number(quantity)} ({quantity.status}{', ' if within else ''}{within})")


def plain(text: str) -> Ready:
    """Text that Markdown shows as it stands, on one line and safe in a table's cell."""
    if isinstance(text, Ready):
        return text
    line = re.sub(rf"[^\S{NBSP}]+", " ", text)
    for mark in "\\`*[|":
        line = line.replace(mark, f"\\{mark}")
    return Ready(re.sub(r"<(?=[a-zA-Z/!?])", "&lt;", line))  # what could begin HTML


def code(text: str) -> Ready:
    """A name as code."""
    line = re.sub(r"\\*\|", r"\\|", " ".join(str(text).split()).replace("`", "'"))  # two would not guard it
    return Ready(f"`{line}`") if line else Ready("")


def codes(texts: Iterable[str]) -> Ready:
    """Names as code, with commas between."""
    return Ready(", ".join(map(code, texts)))


def cell(value: Any) -> str:
    """What a table shows for a value: a number, a word, yes or no, a list, or a dash for nothing."""
    if value is None or (isinstance(value, (str, tuple, list, dict)) and not value):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, (tuple, list)):
        return ", ".join(cell(part) for part in value)
    if isinstance(value, dict):
        return "; ".join(f"{cell(key)} -> {cell(below)}" for key, below in value.items())
    return plain(str(value)) if not isinstance(value, Ready) else value


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Ready:
    """A table; raises ``ValueError`` for a row that is longer or shorter than its head."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"a row of {len(row)} cells under {len(head)} columns: {row}")
        lines.append("| " + " | ".join(cell(value) for value in row) + " |")
    return Ready("\n".join(lines))


def finished(value: Any) -> Any:
    """What a template prints for a value; raises ``TypeError`` for a value that says nothing, as None does."""
    from jinja2 import Undefined

    if isinstance(value, (Ready, Undefined)):
        return value
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise TypeError(f"a document cannot print {value!r}; say what it means")
    return plain(value) if isinstance(value, str) else number(value)
