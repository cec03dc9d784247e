"""All relations between runs, in the order of printing."""

from __future__ import annotations

from sim.validation.relation import Relation
from sim.validation.relations import (
    cases,
    halves,
    intervals,
    known,
    names,
    order,
    planted,
    rotation,
    scaled,
    sham,
    speed,
    teams,
)

RELATIONS: tuple[Relation, ...] = tuple(
    module.RELATION
    for module in (
        names,
        order,
        sham,
        intervals,
        planted,
        known,
        speed,
        teams,
        rotation,
        halves,
        scaled,
        cases,
    )
)
