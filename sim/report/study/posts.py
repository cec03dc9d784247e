"""Who does what before and after: heads by line of work, at the grassroots, in each body, on duty by block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from sim.config.posts import GRASSROOTS
from sim.force.establishment import Establishment
from sim.force.rosters import BLOCK_HOURS, BLOCKS

INSIDE = ("lead", "office")
"""Lines of work that serve neither calls, nor patrol, nor cases."""


def heads(force: Establishment, *, officers: bool) -> Counter[str]:
    """Officers, or auxiliaries, by line of work."""
    return Counter(post.line for post in force.posts if bool(force.officer[post.person]) is officers)


def at_grassroots(force: Establishment) -> int:
    """Officers posted to stations and squadrons."""
    return sum(
        bool(force.officer[post.person]) and force.bodies[post.body].kind in GRASSROOTS
        for post in force.posts
    )


def moved(before: Counter[str], after: Counter[str]) -> int:
    """The fewest people who must change their line of work between the two; who joins or leaves is not counted."""
    rises, falls = (after - before).total(), (before - after).total()
    return min(rises, falls)


def inside(counted: Counter[str]) -> int:
    """Heads who lead or do office work."""
    return sum(counted[line] for line in INSIDE)


@dataclass(frozen=True)
class Staffing:
    """People of a group, and how many of them are on duty in each block of the day, averaged over the roster."""

    officers: int
    auxiliaries: int
    on_duty: tuple[float, ...]
    absence: float

    @property
    def relief(self) -> float:
        """People that it takes to have one on duty at every hour, absences counted; NaN where nobody ever is."""
        present = sum(h * n for h, n in zip(BLOCK_HOURS, self.on_duty, strict=True)) / sum(BLOCK_HOURS)
        present *= 1 - self.absence
        return (self.officers + self.auxiliaries) / present if present else float("nan")


def staffing(force: Establishment, people: Collection[int]) -> Staffing:
    """The staffing of a group of people."""
    chosen = np.zeros(len(force.people), bool)
    chosen[list(people)] = True
    days = range(force.duty.period)
    on_duty = tuple(
        float(np.mean([(force.on_duty(day, block) & chosen).sum() for day in days]))
        for block in range(len(BLOCKS))
    )
    officers = int((chosen & force.officer).sum())
    return Staffing(officers, int(chosen.sum()) - officers, on_duty, float(force.absence))


def by_station(force: Establishment) -> dict[int, list[int]]:
    """People posted at each station, by its index in the county."""
    found: dict[int, list[int]] = {}
    for post in force.posts:
        if force.bodies[post.body].kind == "station" and post.site >= 0:
            found.setdefault(force.sites[post.site].area, []).append(post.person)
    return found
