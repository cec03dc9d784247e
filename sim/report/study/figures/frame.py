"""The frame of every figure: title, what to read, study, stamps; and the figure as bytes with its table."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure

from sim.report.spreadsheet import FORMULA, GUARDED
from sim.report.study.figures.lines import in_lines, width
from sim.report.study.language import Words
from sim.report.style import FAINT, INK, PAPER, VERMILLION, WIDTH, chinese_font, styled

FONT = Path(__file__).parents[1] / "fonts" / "county-report-sc.otf"
DPI = 130
TITLE = 72
"""Latin widths of a title in its full size; a longer one is smaller."""
SUBTITLE = 116
"""Latin widths of a line of the subtitle, which has two at most."""
PIXELS = 96
"""Pixels an inch of a page."""


@dataclass(frozen=True)
class Picture:
    """A figure with everything that goes with it; `head` and `rows` are the numbers that it shows."""

    name: str
    title: str
    alt: str
    caption: str
    figure: Figure
    head: tuple[str, ...]
    rows: Sequence[Sequence[str | float | int]]

    @cached_property
    def svg(self) -> bytes:
        """The figure as SVG; the same figure gives the same bytes."""
        with lettered():
            written = io.BytesIO()
            self.figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
        return written.getvalue()

    @property
    def source(self) -> str:
        """The figure for an `img` element."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg).decode()

    @property
    def width(self) -> int:
        """In pixels of the page."""
        return round(float(self.figure.get_size_inches()[0]) * PIXELS)

    @property
    def height(self) -> int:
        """In pixels of the page."""
        return round(float(self.figure.get_size_inches()[1]) * PIXELS)

    def table(self) -> str:
        """The numbers as CSV; a text that a spreadsheet would take for a formula gets an apostrophe."""
        written = io.StringIO()
        out = csv.writer(written, lineterminator="\r\n")
        out.writerow([_safe(cell) for cell in self.head])
        out.writerows([[_safe(cell) for cell in row] for row in self.rows])
        return written.getvalue()

    def files(self, language: str) -> dict[str, bytes]:
        """SVG and PNG, named by language, and the table, which is the same in all."""
        with lettered():
            written = io.BytesIO()
            self.figure.savefig(written, format="png", dpi=DPI, metadata={"Software": None})
        return {
            f"{self.name}.{language}.svg": self.svg,
            f"{self.name}.{language}.png": written.getvalue(),
            f"{self.name}.csv": self.table().encode("utf-8-sig"),
        }


def _safe(cell: str | float | int) -> str:
    if isinstance(cell, str):
        return re.sub(FORMULA, GUARDED, cell)
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)


@contextmanager
def lettered() -> Iterator[None]:
    """Draw inside this: the style of all pictures, with letters for Chinese."""
    with styled():
        mpl.rcParams["font.family"] = families()
        yield


@cache
def families() -> list[str]:
    """Fonts by preference: the one for Latin letters, ours for Chinese, then what the machine has."""
    found = ["DejaVu Sans"]
    if FONT.exists():
        font_manager.fontManager.addfont(FONT)
        entry = font_manager.fontManager.ttflist[-1]
        # There is no bold face; the regular one stands in for it, without a warning at every title.
        font_manager.fontManager.ttflist.append(replace(entry, weight=700))
        found.append(entry.name)
    own = chinese_font()
    return [*found, *([own] if own else [])]


def new_figure(
    height: float, title: str, subtitle: str, study: str, words: Words, *, stylised: bool
) -> Figure:
    """An empty figure of `height` inches with its title, the study's name and its stamps."""
    figure = Figure(figsize=(WIDTH, height), facecolor=PAPER)
    size = 11 * min(1.0, TITLE / max(width(title), 1))
    figure.text(0.02, 1 - 0.12 / height, title, fontsize=size, weight="bold", va="top", color=INK)
    below = in_lines(subtitle, SUBTITLE)
    figure.text(0.02, 1 - 0.36 / height, below, fontsize=8.5, va="top", color=FAINT, linespacing=1.15)
    foot = words("figure.foot", study=study)
    figure.text(0.02, 0.06 / height, foot, fontsize=7, va="bottom", color=FAINT)
    if stylised:
        figure.text(
            0.98, 0.06 / height, words("figure.stylised"), fontsize=7, va="bottom", ha="right",
            color=VERMILLION, weight="bold",
        )  # fmt: skip
    return figure
