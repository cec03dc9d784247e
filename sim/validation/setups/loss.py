"""Calls that are turned away when no crew is free: loss systems with a known answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.records.statuses import IncidentStatus
from sim.validation import formulas
from sim.validation.setup import NO_TRAVEL, Setup, Size, Values, calls_an_hour, force
from sim.validation.setups.queues import FULL, ONE_CELL, QUICK, scenes
from sim.validation.setups.reading import calls_a_minute, counted, crews, scene, share_busy, span

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.study.simulate import Result

COUNTY = -1
"""Area by which the table of gaps means the whole county."""


def _lost(result: Result) -> Values:
    """Turned away is counted over arrivals, the other two over time."""
    gaps = result.records.frame("gaps")
    gaps = gaps[gaps["area"] == COUNTY]
    begin, end = span(result.config)
    without = gaps["ended_at"].clip(begin, end) - gaps["started_at"].clip(begin, end)
    return {
        "turned away": (counted(result)["status"] == IncidentStatus.LOST).mean(),
        "time without an able crew": without.sum() / (end - begin),
        "crews busy": share_busy(result),
    }


def _erlang(config: Config) -> Values:
    servers, load = crews(config), calls_a_minute(config) * scene(config)[0]
    lost = formulas.erlang_b(servers, load)
    return {
        "turned away": lost,
        "time without an able crew": lost,
        "crews busy": load * (1 - lost) / servers,
    }


def _losing(name: str, family: str, cv: float, source: str) -> Setup:
    return Setup(
        name=name,
        title=f"M/G/4/4: calls that find no free crew are turned away, {family} minutes on scene",
        source=source,
        words=(
            *force(crews=4),
            *NO_TRAVEL,
            *ONE_CELL,
            "dispatch.loss=true",
            calls_an_hour(18),
            *scenes(family, 10, cv),
        ),
        units=dict.fromkeys(("turned away", "time without an able crew", "crews busy"), "share"),
        measure=_lost,
        exact=_erlang,
        quick=Size(QUICK, 8),
        full=Size(FULL, 29),
    )


SETUPS = (
    _losing("turned-away", "exponential", 1.0, "Erlang 1917"),
    _losing("turned-away-lognormal", "lognormal", 1.5, "Erlang 1917, Sevastyanov 1957"),
)
