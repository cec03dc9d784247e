"""The page on which a trace is drawn, and what its pictures share. Brings in matplotlib: import it late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.config.schema import Config
from sim.report.material import Material
from sim.report.style import INK, PAPER, new_figure

if TYPE_CHECKING:
    from matplotlib.text import Text


def sheet(
    title: str, subtitle: str, height: float, configs: Sequence[Config], labels: Sequence[str]
) -> Figure:
    """An empty page of this height (inches) with title, stamp of what was run, and the stylised stamp."""
    once = {
        label: config.model_copy(update={"run": config.run.model_copy(update={"replications": 1})})
        for label, config in zip(labels, configs, strict=True)
    }
    return new_figure(height, title, Material("", tuple(labels), once, pd.DataFrame(), {}), subtitle)


def on_top(ax: Axes, x: float, y: float, words: str, **how: object) -> Text:
    """Words that can be read over lines and colours."""
    settings: dict[str, object] = {"fontsize": 7, "color": INK, "ha": "center", "va": "center", **how}
    return ax.text(
        x,
        y,
        words,
        path_effects=[withStroke(linewidth=2, foreground=PAPER)],
        **settings,  # type: ignore[arg-type]
    )
