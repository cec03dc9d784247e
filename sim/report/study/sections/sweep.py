"""Sweeps: the headlines over the settings that were swept."""

from __future__ import annotations

from sim.report.study.blocks import Block, Section, Shown, Text
from sim.report.study.figures import sweep as figures
from sim.report.study.findings import BETTER
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.swept import numeric


def sweep(material: StudyMaterial, words: Words) -> Section | None:
    """Lines over one number, cells over two; None where no number is swept."""
    keys = numeric(material)
    if not keys:
        return None
    known = [m for m in BETTER if any(figures.level(material, p, m) for p in range(len(material.names)))]
    blocks: list[Block] = []
    if len(keys) == 1:
        key, at = keys[0]
        blocks.append(Shown(figures.draw_lines(material, key, at, known, words)))
    else:
        (x, at_x), (y, at_y) = keys[:2]
        blocks += [
            Shown(figures.draw_field(material, (x, y), (at_x, at_y), metric, words)) for metric in known[:6]
        ]
        if len(keys) > 2:
            blocks.insert(0, Text(words("sweep.more", shown=f"{x}, {y}", number=len(keys)), "warning"))
    return Section("sweep", words("sweep.title"), blocks)
