"""Figure: the share of reported criminal cases cleared, and suspended, by the age of the case."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.config.schema import Config
from sim.metrics.clearance import reports
from sim.metrics.incidence import CENSORED, CLEARED, SUSPENDED, incidence_at
from sim.metrics.rows import DAY, Floats, Window
from sim.records.log import Records
from sim.report.study.figures.frame import Picture, new_figure
from sim.report.study.figures.lines import look, shorter
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.numbers import interval
from sim.report.style import grid_lines, place

ENDINGS = ("cleared", "suspended")
AGES = 74
"""Ages at which a curve is read: every five days of a year."""
LONGEST = 365.0


def curves(records: Iterable[Records], config: Config) -> tuple[Floats, list[Floats]]:
    """Ages (k,) in days, and per replication the shares (2, k) cleared and suspended by then.

    To the age to which every report is followed, as the metric has it; 0 where the run ends with the cohort.
    Aalen-Johansen with the other ending competing; cases that were still open at the end are censored.
    """
    criminal = np.array([offence.criminal for offence in config.demand.offences.values()])
    found, watched = [], LONGEST
    for each in records:
        window = Window.of(each)
        watched = min(watched, max(window.end - window.until, 0.0) / DAY)
        held = reports(each, window)
        chosen = criminal[held.offence.astype(int)] if len(held.offence) else np.zeros(0, bool)
        found.append((held.age[chosen], held.ending[chosen]))
    ages = np.linspace(0, watched, AGES)
    return ages, [np.array([incidence_at(a, e, ages), incidence_at(a, _other(e), ages)]) for a, e in found]


def _other(ending: np.ndarray[tuple[int], np.dtype[np.int8]]) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """Suspension and clearance exchanged."""
    swapped = {CENSORED: CENSORED, CLEARED: SUSPENDED, SUSPENDED: CLEARED}
    return np.array([swapped[value] for value in range(3)], np.int8)[ending]


def draw(material: StudyMaterial, words: Words) -> Picture | None:
    """A line a point with its 95 % band; None where no case was reported."""
    title = words("figure.clearance.title")
    figure = new_figure(
        3.9, title, words("figure.clearance.subtitle"), material.plan.name, words, stylised=material.stylised
    )
    left, right = figure.subplots(
        1, 2, width_ratios=[2.2, 1], gridspec_kw=place(figure, 0.6, 0.75, 0.2, 0.85) | {"wspace": 0.22}
    )
    rows: list[tuple[str | float, ...]] = []
    told = []
    for order, point in enumerate(material.shown_points):
        name = material.names[point]
        ages, found = curves(material.records(point), material.config(point))
        if not ages[-1]:
            continue
        found = [100 * curve for curve in found if np.isfinite(curve).all()]
        if not found:
            continue
        colour, dashes, _ = look(order)
        label = shorter(material.label(point, words), 26)
        ends = [
            np.array([interval([curve[e][k] for curve in found]) for k in range(len(ages))]) for e in (0, 1)
        ]
        for ax, end in ((left, ends[0]), (right, ends[1])):
            ax.plot(ages, end[:, 0], color=colour, linestyle=dashes, linewidth=1.6, label=label)
            ax.fill_between(ages, end[:, 1], end[:, 2], color=colour, alpha=0.18, linewidth=0)
        for k, age in enumerate(ages):
            rows.append((name, float(age), *(float(v) for end in ends for v in end[k])))
        told.append(
            words(
                "figure.clearance.alt", name=material.label(point, words), cleared=f"{ends[0][-1, 0]:.1f}",
                suspended=f"{ends[1][-1, 0]:.1f}", days=f"{ages[-1]:.0f}",
            )
        )  # fmt: skip
    if not rows:
        return None
    for ax, ending in ((left, "cleared"), (right, "suspended")):
        ax.set_title(words(f"figure.clearance.{ending}"), loc="left", fontsize=8.5)
        ax.set(xlim=(0, max(float(row[1]) for row in rows)), xlabel=words("figure.clearance.axis"))
        ax.set_ylim(bottom=0)
        grid_lines(ax)
    left.set_ylabel("%")
    left.legend(loc="lower right", fontsize=8)
    head = ("point", "age, days", *(f"{e}, %{end}" for e in ENDINGS for end in ("", " low", " high")))
    return Picture("clearance", title, " ".join(told), words("figure.clearance.caption"), figure, head, rows)
