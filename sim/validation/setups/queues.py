"""Calls and crews as queues with a known answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.validation import formulas
from sim.validation.setup import NO_TRAVEL, Setup, Size, Values, calls_an_hour, force

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.schema import Config
    from sim.study.simulate import Result

CREWS, RATE, SCENE = 4, 16.8, 10.0
"""Crews, calls an hour, minutes on scene of the first queue: a load of 0.7 a crew."""
WAITED = 1e-9
"""Minutes above which a call has waited: rounding."""


def counted(result: Result) -> pd.DataFrame:
    """The calls that were received in the counted days."""
    run, calls = result.config.run, result.incidents
    begin, end = run.warmup * 1440, (run.warmup + run.days) * 1440
    return calls[(calls["received_at"] >= begin) & (calls["received_at"] < end)]


def _waits(result: Result) -> Values:
    calls = counted(result)
    wait = calls["first_able_at"] - calls["received_at"]
    teams, run = result.teams, result.config.run
    days = teams[(teams["day"] >= run.warmup) & (teams["day"] < run.warmup + run.days)]
    return {
        "mean wait": wait.mean(),
        "share that waits": (wait > WAITED).mean(),
        "crews busy": days["committed"].sum() / days["on_duty"].sum(),
    }


def _many_crews(config: Config) -> Values:
    load = RATE * SCENE / 60
    waits = formulas.erlang_c(CREWS, load)
    return {
        "mean wait": waits * SCENE / (CREWS - load),
        "share that waits": waits,
        "crews busy": load / CREWS,
    }


SETUPS = (
    Setup(
        name="many-crews",
        title=f"M/M/{CREWS}: calls wait for one of {CREWS} crews",
        source="Erlang 1917",
        words=(*force(crews=CREWS), *NO_TRAVEL, calls_an_hour(RATE)),
        units={"mean wait": "min", "share that waits": "share", "crews busy": "share"},
        measure=_waits,
        exact=_many_crews,
        quick=Size(20, 30),
        full=Size(40, 150),
    ),
)
