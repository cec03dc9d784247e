"""How many officers each body has, and at which places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.config.errors import ConfigError
from sim.config.posts import Body as BodyConfig
from sim.config.posts import Duty, PostsConfig
from sim.force.apportion import apportion, seat_by_seat


class StationLike(Protocol):
    """What is needed of a station."""

    @property
    def cell(self) -> int: ...
    @property
    def residents(self) -> float: ...
    @property
    def urban(self) -> bool: ...


class CountyLike(Protocol):
    """What is needed of a county: its stations, the seat, the road squadrons, and whose ground a cell is."""

    @property
    def stations(self) -> Sequence[StationLike]: ...
    @property
    def seat_cell(self) -> int: ...
    @property
    def squadron_cells(self) -> Sequence[int]: ...
    @property
    def area(self) -> np.ndarray: ...


@dataclass(frozen=True)
class Place:
    """One place of a body: the ground (station index, -1 at headquarters), cell, pull on officers, urban."""

    area: int
    cell: int
    weight: float
    urban: bool


def places_of(body: BodyConfig, county: CountyLike) -> list[Place]:
    """The places where the body stands in this county; stations pull by the square root of residents."""
    if body.per == "station":
        return [
            Place(index, int(station.cell), float(np.sqrt(max(station.residents, 1.0))), bool(station.urban))
            for index, station in enumerate(county.stations)
        ]
    if body.per == "squadron":
        areas = [int(county.area[cell]) for cell in county.squadron_cells]
        return [
            Place(area, int(cell), 1.0, bool(county.stations[area].urban))
            for area, cell in zip(areas, county.squadron_cells, strict=True)
        ]
    return [Place(-1, int(county.seat_cell), 1.0, True)]


def whole(quantity: float | None) -> int:
    """The nearest whole number; 0 where nothing is set."""
    return 0 if quantity is None else round(quantity)


def taken_first(duty: Duty, relief: Mapping[str, int]) -> int:
    """Officers that the duty takes before anything is shared: its seats with their relief, or its count."""
    return whole(duty.seats) * relief[duty.roster] if duty.seats is not None else whole(duty.count)


class Sizing:
    """Divides a force over the bodies of a structure with exact totals."""

    def __init__(
        self, posts: PostsConfig, county: CountyLike, officers: int, relief: Mapping[str, int]
    ) -> None:
        self.bodies = posts.bodies
        self.officers = officers
        self.relief = relief
        self.places = {name: places_of(body, county) for name, body in self.bodies.items()}
        self.children: dict[str, list[str]] = {name: [] for name in self.bodies}
        for name, body in self.bodies.items():
            if body.parent is not None and self.places[name]:
                self.children[body.parent].append(name)

    def totals(self) -> tuple[dict[str, int], dict[str, int]]:
        """Officers of each body with the bodies under it, and of its own; raises ``ConfigError``."""
        total = dict.fromkeys(self.bodies, 0)
        own = dict.fromkeys(self.bodies, 0)
        total[next(iter(self.bodies))] = self.officers
        for name in self.bodies:
            shares = self._divide(name, total[name]) if total[name] else {}
            own[name] = shares.pop(name, 0)
            total.update(shares)
        return total, own

    def _divide(self, name: str, total: int) -> dict[str, int]:
        """Officers of the body itself (under its own name) and of the bodies directly under it."""
        children = self._standing(name, total)
        if not children:
            return {name: total}
        entries = [name, *children]
        least = [self._own_least(name), *(self._least(child) for child in children)]
        quotas = self._quotas(name, children, total)
        if sum(least) > total or sum(self._fixed(name, children, total)) > total + 1:
            raise ConfigError(self._too_many(name, entries, least, quotas, total))
        return dict(zip(entries, apportion(total, quotas, least), strict=True))

    def _standing(self, name: str, total: int) -> list[str]:
        """The bodies under this one that are large enough to stand by themselves; the others fold into it."""
        children = list(self.children[name])
        while children:
            quotas = self._quotas(name, children, total)[1:]
            small = [
                child
                for child, quota in zip(children, quotas, strict=True)
                if quota < (self.bodies[child].fold_below or 0.0)
            ]
            if not small and self._own_least(name) + sum(map(self._least, children)) > total:
                small = [child for child in children if self._may_fold(child)][-1:]
            if not small:
                break
            children = [child for child in children if child not in small]
        return children

    def _fixed(self, name: str, children: Sequence[str], total: int) -> list[float]:
        """What the body itself and the bodies under it ask for before parts are shared out."""
        duties = self.bodies[name].duties.values()
        own = whole(self.bodies[name].leaders) + sum(
            max(taken_first(duty, self.relief), (duty.share or 0.0) * total) for duty in duties
        )
        return [own, *(self._asked(child) for child in children)]

    def _asked(self, name: str) -> float:
        size = self.bodies[name].size
        if size is None or size.part is not None:
            return 0.0
        if size.share is not None:
            return size.share * self.officers
        return whole(size.count) * len(self.places[name])

    def _quotas(self, name: str, children: Sequence[str], total: int) -> list[float]:
        """Exact proportions of the body and of those under it; what nobody asks for is its own."""
        fixed = self._fixed(name, children, total)
        pool = max(0.0, total - sum(fixed))
        parts = [0.0, *(self._part(child) for child in children)]
        if not sum(parts):
            parts[0] = 1.0
        return [asked + pool * part / sum(parts) for asked, part in zip(fixed, parts, strict=True)]

    def _part(self, name: str) -> float:
        size = self.bodies[name].size
        return float(size.part) if size is not None and size.part is not None else 0.0

    def _own_least(self, name: str) -> int:
        body = self.bodies[name]
        return whole(body.leaders) + sum(taken_first(duty, self.relief) for duty in body.duties.values())

    def _least(self, name: str) -> int:
        """Officers without whom the body and those under it cannot be filled."""
        body = self.bodies[name]
        if body.per != "headquarters":
            count = whole(body.size.count) if body.size is not None else 0
            return len(self.places[name]) * max(whole(body.site_minimum), count)
        counted = whole(body.size.count) if body.size is not None else 0
        below = sum(self._least(child) for child in self.children[name] if not self._may_fold(child))
        return max(counted, self._own_least(name) + below)

    def _may_fold(self, name: str) -> bool:
        return self.bodies[name].fold_below is not None

    def _too_many(
        self, name: str, entries: Sequence[str], least: Sequence[int], quotas: Sequence[float], total: int
    ) -> str:
        needs = [max(low, int(quota)) for low, quota in zip(least, quotas, strict=True)]
        if sum(least) > total:
            needs = list(least)
        listed = ", ".join(
            f"{self.bodies[entry].title} {need}" for entry, need in zip(entries, needs, strict=True) if need
        )
        return (
            f"posts: more posts than people: {self.bodies[name].title} asks for at least {sum(needs)} "
            f"officers ({listed}), there are {total}"
        )

    def over_places(self, name: str, officers: int) -> list[int]:
        """Officers at each place of the body."""
        places = self.places[name]
        if not officers:
            return [0] * len(places)
        least = whole(self.bodies[name].site_minimum)
        return seat_by_seat(officers, [place.weight for place in places], [least] * len(places))
