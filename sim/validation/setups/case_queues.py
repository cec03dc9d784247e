"""Cases and investigators as queues with a known answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.validation import case_formulas as formulas
from sim.validation.formulas import chain_longer, erlang_c, interrupting, mean_wait, moments, waits_longer
from sim.validation.setup import Setup, Size, Values
from sim.validation.setups.case_words import (
    AT_ONCE,
    busy,
    cases_an_hour,
    counted,
    grouping,
    hard,
    hours_between,
    mean,
    offence,
    rate_of,
    team,
)

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.study.simulate import Result

MONTH = 30
"""Days in which people's minutes are counted together: whatever is compared with them runs for whole months."""
WARMUP, FOLLOW_UP = 3, 5
"""Days after which the empty start is forgotten, and until every case is cleared: needs are below an hour or so."""

# -- a pool ------------------------------------------------------------------------------------------------------

POOL, LONG = 2, 0.2
"""Investigators of the pool; hours that are a long wait."""


def _pool(result: Result) -> Values:
    cases = counted(result)
    wait = hours_between(cases, "assigned_at", "started_at")
    waited = wait > AT_ONCE
    return {
        "share that waits": float(waited.mean()),
        "wait of those": mean(wait[waited]),
        "share that waits long": float((wait > LONG).mean()),
        "time to clearance": mean(hours_between(cases, "reported_at", "solved_at")),
    }


def _pool_and_busy(result: Result) -> Values:
    return {**_pool(result), "investigators busy": busy(result, POOL)}


def _pool_known(config: Config) -> Values:
    need = float(hard(config).need_hours)
    load = rate_of(config) * need
    newest = config.work.case.next_case == "newest"
    longer = formulas.newest_waits_longer if newest else waits_longer
    return {
        "share that waits": erlang_c(POOL, load),
        "wait of those": need / (POOL - load),
        "share that waits long": longer(POOL, load, need, LONG),
        "time to clearance": mean_wait(POOL, load, need) + need,
        "investigators busy": load / POOL,
    }


def _pool_words(rule: str) -> tuple[str, ...]:
    return (*team(POOL), *cases_an_hour(2), *offence(need_hours=0.5), f"work.case.next_case={rule}")


# -- one officer who lays aside what comes later -----------------------------------------------------------------

ALONE = (*team(1), *grouping("own_officer"))
SLOW = 1.0
"""Hours from report to clearance that are long for one officer."""


def _officer(result: Result) -> Values:
    took = hours_between(counted(result), "reported_at", "solved_at")
    return {"time to clearance": mean(took), "share that takes long": float((~(took <= SLOW)).mean())}


def _officer_known(config: Config) -> Values:
    need, rate = float(hard(config).need_hours), rate_of(config)
    load = rate * need
    newest = config.work.case.next_case == "newest"
    slow = formulas.busy_longer(load, need, SLOW) if newest else chain_longer(1, rate, need, SLOW)
    return {"time to clearance": need / (1 - load), "share that takes long": slow}


def _officer_setup(rule: str, title: str, source: str) -> Setup:
    return Setup(
        name=f"officer-{rule}",
        title=f"M/M/1: one officer, {title}",
        source=source,
        words=(*ALONE, *cases_an_hour(0.8), *offence(need_hours=0.5), f"work.case.next_case={rule}"),
        units={"time to clearance": "h", "share that takes long": f"share above {SLOW:g} h"},
        measure=_officer,
        exact=_officer_known,
        quick=Size(20, 45),
        full=Size(80, 290),
        warmup=WARMUP,
        follow_up=FOLLOW_UP,
    )


GRAVEST_FIRST = ("robbery", "theft")
"""By the gravity that the offences have; both go to the same officer."""


def _gravest(result: Result) -> Values:
    return {
        name: mean(hours_between(counted(result, name), "reported_at", "solved_at")) for name in GRAVEST_FIRST
    }


def _gravest_known(config: Config) -> Values:
    """Within an offence the newest comes first, which changes no mean: what is left is as long as all of it."""
    rates = [rate_of(config, name) for name in GRAVEST_FIRST]
    needs = [moments("exponential", float(hard(config, name).need_hours), 1) for name in GRAVEST_FIRST]
    times = [time for _, time in interrupting(rates, needs)]
    return dict(zip(GRAVEST_FIRST, times, strict=True))


# -- people who share a case, and cases that share a person --------------------------------------------------------


def _shared(people: int, result: Result) -> Values:
    cases = counted(result)
    return {
        "time to clearance": mean(hours_between(cases, "reported_at", "solved_at")),
        "hours on a case": mean(cases["hours"]),
        "people busy": busy(result, people),
    }


def _shared_known(people: int, config: Config) -> Values:
    """So many people on cases that take `hands` each: the last one taken up gets whoever is left."""
    work, rate = hard(config), rate_of(config)
    need, hands = float(work.need_hours), float(work.hands)
    at_work = [0.0]
    speeds: list[float] = []
    while (left := round(people - at_work[-1], 9)) > 0:
        given = min(hands, left)
        effect = given ** float(config.work.case.alpha) if given > 1 else given
        at_work.append(at_work[-1] + given)
        speeds.append((speeds[-1] if speeds else 0.0) + effect / need)
    chances = formulas.states(rate, speeds)
    working = float(chances @ np.minimum(np.arange(len(chances)) * hands, people))
    return {
        "time to clearance": formulas.mean_time(rate, speeds),
        "hours on a case": working / rate,
        "people busy": working / people,
    }


