"""Picture: the county's townships by their mean response time, with the stations."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke

from sim.county.county import County
from sim.metrics.rows import Flag, Floats
from sim.report.material import Material
from sim.report.rows import Row, find
from sim.report.style import INK, PAPER, VERMILLION, WIDTH, new_figure, place

TITLE = "Mean response time by township"
LEVELS, CHANGES = "YlGnBu", "PuOr_r"
"""Colour maps that people with any colour vision can read."""
SCALE_BARS = (50, 20, 10, 5, 2, 1)


def draw(material: Material) -> tuple[Figure, str]:
    """The figure, and the words for whoever cannot see it."""
    county, models = material.county, material.models
    means = {model: township_means(material, model) for model in models}
    compared = len(models) == 2
    panels = len(models) + compared
    side = 0.15 if panels > 1 else 1.2
    height = 1.7 + (WIDTH - 2 * side) / panels * county.height / county.width
    figure = new_figure(
        height, TITLE, material, f"{county.title}: minutes from reception to the first able presence"
    )
    axes = np.atleast_1d(
        figure.subplots(1, panels, gridspec_kw=place(figure, side, 0.6, side, 0.6) | {"wspace": 0.06})
    )
    known = np.concatenate([m[np.isfinite(m)] for m in means.values()])
    span = _span(known)
    for ax, model in zip(axes, models, strict=False):
        image = _panel(ax, county, means[model], LEVELS, span, large=panels == 1)
        ax.set_title(model, loc="left")
        _colour_bar(figure, ax, image, "minutes")
    if compared:
        change = means[models[1]] - means[models[0]]
        finite = np.abs(change[np.isfinite(change)])
        most = max(float(finite.max()) if len(finite) else 0.0, 0.1)
        image = _panel(axes[-1], county, change, CHANGES, TwoSlopeNorm(0, -most, most), large=False)
        axes[-1].set_title("difference", loc="left")
        _colour_bar(figure, axes[-1], image, "minutes, after less before")
    _scale_bar(axes[0], county)
    handles = axes[0].get_legend_handles_labels()
    figure.legend(
        *handles, ncols=2, fontsize=7.5, loc="upper right", bbox_to_anchor=(0.99, 1 - 0.25 / height)
    )
    return figure, _words(material, means)


def _span(values: Floats) -> Normalize:
    """From the lowest to the highest of `values` (n,), in steps of five minutes."""
    if not len(values):
        return Normalize(0, 5)
    low, high = 5 * np.floor(values.min() / 5), 5 * np.ceil(values.max() / 5)
    return Normalize(float(low), float(max(high, low + 5)))


def township_means(material: Material, model: str) -> Floats:
    """Mean response (n_townships,) in minutes as the summary has it; NaN where there was no call."""
    found = [
        find(material.summary, Row("", "response_time_mean", {"area": township.label}), model)
        for township in material.county.townships
    ]
    return np.array([figure.mean if figure else np.nan for figure in found])


def _panel(ax: Axes, county: County, values: Floats, colours: str, span: Normalize, *, large: bool) -> Any:
    grid = np.full((county.height, county.width), np.nan)
    grid[county.y, county.x] = values[county.township]
    km = county.cell_km
    extent = (0, county.width * km, 0, county.height * km)
    border = Polygon(county.outline, facecolor="#e0e0e0", edgecolor="none", zorder=-1)
    ax.add_patch(border)
    image = ax.imshow(grid, cmap=colours, norm=span, origin="lower", extent=extent, interpolation="nearest")
    image.set_clip_path(border)
    _borders(ax, county)
    ax.add_patch(Polygon(county.outline, facecolor="none", edgecolor=INK, linewidth=0.9))
    stations = np.array([station.cell for station in county.stations])
    ax.plot(
        (county.x[stations] + 0.5) * km, (county.y[stations] + 0.5) * km, "^", color=VERMILLION,
        markeredgecolor=PAPER, markersize=6.5, markeredgewidth=0.8, label="station",
    )  # fmt: skip
    ax.plot(
        (county.x[county.seat_cell] + 0.5) * km, (county.y[county.seat_cell] + 0.5) * km, "o", color="none",
        markeredgecolor=VERMILLION, markersize=11, markeredgewidth=1.2, label="seat",
    )  # fmt: skip
    _labels(ax, county, 7 if large else 5.5)
    ax.set(xlim=(-0.5, extent[1] + 0.5), ylim=(-2.5, extent[3] + 0.5))
    ax.set_aspect("equal")
    ax.axis("off")
    return image


def _borders(ax: Axes, county: County) -> None:
    """Lines between cells of different townships."""
    grid = np.full((county.height, county.width), -1)
    grid[county.y, county.x] = county.township
    km = county.cell_km
    upright = np.argwhere((grid[:, 1:] != grid[:, :-1]) & (grid[:, 1:] >= 0) & (grid[:, :-1] >= 0))
    level = np.argwhere((grid[1:] != grid[:-1]) & (grid[1:] >= 0) & (grid[:-1] >= 0))
    if len(upright):
        ax.vlines(
            (upright[:, 1] + 1) * km, upright[:, 0] * km, (upright[:, 0] + 1) * km, PAPER, linewidth=0.7
        )
    if len(level):
        ax.hlines((level[:, 0] + 1) * km, level[:, 1] * km, (level[:, 1] + 1) * km, PAPER, linewidth=0.7)


def _labels(ax: Axes, county: County, size: float) -> None:
    """The townships' labels, above their centres."""
    for township in county.townships:
        x, y = (
            (county.x[township.cell] + 0.5) * county.cell_km,
            (county.y[township.cell] + 0.5) * county.cell_km,
        )
        ax.annotate(
            township.label, (x, y), (0, 5), textcoords="offset points", ha="center", fontsize=size, color=INK,
            path_effects=[withStroke(linewidth=1.5, foreground=PAPER)],
        )  # fmt: skip


