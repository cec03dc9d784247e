"""The look of every picture: colours, fonts, title, stamp, and files with reproducible bytes.

Brings in matplotlib, without its interactive half: import it late.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.material import Material

WIDTH = 7.6
"""Inches; what an upright A4 page holds between its margins."""

INK, FAINT, PAPER = "#1a1a1a", "#6b6b6b", "#ffffff"
BLUE, ORANGE, GREEN, VERMILLION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, YELLOW = "#CC79A7", "#56B4E9", "#F0E442"
"""The palette of Okabe and Ito, which people with any colour vision can tell apart."""

LINES = ((ORANGE, "--"), (BLUE, "-"), (GREEN, "-."), (PURPLE, ":"))
"""Colour and dashes of each model, in the order before, after."""

CHINESE = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Hiragino Sans GB",
)

SETTINGS: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 8.5,
    "axes.titlesize": 9,
    "axes.labelsize": 8.5,
    "axes.edgecolor": FAINT,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.hashsalt": "county-policing-sim",
    "svg.fonttype": "path",
    "text.parse_math": False,
    "figure.dpi": 100,
}


def chinese_font() -> str | None:
    """A font of this machine that has Chinese characters; None where there is none."""
    known = set(font_manager.get_font_names())
    return next((font for font in CHINESE if font in known), None)


@contextmanager
def styled() -> Iterator[None]:
    """Draw inside this, so that neither the user's settings nor ours leak into the other's."""
    font = chinese_font()
    families = [*SETTINGS["font.family"], *([font] if font else [])]
    with mpl.rc_context():
        mpl.rcdefaults()
        for key, value in (*SETTINGS.items(), ("font.family", families)):
            mpl.rcParams[key] = value
        yield


def model_line(index: int) -> tuple[str, str]:
    """Colour and dashes of the model at `index`; a model alone has the colour of the after state."""
    return LINES[index % len(LINES)]


def models_with_lines(material: Material) -> list[tuple[str, str, str]]:
    """(model, colour, dashes) for each model."""
    first = 2 - len(material.models) if len(material.models) < 2 else 0
    return [(model, *model_line(first + i)) for i, model in enumerate(material.models)]


def new_figure(height: float, title: str, material: Material, subtitle: str = "") -> Figure:
    """An empty page with its title, the run's name and, where places are drawn, the stylised stamp."""
    figure = Figure(figsize=(WIDTH, height), facecolor=PAPER)
    size = min(11.0, 11.0 * 66 / max(len(title), 1))
    figure.text(0.02, 1 - 0.12 / height, title, fontsize=size, weight="bold", va="top", color=INK)
    if subtitle:
        figure.text(0.02, 1 - 0.34 / height, subtitle, fontsize=8.5, va="top", color=FAINT)
    # Long names of hybrids would run into the stamp on the right.
    small = min(7.0, 7.0 * 62 / max(len(material.stamp), 1))
    figure.text(0.02, 0.06 / height, material.stamp, fontsize=small, va="bottom", color=FAINT)
    if material.config.county.stylised:
        figure.text(
            0.98, 0.06 / height, "STYLISED: places inside the county are drawn, not real", fontsize=7,
            va="bottom", ha="right", color=VERMILLION, weight="bold",
        )  # fmt: skip
    return figure


def place(figure: Figure, left: float, bottom: float, right: float, top: float) -> dict[str, float]:
    """Margins in inches as the fractions that a grid of axes wants."""
    width, height = figure.get_size_inches()
    return {
        "left": left / width,
        "right": 1 - right / width,
        "bottom": bottom / height,
        "top": 1 - top / height,
    }


def grid_lines(axes: Axes, axis: str = "both") -> None:
    """Faint lines to read values by."""
    axes.grid(visible=True, axis=axis, color="#e3e3e3", linewidth=0.6)  # type: ignore[arg-type]


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write `name`.svg and `name`.png; the bytes hold no date and no version."""
    svg, png = folder / f"{name}.svg", folder / f"{name}.png"
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    figure.savefig(png, format="png", dpi=160, metadata={"Software": None})
    return [svg, png]
