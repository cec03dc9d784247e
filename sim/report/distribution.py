"""Picture: how response times are distributed, by priority."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from sim.metrics.response import Calls
from sim.metrics.rows import Floats, Window
from sim.records.log import Records
from sim.report.material import Material
from sim.report.style import grid_lines, models_with_lines, new_figure, place

PRIORITIES = {1: "most urgent", 2: "urgent", 3: "other"}
TITLE = "Response time by priority"


def reached(records: Records, priority: int, minutes: Floats) -> Floats:
    """Share (k,) of the cohort's calls of `priority` reached within each of `minutes` (k,); NaN without any.

    A call that nobody had reached stays in the denominator for ever.
    """
    calls = Calls.of(records, Window.of(records))
    waits = np.sort(calls.wait("first_able_at")[calls["priority"] == priority])
    if not len(waits):
        return np.full(len(minutes), np.nan)
    return np.searchsorted(waits, minutes, side="right") / len(waits)


def draw(material: Material) -> tuple[Figure, str]:
    """The figure, and the words for whoever cannot see it."""
    figure = new_figure(
        3.1, TITLE, material, "Share of calls reached within so many minutes of the call's reception"
    )
    axes = figure.subplots(
        1, 3, sharey=True, gridspec_kw=place(figure, 0.65, 0.75, 0.2, 0.8) | {"wspace": 0.1}
    )
    minutes = np.linspace(0, _longest(material), 241)
    medians: list[str] = []
    for ax, (priority, words) in zip(axes, PRIORITIES.items(), strict=True):
        for model, colour, dashes in models_with_lines(material):
            curves = np.array([reached(r, priority, minutes) for r in material.records[model]])
            curves = curves[~np.isnan(curves).any(axis=1)]
            if not len(curves):
                continue
            mean = curves.mean(axis=0)
            ax.plot(minutes, 100 * mean, color=colour, linestyle=dashes, linewidth=1.5, label=model)
            if len(curves) > 1:
                ax.fill_between(
                    minutes,
                    100 * curves.min(axis=0),
                    100 * curves.max(axis=0),
                    color=colour,
                    alpha=0.2,
                    linewidth=0,
                )
            medians.append(_read(model, priority, minutes, mean))
        if not ax.lines:
            ax.text(0.5, 0.5, "no such calls", transform=ax.transAxes, ha="center")
        ax.set_title(f"priority {priority} ({words})", loc="left")
        ax.set(xlim=(0, minutes[-1]), ylim=(0, 100), xlabel="response time, minutes")
        grid_lines(ax)
    axes[0].set_ylabel("calls reached, %")
    drawn = [ax for ax in axes if ax.lines]
    if drawn:
        drawn[-1].legend(loc="lower right")
    band = "; bands span the replications" if material.replications > 1 else ""
    return figure, f"Cumulative distribution of response time for each priority{band}. {' '.join(medians)}"


def _longest(material: Material) -> float:
    """Minutes that the axis holds: nearly all calls of every model, rounded up to tens."""
    waits = [
        Calls.of(r, Window.of(r)).wait("first_able_at") for runs in material.records.values() for r in runs
    ]
    seen = np.concatenate([w[np.isfinite(w)] for w in waits]) if waits else np.empty(0)
    return float(np.ceil(np.quantile(seen, 0.98) / 10) * 10) if len(seen) else 60.0


def _read(model: str, priority: int, minutes: Floats, mean: Floats) -> str:
    half = np.flatnonzero(mean >= 0.5)
    if not len(half):
        return (
            f"Under {model}, fewer than half the calls of priority {priority} are reached in the time shown."
        )
    within = f"within {minutes[half[0]]:.0f} minutes"
    return f"Under {model}, half the calls of priority {priority} are reached {within}."
