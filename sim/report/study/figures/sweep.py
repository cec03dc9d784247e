"""Figures of a sweep: lines with intervals over one swept number, or a table of colours over two."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np

from sim.report.study import wording
from sim.report.study.figures.frame import Picture, new_figure
from sim.report.study.figures.lines import look, shorter
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.swept import structure_of
from sim.report.style import INK, PAPER, grid_lines, place
from sim.report.words import SHARES

TICKS = 8
"""Swept values up to which each is marked on the axis."""


def draw_lines(
    material: StudyMaterial, key: str, at: Sequence[float], metrics: Sequence[str], words: Words
) -> Picture:
    """A panel a metric, a line a structure, bars for the 95 % intervals of the levels."""
    title = words("figure.sweep.title", key=key)
    down = (len(metrics) + 1) // 2
    figure = new_figure(
        1.45 + 2.35 * down,
        title,
        words("figure.sweep.subtitle"),
        material.plan.name,
        words,
        stylised=material.stylised,
    )
    grid = place(figure, 0.7, 0.75, 0.2, 1.0) | {"wspace": 0.25, "hspace": 0.45}
    axes = np.atleast_1d(figure.subplots(down, 2, gridspec_kw=grid)).ravel()
    groups = _groups(material)
    rows: list[tuple[str | float, ...]] = []
    told = []
    for ax, metric in zip(axes, metrics, strict=False):
        unit = ""
        for order, (group, places) in enumerate(groups.items()):
            found = sorted(
                (at[p], value) for p in places if (value := level(material, p, metric)) is not None
            )
            if not found:
                continue
            colour, dashes, marker = look(order)
            unit = found[0][1][3]
            x, mean = [f[0] for f in found], np.array([f[1][:3] for f in found])
            ax.plot(
                x,
                mean[:, 0],
                color=colour,
                linestyle=dashes,
                marker=marker,
                markersize=4,
                label=shorter(group, 28),
            )
            ax.vlines(x, mean[:, 1], mean[:, 2], color=colour, linewidth=1.2)
            rows += [(metric, group, key, *f[:1], *f[1][:3]) for f in found]
            told.append(
                words(
                    "figure.sweep.alt", metric=wording.name(metric, words), group=group, first=f"{x[0]:g}",
                    last=f"{x[-1]:g}", start=f"{mean[0, 0]:.1f}", end=f"{mean[-1, 0]:.1f}",
                )
            )  # fmt: skip
        ax.set_title(wording.name(metric, words), loc="left", fontsize=8.5)
        ax.set_ylabel(wording.unit(unit, words) if unit else "", fontsize=7.5)
        ax.set_xlabel(key, fontsize=7.5)
        ticks = sorted(set(at))
        ax.set_xticks(ticks if len(ticks) <= TICKS else ax.get_xticks()[1:-1])
        grid_lines(ax)
    for ax in axes[len(metrics) :]:
        ax.axis("off")
    handles = axes[0].get_legend_handles_labels()
    if handles[0]:
        figure.legend(*handles, loc="upper left", ncols=3, fontsize=7.5,
                      bbox_to_anchor=(0.01, 1 - 0.5 / figure.get_size_inches()[1]))  # fmt: skip
    head = ("metric", "structure", "key", "value", "mean", "low", "high")
    return Picture("sweep", title, " ".join(told), words("figure.sweep.caption"), figure, head, rows)


def _groups(material: StudyMaterial) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for point in range(len(material.names)):
        found.setdefault(structure_of(material, point), []).append(point)
    return found


def level(material: StudyMaterial, point: int, metric: str) -> tuple[float, float, float, str] | None:
    """Mean and ends of a metric as they are shown, and its unit; None where there is none."""
    value = material.figures.value(material.names[point], metric)
    if value is None or not isfinite(value.mean):
        return None
    factor = 100 if value.unit in SHARES else 1
    return value.mean * factor, value.low * factor, value.high * factor, value.unit


def draw_field(
    material: StudyMaterial, keys: tuple[str, str], at: tuple[Sequence[float], Sequence[float]], metric: str,
    words: Words,
) -> Picture:  # fmt: skip
    """A metric over two swept numbers: a panel a structure, a coloured cell a point, with its number in it."""
    groups = _groups(material)
    across, up = (sorted(set(values)) for values in at)
    title = words("figure.field.title", metric=wording.name(metric, words))
    figure = new_figure(
        1.5 + (1.0 + 0.34 * len(up)) * len(groups), title, words("figure.field.subtitle", x=keys[0], y=keys[1]),
        material.plan.name, words, stylised=material.stylised,
    )  # fmt: skip
    grid = place(figure, 0.9, 0.8, 0.9, 0.85) | {"hspace": 0.7}
    axes = np.atleast_1d(figure.subplots(len(groups), 1, gridspec_kw=grid))
    fields = {group: np.full((len(up), len(across)), np.nan) for group in groups}
    rows: list[tuple[str | float, ...]] = []
    unit = ""
    for group, places in groups.items():
        for point in places:
            value = level(material, point, metric)
            if value is not None:
                unit = value[3]
                fields[group][up.index(at[1][point]), across.index(at[0][point])] = value[0]
                rows.append((group, at[0][point], at[1][point], *value[:3]))
    known = np.concatenate([field[np.isfinite(field)] for field in fields.values()])
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    for ax, (group, field) in zip(axes, fields.items(), strict=True):
        image = ax.imshow(
            field, cmap="cividis", vmin=low, vmax=max(high, low + 1e-9), aspect="auto", origin="lower"
        )
        for (y, x), number in np.ndenumerate(field):
            if np.isfinite(number):
                dark = number < (low + high) / 2
                ax.text(
                    x, y, f"{number:.1f}", ha="center", va="center", fontsize=7, color=PAPER if dark else INK
                )
        ax.set_xticks(range(len(across)), [f"{value:g}" for value in across], fontsize=7)
        ax.set_yticks(range(len(up)), [f"{value:g}" for value in up], fontsize=7)
        ax.set_title(shorter(group, 50), loc="left", fontsize=8.5)
        ax.set_xlabel(keys[0], fontsize=7.5)
        ax.set_ylabel(keys[1], fontsize=7.5)
        bar = figure.colorbar(image, ax=ax, pad=0.02)
        bar.set_label(wording.unit(unit, words) if unit else "", fontsize=7)
        bar.ax.tick_params(labelsize=6.5)
    alt = words("figure.field.alt", metric=wording.name(metric, words), x=keys[0], y=keys[1], low=f"{low:.1f}",
                high=f"{high:.1f}")  # fmt: skip
    head = ("structure", keys[0], keys[1], "mean", "low", "high")
    return Picture(f"field-{metric}", title, alt, words("figure.field.caption"), figure, head, rows)
