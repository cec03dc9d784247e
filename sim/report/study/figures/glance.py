"""Figure: every comparison of the study at a glance, each difference with both of its intervals."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.rows import Flag
from sim.report.study import wording
from sim.report.study.figures.frame import Picture, new_figure
from sim.report.study.figures.lines import folded
from sim.report.study.findings import CLEARANCE, RESPONSE, SHORT_CLEARANCE, Finding, clearance_of, finding
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.numbers import Change
from sim.report.style import BLUE, FAINT, INK, grid_lines, place
from sim.report.words import SHARES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 24
"""Comparisons that are drawn; the annex has all."""


def draw(material: StudyMaterial, words: Words) -> Picture | None:
    """One row a comparison: response on the left, clearance on the right; None where nothing is compared."""
    pairs = material.pairs[:MOST]
    followed = {clearance_of(material, pair) for pair in pairs}
    metrics = (RESPONSE, SHORT_CLEARANCE if SHORT_CLEARANCE in followed else CLEARANCE)
    found = [[finding(material, pair, metric) for metric in metrics] for pair in pairs]
    if not any(known(each) for row in found for each in row):
        return None
    title = words("figure.glance.title")
    figure = new_figure(
        1.6 + 0.27 * len(pairs),
        title,
        words("figure.glance.subtitle"),
        material.plan.name,
        words,
        stylised=material.stylised,
    )
    left, right = figure.subplots(
        1, 2, sharey=True, gridspec_kw={**place(figure, 2.3, 0.8, 0.3, 0.75), "wspace": 0.08}
    )
    for ax, metric, column in zip((left, right), metrics, zip(*found, strict=True), strict=True):
        for at, each in enumerate(column):
            _row(ax, at, each)
        ax.axvline(0, color=INK, linewidth=0.8)
        unit = wording.difference_unit("min" if metric == RESPONSE else "share", words)
        ax.set_xlabel(words("figure.glance.axis", metric=wording.name(metric, words), unit=unit), fontsize=8)
        grid_lines(ax, "x")
    names = [material.label(pair.point, words) for pair in pairs]
    left.set_yticks(np.arange(len(pairs)), folded(names, 44), fontsize=7)
    left.set_ylim(len(pairs) - 0.4, -0.6)
    head = (
        "point", "baseline", "metric", "unit", "difference", "chance low", "chance high", "wider low", "wider high",
        "with assumptions",
    )  # fmt: skip
    rows = [
        _numbers(material.names[pair.point], material.names[pair.baseline], each, change)
        for pair, row in zip(pairs, found, strict=True) for each in row if (change := known(each))
    ]  # fmt: skip
    alt = words("figure.glance.alt", number=len(pairs))
    told = [words("figure.glance.caption")]
    told += [] if len(rows) == len(pairs) * len(metrics) else [words("figure.glance.unknown")]
    if len(material.pairs) > MOST:
        told.append(words("figure.glance.most", number=MOST, of=len(material.pairs)))
    return Picture("glance", title, alt, words("join.sentences").join(told), figure, head, rows)


def known(each: Finding) -> Change | None:
    """The difference that can be drawn; None where there is none, or one side is not reached."""
    change = each.change
    reached = change is not None and change.flag != Flag.NOT_REACHED and isfinite(change.difference)
    return change if reached else None


def _row(ax: Axes, at: int, each: Finding) -> None:
    change = known(each)
    if change is None:
        return
    factor = 100 if change.unit in SHARES else 1
    told = each.good or each.bad
    if isfinite(each.low):
        wide = [each.low * factor, each.high * factor]
        ax.plot(wide, [at, at], color=BLUE if told else FAINT, linewidth=1.4)
    if isfinite(change.low):
        narrow = [change.low * factor, change.high * factor]
        ax.plot(narrow, [at, at], color=BLUE if told else FAINT, linewidth=5, solid_capstyle="butt")
    ax.plot([change.difference * factor], [at], "o", color=INK, markersize=3.5)


def _numbers(point: str, baseline: str, each: Finding, change: Change) -> tuple[str | float, ...]:
    factor = 100 if change.unit in SHARES else 1
    return (
        point, baseline, each.metric, "points" if change.unit in SHARES else change.unit, change.difference * factor,
        change.low * factor, change.high * factor, each.low * factor, each.high * factor,
        "yes" if each.with_assumptions else "no",
    )  # fmt: skip
