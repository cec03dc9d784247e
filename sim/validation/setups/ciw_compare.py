"""Queues without a formula: the same situation in the package Ciw (Palmer et al. 2019).

What the two share is the description alone, read from one configuration: calls a minute, family, mean and spread of
the minutes on scene, number of crews, priorities, shifts, and which days are counted. Ciw draws its own calls and
minutes, with its own generator, and queues them by its own code; a seed means nothing common to both.
"""

from __future__ import annotations

from math import log, log1p, sqrt
from typing import TYPE_CHECKING, Any

from sim.config.errors import ConfigError
from sim.validation.setup import NO_TRAVEL, Setup, Size, Values, calls_an_hour, force
from sim.validation.setups.queues import FIRST_COME, FULL, ONE_CELL, QUICK, scenes
from sim.validation.setups.reading import DAY, WAITED, calls_a_minute, counted, crews, span, waits

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.demand import LogNormal
    from sim.config.schema import Config
    from sim.study.simulate import Result


def package() -> Any:
    """The package Ciw; `ConfigError` where it is not installed."""
    try:
        import ciw
    except ImportError:
        raise ConfigError(
            "the package Ciw is not installed; get it with: pip install 'county-policing-sim[validation]'"
        ) from None
    return ciw


def distribution(time: LogNormal) -> Any:
    """Ciw's distribution of a time as configured (min)."""
    dists = package().dists
    mean = float(time.mean)
    if time.family == "exponential":
        return dists.Exponential(1 / mean)
    if time.family == "constant":
        return dists.Deterministic(mean)
    variance = log1p(float(time.cv) ** 2)
    return dists.Lognormal(log(mean) - variance / 2, sqrt(variance))


def queued(config: Config, seed: int, **network: Any) -> tuple[pd.DataFrame, list[float]]:
    """Ciw's records of the calls received in the counted days, and each server's minutes beyond its shift."""
    import pandas as pd

    ciw = package()
    ciw.seed(seed)
    simulation = ciw.Simulation(ciw.create_network(**network))
    simulation.simulate_until_max_time(config.run.total_days * DAY)
    records = pd.DataFrame(simulation.get_all_records())
    begin, end = span(config)
    received = records["arrival_date"]
    return records[(received >= begin) & (received < end)], simulation.nodes[1].overtime


def _scene(config: Config) -> LogNormal:
    return next(iter(config.demand.categories.values())).on_scene


# -- M/G/c -----------------------------------------------------------------------------------------------------


def _ours(result: Result) -> Values:
    calls, wait = counted(result), waits(result)
    return {
        "mean time until cleared": (calls["scene_cleared_at"] - calls["received_at"]).mean(),
        "share that waits": (wait > WAITED).mean(),
    }


def _theirs(config: Config, seed: int) -> Values:
    ciw = package()
    calls, _ = queued(
        config, seed,
        arrival_distributions=[ciw.dists.Exponential(calls_a_minute(config))],
        service_distributions=[distribution(_scene(config))],
        number_of_servers=[crews(config)],
    )  # fmt: skip
    return {
        "mean time until cleared": (calls["exit_date"] - calls["arrival_date"]).mean(),
        "share that waits": (calls["waiting_time"] > WAITED).mean(),
    }


# -- two priorities of different means, more urgent calls interrupt --------------------------------------------
# Whom an urgent call interrupts is not shared: with us whoever has been on scene longest, in Ciw the latest. As the
# minutes are exponential, what is left of them is the same in law, and so are the figures compared.

QUICK_CALLS, LONG_CALLS = 1, 2
"""Priorities of the two kinds of calls."""
KINDS = {QUICK_CALLS: "traffic", LONG_CALLS: "dispute"}
UNTIL = {priority: f"mean time until cleared, priority {priority}" for priority in KINDS}
INTERRUPTIONS = "interruptions a call of priority 2"


def _two_kinds() -> tuple[str, ...]:
    words = [f"demand.categories.{c}.share=0" for c in ("criminal", "public_security", "help", "other")]
    for priority, (category, mean) in enumerate((("traffic", 10), ("dispute", 40)), 1):
        shares = "[1,0,0]" if priority == QUICK_CALLS else "[0,1,0]"
        values = {"share": 0.5, "priority.values": shares, "on_scene.mean": mean}
        words += [f"demand.categories.{category}.{key}={value}" for key, value in values.items()]
    return tuple(words)


def _ours_interrupting(result: Result) -> Values:
    calls = counted(result)
    minutes = (calls["scene_cleared_at"] - calls["received_at"]).groupby(calls["priority"]).mean()
    long = calls[calls["priority"] == LONG_CALLS]
    return {
        **{name: minutes[priority] for priority, name in UNTIL.items()},
        INTERRUPTIONS: long["dispatches"].mean() - 1,
    }


