"""Picture: the structure as a chart of bodies with headcounts, and the way of a call through it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from sim.force.establishment import Establishment
from sim.report.material import Material
from sim.report.outline import Box, Step, boxes, call_chain, duties, names
from sim.report.style import BLUE, FAINT, INK, PAPER, WIDTH, chinese_font, new_figure

TOP = 2.05
"""Inches for the title and the way of a call."""
ROW, BOX, STEP = 0.44, 0.37, 0.38
"""Inches: height of a row, height of its box, and how far each level is moved in."""
LEFT, RIGHT = 0.15, WIDTH - 0.8
"""Inches at which the boxes begin and end; arrows of the call stand to the right of them."""
COLUMNS = {"officers": 1.55, "auxiliaries": 0.8, "": 0.08}
"""Columns of numbers and how many inches before the right end of a box they end."""

BADGE: dict[str, Any] = {
    "fontsize": 6.5,
    "color": PAPER,
    "weight": "bold",
    "ha": "center",
    "va": "center",
    "zorder": 3,
    "bbox": {"boxstyle": "circle,pad=0.22", "facecolor": BLUE, "edgecolor": "none"},
}
"""The look of a stop's number."""


def draw(material: Material, model: str, force: Establishment) -> tuple[Figure, str]:
    """The figure of one model's structure, and the words for whoever cannot see it."""
    config = material.configs[model]
    roots, steps = boxes(force), call_chain(config, force)
    height = TOP + ROW * sum(1 for root in roots for _ in root.walk()) + 0.35
    subtitle = f"{model} in {material.county.title}"
    figure = new_figure(height, config.model.title, material, subtitle)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(0, height))
    ax.axis("off")
    _chain(ax, steps, force, height - 0.62)
    _heads(ax, height - TOP + 0.12)
    middles: dict[int, float] = {}
    top = height - TOP
    for root in roots:
        top = _tree(ax, root, 0, top, force, middles)
    _call(ax, [step for step in steps if not step.watching], middles)
    return figure, _words(model, roots, steps, force)


def _chain(ax: Axes, steps: Sequence[Step], force: Establishment, top: float) -> None:
    """The stops of a call as boxes with arrows; watching desks in dashes, without an arrow."""
    ax.text(LEFT, top, "The way of a call", fontsize=8.5, weight="bold", va="top")
    gap = 0.4
    width = min(2.0, (WIDTH - 2 * LEFT - gap * (len(steps) - 1)) / len(steps))
    for order, step in enumerate(steps):
        left = LEFT + order * (width + gap)
        colour = FAINT if step.watching else BLUE
        _frame(ax, left, top - 0.98, width, 0.76, colour, dashed=step.watching)
        head = step.words if step.watching else f"{order + 1}  {step.words}"
        ax.text(left + 0.07, top - 0.28, head, fontsize=7.5, weight="bold", va="top", color=colour)
        where = names(step.bodies, force, 2) or "nobody"
        if step.watching:
            where = f"only watches: {where}"
        words = textwrap.wrap(where, int(width * 16.5), max_lines=3, placeholder=" ...")
        ax.text(left + 0.07, top - 0.46, "\n".join(words), fontsize=6.8, va="top", color=INK)
        if order and not step.watching:
            at = top - 0.6
            ax.add_patch(_arrow((left - gap + 0.04, at), (left - 0.04, at)))


def _heads(ax: Axes, top: float) -> None:
    """What the boxes and their columns hold."""
    ax.text(LEFT, top, "Bodies, and whom they command", fontsize=8.5, weight="bold")
    for words, back in COLUMNS.items():
        ax.text(RIGHT - back, top, words, fontsize=7, ha="right", color=FAINT)
    ax.text(RIGHT + 0.05, top, "call", fontsize=7, color=BLUE)


def _tree(
    ax: Axes, box: Box, level: int, top: float, force: Establishment, middles: dict[int, float]
) -> float:
    """Draw `box` and all below it from `top` down; returns where the next box may begin."""
    left, middle = LEFT + level * STEP, top - ROW / 2
    middles[box.body.index] = middle
    _frame(ax, left, middle - BOX / 2, RIGHT - left, BOX, INK, dashed=not box.body.real)
    _label(ax, box, left, middle, force)
    trunk, lowest, below = left + STEP / 2, middle - BOX / 2, top - ROW
    for child in box.children:
        lowest = below - ROW / 2
        ax.plot([trunk, left + STEP], [lowest, lowest], color=FAINT, linewidth=0.8)
        below = _tree(ax, child, level + 1, below, force, middles)
    ax.plot([trunk, trunk], [middle - BOX / 2, lowest], color=FAINT, linewidth=0.8)
    return below


