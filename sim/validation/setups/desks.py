"""Calls that pass desks before a crew is sought: queues in a row with a known answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.validation import formulas
from sim.validation.setup import NO_TRAVEL, Setup, Size, Values, calls_an_hour, force
from sim.validation.setups.queues import FIRST_COME, FULL, ONE_CELL, QUICK, scenes
from sim.validation.setups.reading import calls_a_minute, counted, crews, moments_of, scene, waits

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.study.simulate import Result


def exponential(*kinds: str, mean: float) -> tuple[str, ...]:
    """The words that give this work at desks an exponential time."""
    return tuple(
        word
        for kind in kinds
        for word in (f"work.call.{kind}.mean={mean}", f"work.call.{kind}.family=exponential")
    )


def all_calls_a_minute(config: Config) -> float:
    """Calls a minute that reach the intake desk, invalid ones among them."""
    return calls_a_minute(config) / (1 - config.demand.invalid_share)


def clerks(config: Config) -> int:
    """People at the intake desk."""
    seats = config.posts.bodies["desk"].duties["intake"].seats
    assert seats is not None
    return round(seats)


# -- intake (with invalid calls), relay desk, crews ------------------------------------------------------------


def _in_a_row(result: Result) -> Values:
    calls = counted(result)
    return {
        "mean wait at the intake desk": (calls["answered_at"] - calls["received_at"]).mean(),
        "mean time at the relay desk": (calls["relayed_at"] - calls["handled_at"]).mean(),
        "mean wait for a crew": waits(result).mean(),
    }


def _product_form(config: Config) -> Values:
    call, rate = config.work.call, calls_a_minute(config)
    handling, relay, service = float(call.handling.mean), float(call.relay.mean), scene(config)[0]
    intake = formulas.mean_wait(clerks(config), all_calls_a_minute(config) * handling, handling)
    return {
        "mean wait at the intake desk": intake,
        "mean time at the relay desk": relay + formulas.mean_wait(1, rate * relay, relay),
        "mean wait for a crew": formulas.mean_wait(crews(config), rate * service, service),
    }


# -- three desks of one person each ----------------------------------------------------------------------------

LATE = (4, 8)
"""Minutes through the desks whose share is compared."""


def _through(result: Result) -> Values:
    calls = counted(result)
    minutes = calls["relayed_at"] - calls["received_at"]
    late = {f"desks take over {limit} min": (minutes > limit).mean() for limit in LATE}
    return {"mean time through the desks": minutes.mean(), **late}


def _reich(config: Config) -> Values:
    rate, desks = calls_a_minute(config), 1 + len(config.command.chain())
    work = float(config.work.call.relay.mean)
    late = {f"desks take over {limit} min": formulas.chain_longer(desks, rate, work, limit) for limit in LATE}
    return {"mean time through the desks": desks / (1 / work - rate), **late}


# -- invalid calls that take less ------------------------------------------------------------------------------


def _intake(result: Result) -> Values:
    calls = counted(result)
    wait = calls["answered_at"] - calls["received_at"]
    effective = calls["priority"] > 0
    return {
        "mean wait, effective calls": wait[effective].mean(),
        "mean wait, invalid calls": wait[~effective].mean(),
    }


def _mixed(config: Config) -> Values:
    call, invalid = config.work.call, float(config.demand.invalid_share)
    mean, second = (
        (1 - invalid) * effective + invalid * other
        for effective, other in zip(moments_of(call.handling), moments_of(call.invalid_handling), strict=True)
    )
    wait = formulas.one_server_wait(all_calls_a_minute(config), (mean, second))
    return {"mean wait, effective calls": wait, "mean wait, invalid calls": wait}


SETUPS = (
    Setup(
        name="desks",
        title="Intake desk of two with invalid calls (M/M/2), a relay desk and a crew (M/M/1) in a row",
        source="Burke 1956, Jackson 1957",
        words=(
            *force(desk=2), *NO_TRAVEL, *ONE_CELL, FIRST_COME, calls_an_hour(12), "command=relayed",
            "demand.invalid_share=0.375", *exponential("handling", "invalid_handling", mean=3),
            *exponential("relay", mean=2), *scenes("exponential", 2),
        ),
        units=dict.fromkeys(
            ("mean wait at the intake desk", "mean time at the relay desk", "mean wait for a crew"), "min"
        ),
        measure=_in_a_row,
        exact=_product_form,
        quick=Size(QUICK, 10),
        full=Size(FULL, 120),
    ),
    Setup(
        name="three-desks",
        title="Three desks of one person each in a row (M/M/1)",
        source="Burke 1956, Reich 1957",
        words=(
            *force(crews=20), *NO_TRAVEL, *ONE_CELL, FIRST_COME, calls_an_hour(30), "command=songtao_flat",
            "command.watch_as_hops=true", *exponential("handling", "relay", mean=1),
        ),
        units={
            "mean time through the desks": "min",
            **{f"desks take over {limit} min": "share" for limit in LATE},
        },
        measure=_through,
        exact=_reich,
        quick=Size(QUICK, 4),
        full=Size(FULL, 35),
    ),
    Setup(
        name="invalid-calls",
        title="Intake desk of one (M/G/1): shorter invalid calls wait as long as the others",
        source="Pollaczek 1930, Khinchine 1932",
        words=(
            *force(crews=20), *NO_TRAVEL, *ONE_CELL, calls_an_hour(6), "demand.invalid_share=0.75",
            "work.call.handling.mean=2", "work.call.handling.cv=0.5",
            "work.call.invalid_handling.mean=1", "work.call.invalid_handling.cv=0.5",
        ),
        units=dict.fromkeys(("mean wait, effective calls", "mean wait, invalid calls"), "min"),
        measure=_intake,
        exact=_mixed,
        quick=Size(QUICK, 10),
        full=Size(FULL, 45),
    ),
)  # fmt: skip