def _theirs_interrupting(config: Config, seed: int) -> Values:
    ciw, demand = package(), config.demand
    kinds = {str(priority): demand.categories[category] for priority, category in KINDS.items()}
    rate = calls_a_minute(config)
    calls, _ = queued(
        config, seed,
        arrival_distributions={k: [ciw.dists.Exponential(rate * kind.share)] for k, kind in kinds.items()},
        service_distributions={k: [distribution(kind.on_scene)] for k, kind in kinds.items()},
        number_of_servers=[crews(config)],
        priority_classes=({k: place for place, k in enumerate(kinds)}, ["resume"]),
    )  # fmt: skip
    served = calls[calls["record_type"] == "service"]
    minutes = (served["exit_date"] - served["arrival_date"]).groupby(served["customer_class"]).mean()
    long = served["customer_class"] == str(LONG_CALLS)
    return {
        **{name: minutes[str(priority)] for priority, name in UNTIL.items()},
        INTERRUPTIONS: (calls["record_type"] == "interrupted service").sum() / long.sum(),
    }


# -- crews on shifts -------------------------------------------------------------------------------------------
# Ciw relieves all its servers at every change, so the roster is one under which no crew stays on. A call in hand is
# completed by those who have it, beside the full new shift, in both.

EVENING, MORNING = 1230.0, 510.0
"""Minutes after midnight at which all crews are relieved."""
SHIFTS = "personnel.rosters.patrol.cycle=[day,day,night,rest]"
"""Half of the crews ride by day, another quarter by night; a crew ends the call that it is on first."""


def _by_shift(received: pd.Series[float], minutes: pd.Series[float], overtime: float) -> Values:
    day = (received % DAY >= MORNING) & (received % DAY < EVENING)
    return {
        "mean time until cleared, by day": minutes[day].mean(),
        "mean time until cleared, by night": minutes[~day].mean(),
        "overtime": overtime,
    }


def _ours_on_shifts(result: Result) -> Values:
    calls = counted(result)
    overtime = result.people["overtime"].sum() / result.config.run.total_days
    return _by_shift(calls["received_at"], calls["scene_cleared_at"] - calls["received_at"], overtime)


def shifts(config: Config) -> Any:
    """Ciw's schedule of the same crews: all are relieved each time; who is busy then ends the call first."""
    days = range(config.run.total_days + 1)
    numbers = [crews(config) // 4, crews(config) // 2]
    ends = [day * DAY + minute for day in days for minute in (MORNING, EVENING)]
    return package().Schedule(numbers * len(days), ends, preemption=False)


def _theirs_on_shifts(config: Config, seed: int) -> Values:
    ciw = package()
    calls, overtime = queued(
        config, seed,
        arrival_distributions=[ciw.dists.Exponential(calls_a_minute(config))],
        service_distributions=[distribution(_scene(config))],
        number_of_servers=[shifts(config)],
    )  # fmt: skip
    minutes = calls["exit_date"] - calls["arrival_date"]
    return _by_shift(calls["arrival_date"], minutes, sum(overtime) / config.run.total_days)


CIW = "Ciw (Palmer et al. 2019)"

SETUPS = (
    Setup(
        name="ciw-lognormal",
        title="M/G/2 beside Ciw: log-normal minutes on scene of cv 0.8",
        source=CIW,
        words=(*force(crews=2), *NO_TRAVEL, *ONE_CELL, FIRST_COME, calls_an_hour(6), *scenes("lognormal", 10, 0.8)),
        units={"mean time until cleared": "min", "share that waits": "share"},
        measure=_ours,
        other=_theirs,
        quick=Size(QUICK, 10),
        full=Size(FULL, 70),
    ),
    Setup(
        name="ciw-interrupting",
        title="M/M/2 beside Ciw: long calls are interrupted by urgent short ones, and resumed",
        source=CIW,
        words=(
            *force(crews=2), *NO_TRAVEL, *ONE_CELL, "dispatch.ageing=1e7", "dispatch.preemption=on_scene",
            calls_an_hour(2.4), *_two_kinds(),
        ),
        units={**dict.fromkeys(UNTIL.values(), "min"), INTERRUPTIONS: "number"},
        measure=_ours_interrupting,
        other=_theirs_interrupting,
        quick=Size(QUICK, 30),
        full=Size(FULL, 410),
    ),
    Setup(
        name="ciw-shifts",
        title="Crews on shifts beside Ciw: four by day, two by night, calls in hand are completed in overtime",
        source=CIW,
        words=(
            *force(crews=8), *NO_TRAVEL, *ONE_CELL, FIRST_COME, calls_an_hour(0.8), SHIFTS,
            *scenes("lognormal", 90, 0.3),
        ),
        units=dict.fromkeys(("mean time until cleared, by day", "mean time until cleared, by night"), "min")
        | {"overtime": "min a day"},
        measure=_ours_on_shifts,
        other=_theirs_on_shifts,
        quick=Size(QUICK, 60),
        full=Size(FULL, 490),
    ),
)  # fmt: skip
