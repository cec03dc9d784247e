"""Load, work and means: calls and cases a year, people's minutes, teams' kilometres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.metrics.rows import DAY, Flags, Floats, Rows, Window, effective, ratio
from sim.records.log import Records
from sim.records.statuses import Activity, CaseChannel

MONTH = 30 * DAY
OFF_DUTY = (Activity.OFF, Activity.ABSENT)
IDLE = (Activity.STANDBY, Activity.BREAK)
TENTH = 0.1
FRONT_LINE = (Activity.STANDBY, Activity.PATROL, Activity.CALL, Activity.CASE)


def load(records: Records, window: Window, rows: Rows, criminal: Sequence[bool]) -> None:
    """Write what the force faces: calls, cases and the share of team time that calls take."""
    calls, cases = records.tables["incidents"], records.tables["cases"]
    received = window.holds(calls["received_at"])
    valid = received & effective(calls)
    crime = np.asarray(criminal, bool)[cases["offence"]] if len(cases["case"]) else np.empty(0, bool)
    reported = crime & window.holds(cases["reported_at"]) & (cases["channel"] != CaseChannel.BACKLOG)
    counts: dict[str, Flags] = {
        "calls": received,
        "effective_calls": valid,
        "cases": reported,
        "cases_filed": crime & window.holds(cases["filed_at"]),
    }
    for name, flags in counts.items():
        rows.add(name, ratio(int(flags.sum()), window.years), int(flags.sum()))
    _teams(records, window, rows)


def _teams(records: Records, window: Window, rows: Rows) -> None:
    table = records.tables["teams"]
    part = _part_inside(table["day"] * DAY, DAY, window)
    committed, duty = _total(part, table["committed"]), _total(part, table["on_duty"])
    rows.add("committed_share", ratio(committed, duty), _total(part, table["dispatches"]))
    distance = _total(part, table["kilometres"])
    rows.add("vehicle_km", ratio(distance, window.years), float((part > 0).sum()))


def _part_inside(starts: Floats, length: float, window: Window) -> Floats:
    """Share of each period [start, start + length), cut at the end of the run, that lies in the cohort."""
    ends = np.minimum(starts + length, window.end)
    inside = window.overlap(starts, ends)
    return np.divide(inside, ends - starts, out=np.zeros(len(starts)), where=ends > starts)


def _total(weights: NDArray[Any], amounts: NDArray[Any]) -> float:
    """The weighted sum, added up in numpy's own order: a linear-algebra library's may change with threads."""
    return float((weights * amounts).sum())


def work(records: Records, window: Window, rows: Rows) -> None:
    """Write how people's time goes; months that straddle the cohort count in proportion."""
    table = records.tables["people"]
    part = _part_inside(table["month"] * MONTH, MONTH, window)
    minutes = {activity: _total(part, table[activity.name.lower()]) for activity in Activity}
    months = int((part > 0).sum())
    duty = sum(amount for activity, amount in minutes.items() if activity not in OFF_DUTY)
    idle = sum(minutes[activity] for activity in IDLE)
    rows.add("utilisation", ratio(duty - idle, duty), months)
    rows.add("front_line_share", ratio(sum(minutes[activity] for activity in FRONT_LINE), duty), months)
    people = len(np.unique(table["person"]))
    weeks = (window.until - window.start) / (7 * DAY)
    for activity, amount in minutes.items():
        rows.add(f"minutes_{activity.name.lower()}", ratio(amount, people * weeks), months)
    rows.add("overtime", ratio(_total(part, table["overtime"]) / 60, window.years), months)
    busiest = _busiest(table, part)
    rows.add("busiest_tenth", ratio(float(busiest.sum()) / 60, len(busiest) * weeks), len(busiest))
    on_calls = _call_minutes(records, part)
    rows.add("call_inequality", gini(on_calls), len(on_calls))


def _busiest(table: Mapping[str, NDArray[Any]], part: Floats) -> Floats:
    """Minutes at work in the cohort of each of the tenth of all people (at least one) who have most of them."""
    at_work = sum(table[each.name.lower()] for each in Activity if each not in (*OFF_DUTY, *IDLE))
    _, person = np.unique(table["person"], return_inverse=True)
    minutes: Floats = np.sort(np.bincount(person, part * at_work).astype(float))
    return minutes[-max(1, round(TENTH * len(minutes))) :] if len(minutes) else minutes


def _call_minutes(records: Records, part: Floats) -> Floats:
    """Minutes on calls in the cohort of each person in a crew."""
    table = records.tables["people"]
    size = int(table["person"].max()) + 1 if len(table["person"]) else 0
    minutes: Floats = np.bincount(table["person"], part * table["call"], size).astype(float)
    named = records.names.get("crews")
    if named is not None:
        return np.array([minutes[int(person)] for person in named])
    street = np.bincount(table["person"], part * (table["call"] + table["patrol"]), size)
    ridden: Floats = minutes[street > 0]
    return ridden


def gini(amounts: Floats) -> float:
    """Gini coefficient of `amounts` (n,), none negative: 0 when all are equal; NaN when all are zero."""
    ordered = np.sort(amounts)
    size = len(ordered)
    ranks = 2 * np.arange(1, size + 1) - size - 1
    return ratio(_total(ranks, ordered), size * float(ordered.sum()))
