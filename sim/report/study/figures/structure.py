"""Figure: the bodies before and after as two trees of boxes with headcounts, side by side."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from sim.force.establishment import Establishment
from sim.report.outline import Box, boxes
from sim.report.study.figures.frame import Picture, new_figure
from sim.report.study.figures.lines import WIDE_CHARACTER, width
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.style import FAINT, INK, WIDTH

ROW, BOX, STEP, TOP, BOTTOM = 0.30, 0.25, 0.16, 1.0, 0.35
"""Inches: height of a row and of its box, shift of each level, room above and below the trees."""
GAP = 0.25


def draw(material: StudyMaterial, pair: Pair, words: Words) -> Picture:
    """The pair's two trees; one where a point stands alone."""
    sides = [pair.baseline, pair.point] if pair.point != pair.baseline else [pair.point]
    trees = [list(_rows(material.force(side))) for side in sides]
    height = TOP + BOTTOM + ROW * max(len(tree) for tree in trees)
    title = words("figure.structure.title")
    county = material.county_title(pair.point, words)
    key = "subtitle" if len(sides) > 1 else "subtitle_alone"
    figure = new_figure(
        height, title, words(f"figure.structure.{key}", county=county), material.plan.name, words,
        stylised=False,
    )  # fmt: skip
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(0, height))
    ax.axis("off")
    width = (WIDTH - 0.3 - GAP * (len(sides) - 1)) / len(sides)
    for place, (side, tree) in enumerate(zip(sides, trees, strict=True)):
        left = 0.15 + place * (width + GAP)
        _tree(ax, tree, (left, left + width), height - TOP, material.label(side, words), words)
    rows = [
        (material.names[side], level, box.body.title, box.body.officers, box.body.auxiliaries, box.places)
        for side, tree in zip(sides, trees, strict=True)
        for level, box in tree
    ]
    head = ("point", "level", "body", "officers", "auxiliaries", "places")
    name = f"structure-{pair.point}"
    told = [words("figure.structure.caption")]
    caption = words("join.sentences").join(
        [*told, words("figure.structure.compare")] if len(sides) > 1 else told
    )
    return Picture(name, title, _alt(material, sides, words), caption, figure, head, rows)


def _rows(force: Establishment) -> list[tuple[int, Box]]:
    found: list[tuple[int, Box]] = []

    def walk(box: Box, level: int) -> None:
        found.append((level, box))
        for child in box.children:
            walk(child, level + 1)

    for root in boxes(force):
        walk(root, 0)
    return found


def _tree(
    ax: Axes, tree: list[tuple[int, Box]], ends: tuple[float, float], top: float, name: str, words: Words
) -> None:
    left, right = ends
    ax.text(left, top + 0.22, short(name, 44), fontsize=8.5, weight="bold", va="bottom")
    for text, back in ((words("unit.officers"), 0.62), (words("unit.auxiliaries"), 0.06)):
        ax.text(right - back, top + 0.04, text, fontsize=6.5, ha="right", va="bottom", color=FAINT)
    lowest: dict[int, float] = {}
    for place, (level, box) in enumerate(tree):
        start, middle = left + level * STEP, top - ROW * (place + 0.5)
        _box(ax, box, (start, right), middle)
        room = int((right - start - 1.0) / 0.054)
        title = words.either(box.body.title, box.body.title_zh)
        if box.places > 1:
            title = words("figure.structure.places", title=title, places=box.places)
        ax.text(start + 0.06, middle, short(title, room), fontsize=6.5, va="center")
        if level:
            trunk = left + (level - 0.5) * STEP
            ax.plot([trunk, start], [middle, middle], color=FAINT, linewidth=0.7)
            ax.plot([trunk, trunk], [lowest[level - 1], middle], color=FAINT, linewidth=0.7, zorder=0)
        lowest[level] = middle - BOX / 2


def _box(ax: Axes, box: Box, ends: tuple[float, float], middle: float) -> None:
    left, right = ends
    ax.add_patch(
        FancyBboxPatch(
            (left, middle - BOX / 2), right - left, BOX, boxstyle="round,pad=0,rounding_size=0.03",
            facecolor="#f7f7f7", edgecolor=INK, linewidth=0.7, linestyle="-" if box.body.real else "--",
        )
    )  # fmt: skip
    for number, back in ((box.body.officers, 0.62), (box.body.auxiliaries, 0.06)):
        ax.text(right - back, middle, str(number), fontsize=7, ha="right", va="center", color=INK)


def short(text: str, room: int) -> str:
    """The text in at most `room` Latin widths; a Chinese character takes two."""
    if width(text) <= room:
        return text
    if any(each >= WIDE_CHARACTER for each in text):
        return text[: max(room // 2 - 1, 1)] + "…"
    return text[: max(room - 1, 1)].rstrip(" ,") + "…"


def _alt(material: StudyMaterial, sides: list[int], words: Words) -> str:
    told = []
    for side in sides:
        listed = [
            words(
                "figure.structure.body", title=words.either(box.body.title, box.body.title_zh),
                officers=box.body.officers, auxiliaries=box.body.auxiliaries,
            )
            for _, box in _rows(material.force(side))
        ]  # fmt: skip
        told.append(
            words(
                "figure.structure.alt",
                name=material.label(side, words),
                bodies=words("join.semicolon").join(listed),
            )
        )
    return words("join.sentences").join(told)
