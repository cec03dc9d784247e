"""Where the crews stood when the one that ended the wait was sent, and the way that it drove. Brings in matplotlib."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import cos, pi, sin

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from sim.county.county import County
from sim.report.style import BLUE, FAINT, GREEN, INK, ORANGE, PAPER, VERMILLION
from sim.report.trace.frame import on_top
from sim.study.trace.call_story import CallStory, Sending
from sim.study.trace.crews import Crew, View

LAND = "#ececec"
LEAST_KM = 14.0
"""The map shows at least so many km each way."""
SCALE_BARS = (20, 10, 5, 2, 1)
KINDS = {
    "sent": {"marker": "o", "color": BLUE, "markersize": 7, "markeredgecolor": PAPER},
    "free and able": {"marker": "o", "color": GREEN, "markersize": 5, "markeredgecolor": PAPER},
    "free, may not be sent": {"marker": "o", "color": PAPER, "markersize": 5, "markeredgecolor": FAINT},
    "busy": {"marker": "X", "color": ORANGE, "markersize": 6, "markeredgecolor": PAPER},
}


def sending_shown(story: CallStory) -> Sending | None:
    """The sending of the map: the one that ended the wait, or the first."""
    return story.ender or (story.sendings[0] if story.sendings else None)


def frame_km(stories: Sequence[CallStory]) -> tuple[float, float, float, float]:
    """West, east, south, north of what matters, the same for every structure: scene, ways, near crews, station."""
    county = stories[0].county
    cells = {stories[0].facts.spot.cell, county.stations[int(county.area[stories[0].facts.spot.cell])].cell}
    for story in stories:
        sending = sending_shown(story)
        if sending is not None:
            cells.update(sending.path)
            cells.update(crew.cell for crew in sending.view.crews[:6])
    at = np.array(sorted(cells))
    x, y = (county.x[at] + 0.5) * county.cell_km, (county.y[at] + 0.5) * county.cell_km
    side = max(float(np.ptp(x)), float(np.ptp(y)), LEAST_KM) * 1.2
    middle_x, middle_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    return middle_x - side / 2, middle_x + side / 2, middle_y - side / 2, middle_y + side / 2


def draw_map(ax: Axes, story: CallStory, frame: tuple[float, float, float, float]) -> None:
    """One structure's map in the common frame."""
    county = story.county
    west, east, south, north = frame
    ax.add_patch(Polygon(county.outline, facecolor=LAND, edgecolor=FAINT, linewidth=0.8))
    _borders(ax, county)
    _stations(ax, county, frame)
    sending = sending_shown(story)
    if sending is not None:
        _way(ax, county, sending)
        _crews(ax, county, sending.view, sending.crew, frame)
    ax.plot(
        *_centre(county, story.facts.spot.cell), "*", color=VERMILLION, markersize=13, markeredgecolor=PAPER
    )
    ax.set(xlim=(west, east), ylim=(south, north), title=f"{story.label}{_caption(sending)}")
    ax.title.set_fontsize(8)
    ax.set_aspect("equal")
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set(visible=True, color=FAINT, linewidth=0.6)
    _scale_bar(ax, frame)


def _caption(sending: Sending | None) -> str:
    if sending is None:
        return ": no crew was sent"
    return f": {sending.crew.km:.1f} km, {sending.crew.away:.0f} min"


def _centre(county: County, cell: int) -> tuple[float, float]:
    return (float(county.x[cell]) + 0.5) * county.cell_km, (float(county.y[cell]) + 0.5) * county.cell_km


def _borders(ax: Axes, county: County) -> None:
    """Lines between the grounds of stations."""
    grid = np.full((county.height, county.width), -1)
    grid[county.y, county.x] = county.area
    km = county.cell_km
    upright = np.argwhere((grid[:, 1:] != grid[:, :-1]) & (grid[:, 1:] >= 0) & (grid[:, :-1] >= 0))
    level = np.argwhere((grid[1:] != grid[:-1]) & (grid[1:] >= 0) & (grid[:-1] >= 0))
    if len(upright):
        ax.vlines(
            (upright[:, 1] + 1) * km, upright[:, 0] * km, (upright[:, 0] + 1) * km, PAPER, linewidth=1.2
        )
    if len(level):
        ax.hlines((level[:, 0] + 1) * km, level[:, 1] * km, (level[:, 1] + 1) * km, PAPER, linewidth=1.2)


def _inside(at: tuple[float, float], frame: tuple[float, float, float, float]) -> bool:
    west, east, south, north = frame
    return west <= at[0] <= east and south <= at[1] <= north


def _stations(ax: Axes, county: County, frame: tuple[float, float, float, float]) -> None:
    side = frame[1] - frame[0]
    for station in county.stations:
        at = _centre(county, station.cell)
        if _inside(at, frame):
            ax.plot(*at, "^", color=INK, markersize=4.5, markeredgecolor=PAPER, markeredgewidth=0.6)
            on_top(ax, at[0], at[1] + 0.035 * side, station.label, fontsize=6.5)


def _way(ax: Axes, county: County, sending: Sending) -> None:
    at = np.array([_centre(county, cell) for cell in sending.path])
    ax.plot(at[:, 0], at[:, 1], color=BLUE, linewidth=1.8, alpha=0.8, solid_capstyle="round")


def _kind(view: View, crew: Crew, sent: Crew) -> str:
    if crew.team == sent.team:
        return "sent"
    if not crew.free:
        return "busy"
    able = crew.serves and crew.fit and view.opened(crew) and crew.ring <= sent.ring
    return "free and able" if able else "free, may not be sent"


def _crews(
    ax: Axes, county: County, view: View, sent: Crew, frame: tuple[float, float, float, float]
) -> None:
    """Each crew where it was; those in one cell stand in a ring round it."""
    side = frame[1] - frame[0]
    together = Counter(crew.cell for crew in view.crews)
    placed: Counter[int] = Counter()
    for crew in view.crews:
        x, y = _centre(county, crew.cell)
        if together[crew.cell] > 1 or crew.cell in {station.cell for station in county.stations}:
            turn = pi / 6 - 2 * pi * placed[crew.cell] / max(together[crew.cell], 5)
            x, y = x + 0.03 * side * cos(turn), y + 0.03 * side * sin(turn) - 0.012 * side
            placed[crew.cell] += 1
        if _inside((x, y), frame):
            ax.plot(x, y, linestyle="none", markeredgewidth=0.8, **KINDS[_kind(view, crew, sent)])  # type: ignore[arg-type]


def _scale_bar(ax: Axes, frame: tuple[float, float, float, float]) -> None:
    west, east, south, _ = frame
    side = east - west
    bar = next((length for length in SCALE_BARS if length <= side / 3), side / 3)
    left, at = west + 0.04 * side, south + 0.04 * side
    ax.plot([left, left + bar], [at, at], color=INK, linewidth=2, solid_capstyle="butt")
    on_top(ax, left + bar / 2, at + 0.025 * side, f"{bar:g} km", fontsize=6.5)


def legend(ax: Axes) -> list[object]:
    """Handles of what the maps show."""
    handles: list[object] = [
        ax.plot([], [], "*", color=VERMILLION, markersize=10, label="scene")[0],
        ax.plot([], [], "^", color=INK, markersize=5, label="station")[0],
    ]
    for words, how in KINDS.items():
        handles.append(ax.plot([], [], linestyle="none", label=f"crew {words}", **how)[0])  # type: ignore[arg-type]
    return handles
