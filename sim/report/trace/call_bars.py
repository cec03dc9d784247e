"""The times of a call as bars: the parts of its response, and what each crew did. Brings in matplotlib."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isnan

from matplotlib.axes import Axes

from sim.records.statuses import DispatchOutcome
from sim.report.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    VERMILLION,
    YELLOW,
    grid_lines,
)
from sim.report.trace.clock_words import span
from sim.report.trace.compare_calls import parts
from sim.study.trace.call_story import PARTS, CallStory, Sending

COLOURS = dict(zip(PARTS, (YELLOW, SKY, VERMILLION, FAINT, ORANGE, BLUE), strict=True))
DARK = (FAINT, BLUE, VERMILLION, GREEN)
"""Colours on which white words stand."""
NARROW = 0.055
"""Share of the axis below which a part's minutes do not fit into its bar."""
APART = 0.05
"""Share of the axis that lies between two figures over narrow parts."""


def draw_parts(ax: Axes, stories: Sequence[CallStory]) -> None:
    """One bar a structure: the parts of its response, with their minutes and seconds."""
    whole = max(1, *(sum(parts(story)) for story in stories))
    for line, story in enumerate(stories):
        spent = parts(story)
        _one_bar(ax, line, spent, whole)
        more = "" if story.ender else " and longer: nobody able came"
        ax.text(sum(spent) / 60, line, f" {span(sum(spent))}{more}", va="center", weight="bold", fontsize=8)
    for part, colour in COLOURS.items():
        ax.barh(0, 0, color=colour, label=part)
    ax.set_yticks(range(len(stories)), [story.label for story in stories])
    ax.set(xlim=(0, whole / 60 * 1.12), ylim=(len(stories) - 0.5, -0.75))
    ax.set_xlabel("minutes from reception to the first able presence (minutes:seconds on the bars)")
    ax.legend(
        ncols=6, loc="lower left", bbox_to_anchor=(-0.02, 1.0), fontsize=7, columnspacing=1.0, handlelength=1
    )
    grid_lines(ax, "x")


def _one_bar(ax: Axes, line: int, spent: Sequence[int], whole: int) -> None:
    left, last = 0, -1.0
    for seconds, colour in zip(spent, COLOURS.values(), strict=True):
        if seconds:
            ax.barh(
                line, seconds / 60, left=left / 60, color=colour, height=0.5, edgecolor=PAPER, linewidth=0.6
            )
            middle = (left + seconds / 2) / whole
            if seconds / whole >= NARROW:
                ink = PAPER if colour in DARK else INK
                ax.text(
                    middle * whole / 60,
                    line,
                    span(seconds),
                    ha="center",
                    va="center",
                    fontsize=7.5,
                    color=ink,
                )
            else:
                last = max(middle, last + APART)
                _over(ax, middle * whole / 60, last * whole / 60, line, span(seconds))
        left += seconds


def _over(ax: Axes, at: float, shown_at: float, line: int, words: str) -> None:
    """The figure of a narrow part over the bar, with a line down to it."""
    ax.annotate(
        words, (at, line - 0.25), (shown_at, line - 0.42), fontsize=6.5, ha="center", va="center",
        arrowprops={"arrowstyle": "-", "linewidth": 0.5, "color": FAINT, "shrinkA": 1, "shrinkB": 0},
    )  # fmt: skip


WORK = {"turnout": ORANGE, "drive": BLUE, "on scene": GREEN, "report": PURPLE}


def crew_names(stories: Sequence[CallStory]) -> list[str]:
    """The rows that `draw_crews` draws, one a crew that was sent."""
    return [
        f"{story.label}: {name}"
        for story in stories
        for name in ([sending.crew.name for sending in story.sendings] or ["no crew"])
    ]


def draw_crews(ax: Axes, stories: Sequence[CallStory]) -> None:
    """One row a crew that was sent: turnout, drive, on scene, report, on a common axis of minutes."""
    line = 0
    for story in stories:
        for sending in story.sendings:
            _one_crew(ax, line, story, sending)
            line += 1
        line += not story.sendings
    names = crew_names(stories)
    for what, colour in WORK.items():
        ax.barh(0, 0, color=colour, label=what)
    ax.set_yticks(range(len(names)), names, fontsize=7)
    ax.set(ylim=(len(names) - 0.4, -0.6))
    ax.set_xlim(0, None)
    ax.set_xlabel("minutes from reception, crew by crew")
    ax.legend(
        ncols=4, loc="lower left", bbox_to_anchor=(-0.02, 1.0), fontsize=7, columnspacing=1.0, handlelength=1
    )
    grid_lines(ax, "x")


def _one_crew(ax: Axes, line: int, story: CallStory, sending: Sending) -> None:
    for what, since, until in _work(story, sending):
        ax.barh(
            line, until - since, left=since, color=WORK[what], height=0.55, edgecolor=PAPER, linewidth=0.6
        )
    if sending.outcome is DispatchOutcome.SUPERSEDED:
        end = sending.cleared_at - story.facts.received_at
        ax.text(
            end, line, " called off" if sending.called_off_for else " turned back", va="center", fontsize=7
        )


def _work(story: CallStory, sending: Sending) -> Iterator[tuple[str, float, float]]:
    """(what, since, until) in minutes from reception, as far as it went."""
    writes = sending.outcome is DispatchOutcome.SERVED
    ends = [sending.dispatched_at, sending.en_route_at, sending.arrived_at, sending.cleared_at]
    ends.append(sending.available_at if writes else sending.cleared_at)
    stop = next((end for end in reversed(ends) if not isnan(end)), sending.dispatched_at)
    if isnan(story.closed_at):
        stop = story.until
    at = [min(stop if isnan(end) else end, stop) - story.facts.received_at for end in ends]
    for what, (since, until) in zip(WORK, pairwise(at), strict=True):
        if until > since:
            yield what, since, until
