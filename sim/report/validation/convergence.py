"""The three questions of convergence as pictures: size of the cells, warm-up, draws of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.transforms import blended_transform_factory

from sim.report.style import (
    FAINT,
    INK,
    PAPER,
    SKY,
    VERMILLION,
    WIDTH,
    grid_lines,
    model_line,
    place,
    save,
    styled,
)
from sim.validation.convergence.design import COUNTY, DIFFERENCE, MODELS, OF
from sim.validation.convergence.judge import interval, margin
from sim.validation.findings import Findings

Curves = Mapping[str, Any]
WITHIN = "#eef3f7"
"""The ground of what counts as little."""
NARROWER = "#dbe6ee"


def draw(findings: Findings, folder: Path) -> list[Path]:
    """`convergence-cells`, `-warm-up` and `-places` as svg and png, as far as answered; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    with styled():
        for name, make in (("cells", _cells), ("warm-up", _warmup), ("places", _places)):
            if name in findings.curves:
                made += save(make(findings, findings.curves[name]), folder, f"convergence-{name}")
    return made


def _page(height: float, title: str, about: str, findings: Findings) -> Figure:
    figure = Figure(figsize=(WIDTH, height), facecolor=PAPER)
    figure.text(0.02, 1 - 0.12 / height, title, fontsize=11, weight="bold", va="top", color=INK)
    figure.text(0.02, 1 - 0.34 / height, about, fontsize=8, va="top", color=FAINT, linespacing=1.3)
    stamp = f"{COUNTY}, {' and '.join(MODELS)}, {findings.date}, {'quick' if findings.quick else 'full'}"
    figure.text(0.02, 0.06 / height, stamp, fontsize=7, va="bottom", color=FAINT)
    figure.text(
        0.98, 0.06 / height, "STYLISED: places inside the county are drawn, not real", fontsize=7, va="bottom",
        ha="right", color=VERMILLION, weight="bold",
    )  # fmt: skip
    _legend(figure, height)
    return figure


def _colour(of: str) -> str:
    return model_line(MODELS.index(of))[0] if of in MODELS else INK


def _legend(figure: Figure, height: float) -> None:
    """Whose colour is whose, in a line under the heading."""
    for left, of in zip((0.02, 0.15, 0.26), OF, strict=True):
        figure.text(left, 1 - 0.7 / height, of, fontsize=8, va="top", color=_colour(of), weight="bold")


# -- size of the cells -----------------------------------------------------------------------------------------


def _cells(findings: Findings, curves: Curves) -> Figure:
    """Change against the finest cells: levels above, the difference between the structures below."""
    figures = [name for name in curves["held"] if DIFFERENCE in curves["held"][name][0]]
    land = [name for name in curves["held"] if name not in figures]
    about = (
        f"Change against cells of {curves['sizes'][0]:g} km, over {curves['draws']} draws of places, 95 % intervals\n"
        "full points: stations held in place; open: stations as drawn; shaded: the margin, which an interval must keep"
    )
    page = _page(
        7.1, _question(f"Are cells of {curves['size']:g} km small enough?", findings), about, findings
    )
    spots = GridSpec(3, len(figures), page, **place(page, 0.72, 0.6, 0.12, 1.3), wspace=0.42, hspace=0.45)
    for column, name in enumerate(figures):
        above, below = page.add_subplot(spots[0, column]), page.add_subplot(spots[1, column])
        words, _, _, unit = curves["words"][name]
        _changes(above, curves, name, MODELS)
        _changes(below, curves, name, (DIFFERENCE,))
        above.set_title(f"{_wrapped(words)}, {unit}", fontsize=8)
        if column == 0:
            above.set_ylabel("change of the level")
            below.set_ylabel("change of the difference")
    half = len(figures) // 2
    for column, name in enumerate(land):
        _by_draw(page.add_subplot(spots[2, column * half : (column + 1) * half]), curves, name)
    return page


def _wrapped(words: str) -> str:
    """Two lines of about the same length."""
    parts = words.split()
    cut = min(range(1, len(parts) + 1), key=lambda i: abs(len(" ".join(parts[:i])) - len(words) / 2))
    return " ".join(parts[:cut]) + ("\n" + " ".join(parts[cut:]) if cut < len(parts) else "")


def _question(words: str, findings: Findings) -> str:
    """The quick form asks, and has no answer."""
    return f"{words} (quick form: judges nothing)" if findings.quick else words


