"""Cases with teams of investigators as queues with a known answer: formulas, each with who found it.

Times and rates in one unit of time. A case is an arrival, its need the service, people at work on it a server.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, sqrt
from typing import Any

import numpy as np

from sim.validation.formulas import erlang_c

STATES = 5000
"""States of a queue that are counted: what lies beyond has no weight that a float could hold."""

Floats = np.ndarray[Any, np.dtype[np.float64]]


def newest_waits_longer(servers: int, load: float, service: float, time: float) -> float:
    """Share that waits longer than `time` where the newest is taken up first and none is laid aside.

    Whoever has to wait waits for a busy period of one server as quick as all together (Vaulot 1954, Riordan 1961).
    """
    return erlang_c(servers, load) * busy_longer(load / servers, service / servers, time)


def busy_longer(load: float, service: float, time: float) -> float:
    """Chance that a single server, once busy, is busy for longer than `time` (M/M/1, Takacs 1962).

    It is also how long a case takes where every newer case comes first and the older one is laid aside.
    """
    from scipy.integrate import quad
    from scipy.special import ive

    served, arriving = 1 / service, load / service
    apart = (sqrt(served) - sqrt(arriving)) ** 2

    def density(t: float) -> float:
        return float(ive(1, 2 * t * sqrt(served * arriving))) * exp(-apart * t) / (t * sqrt(load))

    return 1 - float(quad(density, 0, time, limit=200)[0])


def states(rate: float, speeds: Sequence[float]) -> Floats:
    """Chance of 0, 1, 2, ... cases, shape (STATES,), where n of them end at speeds[n - 1], the last for all beyond.

    A birth-death process in balance (Kleinrock 1975, 3.1).
    """
    ends = np.full(STATES - 1, speeds[-1])
    ends[: len(speeds)] = speeds
    weights = np.concatenate(([0.0], np.cumsum(np.log(rate / ends))))
    chances = np.exp(weights - weights.max())
    return np.asarray(chances / chances.sum())


def mean_time(rate: float, speeds: Sequence[float]) -> float:
    """Mean time from arrival to end in the process of `states` (Little 1961)."""
    chances = states(rate, speeds)
    return float(chances @ np.arange(len(chances))) / rate


def own_time_with_reading(rate: float, need: float, reading: float) -> float:
    """Mean time spent on a case itself where each newer one interrupts it, and each return costs `reading`.

    Interruptions come at `rate` while it is worked on or read, so X = need + reading x rate x X (Wald).
    """
    return need / (1 - rate * reading)


def time_with_reading(rate: float, need: float, reading: float) -> float:
    """Mean time from report to clearance of the same case: T = X (1 + rate x T), as each interruption lasts T.

    The argument of a busy period by its sub-busy periods (Takacs 1962), with the reading among the work.
    """
    own = own_time_with_reading(rate, need, reading)
    return own / (1 - rate * own)


def geometric(extra: float) -> tuple[float, float]:
    """Mean and mean square of 1 + a geometric number from 0 with mean `extra`."""
    return 1 + extra, extra * (1 + extra) + (1 + extra) ** 2
