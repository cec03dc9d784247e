"""Small records written by hand: only what a test speaks of is named, the rest has a default."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.config.run import RunConfig
from sim.records.log import Records
from sim.records.statuses import CaseStatus, IncidentStatus
from sim.records.tables import TABLES

DAY = 1440.0
NAMES = {
    "categories": ["crime", "traffic"],
    "offences": ["theft", "fraud", "brawl"],
    "townships": ["T01", "T02", "T03"],
    "stations": ["S01", "S02"],
    "township_residents": ["9000", "500", "500"],
}
CRIMINAL = {"theft": True, "fraud": True, "brawl": False}
LAYOUT = {"categories": 2, "townships": 3}


class FakeOffence(BaseModel):
    criminal: bool


class FakeDemand(BaseModel):
    offences: dict[str, FakeOffence] = {name: FakeOffence(criminal=crime) for name, crime in CRIMINAL.items()}


class FakeStandard(BaseModel):
    urban_minutes: float = 5
    other_minutes: float = 10


class FakeCallWork(BaseModel):
    standard: FakeStandard = FakeStandard()


class FakeWork(BaseModel):
    call: FakeCallWork = FakeCallWork()


class FakeConfig(BaseModel):
    """As much of a configuration as metrics and runs look at."""

    name: str = "fake"
    shift: float = 0.0
    demand: FakeDemand = FakeDemand()
    work: FakeWork = FakeWork()
    run: RunConfig = RunConfig(warmup=0, days=100, follow_up=400, replications=3, seed=5)


def clock(start: float = 0, until: float = 365, end: float = 730) -> dict[str, float]:
    """A clock from days."""
    return {"cohort_from": start * DAY, "cohort_until": until * DAY, "end": end * DAY}


def call(received: float, *steps: float, **columns: Any) -> dict[str, Any]:
    """A call that takes `steps` minutes for handling, relay, queue, turnout and travel, as far as they go."""
    ends = ["handled_at", "relayed_at", "able_dispatched_at", "able_en_route_at", "first_able_at"]
    times = dict(zip(ends, (received + np.cumsum(steps)).tolist(), strict=False))
    status = IncidentStatus.SERVED if len(steps) == 5 else IncidentStatus.UNSERVED
    row = {"received_at": received, "answered_at": received, "priority": 1, "status": status, **times}
    for column, like in (("first_presence_at", "first_able_at"), ("dispatched_at", "able_dispatched_at")):
        row[column] = times.get(like, np.nan)
    return row | columns


def case(reported: float, **columns: Any) -> dict[str, Any]:
    """A theft, reported on day `reported`, filed a day later; columns named `..._at` are given in days."""
    row = {"reported_at": reported, "accepted_at": reported, "filed_at": reported + 1, **columns}
    times = {name: value * DAY for name, value in row.items() if name.endswith("_at")}
    return {"status": CaseStatus.WAITING, "incident": -1, "offence": 0, "team": 0, **row, **times}


def records(
    names: dict[str, list[str]] | None = None,
    when: dict[str, float] | None = None,
    **tables: list[dict[str, Any]],
) -> Records:
    """Records of the given rows; row numbers are filled in."""
    made = {}
    for table, spec in TABLES.items():
        rows = tables.get(table, [])
        own = {"incidents": "incident", "cases": "case"}.get(table)
        made[table] = {
            name: np.array(
                [
                    row.get(name, index if name == own else _blank(dtype, name))
                    for index, row in enumerate(rows)
                ],
                dtype,
            )
            for name, (dtype, _) in spec.items()
        }
    return Records(tables=made, names=NAMES | (names or {}), clock=when or clock())


def _blank(dtype: str, name: str) -> Any:
    if name.endswith("_at"):
        return np.nan
    return -1 if name in {"offence", "series", "able_team"} and dtype != "?" else 0
