"""Calls whose rate changes with the hour and the day: counts, and crews busy, against the rate as configured."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from sim.validation import formulas
from sim.validation.setup import NO_TRAVEL, Setup, Size, Values, calls_an_hour, everywhere, force
from sim.validation.setups.queues import FULL, ONE_CELL, QUICK, scenes
from sim.validation.setups.reading import DAY, calls_a_minute, counted, span

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.study.simulate import Result

HOURS = ((0, 6), (6, 8), (8, 12), (12, 20), (20, 24))
"""Hours of the day that are counted together: between its steps, as shipped."""
DAYS = {"Friday": (4, 5), "Saturday": (5, 6), "Sunday": (6, 7)}
"""Days whose calls are counted; those of the others follow from them and the hours."""
MOMENTS = (0, 4, 8, 12, 16, 20)
"""Hours of the day at which the busy crews are counted."""
SHIPPED = ("demand.recorded_cases=0", "demand.administrative_cases=0", "demand.backlog_days=0",
           "demand.invalid_share=0", "demand.on_scene_factor=1", *everywhere("case", "none"),
           *everywhere("needs_officer", 1), *everywhere("backup", 0), *everywhere("report.mean", 0),
           "demand.categories.traffic.share=1",
           *(f"demand.categories.{other}.share=0"
             for other in ("criminal", "public_security", "dispute", "help", "other")))  # fmt: skip
"""The shipped profiles of hours and, for traffic, of days, with traffic calls only."""


def _counts(result: Result) -> Values:
    """Calls a day in groups of hours, calls in groups of days of the week, and crews busy at hours of the day."""
    begin, end = span(result.config)
    received = counted(result)["received_at"].to_numpy()
    hour, day = received % DAY / 60, received // DAY % 7
    days = np.arange(begin // DAY, end // DAY)
    calls = {
        **{_hours(a, b): ((hour >= a) & (hour < b)).sum() / len(days) for a, b in HOURS},
        **{
            f"calls a day, {name}": ((day >= a) & (day < b)).sum() / ((days % 7 >= a) & (days % 7 < b)).sum()
            for name, (a, b) in DAYS.items()
        },
    }
    sent = result.dispatches
    since = np.sort(sent["dispatched_at"].to_numpy())
    until = np.sort(sent["available_at"].fillna(np.inf).to_numpy())
    for at in MOMENTS:
        moments = days * DAY + at * 60.0
        busy = np.searchsorted(since, moments, "right") - np.searchsorted(until, moments, "right")
        calls[_moment(at)] = busy.mean()
    return calls


def _rates(config: Config) -> list[float]:
    """Calls a minute in each hour of the week, from Monday."""
    demand = config.demand
    week = [h * d for d, h in product(demand.weekday_traffic.values, demand.hour_profile.values)]
    return [calls_a_minute(config) * rate * len(week) / sum(week) for rate in week]


def _expected(config: Config) -> Values:
    rates = _rates(config)
    of_day = [sum(rates[hour::24]) / 7 for hour in range(24)]
    scene = config.demand.categories["traffic"].on_scene
    service = formulas.limited(scene.family, float(scene.mean), float(scene.cv))
    return {
        **{_hours(a, b): 60 * sum(of_day[a:b]) for a, b in HOURS},
        **{f"calls a day, {n}": 60 * sum(rates[24 * a : 24 * b]) / (b - a) for n, (a, b) in DAYS.items()},
        **{
            _moment(at): sum(formulas.busy_at(d * DAY + at * 60, rates, 60, service) for d in range(7)) / 7
            for at in MOMENTS
        },
    }


def _hours(begin: int, end: int) -> str:
    return f"calls from {begin:02d}:00 to {end:02d}:00"


def _moment(hour: int) -> str:
    return f"crews busy at {hour:02d}:00"


SETUPS = (
    Setup(
        name="hours-and-days",
        title="M_t/G/infinity: calls follow the shipped profile, crews busy follow the calls; four hours on scene",
        source="Cinlar 1975; Eick, Massey and Whitt 1993",
        words=(
            "demand=county",
            *(word for word in force(crews=120) if not word.startswith("demand=")),
            *NO_TRAVEL,
            *ONE_CELL,
            *SHIPPED,
            calls_an_hour(10),
            *scenes("lognormal", 240, 0.8),
        ),
        units={
            **{_hours(*hours): "calls a day" for hours in HOURS},
            **{f"calls a day, {name}": "calls a day" for name in DAYS},
            **{_moment(at): "crews" for at in MOMENTS},
        },
        measure=_counts,
        exact=_expected,
        quick=Size(QUICK, 7),
        full=Size(FULL, 42),
        warmup=7,
    ),
)
