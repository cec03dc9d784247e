"""Outcomes that the documents tell: as kept by the project's own experiments and checks, in a checkout alone.

What was measured belongs to the shipped model, whatever the configuration of the document. An installed copy brings
no measured outcomes; then the documents say where they stand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sim
from sim.report.documents.markdown import Ready, code, number, table
from sim.report.documents.material import Material
from sim.validation.findings import Findings, Row, file_of, read

PARTS = ("exact", "metamorphic", "convergence")
"""Parts of the validation, in the order of the page."""
HOLDS, NOT_SHOWN, FAILS = ANSWERS = ("holds", "not shown", "does not hold")
"""What a comparison of the validation can come to."""
MEDIAN_DAYS = (9.0, 14.0)
"""I8: median days to any outcome, in the two years that are told."""
Figure = Mapping[str, float]
"""A `value`, with `low` and `high` where there is an interval."""


def _root() -> Path:
    return Path(sim.__file__).resolve().parents[1]


def before_state() -> dict[str, Any] | None:
    """What `experiments/before_state/fit.py` found last; None where it is not beside the package."""
    file = _root() / "experiments" / "before_state" / "findings.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def validated() -> dict[str, Findings]:
    """The kept findings of the validation by part, as far as they are beside the package."""
    folder = _root() / "docs" / "validation"
    return {part: read(file_of(part, folder)) for part in PARTS if file_of(part, folder).is_file()}


def within(figure: Figure, digits: int = 2) -> str:
    """``0.45 (0.38 to 0.54)``."""
    text = f"{figure['value']:.{digits}f}"
    return f"{text} ({figure['low']:.{digits}f} to {figure['high']:.{digits}f})" if "low" in figure else text


def reached(figure: Figure, known: float) -> str:
    """Whether the interval holds a known value."""
    return (
        "reached"
        if figure.get("low", figure["value"]) <= known <= figure.get("high", figure["value"])
        else "not reached"
    )


def timely(days: float) -> str:
    """Whether a median time to an outcome lies where I8's do."""
    least, most = MEDIAN_DAYS
    return "reached" if least <= days <= most else f"not reached, {'sooner' if days < least else 'later'}"


def counted(offence: Mapping[str, Any]) -> str:
    """``40 of 42``: cases of an offence that were cleared."""
    return f"{round(offence['cleared']['value'] * offence['cases'])} of {offence['cases']}"


def widths(before: Mapping[str, Any]) -> Ready:
    """Half-widths of the 95 % intervals of differences, by number of replications."""
    metrics = before["differences"]["metrics"]
    numbers = next(iter(metrics.values()))["half_width"]
    rows = [
        (code(name), told["unit"], *(f"{told['half_width'][each]:.2g}" for each in numbers))
        for name, told in metrics.items()
    ]
    return table(["difference in", "unit", *(f"{each} replications" for each in numbers)], rows)


def other_pair(before: Mapping[str, Any], material: Material) -> Ready:
    """That the measured pair is not the one which the document compares first, where that is so."""
    mine, theirs = set(before["differences"]["of"]), material.labels[:2]
    if len(theirs) < 2 or mine == set(theirs):
        return Ready("")
    return Ready(
        f", not the first pair of this page ({' less '.join(map(code, theirs))}): widths there may be other ones"
    )


def effort(parts: Mapping[str, Findings]) -> Ready:
    """How long each part of the validation took, and on how many processes."""
    rows = [
        (
            code(part),
            "quick" if its.quick else "full",
            number(round(its.seconds / 60, 1)),
            str(its.workers),
            its.date,
        )
        for part, its in parts.items()
    ]
    return table(["part", "form", "processor time, min", "processes", "date"], rows)


def answer(row: Row) -> str:
    """One of `ANSWERS`."""
    if row["holds"]:
        return HOLDS
    open_still = row["holds"] is None or str(row.get("verdict", "")).startswith(NOT_SHOWN)
    return NOT_SHOWN if open_still else FAILS


def broken(parts: Mapping[str, Findings]) -> list[str]:
    """Relations that must hold and do not, one line each."""
    its = parts.get("metamorphic")
    rows = its.rows if its else []
    return [f"{row['group']}: {row.get('compared', '')}" for row in rows if answer(row) is FAILS]
