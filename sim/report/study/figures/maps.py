"""Figure: mean response by township under every structure of a stratum, on one scale, and the differences."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke

from sim.county.county import County
from sim.metrics.rows import Floats
from sim.report.county_map import CHANGES, LEVELS, SCALE_BARS
from sim.report.study.figures.frame import Picture, new_figure
from sim.report.study.figures.lines import shorter
from sim.report.study.findings import RESPONSE
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.style import INK, PAPER, VERMILLION, WIDTH, place

ACROSS, MOST = 3, 5
"""Panels in a row, and points of a stratum that are drawn; more would be too small to read."""
SIDE, TOP, BOTTOM, BAR = 0.12, 0.75, 0.35, 0.75
"""Inches: margins, and room for a title and a colour bar with each row of panels."""


def draw(material: StudyMaterial, stratum: Sequence[int], words: Words, *, townships: bool) -> Picture:
    """Panels of levels, then of differences from the baseline; `townships`: that figure is drawn beside it."""
    county, points = material.county(stratum[0]), list(stratum)[:MOST]
    levels = {point: township_means(material, point) for point in points}
    changes = {point: levels[point] - levels[points[0]] for point in points[1:]}
    panels = [("level", point, values) for point, values in levels.items()]
    panels += [("change", point, values) for point, values in changes.items()]
    across = min(ACROSS, len(panels)) if len(panels) > 1 else 2
    down = ceil(len(panels) / across)
    one = (WIDTH - 2 * SIDE) / across * county.height / county.width
    title = words("figure.map.title")
    subtitle = words("figure.map.subtitle", county=material.county_title(stratum[0], words))
    figure = new_figure(
        TOP + BOTTOM + down * (one + BAR), title, subtitle, material.plan.name, words, stylised=county.stylised,
    )  # fmt: skip
    grid = place(figure, SIDE, BOTTOM + 0.2, SIDE, TOP) | {"wspace": 0.05, "hspace": 0.15}
    axes = np.atleast_1d(figure.subplots(down, across, gridspec_kw=grid)).ravel()
    _panels(figure, axes, county, panels, material, words)
    _bar(axes[0], county)
    rows = [_row(material, index, points, levels, changes) for index in range(len(county.townships))]
    names = [material.names[point] for point in points]
    head = ("township", "residents", "urban", *(f"{name}, min" for name in names))
    head += tuple(f"{name} less {names[0]}, min" for name in names[1:])
    alt = _alt(material, levels, stratum[0], words)
    caption = _caption(county, len(stratum), townships=townships, words=words)
    return Picture(f"map-{stratum[0]}", title, alt, caption, figure, head, rows)


def _caption(county: County, points: int, *, townships: bool, words: Words) -> str:
    """What the colours mean, and what the differences hold."""
    told = [words("figure.map.levels")]
    if points > 1:
        apart = "differences" if townships else "differences_alone"
        told = [words("figure.map.caption"), words(f"figure.map.{apart}")]
    if county.stylised:
        told.append(words("figure.stylised_note"))
    if points > MOST:
        told.append(words("figure.map.most", number=MOST, of=points))
    return words("join.sentences").join(told)


def township_means(material: StudyMaterial, point: int) -> Floats:
    """Mean response (n_townships,) in minutes; NaN where there was no call."""
    name = material.names[point]
    found = [
        material.figures.value(name, RESPONSE, area=township.label)
        for township in material.county(point).townships
    ]
    return np.array([value.mean if value else np.nan for value in found])


def _panels(
    figure: Figure,
    axes: Any,
    county: County,
    panels: Sequence[tuple[str, int, Floats]],
    material: StudyMaterial,
    words: Words,
) -> None:
    """All panels; those without one are left empty."""
    scale = _scale([values for kind, _, values in panels if kind == "level"])
    apart = np.concatenate([np.abs(v) for kind, _, v in panels if kind == "change"] or [np.zeros(1)])
    most = max(float(np.nanmax(apart)) if np.isfinite(apart).any() else 0.0, 0.1)
    for ax in axes[len(panels) :]:
        ax.axis("off")
    for ax, (kind, point, values) in zip(axes, panels, strict=False):
        label = shorter(material.label(point, words), 30)
        norm: Normalize = scale if kind == "level" else TwoSlopeNorm(0, -most, most)
        image = _panel(ax, county, values, LEVELS if kind == "level" else CHANGES, norm)
        ax.set_title(
            label if kind == "level" else words("figure.map.change", name=label), loc="left", fontsize=8
        )
        bar = figure.colorbar(image, ax=ax, orientation="horizontal", fraction=0.05, pad=0.03, shrink=0.85)
        bar.set_label(words(f"figure.map.{kind}_unit"), fontsize=7)
        bar.ax.tick_params(labelsize=6.5)
        bar.outline.set_visible(False)


def _scale(levels: list[Floats]) -> Normalize:
    """One scale for all levels, in steps of five minutes."""
    known = np.concatenate(levels)
    known = known[np.isfinite(known)]
    if not len(known):
        return Normalize(0, 5)
    low, high = 5 * np.floor(known.min() / 5), 5 * np.ceil(known.max() / 5)
    return Normalize(float(low), float(max(high, low + 5)))


def _panel(ax: Axes, county: County, values: Floats, colours: str, norm: Normalize) -> Any:
    grid = np.full((county.height, county.width), np.nan)
    grid[county.y, county.x] = values[county.township]
    km = county.cell_km
    across, up = county.width * km, county.height * km
    border = Polygon(county.outline, facecolor="#e0e0e0", edgecolor="none", zorder=-1)
    ax.add_patch(border)
    image = ax.imshow(
        grid, cmap=colours, norm=norm, origin="lower", extent=(0, across, 0, up), interpolation="nearest"
    )
    image.set_clip_path(border)
    ax.add_patch(Polygon(county.outline, facecolor="none", edgecolor=INK, linewidth=0.8))
    cells = np.array([station.cell for station in county.stations])
    ax.plot(
        (county.x[cells] + 0.5) * km, (county.y[cells] + 0.5) * km, "^", color=VERMILLION,
        markeredgecolor=PAPER, markersize=5.5, markeredgewidth=0.7,
    )  # fmt: skip
    for township in county.townships:
        at = ((county.x[township.cell] + 0.5) * km, (county.y[township.cell] + 0.5) * km)
        ax.annotate(
            township.label, at, (0, 4), textcoords="offset points", ha="center", fontsize=5.5, color=INK,
            path_effects=[withStroke(linewidth=1.3, foreground=PAPER)],
        )  # fmt: skip
    ax.set(xlim=(-0.5, across + 0.5), ylim=(-0.06 * up, up + 0.5))
    ax.set_aspect("equal")
    ax.axis("off")
    return image


def _bar(ax: Axes, county: County) -> None:
    """How long a distance is."""
    across, up = county.width * county.cell_km, county.height * county.cell_km
    bar = next((length for length in SCALE_BARS if length <= across / 3), across / 3)
    ax.plot(
        [0, bar], [-0.03 * up, -0.03 * up], color=INK, linewidth=2.2, solid_capstyle="butt", clip_on=False
    )
    ax.text(0, -0.015 * up, f"{bar:g} km", fontsize=6.5, va="bottom")


def _row(
    material: StudyMaterial,
    index: int,
    points: list[int],
    levels: dict[int, Floats],
    changes: dict[int, Floats],
) -> list[str | float | int]:
    township = material.county(points[0]).townships[index]
    return [
        township.label, round(township.residents), "yes" if township.urban else "no",
        *(float(levels[point][index]) for point in points), *(float(each[index]) for each in changes.values()),
    ]  # fmt: skip


def _alt(material: StudyMaterial, levels: dict[int, Floats], first: int, words: Words) -> str:
    county = material.county(first)
    title = material.county_title(first, words)
    told = [words("figure.map.alt", county=title, stations=len(county.stations))]
    labels = [township.label for township in county.townships]
    for point, values in levels.items():
        if np.isfinite(values).any():
            best, worst = int(np.nanargmin(values)), int(np.nanargmax(values))
            told.append(
                words(
                    "figure.map.alt_point", name=material.label(point, words), best=labels[best],
                    best_value=f"{values[best]:.1f}", worst=labels[worst], worst_value=f"{values[worst]:.1f}",
                )
            )  # fmt: skip
    return words("join.sentences").join(told)
