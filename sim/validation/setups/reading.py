"""What setups read off the records, and off the configuration for the formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.config.demand import PRIORITIES
from sim.validation.formulas import Moments, moments

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.demand import LogNormal
    from sim.config.schema import Config
    from sim.study.simulate import Result

DAY = 1440.0
WAITED = 1e-9
"""Minutes above which a call has waited: rounding."""


# -- records of the counted days -------------------------------------------------------------------------------


def span(config: Config) -> tuple[float, float]:
    """Minutes at which the counted days begin and end."""
    run = config.run
    return run.warmup * DAY, (run.warmup + run.days) * DAY


def counted(result: Result) -> pd.DataFrame:
    """The calls that were received in the counted days, invalid ones among them."""
    begin, end = span(result.config)
    calls = result.incidents
    return calls[(calls["received_at"] >= begin) & (calls["received_at"] < end)]


def waits(result: Result) -> pd.Series[float]:
    """Minutes that each counted call waited for a crew after the desks."""
    calls = counted(result)
    return calls["dispatched_at"] - calls["relayed_at"]


def share_busy(result: Result) -> float:
    """Share of the crews' time that they were committed, over time."""
    run, teams = result.config.run, result.teams
    days = teams[(teams["day"] >= run.warmup) & (teams["day"] < run.warmup + run.days)]
    return float(days["committed"].sum() / days["on_duty"].sum())


def time_by_busy(result: Result) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Share of the counted time with 0, 1, 2, ... crews busy, from the dispatches."""
    begin, end = span(result.config)
    sent = result.dispatches
    times = np.concatenate((sent["dispatched_at"], sent["available_at"].fillna(np.inf)))
    order = np.argsort(times, kind="stable")
    busy = np.cumsum(np.repeat([1, -1], len(sent))[order])
    bounds = np.clip(np.append(times[order], end), begin, end)
    shares: np.ndarray[tuple[int], np.dtype[np.float64]] = np.bincount(busy, np.diff(bounds)) / (end - begin)
    shares[0] += (bounds[0] - begin) / (end - begin)
    return shares


# -- configuration ---------------------------------------------------------------------------------------------


def calls_a_minute(config: Config) -> float:
    """Effective calls a minute in the whole county."""
    return float(config.demand.effective_calls * config.county.residents) / 1000 / 365 / DAY


def crews(config: Config) -> int:
    """Crews of a force of `force`."""
    size = config.posts.bodies["crews"].size
    assert size is not None and size.part is not None
    return round(size.part)


def moments_of(time: LogNormal) -> Moments:
    """Mean (min) and second moment of a time as configured."""
    return moments(time.family, float(time.mean), float(time.cv))


def scene(config: Config) -> Moments:
    """Moments of the time on scene where all categories have the same."""
    (same,) = {moments_of(category.on_scene) for category in config.demand.categories.values()}
    return same


def by_priority(config: Config) -> tuple[list[float], list[Moments]]:
    """Calls a minute, and moments of the time on scene, of each priority; categories of a priority are mixed."""
    rates, services = [], []
    for place in range(PRIORITIES):
        parts = [
            (
                calls_a_minute(config) * category.share * category.priority.values[place],
                moments_of(category.on_scene),
            )
            for category in config.demand.categories.values()
        ]
        rate = sum(each for each, _ in parts)
        mean, second = (sum(each * time[power] for each, time in parts) / rate for power in (0, 1))
        rates.append(rate)
        services.append((mean, second))
    return rates, services
