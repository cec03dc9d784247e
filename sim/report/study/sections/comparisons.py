"""Annex: every comparison that was made, with Holm's adjustment, equivalence and what pairing saves."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sim.report.study import wording
from sim.report.study.blocks import Block, Cell, Heading, Table, Text
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.study.studies.comparisons import Answer

if TYPE_CHECKING:
    from sim.study.studies.comparisons import Comparison

HEAD = ("metric", "difference", "single", "joint", "p", "holm", "equivalent", "saved", "events", "answer")


def comparisons(material: StudyMaterial, words: Words) -> list[Block]:
    """One table a pair, and how to read them."""
    made = list(material.comparisons.values())
    if not made:
        return [Text(words("comparisons.none"))]
    blocks: list[Block] = [
        Heading(words("comparisons.title")),
        Text(words("comparisons.how", number=len(made))),
    ]
    margin = material.plan.margin
    blocks.append(
        Text(
            words("comparisons.no_margin")
            if margin is None
            else words("comparisons.margin", minutes=f"{margin.minutes:g}", points=f"{margin.points:g}")
        )
    )
    head = tuple(words(f"comparisons.head.{name}") for name in HEAD)
    for pair in material.pairs:
        name = material.names[pair.point]
        mine = [each for each in made if each.point == name]
        caption = words(
            "comparisons.caption", after=material.label(pair.point, words),
            before=material.label(pair.baseline, words),
        )  # fmt: skip
        blocks.append(Table(caption, head, tuple(_row(each, words) for each in mine)))
        blocks += _wider(material, pair.point, words)
    return blocks


def _row(each: Comparison, words: Words) -> tuple[Cell, ...]:
    known = isfinite(each.difference)
    difference = wording.amount(each.difference, each.unit, words) if known else "–"
    cells = (
        difference,
        wording.ends(each.low, each.high, each.unit, words) if known else "–",
        wording.ends(each.joint_low, each.joint_high, each.unit, words) if known else "–",
        p_value(each.p),
        p_value(each.p_adjusted),
        p_value(each.p_equivalent),
        wording.share(each.saved, words),
        wording.shown(each.events, "events"),
    )
    return (
        Cell(wording.name(each.metric, words)),
        *(Cell(cell, "number") for cell in cells),
        Cell(words(f"answer.{each.answer.name.lower()}"), "" if each.answer in _TOLD else "unclear"),
    )


_TOLD = (Answer.LESS, Answer.MORE, Answer.EQUIVALENT, Answer.SAME)


def _wider(material: StudyMaterial, place: int, words: Words) -> list[Block]:
    """The intervals with assumptions, where the study drew them."""
    name = material.names[place]
    mine = [each for (point, _), each in material.uncertain.items() if point == name]
    if not mine:
        return []
    head = tuple(
        words(f"comparisons.wide.{part}")
        for part in ("metric", "draws", "chance", "both", "below", "share", "told")
    )
    rows = tuple(
        (
            Cell(wording.name(each.metric, words)),
            Cell(str(each.draws), "number"),
            Cell(wording.ends(each.chance_low, each.chance_high, each.unit, words), "number"),
            Cell(wording.ends(each.low, each.high, each.unit, words), "number"),
            Cell(wording.chance(material.verdicts[name, each.metric].below, words), "number"),
            Cell(wording.share(each.explained, words), "number"),
            Cell(wording.outcome_words(material.verdicts[name, each.metric], words)),
        )
        for each in mine
    )
    return [Table(words("comparisons.wide.caption", after=material.label(place, words)), head, rows)]


def p_value(value: float) -> str:
    """A p-value with three places; a dash where there is none."""
    if not isfinite(value):
        return "–"
    return "<\u00a00.001" if value < 0.001 else f"{value:.3f}"
