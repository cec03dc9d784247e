"""How busy crews are over the hours of the week: time on calls over time on duty."""

from __future__ import annotations

import numpy as np

from sim.force.establishment import Establishment
from sim.force.rosters import BLOCKS
from sim.metrics.rows import DAY, Floats, Window, ratio
from sim.records.log import Records

HOURS, HOUR, WEEK = 168, 60.0, 168 * 60.0
STARTS = (8.5, 17.5, 20.5, 32.5)
"""Hours after midnight at which the blocks of a day begin, and the last one ends."""


def committed_by_hour(records: Records, window: Window) -> Floats:
    """Minutes (168,) that crews of the cohort spent between dispatch and being available, by hour of the week."""
    table = records.tables["dispatches"]
    starts = np.clip(table["dispatched_at"], window.start, window.until)
    ends = np.where(np.isnan(table["available_at"]), window.until, table["available_at"])
    ends = np.clip(ends, starts, window.until)
    found = np.zeros(HOURS)
    while len(starts):
        stop = np.minimum((np.floor(starts / HOUR) + 1) * HOUR, ends)
        hour = (starts // HOUR).astype(int) % HOURS
        found += np.bincount(hour, stop - starts, HOURS)
        going = stop < ends
        starts, ends = stop[going], ends[going]
    return found


def on_duty_by_hour(records: Records, window: Window, force: Establishment) -> Floats:
    """Minutes (168,) that crews of the cohort were on duty, by hour of the week.

    Records hold each team's minutes a day; within the week they are shared over the hours as the crews are rostered.
    """
    table = records.tables["teams"]
    inside = (table["day"] * DAY >= window.start) & (table["day"] * DAY < window.until)
    total = float(table["on_duty"][inside].sum())
    shape = rostered_by_hour(force)
    return shape * total / shape.sum() if shape.sum() else shape


def rostered_by_hour(force: Establishment) -> Floats:
    """Mean number of people in crews (168,) by hour of the week."""
    found = np.zeros(HOURS)
    for day in range(force.duty.period):
        for block in range(len(BLOCKS)):
            riding = float(force.on_crew_duty(day, block).sum())
            edges = np.arange(np.floor(STARTS[block]), np.ceil(STARTS[block + 1]) + 1)
            held = np.minimum(edges[1:], STARTS[block + 1]) - np.maximum(edges[:-1], STARTS[block])
            hours = (day % 7 * 24 + edges[:-1].astype(int)) % HOURS
            np.add.at(found, hours, held * riding)
    return found * 7 / force.duty.period


def share_by_hour(records: Records, force: Establishment) -> tuple[Floats, float]:
    """Share (168,) of crews' duty time that calls take by hour of the week, NaN where no crew is on duty; and in all.

    In all every hour weighs by the crews that are on duty in it, as in the metric `committed_share`.
    """
    window = Window.of(records)
    duty = on_duty_by_hour(records, window, force)
    taken = committed_by_hour(records, window)
    shares: Floats = np.divide(taken, duty, out=np.full(HOURS, np.nan), where=duty > 0)
    return shares, ratio(taken.sum(), duty.sum())
