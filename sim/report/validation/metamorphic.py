"""Relations between runs as a picture: shams, intervals, planted differences, and every claim as a square."""

from __future__ import annotations

from collections import Counter
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
from sim.validation.findings import Answer, Findings, Row

NAME = "metamorphic"
LEFT, RIGHT, HEAD, FOOT = 1.25, 0.15, 0.85, 0.2
"""Inches: what stands around the panels."""
UPPER, MIDDLE, LINE = 3.3, 1.7, 0.17
"""Inches: the height of each row of panels, and of a line of squares."""
UNDER_UPPER, UNDER_MIDDLE = 1.25, 0.95
"""Inches below a row of panels: labels and legend, and the titles of the next row."""
TITLES = 2.35
"""Inches left of the squares, for the titles of the relations."""
COLOURS = (BLUE, ORANGE, GREEN, PURPLE)
MARKS = ("o", "s", "^", "D")
RUN = 8
"""Replications of the run whose intervals are drawn."""
ACROSS = 40
"""Squares of a relation in one line."""
SMALL = 7.0
OTHERS = {Answer.NOT_SHOWN: "not shown", Answer.DOES_NOT_HOLD: "do not hold"}
LOOKS: dict[Answer, dict[str, Any]] = {
    Answer.HOLDS: {"marker": "s", "markersize": 4.2, "color": BLUE},
    Answer.NOT_SHOWN: {"marker": "s", "markersize": 4.2, "color": BLUE, "markerfacecolor": "none"},
    Answer.DOES_NOT_HOLD: {"marker": "X", "markersize": 6, "color": VERMILLION},
}

Point = Mapping[str, float]
Curves = Mapping[str, Mapping[str, Sequence[Point]]]
"""What is compared -> metric -> points."""


def draw(findings: Findings, folder: Path) -> list[Path]:
    """One picture, `metamorphic` as svg and png; returns the files."""
    with styled():
        return save(_page(findings), folder, NAME)


def _page(findings: Findings) -> Figure:
    curves, squares = findings.curves, LINE * _lines(findings.rows)
    upper = UPPER + UNDER_UPPER if curves.get("sham") or curves.get("intervals") else 0.0
    middle = MIDDLE + UNDER_MIDDLE if curves.get("planted") else 0.0
    figure = Figure(figsize=(WIDTH, HEAD + upper + middle + squares + FOOT), facecolor=PAPER)
    _heading(figure, findings)
    if upper:
        _shares(figure, FOOT + squares + middle + UNDER_UPPER, curves)
    if middle:
        _powers(figure, FOOT + squares + UNDER_MIDDLE, curves["planted"])
    _claims(_axes(figure, TITLES, FOOT, WIDTH - TITLES - RIGHT, squares), findings.rows)
    return figure


def _heading(figure: Figure, findings: Findings) -> None:
    height = figure.get_figheight()
    count = Counter(_answer(row) for row in findings.rows)
    title = f"What must not matter, and what must: {count[Answer.HOLDS]} of {len(findings.rows)} claims hold"
    figure.text(0.02, 1 - 0.1 / height, title, fontsize=11, weight="bold", va="top", color=INK)
    others = ", ".join(f"{count[each]} {words}" for each, words in OTHERS.items())
    about = f"{others}; {findings.date}, {'quick' if findings.quick else 'full'}"
    if findings.curves:
        about += "; bars: 95 % intervals of a share of repetitions; lines: what the noncentral t predicts"
    figure.text(0.02, 1 - 0.32 / height, about, fontsize=8, va="top", color=FAINT)


def _axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """A panel placed in inches."""
    whole = figure.get_figheight()
    return figure.add_axes((left / WIDTH, bottom / whole, width / WIDTH, height / whole))


# -- shams and intervals -----------------------------------------------------------------------------------------


def _shares(figure: Figure, bottom: float, curves: Mapping[str, Any]) -> None:
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
        axes = _axes(figure, LEFT + place * (width + 0.3), bottom, width, UPPER)
        axes.set_title(title, loc="left", fontsize=8.5)
        if not drawn:
            _empty(axes)
            continue
        axes.axvline(promised, color=INK, linewidth=0.8, linestyle="--")
        _dots(axes, drawn, metrics)
        axes.set_ylim(len(metrics) - 0.4, -0.6)
        axes.set_yticks(range(len(metrics)), [_words(metric) for metric in metrics] if not place else [])
        axes.tick_params(labelsize=SMALL, length=0)
        axes.set_xlabel(label, fontsize=7.5)
        grid_lines(axes, "x")
        axes.legend(
            loc="upper left", bbox_to_anchor=(-0.03, -0.11), fontsize=SMALL, borderpad=0, labelspacing=0.3
        )


def _empty(axes: Axes) -> None:
    """A panel without anything to draw says so."""
    axes.text(
        0.5, 0.5, "in the full form only", transform=axes.transAxes, ha="center", fontsize=8, color=FAINT
    )
    axes.set_xticks([])
    axes.set_yticks([])


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


def _powers(figure: Figure, bottom: float, planted: Curves) -> None:
    """How often a planted difference is told apart, by the replications of a run."""
    metrics = list(dict.fromkeys(metric for each in planted.values() for metric in each))
    width = (WIDTH - LEFT - RIGHT - 0.3) / 2
    for place, metric in enumerate(metrics[:2]):
        axes = _axes(figure, LEFT + place * (width + 0.3), bottom, width, MIDDLE)
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
        axes.legend(fontsize=SMALL, loc="upper left", bbox_to_anchor=(-0.03, -0.22), ncols=2, borderpad=0)


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


def _lines(rows: Sequence[Row]) -> int:
    """Lines of squares, relation by relation."""
    return sum(1 + (number - 1) // ACROSS for number in Counter(row["group"] for row in rows).values())


def _claims(axes: Axes, rows: Sequence[Row]) -> None:
    """A square for every claim, relation by relation: full, hollow where it is not shown; a cross where it fails."""
    title = "Every claim: a full square holds, a hollow one is not shown, a cross does not hold"
    axes.set_title(title, loc="left", fontsize=8.5)
    titles = list(dict.fromkeys(row["group"] for row in rows))
    line, ticks = 0, []
    for title in titles:
        mine = [row for row in rows if row["group"] == title]
        ticks.append((line, title))
        for place, row in enumerate(mine):
            axes.plot(place % ACROSS, line + place // ACROSS, **LOOKS[_answer(row)])
        line += 1 + (len(mine) - 1) // ACROSS
    axes.set(xlim=(-1, ACROSS), ylim=(line - 0.4, -0.7))
    axes.set_xticks([])
    axes.set_yticks([at for at, _ in ticks], [title for _, title in ticks], fontsize=SMALL)
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _answer(row: Row) -> Answer:
    """What was found; findings without the three answers know two."""
    return Answer(row.get("verdict", Answer.HOLDS if row["holds"] else Answer.DOES_NOT_HOLD))
