"""The long table that metrics are written into, and the window of time that they look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.metrics.registry import METRICS
from sim.records.log import Records
from sim.records.statuses import IncidentStatus

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Keys = Mapping[str, str]
"""What a figure is split by: 'priority', 'category', 'area' or 'offence' -> label."""

ALL = "all"
KEYS = ("metric", "priority", "category", "area", "offence")
COLUMNS = (*KEYS, "unit", "value", "n_events", "flag")
DAY = 1440.0
YEAR = 365 * DAY
FEW = 30.0
"""Events a year under which a figure is flagged (MODEL 11)."""


class Flag(StrEnum):
    """What a reader has to know about a value."""

    NONE = ""
    FEW = "few"  # fewer than 30 events a year
    LOWER_BOUND = "lower bound"  # unserved calls count their wait so far
    NOT_REACHED = "not reached"  # the follow-up, or the quantile, lies beyond what was observed: NaN
    NOT_STATIONARY = "not stationary"  # the backlog grows


@dataclass(frozen=True)
class Window:
    """The cohort period [start, until) and the end of the run, in minutes."""

    start: float
    until: float
    end: float

    @classmethod
    def of(cls, records: Records) -> Window:
        """The window that the records name in their clock."""
        clock = records.clock
        return cls(float(clock["cohort_from"]), float(clock["cohort_until"]), float(clock["end"]))

    @property
    def years(self) -> float:
        """Length of the cohort period in years of 365 days."""
        return (self.until - self.start) / YEAR

    def holds(self, times: NDArray[Any]) -> Flags:
        """Which of `times` (n,) lie in the cohort period; NaN does not."""
        found: Flags = (times >= self.start) & (times < self.until)
        return found

    def overlap(self, starts: NDArray[Any], ends: NDArray[Any]) -> Floats:
        """Minutes of each interval [start, end) (n,) that lie in the cohort period."""
        inside: Floats = np.maximum(0.0, np.minimum(ends, self.until) - np.maximum(starts, self.start))
        return inside

    def followed(self, days: float) -> bool:
        """Whether the run watches the whole cohort to an age of `days`."""
        return self.until + days * DAY <= self.end + 1e-6


class Rows:
    """Collects rows; knows units and when events are few."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self._rows: list[tuple[Any, ...]] = []

    def add(
        self, metric: str, value: float, n_events: float, keys: Keys | None = None, flag: Flag = Flag.NONE
    ) -> None:
        """Write one figure; `keys` says what it is split by.

        Raises ``KeyError`` for a metric that is not in the registry.
        """
        value, n_events = float(value), int(n_events)
        if flag is Flag.NONE and (isnan(value) or n_events < FEW * self.window.years):
            flag = Flag.FEW
        split = [(keys or {}).get(key, ALL) for key in KEYS[1:]]
        self._rows.append((metric, *split, METRICS[metric].unit, value, n_events, flag.value))

    def frame(self) -> pd.DataFrame:
        """All rows as a data frame with the columns of `COLUMNS`."""
        import pandas as pd

        columns = list(zip(*self._rows, strict=True)) or [()] * len(COLUMNS)
        return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def effective(calls: dict[str, NDArray[Any]]) -> Flags:
    """Which calls are a police matter; an invalid one is told by its priority where nobody answered it."""
    found: Flags = (calls["status"] != IncidentStatus.INVALID) & (calls["priority"] > 0)
    return found


def mean(values: NDArray[Any]) -> float:
    """The mean, NaN of nothing."""
    return float(values.mean()) if values.size else float("nan")


def ratio(above: float, below: float) -> float:
    """`above / below`, NaN where there is nothing below."""
    return float(above) / float(below) if below else float("nan")
