"""Known answers as a picture: the simulated value and its interval as a share of the exact one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.style import BLUE, FAINT, INK, PAPER, VERMILLION, WIDTH, save, styled
from sim.report.validation.rows import number
from sim.validation.exact import NARROW
from sim.validation.findings import Findings, Row

ROW, HEAD, FOOT = 0.165, 0.75, 0.55
"""Inches: one line of a picture, and what stands above and below its lines."""
LINES = 48
"""Lines of one picture; more go to the next."""


def draw(findings: Findings, folder: Path) -> list[Path]:
    """One picture a page of setups, `exact-1`, `exact-2`, ... as svg and png; returns the files."""
    made: list[Path] = []
    with styled():
        pages = list(_pages(findings.rows))
        for number, rows in enumerate(pages, start=1):
            made += save(_page(findings, rows, f"{number} of {len(pages)}"), folder, f"exact-{number}")
    return made


def _pages(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows in pages that keep a setup together."""
    page: list[Row] = []
    lines = 0
    for name in dict.fromkeys(row["setup"] for row in rows):
        block = [row for row in rows if row["setup"] == name]
        if page and lines + len(block) + 1 > LINES:
            yield page
            page, lines = [], 0
        page += block
        lines += len(block) + 1
    if page:
        yield page


def _page(findings: Findings, rows: Sequence[Row], which: str) -> Figure:
    names = list(dict.fromkeys(row["setup"] for row in rows))
    height = ROW * (len(rows) + len(names)) + HEAD + FOOT
    figure = Figure(figsize=(WIDTH, height), facecolor=PAPER)
    title = f"Known answers found again ({which})"
    figure.text(0.02, 1 - 0.1 / height, title, fontsize=11, weight="bold", va="top", color=INK)
    about = (
        f"{findings.date}, {'quick' if findings.quick else 'full'}; intervals adjusted for all comparisons"
    )
    figure.text(0.02, 1 - 0.32 / height, about, fontsize=8, va="top", color=FAINT)
    axes = figure.add_axes((0.52, FOOT / height, 0.46, 1 - (HEAD + FOOT) / height))
    _draw_rows(axes, findings, rows)
    return figure


def _draw_rows(axes: Axes, findings: Findings, rows: Sequence[Row]) -> None:
    line, ticks = 0, []
    axes.axvspan(-100 * NARROW, 100 * NARROW, color="#eef3f7", zorder=0)
    axes.axvline(0, color=INK, linewidth=0.8)
    for place, row in enumerate(rows):
        if place == 0 or row["setup"] != rows[place - 1]["setup"]:
            ticks.append((line, findings.curves[row["setup"]]["title"], True))
            line += 1
        _draw_interval(axes, line, row)
        ticks.append(
            (line, f"{row['quantity']}: {number(row['exact'])} {_unit(row['unit'])}".rstrip(), False)
        )
        line += 1
    axes.set_ylim(line - 0.4, -0.8)
    axes.set_yticks([])
    for at, text, head in ticks:
        axes.annotate(
            text, (0, at), xycoords=("axes fraction", "data"), xytext=(-266 if head else -256, 0),
            textcoords="offset points", va="center", fontsize=7.4, weight="bold" if head else "normal",
            annotation_clip=False,
        )  # fmt: skip
    axes.set_xlabel(f"difference from the known value, % (shaded: within {NARROW:.0%})", fontsize=7.5)
    axes.spines["left"].set_visible(False)


def _draw_interval(axes: Axes, line: int, row: Row) -> None:
    """The interval as a share of the known value; a word where there is none."""
    if row["low"] is None or not row["exact"]:
        axes.text(
            0, line, row.get("why") or "no interval", color=VERMILLION, fontsize=7, ha="center", va="center"
        )
        return
    spread = [100 * (row[end] / row["exact"] - 1) for end in ("low", "simulated", "high")]
    colour = BLUE if row["holds"] else VERMILLION
    axes.plot(spread[::2], [line, line], color=colour, linewidth=1.6)
    axes.plot(spread[1], line, "o" if row["holds"] else "X", color=colour, markersize=3.6)


def _unit(unit: str) -> str:
    return "" if unit == "share" else unit
