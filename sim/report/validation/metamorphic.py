"""Relations between runs as a picture: shams, intervals, planted differences, and every claim as a square."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    VERMILLION,
    WIDTH,
    grid_lines,
    save,
    styled,
)
from sim.validation.findings import Findings, Row

NAME = "metamorphic"
HEIGHT, LEFT, RIGHT, HEAD, FOOT = 10.4, 1.25, 0.15, 0.8, 0.25
"""Inches: the picture, and what stands around its panels."""
UPPER, MIDDLE, LOWER = 3.3, 1.7, 2.3
"""Inches: the height of each row of panels."""
TITLES = 2.35
"""Inches left of the squares, for the titles of the relations."""
COLOURS = (BLUE, ORANGE, GREEN, PURPLE)
MARKS = ("o", "s", "^", "D")
RUN = 8
"""Replications of the run whose intervals are drawn."""
ACROSS = 40
"""Squares of a relation in one line."""
SMALL = 7.0

Point = Mapping[str, float]
Curves = Mapping[str, Mapping[str, Sequence[Point]]]
"""What is compared -> metric -> points."""


def draw(findings: Findings, folder: Path) -> list[Path]:
    """One picture, `metamorphic` as svg and png; returns the files."""
    with styled():
        return save(_page(findings), folder, NAME)


def _page(findings: Findings) -> Figure:
    figure = Figure(figsize=(WIDTH, HEIGHT), facecolor=PAPER)
    held = sum(row["holds"] for row in findings.rows)
    title = f"What must not matter, and what must: {held} of {len(findings.rows)} claims hold"
    figure.text(0.02, 1 - 0.1 / HEIGHT, title, fontsize=11, weight="bold", va="top", color=INK)
    about = (
        f"{findings.date}, {'quick' if findings.quick else 'full'}; bars: 95 % intervals of a share of repetitions; "
        f"lines below: what the noncentral t predicts"
    )
    figure.text(0.02, 1 - 0.32 / HEIGHT, about, fontsize=8, va="top", color=FAINT)
    _shares(figure, findings.curves)
    _powers(figure, findings.curves.get("planted", {}))
    _claims(_axes(figure, TITLES, FOOT, WIDTH - TITLES - RIGHT, LOWER), findings.rows)
    return figure


def _axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """A panel placed in inches."""
    return figure.add_axes((left / WIDTH, bottom / HEIGHT, width / WIDTH, height / HEIGHT))


# -- shams and intervals -----------------------------------------------------------------------------------------


def _shares(figure: Figure, curves: Mapping[str, Any]) -> None:
    """How often a run of eight tells a sham pair apart, and how often its interval holds the mean."""
    shams: Curves = {each["title"]: each["metrics"] for each in curves.get("sham", {}).values()}
    held: Curves = curves.get("intervals", {})
    metrics = list(dict.fromkeys(metric for group in (*shams.values(), *held.values()) for metric in group))
    width = (WIDTH - LEFT - RIGHT - 0.3) / 2
    panels = (
        (shams, 5, "Told apart though nothing differs", "repetitions, %; promised: 5"),
        (held, 95, "The interval holds the long-run mean", "repetitions, %; promised: 95"),
    )
    for place, (drawn, promised, title, label) in enumerate(panels):
        axes = _axes(figure, LEFT + place * (width + 0.3), HEIGHT - HEAD - UPPER, width, UPPER)
        axes.set_title(title, loc="left", fontsize=8.5)
        axes.axvline(promised, color=INK, linewidth=0.8, linestyle="--")
        _dots(axes, drawn, metrics)
        axes.set_ylim(len(metrics) - 0.4, -0.6)
        axes.set_yticks(range(len(metrics)), [_words(metric) for metric in metrics] if not place else [])
        axes.tick_params(labelsize=SMALL, length=0)
        axes.set_xlabel(label, fontsize=7.5)
        grid_lines(axes, "x")
        if drawn:
            axes.legend(
                loc="upper left", bbox_to_anchor=(-0.03, -0.11), fontsize=SMALL, borderpad=0, labelspacing=0.3
            )


def _dots(axes: Axes, drawn: Curves, metrics: Sequence[str]) -> None:
    step = 0.7 / max(len(drawn), 1)
    for index, (title, by_metric) in enumerate(drawn.items()):
        points = [
            (metrics.index(metric), point)
            for metric, each in by_metric.items()
            for point in each
            if point["size"] == RUN
        ]
        if not points:
            continue
        at = [line + (index - (len(drawn) - 1) / 2) * step for line, _ in points]
        axes.hlines(
            at,
            [100 * point["low"] for _, point in points],
            [100 * point["high"] for _, point in points],
            color=COLOURS[index % len(COLOURS)],
            linewidth=1.0,
        )
        axes.plot(
            [100 * point["share"] for _, point in points],
            at,
            MARKS[index % len(MARKS)],
            markersize=3,
            color=COLOURS[index % len(COLOURS)],
            label=f"{title} ({points[0][1]['groups']:.0f} times)",
        )


def _words(metric: str) -> str:
    return metric.removesuffix("_mean").replace("_", " ")


# -- planted differences -----------------------------------------------------------------------------------------


def _powers(figure: Figure, planted: Curves) -> None:
    """How often a planted difference is told apart, by the replications of a run."""
    metrics = list(dict.fromkeys(metric for each in planted.values() for metric in each))
    width = (WIDTH - LEFT - RIGHT - 0.3) / 2
    for place, metric in enumerate(metrics[:2]):
        axes = _axes(figure, LEFT + place * (width + 0.3), FOOT + LOWER + 0.75, width, MIDDLE)
        axes.set_title(f"A planted difference found: {_words(metric)}", loc="left", fontsize=8.5)
        for index, (title, by_metric) in enumerate(planted.items()):
            points = by_metric.get(metric, ())
            if points:
                _power(axes, points, index, title)
        axes.axhline(5, color=INK, linewidth=0.8, linestyle="--")
        axes.set_ylim(-3, 104)
        axes.set_xlabel("replications of a run", fontsize=7.5)
        axes.set_ylabel("told apart, %" if not place else "", fontsize=7.5)
        axes.tick_params(labelsize=SMALL)
        grid_lines(axes)
        axes.legend(fontsize=SMALL, loc="best")


def _power(axes: Axes, points: Sequence[Point], index: int, title: str) -> None:
    sizes = [point["size"] for point in points]
    colour = COLOURS[index % len(COLOURS)]
    axes.plot(sizes, [100 * point["expected"] for point in points], color=colour, linewidth=1.0, alpha=0.6)
    axes.vlines(
        sizes,
        [100 * point["low"] for point in points],
        [100 * point["high"] for point in points],
        color=colour,
    )
    shares = [100 * point["share"] for point in points]
    axes.plot(sizes, shares, MARKS[index % len(MARKS)], color=colour, markersize=3.5, label=title)


# -- all claims --------------------------------------------------------------------------------------------------


def _claims(axes: Axes, rows: Sequence[Row]) -> None:
    """A square for every claim, relation by relation; a cross where it does not hold."""
    axes.set_title("Every claim: a square that holds, a cross that does not", loc="left", fontsize=8.5)
    titles = list(dict.fromkeys(row["group"] for row in rows))
    line, ticks = 0, []
    for title in titles:
        mine = [row for row in rows if row["group"] == title]
        ticks.append((line, title))
        for place, row in enumerate(mine):
            holds = row["holds"]
            axes.plot(place % ACROSS, line + place // ACROSS, "s" if holds else "X", markersize=4.2 if holds else 6,
                      color=BLUE if holds else VERMILLION)  # fmt: skip
        line += 1 + (len(mine) - 1) // ACROSS
    axes.set(xlim=(-1, ACROSS), ylim=(line - 0.4, -0.7))
    axes.set_xticks([])
    axes.set_yticks([at for at, _ in ticks], [title for _, title in ticks], fontsize=SMALL)
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
