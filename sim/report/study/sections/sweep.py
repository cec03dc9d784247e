"""Sweeps: the headlines over the settings that were swept."""

from __future__ import annotations

from sim.report.study.blocks import Block, Section, Shown, Text
from sim.report.study.figures import sweep as figures
from sim.report.study.findings import six_of_all
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.swept import numeric, setting


def sweep(material: StudyMaterial, words: Words) -> Section | None:
    """Lines over one number, cells over two; None where no number is swept."""
    keys = numeric(material)
    if not keys:
        return None
    known = _known(material)
    blocks: list[Block] = []
    if len(keys) == 1:
        key, at = keys[0]
        blocks.append(Shown(figures.draw_lines(material, key, at, known, words)))
    else:
        (x, at_x), (y, at_y) = keys[:2]
        blocks += [
            Shown(figures.draw_field(material, (x, y), (at_x, at_y), metric, words)) for metric in known
        ]
        if len(keys) > 2:
            both = words.joined([setting(key, material, words) for key in (x, y)])
            blocks.insert(0, Text(words("sweep.more", shown=both, number=len(keys)), "warning"))
    return Section("sweep", words("sweep.title"), blocks)


def _known(material: StudyMaterial) -> list[str]:
    """The six numbers that some point has; clearance within 90 days where none was followed for a year."""
    return [metric for metric in six_of_all(material) if _anywhere(material, metric)]


def _anywhere(material: StudyMaterial, metric: str) -> bool:
    return any(figures.level(material, place, metric) for place in range(len(material.names)))
