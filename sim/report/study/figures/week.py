"""Figure: share of crews' time on calls over the hours of the week, against the rule of 60."""

from __future__ import annotations

import numpy as np

from sim.report.study.figures.frame import Picture, new_figure
from sim.report.study.figures.lines import look, shorter
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.week import HOURS, share_by_hour
from sim.report.style import FAINT, VERMILLION, grid_lines, place

RULE = 60.0
"""Per cent: at most so much of patrol time committed to calls (C6)."""


def draw(material: StudyMaterial, words: Words) -> Picture | None:
    """A line a point; None where no crew was on duty."""
    title = words("figure.week.title")
    figure = new_figure(
        3.3, title, words("figure.week.subtitle"), material.plan.name, words, stylised=material.stylised
    )
    ax = figure.subplots(gridspec_kw=place(figure, 0.65, 0.8, 0.2, 0.85))
    found = {}
    for point in material.shown_points:
        shares = [share_by_hour(each, material.force(point)) for each in material.records(point)]
        mean = 100 * np.mean(shares, axis=0) if shares else np.full(HOURS, np.nan)
        if np.isfinite(mean).any():
            found[point] = mean
    if not found:
        return None
    told = []
    for order, (point, mean) in enumerate(found.items()):
        colour, dashes, _ = look(order)
        label = material.label(point, words)
        ax.step(
            np.arange(HOURS + 1), [*mean, mean[-1]], where="post", color=colour, linestyle=dashes, linewidth=1.2,
            label=shorter(label, 26),
        )  # fmt: skip
        peak = int(np.nanargmax(mean))
        told.append(
            words(
                "figure.week.alt", name=label, mean=f"{np.nanmean(mean):.1f}", peak=f"{mean[peak]:.1f}",
                day=words(f"day.{peak // 24}"), hour=f"{peak % 24:02d}:00",
            )
        )  # fmt: skip
    highest = max(float(np.nanmax(mean)) for mean in found.values())
    if highest > RULE / 2:
        ax.axhline(RULE, color=VERMILLION, linewidth=1.2)
        ax.text(
            HOURS, RULE, words("figure.week.rule"), ha="right", va="bottom", fontsize=7.5, color=VERMILLION
        )
    else:
        ax.text(0.99, 0.97, words("figure.week.far_below"), transform=ax.transAxes, ha="right", va="top", fontsize=7.5,
                color=VERMILLION)  # fmt: skip
    for day in range(1, 7):
        ax.axvline(24 * day, color=FAINT, linewidth=0.5)
    ax.set_xticks([24 * day + 12 for day in range(7)], [words(f"day.{day}") for day in range(7)])
    ax.tick_params(axis="x", length=0)
    ax.set(xlim=(0, HOURS), ylabel="%")
    ax.set_ylim(bottom=0, top=max(highest * 1.35, RULE * 1.15 if highest > RULE / 2 else 0.0))
    ax.legend(loc="upper left", fontsize=8, ncols=3)
    grid_lines(ax, "y")
    rows = [
        (material.names[point], hour // 24 + 1, hour % 24, float(mean[hour]))
        for point, mean in found.items()
        for hour in range(HOURS)
    ]
    head = ("point", "day of the week (1 = Monday)", "hour", "share of crews' time on calls, %")
    return Picture("week", title, " ".join(told), words("figure.week.caption"), figure, head, rows)
