"""README.txt of an export: what each file is, and what each column says."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from sim.study.studies.export.events import COLUMNS as EVENT_COLUMNS
from sim.study.studies.export.tables import COLUMNS

WIDTH = 100
FILES = {
    "README.txt": "this page",
    "study.json": "what the study asks for: words, points, seeds, margin, draws, versions",
    "config/": "the whole configuration of each point as YAML, named by the number of the point",
    "methods.md": "a paragraph on methods for a paper, with the numbers of this study, and what falls short",
    "points.csv": "the points that were compared",
    "seeds.csv": "every replication that the study asks for, whether it is there, and the hash of its records",
    "summary.csv": "every figure of every point over its replications, and its difference from the baseline",
    "comparisons.csv": "the headlines of every point against its baseline, adjusted for all that are made",
    "assumptions.csv": "the same with what had to be assumed counted in",
    "influences.csv": "which assumed constants matter to each comparison",
    "figures.csv": "every figure of every replication",
    "events.csv": "an event log of calls and cases for process mining, those of the cohort",
    "tables.xlsx": "the tables above as one workbook, a sheet each",
    "headlines.tex": "headline figures for LaTeX (booktabs, longtable, array)",
    "comparisons.tex": "comparisons for LaTeX",
    "assumptions.tex": "comparisons with assumptions for LaTeX",
    "influences.tex": "the constants that matter most for LaTeX",
}


def readme(study: str, files: Sequence[str], notes: Sequence[str]) -> str:
    """The page for an export with these files; `notes` are sentences that a reader should see."""
    lines = [f"Export of the study {study}", ""]
    lines += [line for note in notes for line in textwrap.wrap(note, WIDTH)]
    lines += [""] if notes else []
    lines += _described({name: told for name, told in FILES.items() if name in files})
    lines += [
        "", "CSV is UTF-8 with a mark, so that Excel and WPS open it with a click; an empty cell is a number that",
        "there is not. A text that a spreadsheet would take for a formula has an apostrophe before it.",
    ]  # fmt: skip
    for name, columns in {**COLUMNS, "events": EVENT_COLUMNS}.items():
        if f"{name}.csv" in files:
            lines += ["", f"{name}.csv", *_described(columns)]
    return "\n".join(lines) + "\n"


def _described(told: Mapping[str, str]) -> Iterator[str]:
    width = max(map(len, told), default=0) + 4
    for name, words in told.items():
        yield from textwrap.wrap(
            words, WIDTH, initial_indent=f"  {name}".ljust(width), subsequent_indent=" " * width
        )
