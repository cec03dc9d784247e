"""The same change with fewer officers: beside as many without it, and beside the most that were simulated."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.study import wording
from sim.report.study.blocks import Cell, Table
from sim.report.study.findings import RESPONSE, clearance_of
from sim.report.study.labels import COMMA, part_label
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.swept import settings
from sim.report.study.tables import difference, level

OFFICERS = "force.officers"


def fewer_officers(material: StudyMaterial, words: Words) -> Iterator[Table]:
    """Two tables, response and clearance, a structure; none where no structure was simulated with several numbers."""
    for pairs in _by_structure(material):
        for metric in (RESPONSE, clearance_of(material, pairs[0])):
            yield _table(material, pairs, metric, words)


def _by_structure(material: StudyMaterial) -> list[list[Pair]]:
    """The pairs that differ in the number of officers alone, most officers first."""
    typed = settings(material)
    found: dict[tuple[tuple[str, str], ...], list[Pair]] = {}
    for pair in material.pairs:
        if OFFICERS in typed[pair.point] and _officers(material, pair.point) == _officers(
            material, pair.baseline
        ):
            rest = tuple(sorted(each for each in typed[pair.point].items() if each[0] != OFFICERS))
            found.setdefault(rest, []).append(pair)
    listed = [sorted(pairs, key=lambda pair: -_officers(material, pair.point)) for pairs in found.values()]
    return [pairs for pairs in listed if len(pairs) > 1]


def _officers(material: StudyMaterial, place: int) -> int:
    return int(material.config(place).force.officers)


def _table(material: StudyMaterial, pairs: list[Pair], metric: str, words: Words) -> Table:
    most = pairs[0]
    after, before = (_label(material, place, words) for place in (most.point, most.baseline))
    number = _officers(material, most.point)
    rows = tuple(_row(material, pair, most.baseline, metric, words) for pair in pairs)
    head = (
        words("fewer.officers"), before, after, words("fewer.as_many"),
        words("fewer.most", before=before, number=number),
    )  # fmt: skip
    return Table(
        words("fewer.caption", metric=wording.name(metric, words), after=after),
        head,
        rows,
        words("fewer.note"),
    )


def _row(material: StudyMaterial, pair: Pair, most: int, metric: str, words: Words) -> tuple[Cell, ...]:
    values = [material.figures.value(material.names[place], metric) for place in (pair.baseline, pair.point)]
    return (
        Cell(str(_officers(material, pair.point))),
        *(level(value, words) for value in values),
        difference(material.change(pair, metric), words),
        difference(material.change(Pair(pair.point, most), metric), words),
    )


def _label(material: StudyMaterial, place: int, words: Words) -> str:
    """The point without the number of its officers."""
    point = material.plan.points[place]
    parts = [part for part in point.name.split(COMMA) if not part.startswith(f"{OFFICERS}=")]
    return words("join.dot").join(part_label(part, point, words) for part in parts)
