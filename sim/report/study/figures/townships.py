"""Figure: how much sooner or later each township is reached, with intervals."""

from __future__ import annotations

from math import isfinite

import numpy as np

from sim.report.study.figures.frame import Picture, new_figure
from sim.report.study.gainers import Place, places
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.style import BLUE, FAINT, INK, VERMILLION, grid_lines, place
from sim.report.words import shown


def draw(material: StudyMaterial, pair: Pair, words: Words) -> Picture | None:
    """One row a township, from who gains most to who loses most; None where nothing can be compared."""
    found = [each for each in places(material, pair) if each.change and isfinite(each.change.difference)]
    found.sort(key=lambda each: each.change.difference if each.change else 0.0)
    if not found:
        return None
    county = material.county(pair.point)
    title, names = words("figure.townships.title"), material.versus(pair, words)
    subtitle = words("figure.townships.subtitle", after=names.after, before=names.before)
    figure = new_figure(
        1.65 + 0.21 * len(found), title, names.told(subtitle, words),
        material.plan.name, words, stylised=county.stylised,
    )  # fmt: skip
    ax = figure.subplots(gridspec_kw=place(figure, 2.0, 0.75, 0.3, 0.8))
    for at, each in enumerate(found):
        _bar(ax, at, each)
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.set_yticks(np.arange(len(found)), [_label(each, words) for each in found], fontsize=7.5)
    ax.set_ylim(len(found) - 0.4, -0.6)
    ax.set_xlabel(words("figure.townships.axis"))
    grid_lines(ax, "x")
    head = (
        "township",
        "residents",
        "urban",
        "before, min",
        "after, min",
        "difference, min",
        "low",
        "high",
        "p (Holm)",
    )
    rows = [
        (
            each.label, round(each.residents), "yes" if each.urban else "no", each.change.before.mean,
            each.change.after.mean, each.change.difference, each.change.low, each.change.high, each.p,
        )
        for each in found if each.change
    ]  # fmt: skip
    sides = [sum(each.side == side for each in found) for side in (-1, 1, 0)]
    alt = words(
        "figure.townships.alt", after=names.after, before=names.before, sooner=sides[0], later=sides[1],
        unclear=sides[2],
    )  # fmt: skip
    caption = words("figure.townships.caption")
    return Picture(f"townships-{pair.point}", title, alt, caption, figure, head, rows)


def _label(each: Place, words: Words) -> str:
    return words(
        "figure.townships.label", label=each.label, residents=shown(round(each.residents, -2), "residents")
    )


def _bar(ax: object, at: int, each: Place) -> None:
    from matplotlib.axes import Axes

    assert isinstance(ax, Axes) and each.change is not None, "rows without a difference are left out"
    colour = {-1: BLUE, 1: VERMILLION, 0: FAINT}[each.side]
    filled = colour if each.side else "white"
    if isfinite(each.change.low):
        ax.plot([each.change.low, each.change.high], [at, at], color=colour, linewidth=1.6)
    marker = {-1: "<", 1: ">", 0: "o"}[each.side]
    ax.plot([each.change.difference], [at], marker, color=colour, markerfacecolor=filled, markersize=5.5)