def _scale_bar(ax: Axes, county: County) -> None:
    """How long a distance is, under the first panel's map."""
    across = county.width * county.cell_km
    bar = next((length for length in SCALE_BARS if length <= across / 3), across / 3)
    ax.plot([0, bar], [-2, -2], color=INK, linewidth=2.5, solid_capstyle="butt", clip_on=False)
    ax.text(0, -1.6 + across * 0.01, f"{bar:g} km", fontsize=7, va="bottom")


def _colour_bar(figure: Figure, ax: Axes, image: Any, words: str) -> None:
    bar = figure.colorbar(image, ax=ax, orientation="horizontal", fraction=0.05, pad=0.04, shrink=0.85)
    bar.set_label(words, fontsize=7.5)
    bar.ax.tick_params(labelsize=7)
    bar.outline.set_visible(False)


def _words(material: Material, means: dict[str, Floats]) -> str:
    stamp = " Places are stylised." if material.county.stylised else ""
    told = []
    for model, values in means.items():
        if not np.isfinite(values).any():
            told.append(f"Under {model} no township has a figure.")
            continue
        best, worst = int(np.nanargmin(values)), int(np.nanargmax(values))
        labels = [township.label for township in material.county.townships]
        told.append(
            f"Under {model} the mean response is {values[best]:.1f} minutes in {labels[best]}, the best "
            f"served, and {values[worst]:.1f} in {labels[worst]}, the worst served."
        )
    few = _few(material)
    note = f" Few calls in {', '.join(few)}." if few else ""
    shown = f"Map of {material.county.title} with {len(material.county.stations)} stations."
    return f"{shown} {' '.join(told)}{note}{stamp}"


def _few(material: Material) -> list[str]:
    """Townships whose figure rests on fewer calls than say much."""
    model = material.models[-1]
    found = {
        t.label: find(material.summary, Row("", "response_time_mean", {"area": t.label}), model)
        for t in material.county.townships
    }
    return [label for label, figure in found.items() if figure and figure.flag == Flag.FEW]
