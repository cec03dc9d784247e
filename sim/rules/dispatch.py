"""Which team is sent: a rule names rings of ground, and from when on a waiting call may look into each.

Within the first ring that has a free able team the nearest one goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from sim.registry import Registry


class Ground(Enum):
    """Where teams are looked for."""

    OWN = "the area of the call"
    NEIGHBOURS = "that area and those that touch it"
    ZONE = "the zone of the call"
    COUNTY = "the whole county"


@dataclass(frozen=True)
class Ring:
    """Teams of this ground may be sent once the call has waited `after` minutes for a team."""

    ground: Ground
    after: float = 0.0


DispatchRule = Callable[[float], tuple[Ring, ...]]
"""(wait after which the search widens, min) -> rings, the first to be searched first"""
DISPATCH_RULES: Registry[DispatchRule] = Registry("dispatch rule")


@DISPATCH_RULES.register("own_area")
def own_area(wait: float) -> tuple[Ring, ...]:
    """Only teams of the call's own area."""
    return (Ring(Ground.OWN),)


@DISPATCH_RULES.register("own_area_then_neighbours")
def own_area_then_neighbours(wait: float) -> tuple[Ring, ...]:
    """Own area; after a wait the neighbouring areas; after twice the wait the county."""
    return (Ring(Ground.OWN), Ring(Ground.NEIGHBOURS, wait), Ring(Ground.COUNTY, 2 * wait))


@DISPATCH_RULES.register("zone_then_county")
def zone_then_county(wait: float) -> tuple[Ring, ...]:
    """Nearest able team of the zone; when it has none, of the county."""
    return (Ring(Ground.ZONE), Ring(Ground.COUNTY, wait))


@DISPATCH_RULES.register("nearest_able")
def nearest_able(wait: float) -> tuple[Ring, ...]:
    """Nearest able team of the county, whatever its area."""
    return (Ring(Ground.COUNTY),)
