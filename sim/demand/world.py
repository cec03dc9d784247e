"""The world before the force acts: every call and case of a run with all its draws.

Nothing here knows the structure, so under one seed every structure meets the same world.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.config.demand import Category, DemandConfig
from sim.config.work import WorkConfig
from sim.county.county import County
from sim.demand.cases import CaseDraws, draw_cases
from sim.demand.draws import Floats, arrivals, durations
from sim.demand.reconcile import Flow
from sim.demand.source import EVERY_DAY_ALIKE, Source
from sim.streams import Streams

Ints = np.ndarray[Any, np.dtype[np.int64]]

SLOTS = ("place", "priority", "officer", "backup", "offence", "handling", "relay1", "relay2", "relay3", "relay4",
         "turnout1", "turnout2", "turnout3", "scene", "report")  # fmt: skip
"""The fixed uniforms of a call, by what they are for."""
_SLOT = {name: index for index, name in enumerate(SLOTS)}


@dataclass(frozen=True)
class Calls:
    """All calls, one entry each, in order of reception; times in minutes."""

    category: Ints
    """Index of the category; the number of categories stands for invalid calls."""
    offence: Ints
    received_at: Floats
    cell: Ints
    priority: Ints
    needs_officer: np.ndarray[Any, np.dtype[np.bool_]]
    teams_needed: Ints
    handling: Floats
    relay: Floats
    """(n, 4): the work of each hop of the chain."""
    turnout: Floats
    """(n, 3): uniforms for the turnout of the first three dispatches."""
    scene: Floats
    report: Floats
    case: Ints
    """Index of the case that the call leads to, -1 for none."""


@dataclass(frozen=True)
class World:
    """Calls and cases of one seed."""

    calls: Calls
    cases: CaseDraws
    flows: list[Flow]


def draw_world(
    demand: DemandConfig, work: WorkConfig, county: County, streams: Streams, days: float
) -> World:
    """Draw everything that arrives in the first `days` days."""
    source = Source(demand, work, county, streams, days)
    parts = [_draw_category(source, index, name) for index, name in enumerate(demand.categories)]
    parts.append(_draw_invalid(source, len(parts)))
    merged = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    order = np.lexsort((merged["ordinal"], merged["category"], merged["received_at"]))
    merged = {key: column[order] for key, column in merged.items() if key != "ordinal"}
    cases = draw_cases(source, merged)
    case_of_call = np.full(len(order), -1, np.int64)
    from_call = cases.call >= 0
    case_of_call[cases.call[from_call]] = np.flatnonzero(from_call)
    return World(Calls(**merged, case=case_of_call), cases, source.flows)


def _draw_category(source: Source, index: int, name: str) -> dict[str, Any]:
    demand, call = source.demand, source.work.call
    category = demand.categories[name]
    per_day = source.per_day(float(demand.effective_calls * category.share))
    weekday = demand.weekday_traffic.values if category.weekday == "traffic" else EVERY_DAY_ALIKE
    rng = source.streams.get("call arrivals", name)
    times = arrivals(rng, per_day, source.shape(weekday), 0.0, source.days * 1440)
    u = source.uniforms("call draws", len(times), len(SLOTS), name)
    made = _common(index, times, u)
    made["cell"] = source.places(category.place).at(u[:, _SLOT["place"]])
    made["offence"] = _offences(source, category, u[:, _SLOT["offence"]])
    bounds = np.cumsum(category.priority.values)[:-1]
    made["priority"] = 1 + np.searchsorted(bounds, u[:, _SLOT["priority"]], side="right")
    made["needs_officer"] = u[:, _SLOT["officer"]] < category.needs_officer
    made["teams_needed"] = 1 + (u[:, _SLOT["backup"]] < category.backup).astype(np.int64)
    made["handling"] = durations(call.handling, u[:, _SLOT["handling"]])
    made["relay"] = durations(call.relay, u[:, _SLOT["relay1"] : _SLOT["relay4"] + 1])
    made["scene"] = durations(category.on_scene, u[:, _SLOT["scene"]], float(demand.on_scene_factor))
    made["report"] = durations(category.report, u[:, _SLOT["report"]])
    return made


def _draw_invalid(source: Source, index: int) -> dict[str, Any]:
    share = float(source.demand.invalid_share)
    effective = source.per_day(float(source.demand.effective_calls))
    # A share of one would mean that no call is effective; then there is no rate to derive the others from.
    per_day = effective * share / (1 - share) if share < 1 else 0.0
    rng = source.streams.get("invalid call arrivals")
    times = arrivals(rng, per_day, source.shape(), 0.0, source.days * 1440)
    u = source.uniforms("invalid call draws", len(times), 2)
    made = _common(index, times, np.zeros((len(times), len(SLOTS))))
    made["cell"] = source.places("residents").at(u[:, 0])
    made["handling"] = durations(source.work.call.invalid_handling, u[:, 1])
    return made


def _common(index: int, times: Floats, u: Floats) -> dict[str, Any]:
    count = len(times)
    return {
        "category": np.full(count, index),
        "ordinal": np.arange(count),
        "offence": np.full(count, -1),
        "received_at": times,
        "cell": np.zeros(count, np.int64),
        "priority": np.zeros(count, np.int64),
        "needs_officer": np.zeros(count, bool),
        "teams_needed": np.zeros(count, np.int64),
        "handling": np.zeros(count),
        "relay": np.zeros((count, 4)),
        "turnout": u[:, _SLOT["turnout1"] : _SLOT["turnout3"] + 1],
        "scene": np.zeros(count),
        "report": np.zeros(count),
    }


def _offences(source: Source, category: Category, u: Floats) -> Ints:
    if category.case == "none":
        return np.full(len(u), -1)
    wanted = category.case == "criminal"
    weights = np.array(
        [
            f.by_call if o.criminal == wanted else 0.0
            for f, o in zip(source.flows, source.offences, strict=True)
        ]
    )
    if weights.sum() == 0:
        return np.full(len(u), -1)
    return np.searchsorted(np.cumsum(weights) / weights.sum(), u, side="right")
