"""Records drawn at random, consistent enough to measure: for properties, speed, and runs without a model."""

from __future__ import annotations

from typing import Any

import numpy as np
from fakes.small import DAY, NAMES

from sim.records.log import Records
from sim.records.statuses import CaseChannel, CaseStatus, DispatchOutcome, IncidentStatus
from sim.records.tables import TABLES


def drawn(
    seed: int,
    calls: int = 400,
    cases: int = 120,
    people: int = 12,
    days: tuple[float, float, float] = (30, 130, 530),
) -> Records:
    """`days`: cohort from, cohort until, end."""
    rng = np.random.default_rng(seed)
    start, until, end = (day * DAY for day in days)
    tables = {
        "incidents": _incidents(rng, calls, end),
        "dispatches": _dispatches(rng, calls),
        "cases": _cases(rng, cases, end),
        "case_steps": {"case": np.zeros(0), "at": np.zeros(0)},
        "people": _grid(rng, people, int(end // (30 * DAY)) + 1, "person", "month"),
        "teams": _grid(rng, 3, int(end // DAY), "team", "day"),
        "gaps": {
            "area": rng.integers(-1, 2, 6),
            "started_at": (at := rng.uniform(0, end, 6)),
            "ended_at": at + 30,
        },
    }
    return Records(
        {table: _complete(table, columns) for table, columns in tables.items()},
        dict(NAMES),
        {"cohort_from": start, "cohort_until": until, "end": end},
    )


def _complete(table: str, given: dict[str, Any]) -> dict[str, np.ndarray]:
    size = len(next(iter(given.values())))
    return {
        name: np.asarray(given.get(name, np.full(size, np.nan if name.endswith("_at") else 0)), dtype)
        for name, (dtype, _) in TABLES[table].items()
    }


def _incidents(rng: np.random.Generator, size: int, end: float) -> dict[str, Any]:
    received = np.sort(rng.uniform(0, end, size))
    steps = rng.exponential([1, 1, 2, 2, 10], (size, 5)) if size else np.zeros((0, 5))
    times = received[:, None] + np.cumsum(steps, axis=1)
    times[rng.uniform(size=size) < 0.03, 2:] = np.nan
    invalid = rng.uniform(size=size) < 0.2
    reached = ~np.isnan(times[:, 4])
    status = np.where(reached, IncidentStatus.SERVED, IncidentStatus.UNSERVED)
    ends = ("handled_at", "relayed_at", "able_dispatched_at", "able_en_route_at", "first_able_at")
    return {
        "incident": np.arange(size),
        "category": rng.integers(0, 2, size),
        "offence": np.where(rng.uniform(size=size) < 0.1, rng.integers(0, 3, size), -1),
        "priority": np.where(invalid, 0, rng.integers(1, 4, size)),
        "township": rng.integers(0, 3, size),
        "urban": rng.uniform(size=size) < 0.6,
        "needs_officer": rng.uniform(size=size) < 0.5,
        "status": np.where(invalid, IncidentStatus.INVALID, status),
        "received_at": received,
        "answered_at": received + 0.5 * steps[:, 0],
        **dict(zip(ends, times.T, strict=True)),
        "first_presence_at": times[:, 4],
        "officer_arrived_at": times[:, 4] + 1,
        "cross_area": rng.uniform(size=size) < 0.2,
    }


def _dispatches(rng: np.random.Generator, calls: int) -> dict[str, Any]:
    outcome = np.where(rng.uniform(size=calls) < 0.1, DispatchOutcome.SUPERSEDED, DispatchOutcome.SERVED)
    return {"incident": np.arange(calls), "outcome": outcome}


def _cases(rng: np.random.Generator, size: int, end: float) -> dict[str, Any]:
    reported = np.sort(rng.uniform(-10 * DAY, end, size))
    solved = reported + rng.exponential(60 * DAY, size)
    solved[(rng.uniform(size=size) < 0.5) | (solved > end)] = np.nan
    suspended = np.where(np.isnan(solved), reported + rng.exponential(100 * DAY, size), np.nan)
    suspended[suspended > end] = np.nan
    return {
        "case": np.arange(size),
        "incident": np.full(size, -1),
        "offence": rng.integers(0, 3, size),
        "channel": np.where(reported < 0, CaseChannel.BACKLOG, CaseChannel.WALK_IN),
        "status": np.full(size, CaseStatus.WAITING),
        "reported_at": reported,
        "accepted_at": reported,
        "filed_at": reported + DAY,
        "solved_at": solved,
        "suspended_at": suspended,
        "transferred_at": solved + 5 * DAY,
        "specialist": rng.uniform(size=size) < 0.5,
        "station_only": rng.uniform(size=size) < 0.5,
        "handovers": rng.integers(0, 3, size),
        "returns": rng.integers(0, 2, size),
    }


def _grid(rng: np.random.Generator, entities: int, periods: int, entity: str, period: str) -> dict[str, Any]:
    spec = TABLES["people" if entity == "person" else "teams"]
    size = entities * periods
    amounts = {name: rng.uniform(0, 60, size) for name in spec if name not in (entity, period)}
    index = {entity: np.repeat(np.arange(entities), periods), period: np.tile(np.arange(periods), entities)}
    return amounts | index | {"on_duty": amounts.get("committed", np.zeros(size)) + 60}
