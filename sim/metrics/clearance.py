"""Clearance: what becomes of cases, and how many are open. 'all' offences means all criminal ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.metrics.incidence import CENSORED, CLEARED, SUSPENDED, incidence_at
from sim.metrics.registry import AGES
from sim.metrics.rows import DAY, Flag, Flags, Floats, Keys, Rows, Window, effective, mean, ratio
from sim.records.log import Records
from sim.records.statuses import CaseChannel, CaseStep

Table = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Reports:
    """Reports of the cohort: age (n,) in days when it ended, the ending, the offence, whether filed."""

    age: Floats
    ending: NDArray[np.int8]
    offence: NDArray[Any]
    filed: Flags


def clearance(records: Records, window: Window, rows: Rows, criminal: Sequence[bool]) -> None:
    """Write every clearance metric; `criminal` (n_offences,) says which offences are crimes."""
    cases = records.tables["cases"]
    names = records.names["offences"]
    found = reports(records, window)
    open_cases = open_by_day(records, window)
    _caseload(records, open_cases, rows)
    for keys, of in _groups(cases["offence"], names, criminal):
        reported = np.isin(found.offence, list(of))
        chosen = np.isin(cases["offence"], list(of))
        if reported.any() or chosen.any() or not keys:
            _cohort(found, reported, window, rows, keys)
            _period(cases, chosen, window, rows, keys)
            _cohort_means(cases, chosen, window, rows, keys)
            _backlog(cases, chosen, open_cases, window, rows, keys)


def _groups(
    offence: NDArray[Any], names: Sequence[str], criminal: Sequence[bool]
) -> Iterator[tuple[Keys, set[int]]]:
    """All crimes, then each offence: the keys of its rows, and its indices."""
    yield {}, {index for index, crime in enumerate(criminal) if crime}
    for index, name in enumerate(names):
        yield {"offence": name}, {index}


def reports(records: Records, window: Window) -> Reports:
    """Cases reported in the cohort, and calls about an offence in it that never became a case.

    Clearance counts before suspension: a suspended case that was cleared after all is cleared. A case that
    was suspended and reopened stays at risk, because its `suspended_at` is empty.
    """
    cases, calls = records.tables["cases"], records.tables["incidents"]
    new = window.holds(cases["reported_at"]) & (cases["channel"] != CaseChannel.BACKLOG)
    without = window.holds(calls["received_at"]) & (calls["offence"] >= 0)
    without &= effective(calls) & ~np.isin(calls["incident"], cases["incident"])
    solved, suspended = cases["solved_at"][new], cases["suspended_at"][new]
    ending = np.where(np.isnan(suspended), CENSORED, SUSPENDED)
    ending = np.where(np.isnan(solved), ending, CLEARED)
    ended = np.where(np.isnan(suspended), window.end, suspended)
    ended = np.where(np.isnan(solved), ended, solved)
    age = (
        np.concatenate((ended - cases["reported_at"][new], window.end - calls["received_at"][without])) / DAY
    )
    never = int(without.sum())
    return Reports(
        age=np.maximum(age, 0.0),
        ending=np.concatenate((ending, np.full(never, CENSORED))).astype(np.int8),
        offence=np.concatenate((cases["offence"][new], calls["offence"][without])),
        filed=np.concatenate((~np.isnan(cases["filed_at"][new]), np.zeros(never, bool))),
    )


def _cohort(found: Reports, chosen: Flags, window: Window, rows: Rows, keys: Keys) -> None:
    ages = np.asarray(AGES, float)
    for prefix, counted in (("clearance", chosen), ("clearance_filed", chosen & found.filed)):
        shares = incidence_at(found.age[counted], found.ending[counted], ages)
        size = int(counted.sum())
        for days, share in zip(AGES, shares, strict=True):
            _followed(f"{prefix}_{days}", days, share, size, window, rows, keys)
    cleared = found.age[chosen & (found.ending == CLEARED) & (found.age <= 365)]
    middle = float(np.median(cleared)) if len(cleared) else float("nan")
    _followed("time_to_clearance", 365, middle, len(cleared), window, rows, keys)


def _followed(
    metric: str, days: float, value: float, size: int, window: Window, rows: Rows, keys: Keys
) -> None:
    """Write `value`, or 'not reached' where the run does not watch the cohort for `days`."""
    if window.followed(days):
        rows.add(metric, value, size, keys)
    else:
        rows.add(metric, float("nan"), size, keys, Flag.NOT_REACHED)


def _period(cases: Table, chosen: Flags, window: Window, rows: Rows, keys: Keys) -> None:
    solved = int((window.holds(cases["solved_at"]) & chosen).sum())
    filed = int((window.holds(cases["filed_at"]) & chosen).sum())
    rows.add("period_rate", ratio(solved, filed), filed, keys)
    ended = np.fmin(cases["transferred_at"], cases["measure_at"])
    days = (ended - cases["accepted_at"]) / DAY
    station = chosen & cases["station_only"] & window.holds(ended) & ~np.isnan(days)
    rows.add("station_case_duration", mean(days[station]), int(station.sum()), keys)


def _cohort_means(cases: Table, chosen: Flags, window: Window, rows: Rows, keys: Keys) -> None:
    new = chosen & window.holds(cases["reported_at"]) & (cases["channel"] != CaseChannel.BACKLOG)
    assigned = new & (cases["team"] >= 0)
    reviewed = new & ((cases["review_hours"] > 0) | (cases["returns"] > 0))
    for metric, column, counted in (
        ("handovers", "handovers", new),
        ("specialist_share", "specialist", assigned),
        ("review_returns", "returns", reviewed),
    ):
        rows.add(metric, mean(cases[column][counted]), int(counted.sum()), keys)


@dataclass(frozen=True)
class OpenCases:
    """Every opening (+1) and closing (-1), in the order of time: row of the case, minute, change.

    `days` are the minutes to look at.
    """

    case: NDArray[Any]
    at: Floats
    change: NDArray[np.int8]
    days: Floats

    def count(self, chosen: Flags) -> NDArray[np.int64]:
        """Open cases among `chosen` (n_cases,) at each of `days`."""
        kept = chosen[self.case]
        level = np.concatenate(([0], np.cumsum(self.change[kept], dtype=np.int64)))
        counted: NDArray[np.int64] = level[np.searchsorted(self.at[kept], self.days, side="right")]
        return counted


def open_by_day(records: Records, window: Window) -> OpenCases:
    """When each case was open: from its report or reopening to its clearance or suspension.

    `days` are the midnights of the cohort period, its end included.
    """
    cases, steps = records.tables["cases"], records.tables["case_steps"]
    solved = np.flatnonzero(~np.isnan(cases["solved_at"]))
    ends, again = steps["step"] == CaseStep.SUSPENDED, steps["step"] == CaseStep.REOPENED
    case = np.concatenate((cases["case"], steps["case"][ends], steps["case"][again], cases["case"][solved]))
    at = np.concatenate(
        (cases["reported_at"], steps["at"][ends], steps["at"][again], cases["solved_at"][solved])
    )
    sizes = (len(cases["case"]), int(ends.sum()), int(again.sum()), len(solved))
    state = np.repeat(np.array([1, 0, 1, 0], np.int8), sizes)
    order = np.lexsort((at, case))
    case, at, state = case[order], at[order], state[order]
    first = np.concatenate(([True], case[1:] != case[:-1])) if len(case) else np.empty(0, bool)
    earlier = np.where(first, 0, np.concatenate((state[:1], state[:-1])))
    by_time = np.argsort(at, kind="stable")
    days = np.arange(window.start, window.until + 1.0, DAY)
    place = np.argsort(cases["case"])
    return OpenCases(place[case[by_time]], at[by_time], (state - earlier).astype(np.int8)[by_time], days)


def _backlog(
    cases: Table, chosen: Flags, open_cases: OpenCases, window: Window, rows: Rows, keys: Keys
) -> None:
    counted = open_cases.count(chosen)
    slope = _slope(counted)
    rise = slope * (len(counted) - 1)
    growing = rise > 2 * np.sqrt(2 * counted.mean())
    flag = Flag.NOT_STATIONARY if growing else Flag.NONE
    filed = int((window.holds(cases["reported_at"]) & chosen).sum())
    rows.add("backlog", counted[-1], counted[-1], keys, flag)
    rows.add("backlog_slope", slope, filed, keys, flag)
    rows.add("backlog_age", _mean_open_age(cases, chosen, open_cases, window), counted[-1], keys, flag)


def _slope(values: NDArray[Any]) -> float:
    """Least-squares slope of `values` (n,) per step, NaN of fewer than two."""
    steps = np.arange(len(values)) - (len(values) - 1) / 2
    return ratio(float((steps * values).sum()), float((steps**2).sum()))


def _mean_open_age(cases: Table, chosen: Flags, open_cases: OpenCases, window: Window) -> float:
    """Mean days since the report of the cases open at the end of the cohort."""
    past = open_cases.at <= window.until
    state = np.bincount(open_cases.case[past], open_cases.change[past], len(cases["case"]))
    still = chosen & (state > 0)
    return mean((window.until - cases["reported_at"][still]) / DAY)


def _caseload(records: Records, open_cases: OpenCases, rows: Rows) -> None:
    everything = np.ones(len(records.tables["cases"]["case"]), bool)
    people = investigators(records)
    rows.add("caseload", ratio(float(open_cases.count(everything).mean()), people), people)


def investigators(records: Records) -> int:
    """People named as investigators, or else people with minutes on cases."""
    named = records.names.get("investigators")
    if named is not None:
        return len(named)
    table = records.tables["people"]
    return len(np.unique(table["person"][table["case"] > 0]))