def _changes(ax: Axes, curves: Curves, name: str, of: Sequence[str]) -> None:
    """Change of each size against the finest."""
    sizes, scale = curves["sizes"], curves["words"][name][2]
    wide = scale * margin(name, DIFFERENCE in of)
    ax.axhspan(-wide, wide, color=WITHIN, zorder=0)
    ax.axhline(0, color=FAINT, linewidth=0.8)
    for layout, face in (("drawn", False), ("held", True)):
        for line, whose in enumerate(of):
            by_size = [np.array(found[whose]) for found in curves[layout][name]]
            shift = (line - (len(of) - 1) / 2) * 0.36 + (0.07 if face else -0.07)
            for spot, found in enumerate(by_size[1:], start=1):
                mean, low, high = interval(scale * (found - by_size[0]))
                colour = _colour(whose)
                ax.plot([spot + shift] * 2, [low, high], color=colour, linewidth=1.2)
                ax.plot(spot + shift, mean, "o", color=colour, markersize=4, mfc=colour if face else PAPER)
    ax.set_xticks(range(1, len(sizes)), [f"{size:g} km" for size in sizes[1:]])
    ax.set_xlim(0.5, len(sizes) - 0.5)
    grid_lines(ax, "y")


def _by_draw(ax: Axes, curves: Curves, name: str) -> None:
    """A fact of the land at each size: a line a draw of places, and their mean."""
    words, unit, scale, _ = curves["words"][name]
    sizes = curves["sizes"]
    found = scale * np.array([by_of["county"] for by_of in curves["held"][name]])
    spots = range(len(sizes))
    ax.plot(spots, found, color=SKY, linewidth=0.8)
    ax.plot(spots, found.mean(axis=1), color=INK, linewidth=1.8, marker="o", markersize=4)
    ax.set_xticks(spots, [f"{size:g} km" for size in sizes])
    ax.set_ylim(bottom=0)
    ax.set_ylabel(unit)
    ax.set_title(f"{words}\na line a draw, black: mean; stations held", fontsize=8)
    grid_lines(ax, "y")


# -- warm-up ---------------------------------------------------------------------------------------------------


def _warmup(findings: Findings, curves: Curves) -> Figure:
    """Series from the drawn backlog on, smoothed; beside them one cohort after warm-ups of several lengths."""
    reach = (2 * curves["reach"] + 1) * curves["batch"]
    seeds = len(next(iter(curves["cohort"].values()))[0][MODELS[0]])
    about = (
        f"From the drawn backlog on, mean over {seeds} replications; dots: {curves['batch']} days, line: moving "
        f"average of {reach} days (Welch 1983)\ntriangles: where MSER-5 would cut; right: the same cohort after "
        f"shorter warm-ups against {curves['warmups'][-1]} days, 95 % intervals; shaded: margins"
    )
    page = _page(
        8.1, _question(f"Is a warm-up of {curves['warmup']} days long enough?", findings), about, findings
    )
    spots = GridSpec(
        4, 2, page, **place(page, 0.62, 0.6, 0.12, 1.25), wspace=0.25, hspace=0.5, width_ratios=(2.1, 1)
    )  # fmt: skip
    for row, (name, (title, unit)) in enumerate(curves["titles"].items()):
        _series(page.add_subplot(spots[row, 0]), curves, name, f"{title}, {unit}")
    for row, name in enumerate(curves["cohort"]):
        _cohort(page.add_subplot(spots[row, 1]), curves, name)
    return page


