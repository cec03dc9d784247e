"""Response: how long callers wait, in which parts, and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.metrics.registry import QUANTILES
from sim.metrics.rows import ALL, Flag, Flags, Floats, Keys, Rows, Window, effective, mean, ratio
from sim.records.log import Records
from sim.records.statuses import DispatchOutcome, IncidentStatus

HELD_AFTER = 1.0
"""Minutes in the queue from which a call counts as held."""

PARTS = ("handling_time", "relay_time", "queue_time", "turnout_time", "travel_time")
_ENDS = ("handled_at", "relayed_at", "able_dispatched_at", "able_en_route_at", "first_able_at")


@dataclass(frozen=True)
class Calls:
    """Valid calls of the cohort: their columns, and the end of the run in minutes."""

    columns: dict[str, NDArray[Any]]
    end: float

    @classmethod
    def of(cls, records: Records, window: Window) -> Calls:
        """The calls received in `window` that are a police matter."""
        table = records.tables["incidents"]
        kept = window.holds(table["received_at"]) & effective(table)
        return cls({name: column[kept] for name, column in table.items()}, window.end)

    def __getitem__(self, column: str) -> NDArray[Any]:
        return self.columns[column]

    def __len__(self) -> int:
        return len(self.columns["incident"])

    def wait(self, until: str) -> Floats:
        """Minutes from reception to the time `until`, +inf where it never came."""
        waited = self[until] - self["received_at"]
        return np.where(np.isnan(waited), np.inf, waited)

    def wait_so_far(self, until: str) -> Floats:
        """Minutes from reception to the time `until`, or to the end of the run where it never came."""
        waited: Floats = self._ended(until) - self["received_at"]
        return waited

    def parts(self) -> dict[str, Floats]:
        """The parts of the response in minutes; they add up to ``wait_so_far("first_able_at")``.

        The part in which an unserved call stands lasts to the end of the run, later ones are 0.
        """
        times = [self["received_at"], *(self._ended(end) for end in _ENDS)]
        return {part: later - earlier for part, earlier, later in zip(PARTS, times, times[1:], strict=False)}

    def _ended(self, column: str) -> Floats:
        return np.where(np.isnan(self[column]), self.end, self[column])


@dataclass(frozen=True)
class Split:
    """A partition of the calls: the keys of each group, and the group of each call (n_calls,)."""

    keys: list[Keys]
    group: NDArray[np.int16]


def response(
    records: Records,
    window: Window,
    rows: Rows,
    standard: tuple[float, float],
    residents: Sequence[float] | None = None,
) -> None:
    """Write every response metric.

    `standard` is the time (min) within which somebody able is to come, in urban cells and elsewhere;
    `residents` (n_townships,) weigh the townships.
    """
    calls = Calls.of(records, window)
    reached = ~np.isnan(calls["first_able_at"])
    for split in splits(calls, records.names):
        _means(calls, reached, split, rows, standard)
        _quantiles(calls, split, rows)
        _redispatches(records, calls, split, rows)
    _no_team(records, window, rows)
    _worst_tenth(calls, residents, len(records.names["townships"]), rows)
    _urban_rural_gap(calls, rows)


def splits(calls: Calls, names: dict[str, list[str]]) -> list[Split]:
    """All calls; by priority, by category, urban and rural, priority within those, by township."""
    places = ("urban", "rural")
    rural = 1 - calls["urban"].astype(np.int16)
    urgency = calls["priority"].astype(np.int16) - 1
    by_priority: list[Keys] = [{"priority": str(level)} for level in (1, 2, 3)]
    by_place: list[Keys] = [{"area": place} for place in places]
    both: list[Keys] = [{**one, **other} for one in by_priority for other in by_place]
    return [
        Split([{}], np.zeros(len(calls), np.int16)),
        Split(by_priority, urgency),
        Split([{"category": name} for name in names["categories"]], calls["category"].astype(np.int16)),
        Split(by_place, rural),
        Split(both, 2 * urgency + rural),
        Split([{"area": name} for name in names["townships"]], calls["township"].astype(np.int16)),
    ]


def _means(calls: Calls, reached: Flags, split: Split, rows: Rows, standard: tuple[float, float]) -> None:
    """Metrics that are a mean over calls; those of waiting leave out calls that were turned away."""
    stayed = calls["status"] != IncidentStatus.LOST
    officer = stayed & calls["needs_officer"]
    everyone = np.ones(len(calls), bool)
    parts = calls.parts()
    delay = parts["handling_time"] + parts["relay_time"] + parts["queue_time"]
    waits = {
        "response_time_mean": ("first_able_at", calls.wait_so_far("first_able_at")),
        "answer_wait": ("answered_at", calls.wait_so_far("answered_at")),
        **{part: (end, parts[part]) for part, end in zip(PARTS, _ENDS, strict=True)},
        "dispatch_delay": ("able_dispatched_at", delay),
        "first_presence_mean": ("first_presence_at", calls.wait_so_far("first_presence_at")),
        "officer_arrival_mean": ("officer_arrived_at", calls.wait_so_far("officer_arrived_at")),
    }
    shares = {
        "within_standard": calls.wait("first_able_at") <= np.where(calls["urban"], *standard),
        "unserved_share": ~reached,
    }
    add = _Grouped(split, rows)
    for name, (end, values) in waits.items():
        counted = officer if name == "officer_arrival_mean" else stayed
        add(name, values, counted, counted & np.isnan(calls[end]), Flag.LOWER_BOUND)
    for name, flags in shares.items():
        add(name, flags, everyone)
    add("held_share", parts["queue_time"] > HELD_AFTER, stayed)
    add("cross_area_share", calls["cross_area"], reached)


class _Grouped:
    """Writes the mean of a value over the counted calls of each group that has calls."""

    def __init__(self, split: Split, rows: Rows) -> None:
        self.split, self.rows, self.size = split, rows, len(split.keys)
        self.present = np.bincount(split.group, minlength=self.size) > 0
        self._counts: dict[int, NDArray[Any]] = {}

    def __call__(
        self,
        metric: str,
        values: NDArray[Any],
        counted: Flags,
        marked: Flags | None = None,
        flag: Flag = Flag.NONE,
    ) -> None:
        total = np.bincount(self.split.group, np.where(counted, values, 0.0), self.size)
        count = self._count(counted)
        marks = None if marked is None or not marked.any() else self._count(marked)
        for index, keys in enumerate(self.split.keys):
            if self.present[index] or not keys:
                shown = flag if marks is not None and marks[index] else Flag.NONE
                self.rows.add(metric, ratio(total[index], count[index]), count[index], keys, shown)

    def _count(self, counted: Flags) -> NDArray[Any]:
        return np.bincount(self.split.group[counted], minlength=self.size)


def _quantiles(calls: Calls, split: Split, rows: Rows) -> None:
    everyone = np.ones(len(calls), bool)
    response_levels = {f"response_time_{name}": level for name, level in QUANTILES.items()}
    _quantile_rows(calls.wait("first_able_at"), everyone, split, response_levels, rows)
    _quantile_rows(calls.wait("first_presence_at"), everyone, split, {"first_presence_p90": 0.9}, rows)
    officer = calls.wait("officer_arrived_at")
    _quantile_rows(officer, calls["needs_officer"], split, {"officer_arrival_p90": 0.9}, rows)


def _quantile_rows(waits: Floats, counted: Flags, split: Split, levels: dict[str, float], rows: Rows) -> None:
    waits, group = waits[counted], split.group[counted]
    order = np.argsort(waits, kind="stable")
    by_group = order[np.argsort(group[order], kind="stable")]
    bounds = np.concatenate(([0], np.cumsum(np.bincount(group, minlength=len(split.keys)))))
    for index, keys in enumerate(split.keys):
        chosen = waits[by_group[bounds[index] : bounds[index + 1]]]
        if len(chosen) or not keys:
            for metric, level in levels.items():
                value = quantile(chosen, level)
                lost = len(chosen) > 0 and np.isnan(value)
                rows.add(metric, value, len(chosen), keys, Flag.NOT_REACHED if lost else Flag.NONE)


def quantile(ordered: Floats, level: float) -> float:
    """Linear between order statistics of `ordered` (rising); NaN where it touches an infinite one."""
    if not len(ordered):
        return float("nan")
    place = (len(ordered) - 1) * level
    below = int(place)
    part = place - below
    value = float(ordered[below])
    if part > 0:
        value += part * (float(ordered[below + 1]) - value)
    return value if isfinite(value) else float("nan")


def _redispatches(records: Records, calls: Calls, split: Split, rows: Rows) -> None:
    table = records.tables["dispatches"]
    taken_off = table["incident"][table["outcome"] == DispatchOutcome.SUPERSEDED]
    per_call = np.bincount(taken_off, minlength=len(records.tables["incidents"]["incident"]))[
        calls["incident"]
    ]
    size = len(split.keys)
    total, count = np.bincount(split.group, per_call, size), np.bincount(split.group, minlength=size)
    for index, keys in enumerate(split.keys):
        if count[index] or not keys:
            rows.add("redispatches", 100 * ratio(total[index], count[index]), total[index], keys)


def _no_team(records: Records, window: Window, rows: Rows) -> None:
    """Minutes a year without an able free team, by station and for the county (area -1)."""
    table = records.tables["gaps"]
    minutes = window.overlap(table["started_at"], table["ended_at"])
    for area, name in [(-1, ALL), *enumerate(records.names["stations"])]:
        inside = minutes[(table["area"] == area) & (minutes > 0)]
        rows.add("no_team_minutes", ratio(float(inside.sum()), window.years), len(inside), {"area": name})


def _worst_tenth(calls: Calls, residents: Sequence[float] | None, townships: int, rows: Rows) -> None:
    if residents is None:
        rows.add("worst_tenth", float("nan"), 0, flag=Flag.NOT_REACHED)
        return
    stayed = calls["status"] != IncidentStatus.LOST
    group = calls["township"][stayed]
    count = np.bincount(group, minlength=townships)
    total = np.bincount(group, calls.wait_so_far("first_able_at")[stayed], townships)
    has = np.flatnonzero((count > 0) & (np.asarray(residents) > 0))
    worst, weight = worst_share(total[has] / count[has], np.asarray(residents, float)[has], 0.1)
    unserved = bool(np.isnan(calls["first_able_at"][stayed]).any())
    flag = Flag.LOWER_BOUND if unserved else Flag.NONE
    rows.add("worst_tenth", worst, int(count[has][weight > 0].sum()), flag=flag)


def worst_share(values: Floats, residents: Floats, share: float) -> tuple[float, Floats]:
    """Mean of the highest `values` (n,) over `share` of all `residents` (n,), and the weights used (n,)."""
    order = np.argsort(-values, kind="stable")
    wanted = share * residents.sum()
    before = np.cumsum(residents[order]) - residents[order]
    weight = np.zeros(len(values))
    weight[order] = np.clip(wanted - before, 0.0, residents[order])
    return ratio(float((weight * values).sum()), float(weight.sum())), weight


def _urban_rural_gap(calls: Calls, rows: Rows) -> None:
    stayed = calls["status"] != IncidentStatus.LOST
    waits = calls.wait_so_far("first_able_at")
    rural, urban = (waits[stayed & (calls["urban"] == inside)] for inside in (False, True))
    unserved = bool(np.isnan(calls["first_able_at"][stayed]).any())
    flag = Flag.LOWER_BOUND if unserved else Flag.NONE
    rows.add("urban_rural_gap", mean(rural) - mean(urban), min(len(rural), len(urban)), flag=flag)
