"""Figure: where a caller's minutes go, part by part."""

from __future__ import annotations

from math import isfinite

from sim.report.minutes import PARTS
from sim.report.study.figures.frame import Picture, new_figure
from sim.report.study.figures.lines import folded
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.style import grid_lines, place


def draw(material: StudyMaterial, words: Words) -> Picture:
    """One bar a point."""
    labels = [material.label(point, words) for point in material.shown_points]
    title = words("figure.minutes.title")
    figure = new_figure(
        1.75 + 0.34 * len(labels),
        title,
        words("figure.minutes.subtitle"),
        material.plan.name,
        words,
        stylised=material.stylised,
    )
    ax = figure.subplots(gridspec_kw=place(figure, 1.9, 0.7, 0.5, 0.95))
    rows: list[tuple[str | float, ...]] = []
    told = []
    for at, name in enumerate(material.names[point] for point in material.shown_points):
        sizes = [_mean(material, name, part) for part in PARTS]
        left = 0.0
        for (part, (_, colour)), size in zip(PARTS.items(), sizes, strict=True):
            label = words(f"part.{part}") if at == 0 else None
            ax.barh(
                at, size, left=left, color=colour, height=0.62, label=label, edgecolor="white", linewidth=0.6
            )
            left += size
        ax.text(left, at, f" {left:.1f}", va="center", fontsize=8)
        rows.append((name, *sizes, left))
        parts = [f"{words(f'part.{part}')} {size:.1f}" for part, size in zip(PARTS, sizes, strict=True)]
        told.append(
            words("figure.minutes.alt", name=labels[at], total=f"{left:.1f}", parts=words.joined(parts))
        )
    ax.set_yticks(range(len(labels)), folded(labels, 26), fontsize=8)
    ax.invert_yaxis()
    ax.set_xlabel(words("unit.min"))
    ax.legend(
        ncols=5, loc="lower left", bbox_to_anchor=(-0.3, 1.0), fontsize=7.2, columnspacing=0.9, handlelength=1
    )
    grid_lines(ax, "x")
    head = ("point", *(f"{part}, min" for part in PARTS), "sum, min")
    alt, caption = words("join.sentences").join(told), words("figure.minutes.caption")
    return Picture("minutes", title, alt, caption, figure, head, rows)


def _mean(material: StudyMaterial, name: str, part: str) -> float:
    value = material.figures.value(name, part)
    return value.mean if value is not None and isfinite(value.mean) else 0.0
