"""Worlds made out of drawn ones: calls far apart, in bursts, in other cells, twice; and records laid side by side."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.demand.world import World, draw_world
from sim.streams import Streams

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.county.county import County
    from sim.demand.cases import CaseDraws
    from sim.demand.world import Calls
    from sim.records.log import Records

Ints = np.ndarray[Any, np.dtype[np.int64]]

CALL_TIMES = ("received_at", "answered_at", "handled_at", "relayed_at", "dispatched_at", "able_dispatched_at",
              "able_en_route_at", "first_presence_at", "first_able_at", "officer_arrived_at", "scene_cleared_at",
              "closed_at")  # fmt: skip
CASE_TIMES = ("reported_at", "presence_at", "accepted_at", "filed_at", "assigned_at", "started_at", "solved_at",
              "suspended_at", "measure_at", "transferred_at", "hours", "effective_hours", "setup_hours",
              "closing_hours", "review_hours")  # fmt: skip


def drawn(config: Config, county: County, seed: int) -> World:
    """The world that a run of this configuration meets under this seed."""
    return draw_world(config.demand, config.work, county, Streams(seed), config.run.total_days)


def calls_only(world: World) -> World:
    """The same calls, none of them about an offence, and no case."""
    calls = world.calls
    nothing = np.full(len(calls.case), -1)
    return World(replace(calls, offence=nothing, case=nothing), _rows(world.cases, np.arange(0)), [])


def cases_only(world: World) -> World:
    """The cases that no call brings, and no call."""
    kept = np.flatnonzero(world.cases.call < 0)
    return World(_rows(world.calls, np.arange(0)), _rows(world.cases, kept), [])


def far_apart(world: World, every: float, first: float, burst: int = 1, within: float = 0.0) -> World:
    """The valid calls in bursts of `burst` that begin every so many minutes and last `within`; no case, no backup.

    A scene takes half an hour and a report ten minutes, so that everybody is back before the next burst.
    """
    calls = _rows(calls_only(world).calls, np.flatnonzero(world.calls.priority > 0))
    count = len(calls.received_at)
    place = np.arange(count)
    received = first + every * (place // burst) + within * (place % burst) / max(burst, 1)
    changed = replace(
        calls,
        received_at=received,
        scene=np.full(count, 30.0),
        report=np.full(count, 10.0),
        teams_needed=np.minimum(calls.teams_needed, 1),
    )
    return replace(calls_only(world), calls=changed)


def moved(world: World, cells: Ints) -> World:
    """Everything that happened in cell c happens in `cells[c]`."""
    return replace(
        world,
        calls=replace(world.calls, cell=cells[world.calls.cell]),
        cases=replace(world.cases, cell=cells[world.cases.cell]),
    )


def twice(world: World, left: Ints, right: Ints) -> World:
    """Every call and case twice at the same moment: row 2 i in `left[cell]`, row 2 i + 1 in `right[cell]`."""
    calls, cases = (
        _rows(table, np.repeat(np.arange(_size(table)), 2)) for table in (world.calls, world.cases)
    )
    for table in (calls, cases):
        table.cell[::2], table.cell[1::2] = left[table.cell[::2]], right[table.cell[1::2]]
    for rows in (calls.case, cases.call, cases.series):
        known = rows >= 0
        rows[known] = 2 * rows[known] + np.arange(len(rows))[known] % 2
    return World(calls, cases, world.flows)


def scaled(world: World, factor: float) -> World:
    """The calls `factor` times as far apart, all that they take `factor` times as long; no case."""
    calls = calls_only(world).calls
    longer = {
        name: getattr(calls, name) * factor
        for name in ("received_at", "handling", "relay", "scene", "report")
    }
    return replace(calls_only(world), calls=replace(calls, **longer))


def _size(table: Calls | CaseDraws) -> int:
    return len(table.cell)


def _rows(table: Any, rows: Ints) -> Any:
    return replace(table, **{each.name: getattr(table, each.name)[rows].copy() for each in fields(table)})


# -- cells -------------------------------------------------------------------------------------------------------


def turned(county: County, other: County, quarters: int) -> Ints:
    """The cell of `other` in which each cell of `county` lies after so many quarter turns to the left."""
    x, y, width, height = county.x, county.y, county.width, county.height
    for _ in range(quarters):
        x, y, width, height = height - 1 - y, x, height, width
    return cells_at(other, x, y)


def cells_at(county: County, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> Ints:
    """Index of the cell in each column `x` and row `y`."""
    index = np.full((county.height, county.width), -1, np.int64)
    index[county.y, county.x] = np.arange(county.n_cells)
    return np.asarray(index[y, x])


# -- records side by side ----------------------------------------------------------------------------------------


def furthest(
    one: Records, other: Records, table: str, columns: tuple[str, ...], rows: slice = slice(None)
) -> float:
    """The largest difference between the columns of `one` and those `rows` of `other`, row by row.

    Infinite where something happened in one of them only, or where the numbers of rows differ.
    """
    worst = 0.0
    for name in columns:
        a, b = one.tables[table][name].astype(float), other.tables[table][name][rows].astype(float)
        if len(a) != len(b) or (np.isnan(a) != np.isnan(b)).any():
            return float("inf")
        worst = max(worst, float(np.nanmax(np.abs(a - b), initial=0.0)))
    return worst


def waited(records: Records) -> int:
    """How many calls had to wait for a team, so that a comparison of queues is not empty."""
    calls = records.tables["incidents"]
    return int((calls["able_dispatched_at"] - calls["relayed_at"] > 1e-6).sum())