def _series(ax: Axes, curves: Curves, name: str, title: str) -> None:
    batch, warmup = curves["batch"], curves["warmup"]
    highest = 0.0
    for model in MODELS:
        found = curves["series"][model][name]
        colour, dashes = model_line(MODELS.index(model))
        days = (np.arange(len(found["batches"])) + 0.5) * batch
        ax.plot(days, found["batches"], ".", color=colour, markersize=2, alpha=0.35)
        ax.plot(days[: len(found["smooth"])], found["smooth"], color=colour, linestyle=dashes, linewidth=1.6)
        at_foot = blended_transform_factory(ax.transData, ax.transAxes)
        ax.plot(found["cut"], 0.03, marker="v", color=colour, markersize=6, transform=at_foot, clip_on=False)
        highest = max(highest, float(np.quantile(found["batches"], 0.995)))
    ax.axvspan(0, warmup, color=WITHIN, zorder=0)
    ax.axvline(warmup, color=INK, linewidth=0.8, linestyle=":")
    length = len(curves["series"][MODELS[0]][name]["batches"]) * batch
    ax.set_xticks(range(0, length + warmup // 2, warmup))
    ax.set(xlim=(0, length), ylim=(0, 1.15 * highest))
    ax.set_title(title, fontsize=8, loc="left")
    if name == list(curves["titles"])[-1]:
        ax.set_xlabel("days since the start (shaded: the warm-up)")
    grid_lines(ax, "y")


def _cohort(ax: Axes, curves: Curves, name: str) -> None:
    """The cohort after each warm-up against the longest; shaded are the margins, of a level and of a difference."""
    *shorter, longest = curves["cohort"][name]
    words, _, scale, unit = curves["words"][name]
    for difference, shade in ((False, WITHIN), (True, NARROWER)):
        wide = scale * margin(name, difference)
        ax.axhspan(-wide, wide, color=shade, zorder=0)
    ax.axhline(0, color=FAINT, linewidth=0.8)
    for line, of in enumerate(OF):
        best = np.array(longest[of])
        for spot, found in enumerate(shorter):
            mean, low, high = interval(scale * (np.array(found[of]) - best))
            ax.plot([spot + 0.2 * (line - 1)] * 2, [low, high], color=_colour(of), linewidth=1.1)
            ax.plot(spot + 0.2 * (line - 1), mean, "o", color=_colour(of), markersize=3.2)
    ax.set_xticks(range(len(shorter)), [f"{days} d" for days in curves["warmups"][:-1]])
    ax.set_title(f"{words},\nchange in {unit}", fontsize=8, loc="left")
    if name == list(curves["cohort"])[-1]:
        ax.set_xlabel("warm-up of the same cohort")
    grid_lines(ax, "y")


# -- draws of places -------------------------------------------------------------------------------------------


def _places(findings: Findings, curves: Curves) -> Figure:
    """Each draw of places with its seeds: levels above, the difference between the structures below."""
    names = list(curves["values"])
    draws, seeds = np.shape(curves["values"][names[0]][DIFFERENCE])
    about = (
        f"{draws} draws of places, {seeds} seeds in each (dots) and their mean (bar); ring: the default draw\n"
        "shaded: where the mean of another draw is to be expected (95 %)"
    )
    page = _page(5.2, _question("What does it cost that places are drawn?", findings), about, findings)
    spots = GridSpec(2, len(names), page, **place(page, 0.62, 0.62, 0.12, 1.3), wspace=0.42, hspace=0.35)
    for column, name in enumerate(names):
        words, unit, _ = curves["words"][name]
        above, below = page.add_subplot(spots[0, column]), page.add_subplot(spots[1, column])
        for model in MODELS:
            _draws(above, curves, name, model)
        _draws(below, curves, name, DIFFERENCE)
        span = curves["spread"][name][DIFFERENCE]
        scale = curves["words"][name][2]
        below.axhspan(scale * span["low"], scale * span["high"], color=WITHIN, zorder=0)
        below.axhline(0, color=FAINT, linewidth=0.8)
        above.set_title(f"{_wrapped(words)}, {unit}", fontsize=8)
        below.set_title(f"places: {span['share']:.0%} of the variance", fontsize=7.5, color=FAINT)
        below.set_xlabel("draw of places")
        if column == 0:
            above.set_ylabel("level")
            below.set_ylabel("difference")
    return page


def _draws(ax: Axes, curves: Curves, name: str, of: str) -> None:
    found = curves["words"][name][2] * np.array(curves["values"][name][of])
    colour = _colour(of)
    for draw, values in enumerate(found, start=1):
        ax.plot([draw] * len(values), values, ".", color=colour, markersize=2.5, alpha=0.5)
        ax.plot([draw - 0.35, draw + 0.35], [values.mean()] * 2, color=colour, linewidth=1.8)
    default = curves["default"]
    ax.plot(default, found[default - 1].mean(), "o", color=INK, markersize=7, mfc="none", markeredgewidth=0.9)
    ax.set_xticks([1, len(found) // 2, len(found)] if len(found) > 3 else range(1, len(found) + 1))
    grid_lines(ax, "y")
