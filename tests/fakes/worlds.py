"""Worlds written by hand: a few calls and cases with known durations."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.demand.cases import CaseDraws
from sim.demand.world import Calls, World
from sim.records.statuses import CaseChannel

CALL: dict[str, Any] = {
    "category": 5, "offence": -1, "received_at": 0.0, "cell": 0, "priority": 2, "needs_officer": True,
    "teams_needed": 1, "handling": 2.0, "relay": (1.0, 1.25, 1.5, 1.75), "turnout": (0.5, 0.5, 0.5), "scene": 30.0,
    "report": 10.0, "case": -1,
}  # fmt: skip
"""An incident of the last effective category that needs one team with an officer."""
CASE: dict[str, Any] = {
    "call": -1, "offence": 0, "channel": int(CaseChannel.WALK_IN), "reported_at": 0.0, "cell": 0, "solvable": 0.0,
    "need": 5.0, "suspect_known": True, "camera": False, "involved": False, "reporting_delay": 5.0, "suspects": 1,
    "offences": 1, "series": -1, "acceptance": 60.0, "filing": 120.0, "reveal": (1e9, 2e9, 3e9),
    "review": (0.999, 0.999), "reopen": 0.999, "reopen_after": 1e9, "link": 0.999,
}  # fmt: skip
"""A solvable theft with a named suspect that nobody links, sends back or reopens."""


def world(calls: list[dict[str, Any]] | None = None, cases: list[dict[str, Any]] | None = None) -> World:
    """The world of these calls and cases; each names only what differs from `CALL` or `CASE`."""
    calls = sorted(({**CALL, **call} for call in calls or []), key=lambda call: float(call["received_at"]))
    return World(Calls(**_columns(CALL, calls)), CaseDraws(**_columns(CASE, cases or [])), [])


def _columns(usual: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, np.ndarray]:
    """One array a column; the usual row goes along to give it a type even where there is no other."""
    filled = [{**usual, **row} for row in rows]
    return {name: np.array([row[name] for row in (*filled, usual)])[:-1] for name in usual}
