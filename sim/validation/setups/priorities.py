"""Calls of three priorities that wait for crews: strictly by priority, with and without interruption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.config.demand import PRIORITIES
from sim.validation import formulas
from sim.validation.setup import NO_TRAVEL, Setup, Size, Values, calls_an_hour, everywhere, force
from sim.validation.setups.queues import FULL, ONE_CELL, QUICK
from sim.validation.setups.reading import by_priority, counted, crews, waits

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.study.simulate import Result

STRICT = "dispatch.ageing=1e7"
"""No run is so long that waiting could outweigh a step of priority."""
INTERRUPTING = "dispatch.preemption=on_scene"

CLASSES = {
    "criminal": (0.2, 1, 8, "lognormal"),
    "public_security": (0.2, 1, 8, "lognormal"),
    "traffic": (0.175, 2, 12, "exponential"),
    "dispute": (0.175, 2, 12, "exponential"),
    "help": (0.125, 3, 16, "constant"),
    "other": (0.125, 3, 16, "constant"),
}
"""Share of the calls, priority, mean minutes on scene and family of each category."""


def differing() -> tuple[str, ...]:
    """The words by which each priority has its own distribution of minutes on scene (log-normal: cv 0.8)."""
    words = []
    for category, (share, priority, mean, family) in CLASSES.items():
        shares = ",".join(str(int(place == priority)) for place in range(1, PRIORITIES + 1))
        values = {"share": share, "priority.values": f"[{shares}]", "on_scene.mean": mean,
                  "on_scene.cv": 0.8, "on_scene.family": family}  # fmt: skip
        words += [f"demand.categories.{category}.{key}={value}" for key, value in values.items()]
    return tuple(words)


ONE_CREW = (*force(), *NO_TRAVEL, *ONE_CELL, STRICT, calls_an_hour(2.6), *differing())
"""Calls of a mean of 11.4 min: 49 % of the crew's time."""
TWO_CREWS = (
    *force(crews=2), *NO_TRAVEL, *ONE_CELL, STRICT, calls_an_hour(6),
    *everywhere("priority.values", "[0.3,0.3,0.4]"),
)  # fmt: skip
"""Calls of a mean of 10 min: half of the crews' time."""

WAIT, UNTIL = "mean wait, priority {}", "mean time until cleared, priority {}"


def named(name: str, values: list[float]) -> dict[str, float]:
    """One value a priority, by the name of what is compared."""
    return {name.format(place): value for place, value in enumerate(values, 1)}


def _waits(result: Result) -> Values:
    means = waits(result).groupby(counted(result)["priority"]).mean()
    return named(WAIT, [means[place] for place in range(1, PRIORITIES + 1)])


def _until(result: Result) -> Values:
    calls = counted(result)
    means = (calls["scene_cleared_at"] - calls["received_at"]).groupby(calls["priority"]).mean()
    return named(UNTIL, [means[place] for place in range(1, PRIORITIES + 1)])


LAST = WAIT.format(PRIORITIES)
"""With interruption the least urgent wait for their first service as long as without."""


def _until_and_last_wait(result: Result) -> Values:
    return {**_until(result), LAST: _waits(result)[LAST]}


def _one(config: Config) -> Values:
    return named(WAIT, formulas.priority_waits(*by_priority(config)))


def _many(config: Config) -> Values:
    rates, services = by_priority(config)
    return named(WAIT, formulas.shared_priority_waits(rates, services[0][0], crews(config)))


def _one_interrupting(config: Config) -> Values:
    found = formulas.interrupting(*by_priority(config))
    return {**named(UNTIL, [until for _, until in found]), LAST: found[-1][0]}


def _many_interrupting(config: Config) -> Values:
    rates, services = by_priority(config)
    return named(UNTIL, formulas.shared_interrupting(rates, services[0][0], crews(config)))


def _minutes(name: str) -> dict[str, str]:
    return {name.format(place): "min" for place in range(1, PRIORITIES + 1)}


SETUPS = (
    Setup(
        name="priorities",
        title="M/G/1 with three priorities, nobody is interrupted",
        source="Cobham 1954",
        words=ONE_CREW,
        units=_minutes(WAIT),
        measure=_waits,
        exact=_one,
        quick=Size(QUICK, 60),
        full=Size(FULL, 750),
    ),
    Setup(
        name="priorities-many-crews",
        title="M/M/2 with three priorities, nobody is interrupted",
        source="Cobham 1954",
        words=TWO_CREWS,
        units=_minutes(WAIT),
        measure=_waits,
        exact=_many,
        quick=Size(QUICK, 25),
        full=Size(FULL, 550),
    ),
    Setup(
        name="interrupting",
        title="M/G/1 with three priorities, a more urgent call interrupts and the other is resumed",
        source="White and Christie 1958; Jaiswal 1968",
        words=(*ONE_CREW, INTERRUPTING),
        units={**_minutes(UNTIL), LAST: "min"},
        measure=_until_and_last_wait,
        exact=_one_interrupting,
        quick=Size(QUICK, 60),
        full=Size(FULL, 510),
    ),
    Setup(
        name="interrupting-many-crews",
        title="M/M/2 with three priorities, a more urgent call interrupts and the other is resumed",
        source="Buzen and Bondi 1983",
        words=(*TWO_CREWS, INTERRUPTING),
        units=_minutes(UNTIL),
        measure=_until,
        exact=_many_interrupting,
        quick=Size(QUICK, 25),
        full=Size(FULL, 75),
    ),
)