def _label(ax: Axes, box: Box, left: float, middle: float, force: Establishment) -> None:
    """Title, what the body's own people do, and its headcounts."""
    body = box.body
    title = f"{body.title}  {body.title_zh}" if chinese_font() else body.title
    if not body.real:
        title += " (on paper)"
    room = RIGHT - left - 2.1
    title = textwrap.shorten(title, int(room * 17), placeholder=" ...")
    work = textwrap.shorten(duties(body, force), int(room * 20), placeholder=" ...")
    ax.text(left + 0.07, middle + (0.08 if work else 0), title, fontsize=7.2, va="center", weight="bold")
    ax.text(left + 0.07, middle - 0.09, work, fontsize=6.3, va="center", color=FAINT)
    for words, back in zip((*_people(box), _units(box)), COLUMNS.values(), strict=True):
        ax.text(RIGHT - back, middle, words, fontsize=7.2, ha="right", va="center")


def _people(box: Box) -> tuple[str, str]:
    if box.body.by_rotation_from and not box.body.officers:
        return "by turns", ""
    return str(box.body.officers), str(box.body.auxiliaries)


def _units(box: Box) -> str:
    if box.places > 1:
        return f"{box.places} places"
    return f"{box.body.units} units" if box.body.units > 1 else ""


def _call(ax: Axes, hops: Sequence[Step], middles: dict[int, float]) -> None:
    """The call's way beside the tree: a number at each stop, and from stop to stop a line with arrows."""
    for number, hop in enumerate(hops, 1):
        for body in hop.bodies & set(middles):
            ax.text(_stop(body, number, hops), middles[body], str(number), **BADGE)
    for number, (hop, following) in enumerate(pairwise(hops), 1):
        sending = sorted(hop.bodies & set(middles))
        reached = sorted((following.bodies - hop.bodies) & set(middles))
        rail = RIGHT + 0.4 + 0.16 * number
        at = [middles[body] for body in (*sending, *reached)]
        if reached and sending:
            ax.plot([rail, rail], [min(at), max(at)], color=BLUE, linewidth=1.0)
            for body in sending:
                start = _stop(body, len(hops), hops) + 0.09
                ax.plot([start, rail], [middles[body]] * 2, color=BLUE, linewidth=1.0, zorder=0)
            for body in reached:
                end = _stop(body, number + 1, hops) + 0.08
                ax.add_patch(_arrow((rail, middles[body]), (end, middles[body])))


def _stop(body: int, number: int, hops: Sequence[Step]) -> float:
    """Where stop `number` of the call stands beside `body`: after the stops that the body had before."""
    before = sum(body in hop.bodies for hop in hops[:number])
    return RIGHT + 0.13 + 0.18 * (max(before, 1) - 1)


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> FancyArrowPatch:
    return FancyArrowPatch(
        start, end, arrowstyle="-|>", mutation_scale=8, color=BLUE, linewidth=1.0, shrinkA=0, shrinkB=0,
    )  # fmt: skip


def _frame(
    ax: Axes, left: float, bottom: float, width: float, height: float, colour: str, *, dashed: bool
) -> None:
    ax.add_patch(
        FancyBboxPatch(
            (left, bottom),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.04",
            facecolor="#f7f7f7",
            edgecolor=colour,
            linewidth=0.9,
            linestyle="--" if dashed else "-",
        )
    )


def _words(model: str, roots: Sequence[Box], steps: Sequence[Step], force: Establishment) -> str:
    way = " -> ".join(f"{s.words} ({names(s.bodies, force)})" for s in steps if not s.watching)
    listed = "; ".join(_told(box) for root in roots for box in root.walk())
    return f"Structure of {model}. The way of a call: {way}. Bodies: {listed}."


def _told(box: Box) -> str:
    officers, auxiliaries = _people(box)
    if not auxiliaries:
        return f"{box.body.title}: staffed by turns"
    units = f", {_units(box)}" if _units(box) else ""
    return f"{box.body.title}: {officers} officers, {auxiliaries} auxiliaries{units}"
