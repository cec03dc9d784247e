"""Rosters: who is on duty in which of the three blocks of a day.

A day of duty has three blocks: 08:30-17:30, 17:30-20:30, 20:30-08:30 of the next day. Day 0 is a Monday.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.config.personnel import PersonnelConfig

BLOCKS = ("08:30-17:30", "17:30-20:30", "20:30-08:30")
BLOCK_HOURS = (9.0, 3.0, 12.0)

Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class DayType:
    """One kind of day: the blocks that it covers, only on weekdays or always, with crews riding or not."""

    name: str
    blocks: tuple[bool, bool, bool]
    weekdays_only: bool
    duty: bool


@dataclass(frozen=True)
class Roster:
    """A cycle of days; whoever has offset k stands on day d at place (d + k) mod length."""

    name: str
    cycle: tuple[DayType, ...]

    def relief(self) -> int:
        """People that one seat takes so that no block which the roster ever covers is left empty."""
        cover = [sum(day.blocks[block] for day in self.cycle) for block in range(len(BLOCKS))]
        return max((math.ceil(len(self.cycle) / times) for times in cover if times), default=1)


def read_rosters(personnel: PersonnelConfig) -> tuple[Roster, ...]:
    """The rosters of the configuration, in its order."""
    days = {
        name: DayType(name, day.blocks, day.weekdays_only, day.duty)
        for name, day in personnel.day_types.items()
    }
    return tuple(
        Roster(name, tuple(days[day] for day in roster.cycle)) for name, roster in personnel.rosters.items()
    )


@dataclass
class Rosters:
    """On duty or not, for everybody at once; answers are kept over the common period of all cycles."""

    rosters: Sequence[Roster]
    roster: Indices
    """Index of each person's roster, (n_people,)."""
    offset: Indices
    """Days by which each person is ahead in the cycle, (n_people,)."""
    crew: Flags
    """Who rides in a crew on duty days, (n_people,)."""
    _kept: dict[tuple[int, int, bool], Flags] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.period = math.lcm(7, *(len(roster.cycle) for roster in self.rosters))
        longest = max((len(roster.cycle) for roster in self.rosters), default=1)
        # [crew duty only?, weekend?, roster, place in the cycle, block]
        self._cover = np.zeros((2, 2, len(self.rosters), longest, len(BLOCKS)), dtype=bool)
        for index, roster in enumerate(self.rosters):
            for place, day in enumerate(roster.cycle):
                self._cover[0, 0, index, place] = day.blocks
                self._cover[0, 1, index, place] = False if day.weekdays_only else day.blocks
                self._cover[1, :, index, place] = self._cover[0, :, index, place] & day.duty
        self._length = np.array([len(roster.cycle) for roster in self.rosters])[self.roster]

    def on_duty(self, day: int, block: int) -> Flags:
        """Who is rostered in the block of the day, (n_people,), read-only; absences are not taken out."""
        return self._answer(day % self.period, block, crew=False)

    def on_crew_duty(self, day: int, block: int) -> Flags:
        """Who rides in a crew in the block of the day, (n_people,), read-only; absences are not taken out."""
        return self._answer(day % self.period, block, crew=True)

    def _answer(self, day: int, block: int, crew: bool) -> Flags:
        key = (day, block, crew)
        if key not in self._kept:
            weekend = int(day % 7 >= 5)
            place = (day + self.offset) % self._length
            flags: Flags = self._cover[int(crew), weekend, self.roster, place, block]
            if crew:
                flags = flags & self.crew
            flags.flags.writeable = False
            self._kept[key] = flags
        return self._kept[key]
