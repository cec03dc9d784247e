"""Calls that wait for crews, first come first served: queues with a known answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.validation import formulas
from sim.validation.setup import NO_TRAVEL, Setup, Size, Values, calls_an_hour, everywhere, force
from sim.validation.setups.reading import (
    WAITED,
    calls_a_minute,
    counted,
    crews,
    moments_of,
    scene,
    share_busy,
    time_by_busy,
    waits,
)

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.study.simulate import Result

QUICK, FULL = 30, 80
"""Replications."""
FIRST_COME = "dispatch.ageing=0"
"""Calls that wait are served in the order in which they were received, whatever their priority."""
ONE_CELL = ("county.outline.width=1", "county.outline.height=1")
"""The county is one cell, so that whoever has cleared a call stands at base."""


def scenes(family: str, mean: float, cv: float = 1.0) -> tuple[str, ...]:
    """The words that give every call the same distribution of minutes on scene."""
    values = {"mean": mean, "cv": cv, "family": family}
    return tuple(word for key, value in values.items() for word in everywhere(f"on_scene.{key}", value))


# -- M/M/c -----------------------------------------------------------------------------------------------------


def many(
    name: str, number: int, rate: float, mean: float, late: tuple[int, ...], quick: int, full: int
) -> Setup:
    """So many crews, calls an hour, and minutes on scene; `late`: minutes of waiting whose share is compared."""

    def measure(result: Result) -> Values:
        wait, calls = waits(result), counted(result)
        return {
            "mean wait": wait.mean(),
            "mean time until cleared": (calls["scene_cleared_at"] - calls["received_at"]).mean(),
            "share that waits": (wait > WAITED).mean(),
            **{f"waits over {minutes} min": (wait > minutes).mean() for minutes in late},
            "crews busy": share_busy(result),
        }

    def exact(config: Config) -> Values:
        service, servers = scene(config)[0], crews(config)
        load = calls_a_minute(config) * service
        wait = formulas.mean_wait(servers, load, service)
        return {
            "mean wait": wait,
            "mean time until cleared": wait + service,
            "share that waits": formulas.erlang_c(servers, load),
            **{f"waits over {m} min": formulas.waits_longer(servers, load, service, m) for m in late},
            "crews busy": load / servers,
        }

    shares = ("share that waits", *(f"waits over {minutes} min" for minutes in late), "crews busy")
    # Among many crews waits are too rare for their mean to be known to 2 %.
    means = ("mean wait",) if late else ("mean time until cleared",)
    return Setup(
        name=name,
        title=f"M/M/{number}: calls wait for {'one crew' if number == 1 else f'one of {number} crews'}",
        source="Erlang 1917",
        words=(
            *force(crews=number), *NO_TRAVEL, *ONE_CELL, FIRST_COME, calls_an_hour(rate),
            *scenes("exponential", mean),
        ),
        units={**dict.fromkeys(means, "min"), **dict.fromkeys(shares, "share")},
        measure=measure,
        exact=exact,
        quick=Size(QUICK, quick),
        full=Size(FULL, full),
    )  # fmt: skip


# -- M/G/1 -----------------------------------------------------------------------------------------------------


def _one_wait(result: Result) -> Values:
    wait = waits(result)
    return {"mean wait": wait.mean(), "share that waits": (wait > WAITED).mean()}


def _one_exact(config: Config) -> Values:
    rate, service = calls_a_minute(config), scene(config)
    return {"mean wait": formulas.one_server_wait(rate, service), "share that waits": rate * service[0]}


def one(name: str, family: str, cv: float, quick: int, full: int) -> Setup:
    """One crew whose minutes on scene are of this family and take 40 % of its time."""
    return Setup(
        name=name,
        title=f"M/G/1: calls wait for one crew, {family} minutes on scene",
        source="Pollaczek 1930, Khinchine 1932",
        words=(*force(), *NO_TRAVEL, *ONE_CELL, FIRST_COME, calls_an_hour(2.4), *scenes(family, 10, cv)),
        units={"mean wait": "min", "share that waits": "share"},
        measure=_one_wait,
        exact=_one_exact,
        quick=Size(QUICK, quick),
        full=Size(FULL, full),
    )


TIMES = (
    *scenes("lognormal", 6, 0.8),
    *everywhere("report.mean", 4),
    *everywhere("report.cv", 0.5),
    "work.call.turnout.mean=2",
    "work.call.turnout.cv=0.5",
)
"""Log-normal turnout, scene and report, which occupy a crew one after the other."""


def _response(result: Result) -> Values:
    calls = counted(result)
    return {**_one_wait(result), "mean response": (calls["first_able_at"] - calls["received_at"]).mean()}


def _occupied(config: Config) -> tuple[formulas.Moments, formulas.Moments]:
    """Moments of the turnout, and of what follows it."""
    (report,) = {moments_of(category.report) for category in config.demand.categories.values()}
    return moments_of(config.work.call.turnout), formulas.added(scene(config), report)


def _always_turns_out(config: Config) -> Values:
    turnout, rest = _occupied(config)
    rate, service = calls_a_minute(config), formulas.added(turnout, rest)
    wait = formulas.one_server_wait(rate, service)
    return {"mean wait": wait, "share that waits": rate * service[0], "mean response": wait + turnout[0]}


def _turns_out_from_base(config: Config) -> Values:
    turnout, rest = _occupied(config)
    rate = calls_a_minute(config)
    wait, free = formulas.first_differs(rate, rest, formulas.added(turnout, rest))
    return {"mean wait": wait, "share that waits": 1 - free, "mean response": wait + free * turnout[0]}


def turning_out(name: str, title: str, source: str, words: tuple[str, ...], from_base: bool) -> Setup:
    """One crew that turns out, works on the scene and reports."""
    return Setup(
        name=name,
        title=f"M/G/1: {title}",
        source=source,
        words=(*force(), *NO_TRAVEL, *words, FIRST_COME, calls_an_hour(2), *TIMES),
        units={"mean wait": "min", "share that waits": "share", "mean response": "min"},
        measure=_response,
        exact=_turns_out_from_base if from_base else _always_turns_out,
        quick=Size(QUICK, 50),
        full=Size(FULL, 250),
    )


# -- M/G/infinity ----------------------------------------------------------------------------------------------

COUNTS = (0, 2, 4)
"""Numbers of busy crews whose share of the time is compared."""


def _busy(result: Result) -> Values:
    shares = time_by_busy(result)
    mean = sum(count * share for count, share in enumerate(shares))
    variance = sum((count - mean) ** 2 * share for count, share in enumerate(shares))
    return {"mean busy": mean, "variance": variance, **{f"{count} busy": shares[count] for count in COUNTS}}


def _poisson(config: Config) -> Values:
    load = calls_a_minute(config) * scene(config)[0]
    chances = {f"{count} busy": formulas.poisson(load, count) for count in COUNTS}
    return {"mean busy": load, "variance": load, **chances}


def enough(name: str, family: str, cv: float) -> Setup:
    """So many crews that no call ever waits (two are busy on average, twenty with a chance of 1e-13)."""
    return Setup(
        name=name,
        title=f"M/G/infinity: crews busy where there are always enough, {family} minutes on scene",
        source="Takacs 1962",
        words=(*force(crews=20), *NO_TRAVEL, *ONE_CELL, calls_an_hour(12), *scenes(family, 10, cv)),
        units={"mean busy": "crews", "variance": "crews^2", **{f"{count} busy": "share" for count in COUNTS}},
        measure=_busy,
        exact=_poisson,
        quick=Size(QUICK, 8),
        full=Size(FULL, 50),
    )


SETUPS = (
    many("one-crew", 1, 2.4, 10, (8, 16), 60, 420),
    many("many-crews", 4, 14.4, 10, (3, 6), 20, 240),
    many("twelve-crews", 12, 20.4, 30, (), 8, 80),
    one("one-crew-lognormal", "lognormal", 0.8, 60, 420),
    one("one-crew-constant", "constant", 0.0, 50, 220),
    turning_out(
        "turnout-scene-report",
        "turnout, scene and report are one service",
        "Pollaczek 1930, Khinchine 1932",
        ONE_CELL,
        from_base=False,
    ),
    turning_out(
        "turnout-from-base",
        "a crew turns out from base only, and drives on where another call waits",
        "Welch 1964",
        (),
        from_base=True,
    ),
    enough("enough-crews", "exponential", 1.0),
    enough("enough-crews-lognormal", "lognormal", 0.8),
    enough("enough-crews-constant", "constant", 0.0),
)
