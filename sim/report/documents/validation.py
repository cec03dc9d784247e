"""The findings of the validation as the page shows them: kept files, tables, pictures."""

from __future__ import annotations

from pathlib import Path

from sim.report.documents.markdown import Ready, table
from sim.report.validation.rows import tables
from sim.validation.findings import Findings, read

FOLDER = "validation"
"""Beside the documents: findings and pictures, written by `python -m sim validate`."""
PARTS = ("exact", "metamorphic", "convergence")


def findings(docs: Path) -> dict[str, Findings]:
    """The findings of every part; `ConfigError` where one is missing."""
    return {part: read(docs / FOLDER / f"{part}.json") for part in PARTS}


def pictures(docs: Path, part: str) -> list[str]:
    """The part's pictures, as paths from the page."""
    return [f"{FOLDER}/{file.name}" for file in sorted((docs / FOLDER).glob(f"{part}-*.png"))]


def shown(its: Findings) -> list[tuple[str, str, Ready]]:
    """Heading, a line on it, table: one a setup, relation or question."""
    return [(heading, about, table(rows[0], rows[1:])) for heading, about, rows in tables(its)]


def failed(its: Findings) -> list[str]:
    """One line a setup, relation or question with rows that do not hold: how many of how many."""
    counts: dict[str, list[int]] = {}
    for row in its.rows:
        count = counts.setdefault(str(row.get("group", row.get("setup"))), [0, 0])
        count[0] += not row["holds"]
        count[1] += 1
    return [f"{name}: {failing} of {of}" for name, (failing, of) in counts.items() if failing]
