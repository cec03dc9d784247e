"""The rows of a part as tables with headings, for the terminal and the page alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sim.validation.findings import Findings, Row

Table = tuple[str, str, list[Sequence[str]]]
"""Heading, a line on it, rows of cells with the column names first."""
APART = ("group", "about", "holds", "verdict", "why")
"""What of a row is its heading or its last cell."""


def tables(findings: Findings) -> Iterator[Table]:
    """One table a setup, relation or question."""
    if findings.part == "exact":
        yield from _exact(findings)
    else:
        yield from _others(findings)


def _exact(findings: Findings) -> Iterator[Table]:
    head = ("", "unit", "known", "simulated", "interval", "half-width", "")
    for name, about in findings.curves.items():
        rows = [row for row in findings.rows if row["setup"] == name]
        cells = [
            (row["quantity"], row["unit"], number(row["exact"]), number(row["simulated"]),
             _between(row), "-" if row["width"] is None else f"{row['width']:.1%}", _verdict(row))
            for row in rows
        ]  # fmt: skip
        yield about["title"], f"{name}: {about['source']}", [head, *cells]


def _others(findings: Findings) -> Iterator[Table]:
    """Rows with `group` and `about`, and any columns of their own."""
    for group in dict.fromkeys(row["group"] for row in findings.rows):
        rows = [row for row in findings.rows if row["group"] == group]
        names = [key for key in rows[0] if key not in APART]
        cells = [(*(number(row.get(key)) for key in names), _verdict(row)) for row in rows]
        yield group, str(rows[0].get("about", "")), [(*names, ""), *cells]


def _between(row: Row) -> str:
    return "-" if row["low"] is None else f"{number(row['low'])} to {number(row['high'])}"


def _verdict(row: Row) -> str:
    """What was found, in capitals where that is not what should be; parts with three answers say `not shown`."""
    if row["holds"]:
        return "holds"
    why = f": {row['why']}" if row.get("why") else ""
    return str(row.get("verdict", "does not hold")).upper() + why


def number(value: Any) -> str:
    """A number with four digits that count, anything else as it is."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no"}.get(value, "-") if value is not None else "-"
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)
