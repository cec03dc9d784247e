"""Figures of a sweep: lines with intervals over one swept number, or a table of colours over two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.rows import Flag, Floats
from sim.report.study import wording
from sim.report.study.figures.frame import Picture, new_figure
from sim.report.study.figures.lines import in_lines, look, shorter
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.swept import grouped, setting, setting_name
from sim.report.study.tables import half
from sim.report.style import INK, PAPER, grid_lines, place
from sim.report.words import SHARES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

TICKS = 8
"""Swept values up to which each is marked on the axis."""
FEWEST = 3
"""Rows of cells for which there is room at least."""
HALF = 46
"""Latin widths of a line below one of two panels."""
SIDE = 24
"""Latin widths of a line beside the cells."""
Row = tuple[str | float, ...]


@dataclass(frozen=True)
class Level:
    """A metric of a point as it is shown, shares in per cent."""

    mean: float
    low: float
    high: float
    unit: str

    @property
    def factor(self) -> int:
        """By which shares are shown in per cent."""
        return 100 if self.unit in SHARES else 1

    def text(self, value: float) -> str:
        """A number of this metric as text."""
        return wording.shown(value / self.factor, self.unit)

    @property
    def cell(self) -> str:
        """The mean, and below it half of the interval where there is one."""
        width = (self.high - self.low) / 2
        told = f"\n{half(width / self.factor, self.unit)}" if isfinite(width) else ""
        return self.text(self.mean) + told


def level(material: StudyMaterial, point: int, metric: str) -> Level | None:
    """A metric of a point; None where there is none, or it is not reached."""
    value = material.figures.value(material.names[point], metric)
    if value is None or not isfinite(value.mean) or value.flag == Flag.NOT_REACHED:
        return None
    factor = 100 if value.unit in SHARES else 1
    return Level(value.mean * factor, value.low * factor, value.high * factor, value.unit)


def draw_lines(
    material: StudyMaterial, key: str, at: Sequence[float], metrics: Sequence[str], words: Words
) -> Picture:
    """A panel a metric, a line a structure, bars for the 95 % intervals of the levels."""
    name = in_lines(setting(key, material, words), HALF)
    title = words("figure.sweep.title", key=setting_name(key, material, words))
    down = (len(metrics) + 1) // 2
    figure = new_figure(
        1.45 + 2.35 * down, title, words("figure.sweep.subtitle"), material.plan.name, words,
        stylised=material.stylised,
    )  # fmt: skip
    grid = place(figure, 0.7, 0.75, 0.2, 1.0) | {"wspace": 0.25, "hspace": 0.5}
    axes = np.atleast_1d(figure.subplots(down, 2, gridspec_kw=grid)).ravel()
    rows: list[Row] = []
    told: list[str] = []
    for ax, metric in zip(axes, metrics, strict=False):
        for order, (group, places) in enumerate(grouped(material, words).items()):
            found = [(at[p], value) for p in places if (value := level(material, p, metric)) is not None]
            found.sort(key=lambda each: each[0])
            if found:
                _line(ax, order, group, found)
                ax.set_ylabel(wording.unit(found[0][1].unit, words), fontsize=7.5)
                rows += [(metric, group, key, x, each.mean, each.low, each.high) for x, each in found]
                told.append(_line_told(metric, group, found, words))
        _panel(ax, at, wording.name(metric, words), name)
    for ax in axes[len(metrics) :]:
        ax.axis("off")
    handles = axes[0].get_legend_handles_labels()
    if handles[0]:
        above = (0.01, 1 - 0.5 / figure.get_size_inches()[1])
        figure.legend(*handles, loc="upper left", ncols=3, fontsize=7.5, bbox_to_anchor=above)
    head = ("metric", "structure", "key", "value", "mean", "low", "high")
    alt = words("join.sentences").join(told)
    return Picture("sweep", title, alt, words("figure.sweep.caption"), figure, head, rows)


def _line(ax: Axes, order: int, group: str, found: list[tuple[float, Level]]) -> None:
    colour, dashes, marker = look(order)
    x, levels = zip(*found, strict=True)
    ax.plot(
        x, [each.mean for each in levels], color=colour, linestyle=dashes, marker=marker, markersize=4,
        label=shorter(group, 28),
    )  # fmt: skip
    ax.vlines(x, [each.low for each in levels], [each.high for each in levels], color=colour, linewidth=1.2)


def _line_told(metric: str, group: str, found: list[tuple[float, Level]], words: Words) -> str:
    (first, start), (last, end) = found[0], found[-1]
    return words(
        "figure.sweep.alt", metric=wording.name(metric, words), group=group, first=f"{first:g}",
        last=f"{last:g}", start=start.text(start.mean), end=end.text(end.mean),
    )  # fmt: skip


def _panel(ax: Axes, at: Sequence[float], title: str, name: str) -> None:
    ax.set_title(title, loc="left", fontsize=8.5)
    ax.set_xlabel(name, fontsize=7.5)
    ticks = sorted(set(at))
    ax.set_xticks(ticks if len(ticks) <= TICKS else ax.get_xticks()[1:-1])
    grid_lines(ax)


def draw_field(
    material: StudyMaterial, keys: tuple[str, str], at: tuple[Sequence[float], Sequence[float]], metric: str,
    words: Words,
) -> Picture:  # fmt: skip
    """A metric over two swept numbers: a panel a structure, a coloured cell a point, its number and interval in it."""
    across, up = (sorted(set(values)) for values in at)
    x, y = (setting(key, material, words) for key in keys)
    groups = grouped(material, words)
    title = words("figure.field.title", metric=wording.name(metric, words))
    figure = new_figure(
        1.6 + (1.0 + 0.4 * max(len(up), FEWEST)) * len(groups), title, words("figure.field.subtitle", x=x, y=y),
        material.plan.name, words, stylised=material.stylised,
    )  # fmt: skip
    grid = place(figure, 1.05, 0.7, 0.9, 0.95) | {"hspace": 0.6}
    axes = np.atleast_1d(figure.subplots(len(groups), 1, gridspec_kw=grid))
    cells = {
        group: {
            (up.index(at[1][p]), across.index(at[0][p])): found
            for p in places
            if (found := level(material, p, metric)) is not None
        }
        for group, places in groups.items()
    }
    known = [found for group in cells.values() for found in group.values()]
    ends = min(known, key=lambda each: each.mean), max(known, key=lambda each: each.mean)
    for ax, (group, held) in zip(axes, cells.items(), strict=True):
        field = _field(held, (len(up), len(across)))
        image = _cells(ax, field, held, (ends[0].mean, ends[1].mean))
        ax.set_xticks(range(len(across)), [f"{value:g}" for value in across], fontsize=7)
        ax.set_yticks(range(len(up)), [f"{value:g}" for value in up], fontsize=7)
        ax.set_title(shorter(group, 50), loc="left", fontsize=8.5)
        ax.set_xlabel(x, fontsize=7.5)
        ax.set_ylabel(in_lines(setting_name(keys[1], material, words), SIDE, 3), fontsize=7)
        bar = figure.colorbar(image, ax=ax, pad=0.02)
        bar.set_label(wording.unit(ends[0].unit, words), fontsize=7)
        bar.ax.tick_params(labelsize=6.5)
    rows: list[Row] = [
        (group, across[column], up[row], each.mean, each.low, each.high)
        for group, held in cells.items()
        for (row, column), each in held.items()
    ]
    low, high = (each.text(each.mean) for each in ends)
    alt = words("figure.field.alt", metric=wording.name(metric, words), x=x, y=y, low=low, high=high)
    head = ("structure", keys[0], keys[1], "mean", "low", "high")
    return Picture(f"field-{metric}", title, alt, words("figure.field.caption"), figure, head, rows)


def _field(found: dict[tuple[int, int], Level], shape: tuple[int, int]) -> Floats:
    """The means (up, across); NaN where there is none."""
    field = np.full(shape, np.nan)
    for where, each in found.items():
        field[where] = each.mean
    return field


def _cells(
    ax: Axes, field: Floats, found: dict[tuple[int, int], Level], ends: tuple[float, float]
) -> AxesImage:
    """The colours, and in each cell its number with half of its interval."""
    low, high = ends
    image = ax.imshow(
        field, cmap="cividis", vmin=low, vmax=max(high, low + 1e-9), aspect="auto", origin="lower"
    )
    for (row, column), each in found.items():
        colour = PAPER if each.mean < (low + high) / 2 else INK
        ax.text(column, row, each.cell, ha="center", va="center", fontsize=6.5, color=colour)
    return image
