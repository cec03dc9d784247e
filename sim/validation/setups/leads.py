"""Leads that go cold, cases that are given up, and whether they can be solved: situations with a known answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import log
from typing import TYPE_CHECKING

from sim.validation import leads
from sim.validation.setup import CATEGORIES, NO_TRAVEL, Setup, Size, Values, calls_an_hour, force
from sim.validation.setups.case_words import (
    CRIMINAL,
    cases_an_hour,
    counted,
    grouping,
    hard,
    hours_between,
    intercept,
    mean,
    offence,
    tau_of,
    team,
)

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.study.simulate import Result

# -- leads go cold -----------------------------------------------------------------------------------------------

AGES = (6.0, 12.0, 36.0)
"""Hours after the report by which cases are counted as cleared; after the last one no lead is left."""
DAYS = (48.0, 168.0, 336.0)
"""The same where work rests at night and at the weekend."""
OFFICE = tuple((24 * day + 8.5, 24 * day + 17.5) for day in range(5))
"""Hours of the week, from Monday 00:00, in which an office roster has people on duty."""


def _cleared_by(ages: Sequence[float], result: Result) -> Values:
    took = hours_between(counted(result), "reported_at", "solved_at")
    return {_after(age): float((took <= age).mean()) for age in ages}


def _after(age: float) -> str:
    return f"cleared after {age:g} h"


def _chance(config: Config) -> float:
    return leads.logistic(float(hard(config).intercept))


def _cold_known(config: Config) -> Values:
    """As many people as a case takes work on it from its acceptance on."""
    work, need, tau = hard(config), float(hard(config).need_hours), tau_of(config)
    late, hands = float(config.work.case.acceptance.mean) / 60, float(work.hands)
    effect = hands ** float(config.work.case.alpha) if hands > 1 else hands
    return {
        _after(age): leads.cleared(_chance(config), effect * leads.gathered(late, age, tau), need)
        for age in AGES
    }


def _office_known(config: Config) -> Values:
    need, tau = float(hard(config).need_hours), tau_of(config)
    people = 1 - float(config.personnel.break_share)
    return {
        _after(age): leads.cleared_on_duty(_chance(config), need, tau, people, OFFICE, age) for age in DAYS
    }


def _share_cleared(ages: Sequence[float]) -> dict[str, str]:
    return {_after(age): "share" for age in ages}


# -- giving up ---------------------------------------------------------------------------------------------------

GIVEN_UP = {"given up": "share", "hours on those begun": "h", "solvable among those": "share"}


def _given_up(result: Result) -> Values:
    from sim.records.statuses import CaseStatus

    cases = counted(result)
    suspended = cases[cases["status"] == CaseStatus.SUSPENDED]
    begun = suspended[suspended["started_at"].notna()]
    return {
        "given up": len(suspended) / len(cases),
        "never begun": (len(suspended) - len(begun)) / len(cases),
        "hours on those begun": mean(begun["hours"]),
        "solvable among those": float(begun["solvable"].mean()),
    }


def _given_up_known(config: Config) -> Values:
    work, late = hard(config), float(config.work.case.acceptance.mean) / 60
    threshold = float(config.work.case.give_up_threshold)
    settings = (_chance(config), float(work.need_hours), tau_of(config), threshold)
    found = leads.given_up_late(*settings, late) if late else leads.given_up(*settings)
    return {
        "given up": found.suspended,
        "never begun": found.never_begun,
        "hours on those begun": found.hours,
        "solvable among those": found.solvable,
    }


def _reopened(result: Result) -> Values:
    from sim.records.statuses import CaseStep

    cases, steps = counted(result).set_index("case"), result.case_steps
    first = steps[steps["step"] == CaseStep.SUSPENDED].groupby("case")["at"].min()
    again = steps[steps["step"] == CaseStep.REOPENED].set_index("case")["at"]
    given_up = cases.loc[cases.index.isin(first.index)]
    reopened = given_up.loc[given_up.index.isin(again.index)]
    return {
        "reopened": len(reopened) / len(given_up),
        "days until then": mean((again[reopened.index] - first[reopened.index]) / 1440),
        "cleared then": float(reopened["solved_at"].notna().mean()),
    }


def _reopened_known(config: Config) -> Values:
    work = config.work.case
    settings = (_chance(config), float(hard(config).need_hours), float(work.give_up_threshold))
    return {
        "reopened": float(work.reopen_chance),
        "days until then": float(work.reopen_days),
        "cleared then": leads.cleared_in_second_life(*settings, float(work.reopen_days) * 24),
    }


def _looked_through(result: Result) -> Values:
    return {"days until given up": mean(hours_between(counted(result), "reported_at", "suspended_at")) / 24}


def _looked_through_known(config: Config) -> Values:
    """Warmth alone: p exp(-age / tau) falls to the threshold; then on average half the time between two looks."""
    work = config.work.case
    cold = float(hard(config).tau_days) * log(_chance(config) / float(work.give_up_threshold))
    return {"days until given up": cold + float(work.look_through_days) / 2}


# -- whether a case can be solved ----------------------------------------------------------------------------------

SOLVABLE = ("theft", "fraud", "injury")
"""With suspects and cameras; remote, with suspects alone; by call, where the response counts too."""


def _solvable(result: Result) -> Values:
    return {name: float(counted(result, name)["solvable"].mean()) for name in SOLVABLE}


def _solvable_known(config: Config) -> Values:
    """Over suspects, cameras (where people live) and, for those called in as they happen, the response."""
    from sim.county.build import build_county

    county = build_county(config.county)
    camera = float(county.camera @ county.residents / county.residents.sum())
    involved = float(config.demand.offences["injury"].involvement)
    seen_late = _over_features(config, "injury", camera, leads.logistic)
    seen_at_once = _over_features(config, "injury", camera, partial(_with_response, config))
    return {
        "theft": _over_features(config, "theft", camera, leads.logistic),
        "fraud": _over_features(config, "fraud", 0.0, leads.logistic),
        "injury": involved * seen_at_once + (1 - involved) * seen_late,
    }


def _over_features(config: Config, name: str, camera: float, chance: Callable[[float], float]) -> float:
    """Mean chance over whether a suspect is known and whether a camera sees it (in this share of cases)."""
    work, known = config.work.case, float(config.demand.offences[name].suspect_known)
    base, suspect, seen = float(hard(config, name).intercept), float(work.suspect_known), float(work.camera)
    return (
        (1 - known) * (1 - camera) * chance(base)
        + (1 - known) * camera * chance(base + seen)
        + known * (1 - camera) * chance(base + suspect)
        + known * camera * chance(base + suspect + seen)
    )


def _with_response(config: Config, log_odds: float) -> float:
    """Mean chance where the response counts: it is the turnout alone, because nothing has to be driven to."""
    work, demand = config.work.case, config.demand
    turnout = float(config.work.call.turnout.mean)
    response = leads.Response(turnout, float(work.response_at_least), float(work.response_at_most))
    delay = (float(demand.offences["injury"].reporting_minutes_involvement), float(demand.reporting_cv))
    slope, reference = float(work.response), float(work.response_reference_minutes)
    return leads.solvable_by_response(log_odds, slope, *delay, response, reference)


SOLVABLE_WORDS = (
    *force(crews=20, first_pool=4, second_pool=4),
    *NO_TRAVEL,
    *cases_an_hour(8, theft=0.45, fraud=0.45, injury=0.1)[1:],
    calls_an_hour(3),
    *(f"demand.categories.{name}.share={name == 'criminal':d}" for name in CATEGORIES),
    "demand.categories.criminal.case=criminal",
    *(f"demand.offences.{name}.call_propensity={name == 'injury':d}" for name in CRIMINAL),
    "demand.offences.fraud.remote=1",
    "demand.categories.criminal.place=residents",
    "county.townships.layout=valley",
    "county.cameras.count=8000",
    "work.call.turnout.mean=4",
    "work.call.turnout.family=exponential",
    "work.case.suspect_known=1.5",
    "work.case.camera=0.8",
    "work.case.response=-2",
    "work.case.give_up_threshold=1",
    *(word for name in SOLVABLE for word in offence(name, intercept=-0.5)),
)

# -- all -----------------------------------------------------------------------------------------------------------

HAZARD = "integral of the hazard (Cox and Oakes 1984)"
COOLING = offence(tau_days=0.25, need_hours=4, intercept=intercept(0.8))
KEPT_ON = "work.case.give_up_threshold=1e-4"
"""Given up only long after the last age that is compared, so that no investigator is kept for ever."""
BELIEF = (*team(250), *cases_an_hour(5), *offence(need_hours=10, intercept=intercept(0.7)))
"""An investigator for every case at once: the chance that one waits is below 1e-12."""

SETUPS = (
    Setup(
        name="leads-cold",
        title="Leads go cold: every case has an investigator at once",
        source=HAZARD,
        words=(*team(1000), *cases_an_hour(20), *COOLING, KEPT_ON),
        units=_share_cleared(AGES),
        measure=partial(_cleared_by, AGES),
        exact=_cold_known,
        quick=Size(12, 2),
        full=Size(80, 2),
        warmup=0,
        follow_up=2,
    ),
    Setup(
        name="leads-late",
        title="Leads go cold: every case has two investigators, quicker together, two hours late",
        source=HAZARD,
        words=(
            *team(2000),
            *grouping("squads", 2),
            *cases_an_hour(20),
            *COOLING,
            *offence(hands=2),
            "work.case.alpha=0.7",
            "work.case.acceptance.mean=120",
            "work.case.acceptance.family=constant",
            KEPT_ON,
        ),
        units=_share_cleared(AGES),
        measure=partial(_cleared_by, AGES),
        exact=_cold_known,
        quick=Size(12, 2),
        full=Size(80, 3),
        warmup=0,
        follow_up=2,
    ),
    Setup(
        name="leads-office",
        title="Leads go cold: work rests at night and at the weekend, and a tenth of the day are breaks",
        source=f"{HAZARD}, over the hours of the week",
        words=(
            *team(700),
            *cases_an_hour(2),
            *offence(tau_days=3, need_hours=10, intercept=intercept(0.8)),
            "personnel.rosters.squad.cycle=[office]",
            "personnel.break_share=0.1",
            "work.case.give_up_threshold=1e-3",
        ),
        units=_share_cleared(DAYS),
        measure=partial(_cleared_by, DAYS),
        exact=_office_known,
        quick=Size(12, 7),
        full=Size(80, 21),
        warmup=0,
        follow_up=14,
    ),
    Setup(
        name="given-up",
        title="Given up at the end of the shift when the belief has fallen; leads stay warm",
        source="Bayes, over the hour of arrival",
        words=(*BELIEF, "work.case.give_up_threshold=0.4"),
        units=GIVEN_UP,
        measure=_given_up,
        exact=_given_up_known,
        quick=Size(20, 7),
        full=Size(80, 35),
        warmup=0,
        follow_up=4,
    ),
    Setup(
        name="given-up-late",
        title="Given up, begun or not, when belief and warmth have fallen; cases are accepted late",
        source="Bayes, over the hour of arrival and the delay",
        words=(
            *BELIEF,
            *offence(tau_days=0.75, need_hours=5),
            "work.case.acceptance.mean=720",
            "work.case.acceptance.family=exponential",
            "work.case.give_up_threshold=0.3",
        ),
        units={"never begun": "share", **GIVEN_UP},
        measure=_given_up,
        exact=_given_up_known,
        quick=Size(15, 6),
        full=Size(80, 25),
        warmup=0,
        follow_up=12,
    ),
    Setup(
        name="reopened",
        title="A case that was given up is reopened once, and starts afresh",
        source="Bayes, over the hours of giving up and of reopening",
        words=(
            *BELIEF,
            "work.case.give_up_threshold=0.4",
            "work.case.reopen_chance=0.6",
            "work.case.reopen_days=0.5",
        ),
        units={"reopened": "share of those given up", "days until then": "days", "cleared then": "share"},
        measure=_reopened,
        exact=_reopened_known,
        quick=Size(15, 6),
        full=Size(80, 22),
        warmup=0,
        follow_up=14,
    ),
    Setup(
        name="looked-through",
        title="Cases that nobody ever takes up are given up at a look through those that wait",
        source="warmth alone, and an even wait for the look",
        words=(
            *team(1),
            *cases_an_hour(1),
            *offence(intercept=intercept(0.5), tau_days=3),
            "personnel.absence=1",
            "work.case.give_up_threshold=0.1",
            "work.case.look_through_days=6",
        ),
        units={"days until given up": "days"},
        measure=_looked_through,
        exact=_looked_through_known,
        quick=Size(10, 6),
        full=Size(80, 12),
        follow_up=18,
    ),
    Setup(
        name="solvable",
        title="Whether a case can be solved: theft by suspect and camera, fraud by suspect, injury by response too",
        source="logistic function, over delay and response",
        words=SOLVABLE_WORDS,
        units=dict.fromkeys(SOLVABLE, "share solvable"),
        measure=_solvable,
        exact=_solvable_known,
        quick=Size(20, 5),
        full=Size(80, 17),
    ),
)
