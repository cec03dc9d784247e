"""What dispatch and referral need to know of the ground: neighbours, zones, and who is near."""

from __future__ import annotations

import numpy as np

from sim.county.county import County


def neighbours(county: County) -> list[frozenset[int]]:
    """For each area itself and the areas whose cells touch its own (8 neighbours)."""
    found = [{area} for area in range(len(county.stations))]
    at = {(int(x), int(y)): int(a) for x, y, a in zip(county.x, county.y, county.area, strict=True)}
    for (x, y), area in at.items():
        for step in ((1, 0), (0, 1), (1, 1), (1, -1)):
            other = at.get((x + step[0], y + step[1]), area)
            if other != area:
                found[area].add(other)
                found[other].add(area)
    return [frozenset(areas) for areas in found]


def longest_step(county: County, minutes: np.ndarray) -> float:
    """Minutes of the slowest way from a cell to one that touches it (8 neighbours)."""
    at = np.full((county.height + 2, county.width + 2), -1)
    at[county.y + 1, county.x + 1] = cells = np.arange(len(county.x))
    longest = 0.0
    for x, y in ((1, 0), (0, 1), (1, 1), (1, -1)):
        other = at[county.y + 1 + y, county.x + 1 + x]
        longest = max(longest, float(minutes[cells, other][other >= 0].max(initial=0.0)))
    return longest


def zones(county: County, count: int) -> list[int]:
    """The zone of each area: areas in the order of their bearing from the seat, cut into equal parts."""
    seat_x, seat_y = county.x[county.seat_cell], county.y[county.seat_cell]
    bearings = [
        float(np.arctan2(county.y[s.cell] - seat_y, county.x[s.cell] - seat_x)) for s in county.stations
    ]
    order = sorted(range(len(bearings)), key=lambda area: (bearings[area], area))
    found = [0] * len(order)
    for place, area in enumerate(order):
        found[area] = place * count // len(order)
    return found


def zone_count(stations: int) -> int:
    """Zones of a county: Songtao's four for 28 stations (S10), at least one."""
    return max(1, round(stations * 4 / 28))


class Nearness:
    """Depots by driving minutes from a cell, sorted once a cell."""

    def __init__(self, depots: list[int], minutes: np.ndarray) -> None:
        self.minutes: list[list[float]] = [minutes[cell].tolist() for cell in depots]
        """minutes[depot][cell], from the depot to the cell."""
        self._columns = minutes[depots, :] if depots else np.empty((0, 0))
        self._order: dict[int, list[int]] = {}

    def order(self, cell: int) -> list[int]:
        """Depots, the nearest to `cell` first; ties in order of declaration."""
        found = self._order.get(cell)
        if found is None:
            found = self._order[cell] = np.argsort(self._columns[:, cell], kind="stable").tolist()
        return found