SQUAD = 5
"""People of the squad: two on each of two cases, one on the third."""

# -- interrupted, and read in again --------------------------------------------------------------------------------


def _read_in(result: Result) -> Values:
    cases = counted(result)
    return {
        "time to clearance": mean(hours_between(cases, "reported_at", "solved_at")),
        "hours read in": mean(cases["setup_hours"]),
    }


def _read_in_known(config: Config) -> Values:
    rate, need = rate_of(config), float(hard(config).need_hours)
    reading = float(config.work.case.setup_resume_hours)
    own = formulas.own_time_with_reading(rate, need, reading)
    return {
        "time to clearance": formulas.time_with_reading(rate, need, reading),
        "hours read in": own - need,
    }


SETUPS = (
    Setup(
        name="pool-oldest",
        title=f"M/M/{POOL}: cases wait for one of {POOL} investigators, the oldest case first",
        source="Erlang 1917",
        words=_pool_words("oldest"),
        units={
            "share that waits": "share",
            "wait of those": "h",
            "share that waits long": f"share above {LONG} h",
            "time to clearance": "h",
            "investigators busy": "share",
        },
        measure=_pool_and_busy,
        exact=_pool_known,
        quick=Size(20, MONTH),
        full=Size(80, MONTH * 12),
        warmup=MONTH,
        follow_up=FOLLOW_UP,
    ),
    Setup(
        name="pool-newest",
        title=f"M/M/{POOL}: cases wait for one of {POOL} investigators, the newest case first",
        source="Vaulot 1954, Riordan 1961",
        words=_pool_words("newest"),
        units={"share that waits long": f"share above {LONG} h", "time to clearance": "h"},
        measure=_pool,
        exact=_pool_known,
        quick=Size(20, 30),
        full=Size(80, 220),
        warmup=WARMUP,
        follow_up=FOLLOW_UP,
    ),
    _officer_setup("oldest", "the oldest case first", "Erlang 1917"),
    _officer_setup("newest", "who lays a case aside for every newer one", "Takacs 1962"),
    Setup(
        name="officer-gravest",
        title="M/M/1: one officer, who lays a theft aside for every robbery",
        source="White and Christie 1958",
        words=(
            *ALONE,
            *cases_an_hour(0.9, robbery=0.4, theft=0.6),
            *offence("robbery", need_hours=0.35),
            *offence(need_hours=0.55),
            "work.case.next_case=gravest",
        ),
        units={"robbery": "h to clearance", "theft": "h to clearance"},
        measure=_gravest,
        exact=_gravest_known,
        quick=Size(20, 45),
        full=Size(80, 280),
        warmup=WARMUP,
        follow_up=FOLLOW_UP,
    ),
    Setup(
        name="squad",
        title=f"A squad of {SQUAD}: two people to a case, quicker together, the newest case first",
        source="Kleinrock 1975 (birth and death)",
        words=(
            *team(SQUAD),
            *grouping("squads", SQUAD),
            *cases_an_hour(2.4),
            *offence(need_hours=1, hands=2),
            "work.case.alpha=0.7",
        ),
        units={"time to clearance": "h", "hours on a case": "person-hours"},
        measure=partial(_shared, SQUAD),
        exact=partial(_shared_known, SQUAD),
        quick=Size(20, 15),
        full=Size(80, 48),
        warmup=WARMUP,
        follow_up=FOLLOW_UP,
    ),
    Setup(
        name="cases-at-once",
        title="One officer with three cases and a part of a fourth at once, the oldest first",
        source="Kleinrock 1975 (birth and death)",
        words=(
            *ALONE,
            *cases_an_hour(1.1),
            *offence(need_hours=0.5, hands=0.3),
            "work.case.next_case=oldest",
        ),
        units={"time to clearance": "h", "people busy": "share"},
        measure=partial(_shared, 1),
        exact=partial(_shared_known, 1),
        quick=Size(20, MONTH),
        full=Size(80, MONTH * 4),
        warmup=MONTH,
        follow_up=FOLLOW_UP,
    ),
    Setup(
        name="reading-in",
        title="One officer who lays cases aside and reads in on each when he comes back to it",
        source="sub-busy periods (Takacs 1962)",
        words=(
            *ALONE,
            *cases_an_hour(0.7),
            *offence(need_hours=0.5),
            "work.case.setup_on=true",
            "work.case.setup_resume_hours=0.125",
        ),
        units={"time to clearance": "h", "hours read in": "person-hours"},
        measure=_read_in,
        exact=_read_in_known,
        quick=Size(20, 45),
        full=Size(80, 240),
        warmup=WARMUP,
        follow_up=FOLLOW_UP,
    ),
)
