"""Tables of metrics: the baseline, then each other point with its difference and interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite

from sim.metrics.rows import Flag
from sim.report.study import wording
from sim.report.study.blocks import Cell, Table, Text
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.numbers import Change, Value
from sim.report.words import SHARES

WIDE = 2
"""Points beside the baseline in one table; more would not fit on a page."""
SMALLEST = 0.0005
"""Half-widths below which zero is told."""
MARKS = {Flag.FEW: "*", Flag.NOT_STATIONARY: "!"}


@dataclass(frozen=True)
class Line:
    """A row: its words, the metric, and the split that it is taken from."""

    words: str
    metric: str
    split: dict[str, str] = field(default_factory=dict)


def tables(
    material: StudyMaterial, stratum: Sequence[int], lines: Sequence[Line], caption: str, words: Words
) -> Iterator[Table | Text]:
    """The lines for all points of a stratum, a few points a table; a line that no point has is left out.

    What the run did not reach at any point is named in one sentence rather than cell by cell.
    """
    baseline, *others = stratum
    for start in range(0, max(len(others), 1), WIDE):
        some = others[start : start + WIDE]
        places = (baseline, *some)
        lost = [line for line in lines if _unreached(material, places, line)]
        rows = [_row(material, baseline, some, line, words) for line in lines if line not in lost]
        head = ["", material.label(baseline, words)]
        for place in some:
            head += [material.label(place, words), words("table.difference")]
        kept = [row for row in rows if row is not None]
        gone = words("table.lost", lines=words.joined([line.words for line in lost])) if lost else ""
        if kept:
            note = [_note(kept, words, compared=bool(some)), *filter(None, [gone])]
            yield Table(caption, tuple(head), tuple(kept), words("join.sentences").join(note))
        elif gone:
            yield Text(words("table.lost_alone", caption=caption, told=gone))


def _unreached(material: StudyMaterial, places: Sequence[int], line: Line) -> bool:
    """Whether the run followed none of these points long enough to know the line."""
    values = [material.figures.value(material.names[place], line.metric, **line.split) for place in places]
    known = [value for value in values if value is not None]
    return bool(known) and all(v.flag == Flag.NOT_REACHED and not isfinite(v.mean) for v in known)


def _row(
    material: StudyMaterial, baseline: int, others: Sequence[int], line: Line, words: Words
) -> tuple[Cell, ...] | None:
    name = material.names[baseline]
    values = [
        material.figures.value(material.names[p], line.metric, **line.split) for p in (baseline, *others)
    ]
    if all(value is None for value in values):
        return None
    cells = [Cell(line.words), level(material.figures.value(name, line.metric, **line.split), words)]
    for place, value in zip(others, values[1:], strict=True):
        change = material.change(Pair(place, baseline), line.metric, **line.split)
        cells += [level(value, words), difference(change, words)]
    return tuple(cells)


def level(value: Value | None, words: Words) -> Cell:
    """A value with its unit and the mark of its flag."""
    mark = next((mark for flag, mark in MARKS.items() if value and value.flag == flag), "")
    known = value is not None and isfinite(value.mean) and value.flag != Flag.NOT_REACHED
    return Cell(
        wording.level(value, words) + (f" {mark}" if known and mark else ""), "number" if known else "unclear"
    )


def difference(change: Change | None, words: Words) -> Cell:
    """A difference with its interval, chance alone."""
    if change is None or not isfinite(change.difference) or change.flag == Flag.NOT_REACHED:
        return Cell("–", "number")
    told = wording.signed(change, words)
    return Cell(f"{told} ({wording.ends(change.low, change.high, change.unit, words)})", "number")


def half(value: float, unit: str) -> str:
    """Half of an interval, with more places where it would look like nothing."""
    text, scaled = wording.shown(value, unit), value * (100 if unit in SHARES else 1)
    places = len(text.partition(".")[2])
    while isfinite(scaled) and scaled >= SMALLEST and not float(text.replace(" ", "")):
        places += 1
        text = f"{scaled:.{places}f}"
    return f"±{text}"


def _note(rows: Sequence[tuple[Cell, ...]], words: Words, *, compared: bool) -> str:
    """What the marks mean that occur, and what the intervals hold."""
    held = " ".join(cell.text for row in rows for cell in row[1:])
    told = [words("table.intervals")] if compared else []
    told += [words("table.few")] if " *" in held else []
    told += [words("table.growing")] if " !" in held else []
    told += [words("table.at_least")] if words("mark.at_least").strip() in held else []
    return words("join.sentences").join(told)
