"""Patrol plans: rounds of points with a dwell at each, in closed form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.config.patrol import PatrolConfig
from sim.county.county import County
from sim.county.travel import Travel
from sim.registry import Registry


@dataclass(frozen=True)
class Plan:
    """One round: cells, the minutes from its start at which each is reached, its length in min and km."""

    cells: list[int]
    minutes: list[float]
    period: float
    kilometres: float


def town_points(county: County, count: int) -> list[int]:
    """The `count` most populous urban cells of the seat's township, by bearing from the seat (S12's points).

    Where the seat has fewer urban cells there are fewer points.
    """
    here = county.township == county.township[county.seat_cell]
    cells = np.flatnonzero(here & county.urban)
    cells = cells[np.argsort(-county.residents[cells], kind="stable")][:count]
    dx = county.x[cells] - county.x[county.seat_cell]
    dy = county.y[cells] - county.y[county.seat_cell]
    return [int(cell) for cell in cells[np.lexsort((cells, np.arctan2(dy, dx)))]]


def plan_round(points: list[int], dwell: float, travel: Travel) -> Plan | None:
    """The round through these points, back to the first; None where there is nothing to go round."""
    if not points:
        return None
    cells: list[int] = []
    minutes: list[float] = []
    at = 0.0
    kilometres = 0.0
    for point, following in zip(points, points[1:] + points[:1], strict=True):
        cells.append(point)
        minutes.append(at)
        at += dwell
        if following != point:
            path, elapsed = travel.path(point, following)
            cells.extend(path[1:].tolist())
            minutes.extend((at + elapsed[1:]).tolist())
            at += float(travel.minutes[point, following])
            kilometres += float(travel.kilometres[point, following])
    return Plan(cells, minutes, at, kilometres) if at > 0 else None


PatrolPlan = Callable[[PatrolConfig, County, Travel, int], list[Plan | None]]
"""(settings, county, travel by car, patrol teams of the shift) -> the plan of each; None: it stands at base"""
PATROL_PLANS: Registry[PatrolPlan] = Registry("patrol plan")


@PATROL_PLANS.register("at_base")
def at_base(settings: PatrolConfig, county: County, travel: Travel, teams: int) -> list[Plan | None]:
    """Every patrol team stands at base."""
    return [None] * teams


@PATROL_PLANS.register("town_grid")
def town_grid(settings: PatrolConfig, county: County, travel: Travel, teams: int) -> list[Plan | None]:
    """Points of the town by zones; the zones are dealt out to the patrol teams that there are."""
    points = town_points(county, round(settings.points or 0))
    zones = max(1, min(round(settings.zones or 1), len(points)))
    by_zone = [points[len(points) * z // zones : len(points) * (z + 1) // zones] for z in range(zones)]
    dwell = float(settings.dwell_minutes or 0)
    plans = []
    for team in range(teams):
        mine = by_zone[team::teams] if teams < zones else [by_zone[team % zones]]
        plans.append(plan_round([point for zone in mine for point in zone], dwell, travel))
    return plans
