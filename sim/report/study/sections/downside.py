"""Downside: how likely each headline is to worsen, what it is with fewer officers, and what was not simulated."""

from __future__ import annotations

from sim.report.study import wording
from sim.report.study.blocks import Block, Cell, Points, Section, Table, Text
from sim.report.study.findings import Finding
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.sections.fewer import fewer_officers
from sim.report.study.sections.page_one import pair_title, six


def downside(material: StudyMaterial, words: Words) -> Section | None:
    """One table a pair; nothing where nothing is compared."""
    if not material.pairs:
        return None
    blocks: list[Block] = [Text(words("downside.how"))]
    blocks += [_table(material, pair, words) for pair in material.shown]
    blocks += fewer_officers(material, words)
    fewer = () if _several_numbers(material) else (words("downside.fewer"),)
    blocks.append(Points((*fewer, words("downside.station"))))
    return Section("downside", words("downside.title"), blocks)


def _several_numbers(material: StudyMaterial) -> bool:
    """Whether a county was simulated with more than one number of officers."""
    found = {(point.config.county.name, int(point.config.force.officers)) for point in material.plan.points}
    return len(found) > len({county for county, _ in found})


def _table(material: StudyMaterial, pair: Pair, words: Words) -> Table:
    rows = tuple(_row(each, words) for each in six(material, pair).values())
    head = tuple(
        words(f"downside.head.{name}") for name in ("what", "years", "share", "chance", "holds", "worst")
    )
    return Table(pair_title(material, pair, words), head, rows)


def _row(each: Finding, words: Words) -> tuple[Cell, ...]:
    name, change = Cell(wording.name(each.metric, words)), each.change
    if change is None or not change.differences:
        gone = Cell(words("none.absent"), "unclear")
        return (name, *[gone] * 5)
    worst = min(change.differences) if each.better > 0 else max(change.differences)
    return (
        name,
        Cell(f"{each.worse_years} / {len(change.differences)}", "number"),
        Cell(f"{100 * each.worse_years / len(change.differences):.0f} %", "number"),
        Cell(wording.chance(each.worse, words), "number"),
        Cell(words("downside.assumed" if each.with_assumptions else "downside.chance_alone")),
        Cell(wording.amount(worst, change.unit, words), "number"),
    )
