"""Staffing by station and shift, with the relief factor."""

from __future__ import annotations

from math import isfinite

from sim.force.establishment import Establishment
from sim.force.rosters import BLOCKS
from sim.report.study.blocks import Block, Cell, Section, Table, Text
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.posts import Staffing, by_station, staffing
from sim.report.words import shown


def staff(material: StudyMaterial, words: Words) -> Section:
    """One table a pair: before and after in each cell."""
    told = ([words("staffing.arrow")] if material.pairs else []) + [words("staffing.how")]
    blocks: list[Block] = [Text(words("join.sentences").join(told))]
    blocks += [_table(material, pair, words) for pair in material.shown or [Pair(0, 0)]]
    return Section("staffing", words("staffing.title"), blocks)


def _table(material: StudyMaterial, pair: Pair, words: Words) -> Table:
    sides = list(dict.fromkeys((pair.baseline, pair.point)))
    forces = [material.force(side) for side in sides]
    stations = [by_station(force) for force in forces]
    rows = [_row(words("staffing.all"), "", [staffing(f, range(len(f.people))) for f in forces])]
    for key in ("intake", "respond"):
        rows.append(_row(words(f"staffing.{key}"), "", [staffing(f, _working(f, key)) for f in forces]))
    # A station of another county is another station, whatever its number.
    shared = material.same_places(pair)
    for place, station in enumerate(material.county(pair.point).stations if shared else ()):
        name = words("staffing.urban" if station.urban else "staffing.rural", label=station.label)
        residents = shown(round(station.residents, -2), "residents")
        rows.append(
            _row(
                name,
                residents,
                [staffing(f, s.get(place, [])) for f, s in zip(forces, stations, strict=True)],
            )
        )
    names = [material.label(side, words) for side in sides]
    caption = words(
        "staffing.caption", names=" → ".join(names), county=material.county_title(pair.point, words)
    )
    note = "" if shared else words("staffing.other_places")
    head = tuple(words(f"staffing.head.{n}") for n in ("station", "residents", "officers", "auxiliaries"))
    return Table(caption, (*head, *BLOCKS, words("staffing.head.relief")), tuple(rows), note)


def _working(force: Establishment, function: str) -> list[int]:
    """Those who do the work: crews are all who ride, whatever their post."""
    if function == "respond":
        return [post.person for post in force.posts if post.crew]
    return force.holders(function)


def _row(name: str, residents: str, sides: list[Staffing]) -> tuple[Cell, ...]:
    cells: list[list[float] | list[int]] = [
        [side.officers for side in sides],
        [side.auxiliaries for side in sides],
        *[[side.on_duty[block] for side in sides] for block in range(len(BLOCKS))],
        [side.relief for side in sides],
    ]
    numbers = (Cell(_arrow(each), "number") for each in cells)
    return (Cell(name), Cell(residents, "number"), *numbers)


def _arrow(values: list[float] | list[int]) -> str:
    """``8 → 11``; a single number where both are the same."""
    told = [_number(value) for value in values]
    return told[0] if len(set(told)) == 1 else " → ".join(told)


def _number(value: float) -> str:
    if not isfinite(value):
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.1f}"
