"""A drawn world that begins later: the same calls and cases from some day on, and the drawn backlog before them."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np

from sim.demand.cases import CaseDraws
from sim.demand.world import Calls, World
from sim.records.statuses import CaseChannel

Part = TypeVar("Part", Calls, CaseDraws)
WEEK = 7
_MINUTES_A_WEEK = 7 * 1440.0


def later(world: World, weeks: int) -> World:
    """The world from day 7 x `weeks` on, that day being day 0: whole weeks, so that weekdays stay what they are.

    Earlier calls and cases are left out. The backlog of the first day is kept as it is: it is drawn, and known to
    no call, so it serves any first day.
    """
    start = weeks * _MINUTES_A_WEEK
    calls, cases = world.calls, world.cases
    backlog = cases.channel == CaseChannel.BACKLOG
    calls_left = np.flatnonzero(calls.received_at >= start)
    cases_left = np.flatnonzero(backlog | (cases.reported_at >= start))
    reported = np.where(backlog, cases.reported_at, cases.reported_at - start)
    calls = replace(calls, received_at=calls.received_at - start, case=_new(calls.case, cases_left))
    cases = replace(cases, reported_at=reported, call=_new(cases.call, calls_left))
    return World(_rows(calls, calls_left), _rows(cases, cases_left), world.flows)


def _new(rows: Any, left: Any) -> Any:
    """Where each of `rows` stands among those that are left, -1 for none."""
    place = np.full(int(max(rows.max(initial=-1), left.max(initial=-1))) + 2, -1)
    place[left] = np.arange(len(left))
    return place[rows]  # the last place answers for -1


def _rows(part: Part, rows: Any) -> Part:
    """These entries of every column."""
    return replace(part, **{column.name: getattr(part, column.name)[rows] for column in fields(part)})
