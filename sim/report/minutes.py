"""Picture: where the minutes go, those of a caller and those of the force."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.metrics.rows import DAY, Floats, Window
from sim.records.log import Records
from sim.records.statuses import Activity
from sim.report.material import Material
from sim.report.rows import Row, find
from sim.report.style import (
    BLUE,
    FAINT,
    ORANGE,
    SKY,
    VERMILLION,
    grid_lines,
    models_with_lines,
    new_figure,
    place,
)

TITLE = "Where the minutes go"
MONTH = 30 * DAY

PARTS = {
    "handling_time": ("answered and typed", SKY),
    "relay_time": ("passed along the chain", VERMILLION),
    "queue_time": ("waiting for a team", FAINT),
    "turnout_time": ("turnout", ORANGE),
    "travel_time": ("travel", BLUE),
}
ACTIVITIES = {
    Activity.CALL: "calls",
    Activity.PATROL: "patrol",
    Activity.STANDBY: "standby at base",
    Activity.CASE: "cases",
    Activity.COMMUNITY: "community work",
    Activity.DESK: "desks",
    Activity.CUSTODY: "custody",
    Activity.OFFICE: "office",
    Activity.DUTY_LOAD: "meetings, ledgers",
    Activity.BREAK: "breaks",
    Activity.ABSENT: "leave, sick, training",
}


def rostered_shares(records: Records) -> Floats:
    """Share of all rostered minutes by activity, in the order of `ACTIVITIES`; NaN where nobody was rostered.

    Months are those that lie inside the cohort, or all where none does.
    """
    table, window = records.tables["people"], Window.of(records)
    start = table["month"] * MONTH
    inside = (start >= window.start) & (start + MONTH <= window.until)
    kept = inside if inside.any() else np.ones(len(start), bool)
    spent = np.array([table[activity.name.lower()][kept].sum() for activity in ACTIVITIES])
    return spent / spent.sum() if spent.sum() else np.full(len(spent), np.nan)


def draw(material: Material) -> tuple[Figure, str]:
    """The figure, and the words for whoever cannot see it."""
    lines = len(material.models)
    bars, rows = 0.36 * lines, len(ACTIVITIES) * (0.08 + 0.13 * lines)
    height = 2.45 + bars + rows
    figure = new_figure(height, TITLE, material)
    top, bottom = figure.subplots(
        2,
        1,
        height_ratios=[bars, rows],
        gridspec_kw=place(figure, 1.6, 0.7, 0.35, 0.8) | {"hspace": 2 * 0.95 / (bars + rows)},
    )
    return figure, f"{_caller(top, material)} {_force(bottom, material)}"


def _caller(ax: Axes, material: Material) -> str:
    told = []
    for line, model in enumerate(material.models):
        left, words = 0.0, []
        for metric, (name, colour) in PARTS.items():
            found = find(material.summary, Row("", metric), model)
            size = found.mean if found and math.isfinite(found.mean) else 0.0
            label = name if line == 0 else None
            ax.barh(
                line,
                size,
                left=left,
                color=colour,
                height=0.62,
                label=label,
                edgecolor="white",
                linewidth=0.6,
            )
            left += size
            words.append(f"{name} {size:.1f}")
        ax.text(left, line, f" {left:.1f}", va="center")
        told.append(f"Under {model} a call waits {left:.1f} minutes on average: {', '.join(words)}.")
    ax.set_yticks(range(len(material.models)), material.models)
    ax.invert_yaxis()
    ax.set_xlabel("minutes")
    ax.set_title("of a caller: mean response time by part", loc="left", pad=18)
    ax.legend(
        ncols=5,
        loc="lower left",
        bbox_to_anchor=(-0.02, 0.98),
        fontsize=7.5,
        columnspacing=1.0,
        handlelength=1,
    )
    grid_lines(ax, "x")
    return " ".join(told)


def _force(ax: Axes, material: Material) -> str:
    thickness = 0.8 / len(material.models)
    told = []
    for index, (model, colour, _) in enumerate(models_with_lines(material)):
        shares = 100 * np.array([rostered_shares(r) for r in material.records[model]]).mean(axis=0)
        at = np.arange(len(ACTIVITIES)) + thickness * (index - (len(material.models) - 1) / 2)
        ax.barh(at, np.nan_to_num(shares), height=thickness * 0.9, color=colour, label=model)
        for y, share in zip(at, shares, strict=True):
            ax.text(
                share, y, f" {share:.1f}" if np.isfinite(share) else " no rosters", va="center", fontsize=7
            )
        listed = ", ".join(
            f"{name} {share:.1f}" for name, share in zip(ACTIVITIES.values(), shares, strict=True)
        )
        told.append(f"Rostered time under {model}, in per cent: {listed}.")
    ax.set_yticks(range(len(ACTIVITIES)), list(ACTIVITIES.values()))
    ax.invert_yaxis()
    ax.set_xlabel("% of rostered time")
    ax.set_title("of the force: everybody's rostered time by activity", loc="left", pad=18)
    ax.legend(ncols=4, loc="lower left", bbox_to_anchor=(-0.02, 0.98), fontsize=7.5, handlelength=1)
    grid_lines(ax, "x")
    return " ".join(told)
