"""The findings of the validation as the page shows them: kept files, tables, pictures."""

from __future__ import annotations

from pathlib import Path

from sim.report.documents.markdown import Ready, table
from sim.report.validation.rows import tables
from sim.validation.findings import Findings, Row, read

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


def failed(row: Row) -> str:
    """A row that does not hold, in one line."""
    names = [str(row[key]) for key in ("setup", "group", "quantity", "compared") if key in row]
    return ": ".join(names)


def words(its: Findings, setup: str) -> str:
    """The command-line words of a setup, as typed after `python -m sim run`."""
    return " ".join(its.curves[setup]["words"])
