"""Picture of a traced call: bars of its times, and a map a structure. Brings in matplotlib: import it late."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.config.schema import Config
from sim.report.style import WIDTH, place
from sim.report.trace.call_bars import crew_names, draw_crews, draw_parts
from sim.report.trace.call_map import draw_map, frame_km, legend
from sim.report.trace.call_words import what
from sim.report.trace.clock_words import when
from sim.report.trace.frame import sheet
from sim.study.trace.call_story import CallStory

SIDE_BY_SIDE = 3


def draw_call(stories: Sequence[CallStory], configs: Sequence[Config]) -> Figure:
    """The whole page; inches are added up from the top: title, parts, crews, maps."""
    facts = stories[0].facts
    rows = ceil(len(stories) / SIDE_BY_SIDE)
    across = min(len(stories), SIDE_BY_SIDE)
    side = min((WIDTH - 0.4) / across, 3.7)
    bars, crews, maps = 0.5 + 0.45 * len(stories), 0.3 + 0.26 * len(crew_names(stories)), rows * (side + 0.3)
    height = 0.95 + bars + 0.85 + crews + 0.95 + maps + 0.1
    title = f"Call {facts.row}: {what(facts)}, priority {facts.priority}"
    spot = facts.spot
    kind = "urban" if spot.urban else "rural"
    subtitle = f"{when(facts.received_at)}; {spot.township}, {kind}, ground of {spot.station}"
    figure = sheet(title, subtitle, height, configs, [story.label for story in stories])
    top = 0.95
    draw_parts(_panel(figure, top, bars, 1.2), stories)
    top += bars + 0.85
    longest = max(len(name) for name in crew_names(stories))
    draw_crews(_panel(figure, top, crews, 0.2 + 0.057 * longest), stories)
    top += crews + 0.95
    _maps(figure, stories, top, side, across)
    return figure


def _panel(figure: Figure, top: float, tall: float, left: float) -> Axes:
    height = float(figure.get_figheight())
    margins = place(figure, left, height - top - tall, 0.35, top)
    return figure.add_axes((margins["left"], margins["bottom"], margins["right"] - margins["left"],
                            margins["top"] - margins["bottom"]))  # fmt: skip


def _maps(figure: Figure, stories: Sequence[CallStory], top: float, side: float, across: int) -> None:
    frame = frame_km(stories)
    height = float(figure.get_figheight())
    gap = (WIDTH - across * side) / (across + 1)
    for number, story in enumerate(stories):
        row, column = divmod(number, across)
        left, upper = gap + column * (side + gap), top + row * (side + 0.3)
        ax = figure.add_axes((left / WIDTH, 1 - (upper + side) / height, side / WIDTH, side / height))
        draw_map(ax, story, frame)
    figure.legend(
        handles=legend(ax), ncols=6, fontsize=7, loc="upper center", bbox_to_anchor=(0.5, 1 - (top - 0.5) / height),
        columnspacing=1.2, handletextpad=0.3,
    )  # fmt: skip
