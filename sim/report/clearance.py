"""Picture: the share of reported criminal cases cleared, by the age of the case."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from sim.config.schema import Config
from sim.metrics.clearance import reports
from sim.metrics.incidence import incidence_at
from sim.metrics.rows import DAY, Floats, Window
from sim.records.log import Records
from sim.report.material import Material
from sim.report.style import grid_lines, models_with_lines, new_figure, place

TITLE = "Cases cleared, by the age of the case"


def cleared_by_age(records: Records, config: Config, ages: Floats) -> Floats:
    """Share (k,) of the cohort's criminal cases cleared by each of `ages` (k,) in days; NaN without cases.

    Aalen-Johansen, suspension competing, as in the metric `clearance_365`.
    """
    found = reports(records, Window.of(records))
    criminal = np.array([offence.criminal for offence in config.demand.offences.values()])
    chosen = criminal[found.offence.astype(int)] if len(found.offence) else np.zeros(0, bool)
    return incidence_at(found.age[chosen], found.ending[chosen], ages)


def draw(material: Material) -> tuple[Figure, str]:
    """The figure, and the words for whoever cannot see it."""
    figure = new_figure(
        3.9,
        TITLE,
        material,
        "Share of the criminal cases reported in the cohort; suspension is a competing ending",
    )
    ax = figure.subplots(gridspec_kw=place(figure, 0.65, 0.75, 0.3, 0.7))
    followed = _followed_days(material)
    ages = np.linspace(0, followed, 301)
    told = []
    for model, colour, dashes in models_with_lines(material):
        curves = np.array([cleared_by_age(r, material.configs[model], ages) for r in material.records[model]])
        curves = 100 * curves[~np.isnan(curves).any(axis=1)]
        if not len(curves):
            told.append(f"Under {model} no criminal case was reported.")
            continue
        mean = curves.mean(axis=0)
        ax.plot(ages, mean, color=colour, linestyle=dashes, linewidth=1.6, label=model)
        if len(curves) > 1:
            low, high = curves.min(axis=0), curves.max(axis=0)
            ax.fill_between(ages, low, high, color=colour, alpha=0.2, linewidth=0)
        told.append(f"Under {model} {mean[-1]:.1f} per cent are cleared within {followed:.0f} days.")
    if ax.lines:
        ax.legend(
            loc="lower right", title="bands: range of the replications" if material.replications > 1 else None
        )
    else:
        ax.text(0.5, 0.5, "no criminal case was reported", transform=ax.transAxes, ha="center")
    ax.set(xlim=(0, followed), xlabel="age of the case, days since its report", ylabel="cases cleared, %")
    ax.set_ylim(bottom=0)
    grid_lines(ax)
    return figure, f"Cumulative clearance over case age. {' '.join(told)}"


def _followed_days(material: Material) -> float:
    """The age, at most a year, up to which every case of the cohort was watched; a month at least."""
    windows = [Window.of(r) for runs in material.records.values() for r in runs]
    watched = min((w.end - w.until for w in windows), default=0.0) / DAY
    return float(min(max(watched, 30.0), 365.0))
