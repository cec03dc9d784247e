"""The findings of the validation as the page shows them: kept files, tables, pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sim.report.documents.markdown import Ready, table
from sim.report.documents.measured import ANSWERS, FAILS, NOT_SHOWN, PARTS, answer
from sim.report.validation.rows import number, tables
from sim.store.manifest import simulator_hash
from sim.validation.findings import Findings, file_of, read
from sim.validation.setups import SETUPS

FOLDER = "validation"
"""Beside the documents: findings and pictures, written by `python -m sim validate`."""
OLDER = "made with older code"
SPEED = "county.travel.manhattan="
AT_ONCE = 1e6
"""Km/h from which on a drive takes no time that counts."""


def findings(docs: Path) -> dict[str, Findings]:
    """The findings of every part; `ConfigError` where one is missing."""
    return {part: read(file_of(part, docs / FOLDER)) for part in PARTS}


def pictures(docs: Path, its: Findings) -> list[str]:
    """The part's pictures, as paths from the page."""
    names = its.pictures or [file.name for file in (docs / FOLDER).glob(f"{its.part}*.png")]
    return [f"{FOLDER}/{name}" for name in sorted(names) if name.endswith(".png")]


def outdated(its: Findings) -> Ready:
    """What stands beside a part that was carried out with another simulator than the present one."""
    return Ready("" if its.code == simulator_hash() else f"; **{OLDER}**")


def form(its: Findings) -> str:
    """How thoroughly it was carried out."""
    return "quick" if its.quick else "full"


def answers(its: Findings) -> list[int]:
    """How many rows have each of `ANSWERS`."""
    counts = Counter(map(answer, its.rows))
    return [counts[each] for each in ANSWERS]


def shown(its: Findings) -> list[tuple[str, str, Ready]]:
    """Heading, a line on it, table: one a setup, relation or question."""
    return [_shown(its, *each) for each in tables(its)]


def _shown(its: Findings, heading: str, about: str, rows: list[Sequence[str]]) -> tuple[str, str, Ready]:
    head, *cells = rows
    name = about.partition(":")[0]
    if its.part != "exact" or name not in its.curves:
        return heading, about, table(head, cells)
    # Another simulation's mean is not known, it is that simulation's.
    columns = ["Ciw" if column == "known" and name in BESIDE_CIW else column for column in head]
    return heading, about + _notes(its, name), table(columns, cells)


def _notes(its: Findings, name: str) -> str:
    """What a reader must know besides: of which kind the interval is, and that driving takes no time."""
    notes = ". The interval is that of the difference between two simulations (Welch 1947)" * (
        name in BESIDE_CIW
    )
    speeds = [float(word.removeprefix(SPEED)) for word in its.curves[name]["words"] if word.startswith(SPEED)]
    kilometres = any(row["unit"] == "km" for row in its.rows if row["setup"] == name)
    if kilometres and speeds and speeds[-1] >= AT_ONCE:
        notes += (
            f". Travel takes no time that counts here ({number(speeds[-1])} km/h): ways are compared in km"
        )
    return notes


BESIDE_CIW = frozenset(setup.name for setup in SETUPS if setup.other is not None)


def failed(its: Findings) -> list[str]:
    """One line a setup, relation or question with rows that do not hold, or are not shown: how many of how many."""
    counts: dict[str, Counter[str]] = {}
    for row in its.rows:
        counts.setdefault(str(row.get("group", row.get("setup"))), Counter())[answer(row)] += 1
    return [
        f"{name}: {', '.join(f'{each} {count[each]}' for each in (FAILS, NOT_SHOWN) if count[each])} of {count.total()}"
        for name, count in counts.items()
        if count[FAILS] or count[NOT_SHOWN]
    ]
