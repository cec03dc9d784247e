"""Figure: the share of reported criminal cases cleared, and suspended, by the age of the case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

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
from sim.report.style import grid_lines, place
from sim.study.paired import interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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


Ends = tuple[Floats, list[Floats]]
"""Ages (k,) in days; per ending mean, low and high (k, 3) in per cent."""


def draw(material: StudyMaterial, words: Words) -> Picture | None:
    """A row a stratum, a line a point with its 95 % band; None where no case was reported."""
    strata = [
        {point: found for point in stratum if (found := _ends(material, point)) is not None}
        for stratum in material.shown_strata
    ]
    strata = [stratum for stratum in strata if stratum]
    if not strata:
        return None
    title = words("figure.clearance.title")
    figure = new_figure(
        1.6 + 2.3 * len(strata), title, words("figure.clearance.subtitle"), material.plan.name, words,
        stylised=material.stylised,
    )  # fmt: skip
    grid = place(figure, 0.6, 0.75, 0.2, 1.05) | {"wspace": 0.22, "hspace": 0.5}
    axes = figure.subplots(len(strata), 2, sharey="col", gridspec_kw=grid, squeeze=False)
    longest = max(float(ages[-1]) for stratum in strata for ages, _ in stratum.values())
    for pair, stratum in zip(axes, strata, strict=True):
        for ax, ending in zip(pair, range(len(ENDINGS)), strict=True):
            _lines(ax, material, stratum, ending, words)
            _frame(ax, longest, words)
        pair[0].set_ylabel(words("figure.clearance.cleared"))
        pair[1].set_ylabel(words("figure.clearance.suspended"))
        pair[0].legend(
            loc="lower left", bbox_to_anchor=(-0.02, 1.0), fontsize=7.5, ncols=3, borderaxespad=0.1
        )
    for ax in axes[0]:
        ax.set_ylim(bottom=0)  # once all is drawn: panels of a column share their scale
    curved = {point: ends for stratum in strata for point, ends in stratum.items()}
    rows: list[tuple[str | float, ...]] = [
        (material.names[point], float(age), *(float(value) for end in ends for value in end[k]))
        for point, (ages, ends) in curved.items()
        for k, age in enumerate(ages)
    ]
    told = words("join.sentences").join(
        _told(material.label(point, words), ends, words) for point, ends in curved.items()
    )
    head = ("point", "age, days", *(f"{e}, %{end}" for e in ENDINGS for end in ("", " low", " high")))
    return Picture("clearance", title, told, words("figure.clearance.caption"), figure, head, rows)


def _ends(material: StudyMaterial, point: int) -> Ends | None:
    """The curves of a point with their bands; None where no case was reported, or none was followed."""
    ages, found = curves(material.records(point), material.config(point))
    whole = [100 * curve for curve in found if np.isfinite(curve).all()]
    if not ages[-1] or not whole:
        return None
    return ages, [
        np.array([interval([curve[e][k] for curve in whole]) for k in range(len(ages))])
        for e in range(len(ENDINGS))
    ]


def _lines(ax: Axes, material: StudyMaterial, stratum: dict[int, Ends], ending: int, words: Words) -> None:
    for order, (point, (ages, ends)) in enumerate(stratum.items()):
        colour, dashes, _ = look(order)
        label = shorter(material.label(point, words), 32)
        ax.plot(ages, ends[ending][:, 0], color=colour, linestyle=dashes, linewidth=1.6, label=label)
        ax.fill_between(ages, ends[ending][:, 1], ends[ending][:, 2], color=colour, alpha=0.18, linewidth=0)


def _frame(ax: Axes, longest: float, words: Words) -> None:
    ax.set(xlim=(0, longest), xlabel=words("figure.clearance.axis"))
    grid_lines(ax)


def _told(label: str, found: Ends, words: Words) -> str:
    ages, (cleared, suspended) = found
    return words(
        "figure.clearance.alt", name=label, cleared=f"{cleared[-1, 0]:.1f}",
        suspended=f"{suspended[-1, 0]:.1f}", days=f"{ages[-1]:.0f}",
    )  # fmt: skip
