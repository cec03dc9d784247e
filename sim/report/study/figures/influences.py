"""Figure: what each assumption does to a difference over its range, the most influential first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.report.study import wording
from sim.report.study.figures.frame import Picture, new_figure
from sim.report.study.figures.lines import in_lines
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.naming import constant
from sim.report.style import BLUE, FAINT, INK, ORANGE, PAPER, grid_lines, place
from sim.report.words import SHARES

if TYPE_CHECKING:
    from sim.study.studies.assumed.findings import Uncertain

MOST = 10
LINE = 48
"""Latin widths of a constant's name on one line."""


def draw(material: StudyMaterial, pair: Pair, found: Uncertain, words: Words) -> Picture | None:
    """A bar a constant from the difference at the low end of its range to that at the high end."""
    shown = found.influences[:MOST]
    if not shown:
        return None
    factor = 100 if found.unit in SHARES else 1
    metric = wording.name(found.metric, words)
    key = "title" if any(each.told for each in found.influences) else "title_none"
    title = words(f"figure.influences.{key}", metric=metric)
    sides = material.versus(pair, words)
    subtitle = words("figure.influences.subtitle", after=sides.after, before=sides.before)
    figure = new_figure(
        1.6 + 0.3 * len(shown), title, sides.told(subtitle, words),
        material.plan.name, words, stylised=material.stylised,
    )  # fmt: skip
    ax = figure.subplots(gridspec_kw=place(figure, 3.3, 0.75, 0.3, 0.8))
    for at, each in enumerate(shown):
        low, high = each.at_low * factor, each.at_high * factor
        colour = BLUE if each.told else FAINT
        ax.plot([low, high], [at, at], color=colour, linewidth=5, solid_capstyle="butt", alpha=0.8)
        ax.plot([low], [at], "o", color=PAPER, markeredgecolor=colour, markersize=5)
        ax.plot([high], [at], "s", color=ORANGE, markeredgecolor=colour, markersize=5)
    ax.axvline(0, color=INK, linewidth=0.8)
    names = [constant(each.path, each.unit, material.configs(pair), words)[0] for each in shown]
    labels = [in_lines(name, LINE) for name in names]
    ax.set_yticks(np.arange(len(shown)), labels, fontsize=6.8)
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.set_xlabel(words("figure.influences.axis", unit=wording.difference_unit(found.unit, words)))
    grid_lines(ax, "x")
    rows = [
        (
            each.path, each.unit, each.value, each.low, each.high, each.share, each.p, each.at_low * factor,
            each.at_high * factor, "" if each.flips_at is None else each.flips_at,
        )
        for each in found.influences
    ]  # fmt: skip
    head = (
        "constant",
        "unit",
        "value",
        "low",
        "high",
        "share",
        "p (Holm)",
        "difference at low",
        "at high",
        "turns at",
    )
    first = shown[0]
    alt = words(
        "figure.influences.alt", metric=metric, path=names[0], share=wording.share(first.share, words)
    )
    name = f"influences-{pair.point}-{found.metric}"
    return Picture(name, title, alt, words("figure.influences.caption"), figure, head, rows)
