"""Figure: share of crews' time on calls over the hours of the week, against the rule of 60."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.rows import Floats
from sim.report.study.figures.frame import Picture, new_figure
from sim.report.study.figures.lines import look, shorter
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.week import HOURS, share_by_hour
from sim.report.style import FAINT, VERMILLION, grid_lines, place

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RULE = 60.0
"""Per cent: at most so much of patrol time committed to calls (C6)."""
Week = tuple[Floats, float]
"""Per cent by hour (168,), and of all hours."""


def draw(material: StudyMaterial, words: Words) -> Picture | None:
    """A panel a stratum, a line a point; None where no crew was on duty."""
    strata = [
        {point: found for point in stratum if (found := _week(material, point)) is not None}
        for stratum in material.shown_strata
    ]
    strata = [stratum for stratum in strata if stratum]
    if not strata:
        return None
    title = words("figure.week.title")
    figure = new_figure(
        1.5 + 1.75 * len(strata), title, words("figure.week.subtitle"), material.plan.name, words,
        stylised=material.stylised,
    )  # fmt: skip
    grid = place(figure, 0.65, 0.6, 0.2, 0.95) | {"hspace": 0.45}
    axes = np.atleast_1d(figure.subplots(len(strata), 1, sharey=True, gridspec_kw=grid)).ravel()
    highest = max(float(np.nanmax(mean)) for stratum in strata for mean, _ in stratum.values())
    for ax, stratum in zip(axes, strata, strict=True):
        _lines(ax, material, stratum, words)
        _frame(ax, highest, words)
    weeks = {point: week for stratum in strata for point, week in stratum.items()}
    rows = [
        (material.names[point], hour // 24 + 1, hour % 24, float(mean[hour]))
        for point, (mean, _) in weeks.items()
        for hour in range(HOURS)
    ]
    head = ("point", "day of the week (1 = Monday)", "hour", "share of crews' time on calls, %")
    told = words("join.sentences").join(
        _told(material.label(point, words), week, words) for point, week in weeks.items()
    )
    return Picture("week", title, told, words("figure.week.caption"), figure, head, rows)


def _week(material: StudyMaterial, point: int) -> Week | None:
    """The mean over replications; None where no crew was on duty."""
    found = [share_by_hour(each, material.force(point)) for each in material.records(point)]
    mean = 100 * np.mean([shares for shares, _ in found], axis=0) if found else np.full(HOURS, np.nan)
    if not np.isfinite(mean).any():
        return None
    return mean, 100 * float(np.mean([in_all for _, in_all in found]))


def _lines(ax: Axes, material: StudyMaterial, stratum: dict[int, Week], words: Words) -> None:
    for order, (point, (mean, _)) in enumerate(stratum.items()):
        colour, dashes, _ = look(order)
        ax.step(
            np.arange(HOURS + 1), [*mean, mean[-1]], where="post", color=colour, linestyle=dashes, linewidth=1.2,
            label=shorter(material.label(point, words), 32),
        )  # fmt: skip
    ax.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), fontsize=7.5, ncols=3, borderaxespad=0.1)


def _frame(ax: Axes, highest: float, words: Words) -> None:
    """The rule of 60, or where it is; days; the scale that all panels share."""
    near = highest > RULE / 2
    if near:
        ax.axhline(RULE, color=VERMILLION, linewidth=1.2)
        ax.text(
            HOURS, RULE, words("figure.week.rule"), ha="right", va="bottom", fontsize=7.5, color=VERMILLION
        )
    else:
        ax.text(
            0.995, 0.97, words("figure.week.far_below"), transform=ax.transAxes, ha="right", va="top",
            fontsize=7, color=VERMILLION,
        )  # fmt: skip
    for day in range(1, 7):
        ax.axvline(24 * day, color=FAINT, linewidth=0.5)
    ax.set_xticks([24 * day + 12 for day in range(7)], [words(f"day.{day}") for day in range(7)])
    ax.tick_params(axis="x", length=0)
    ax.set(xlim=(0, HOURS), ylabel="%")
    ax.set_ylim(bottom=0, top=max(highest * 1.25, RULE * 1.15 if near else 0.0))
    grid_lines(ax, "y")


def _told(label: str, week: Week, words: Words) -> str:
    mean, in_all = week
    peak = int(np.nanargmax(mean))
    return words(
        "figure.week.alt", name=label, mean=f"{in_all:.1f}", peak=f"{mean[peak]:.1f}",
        day=words(f"day.{peak // 24}"), hour=f"{peak % 24:02d}:00",
    )  # fmt: skip
