"""Cases with a known answer: the quick part holds, and what is wrong on purpose is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from sim.config.load import load_config
from sim.config.schema import Config
from sim.rules import investigation
from sim.study.simulate import simulate
from sim.validation import exact
from sim.validation import setups as room
from sim.validation.exact import compare
from sim.validation.leads import WEEK
from sim.validation.setup import Size, Values
from sim.validation.setups import case_closing, case_queues, leads
from sim.validation.setups.case_words import counted
from sim.work import casework, team_work
from sim.work.team_work import TeamWork

MINE = (*case_queues.SETUPS, *case_closing.SETUPS, *leads.SETUPS)
BY_NAME = {setup.name: setup for setup in MINE}
COMPARISONS = sum(len(setup.units) for setup in room.SETUPS)
"""The level of the intervals is that of the whole validation, so that a true model fails one time in twenty in all."""
Rows = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _answers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison need not read a configuration for an answer that is known already."""
    monkeypatch.setattr(exact, "_config", lambda words: None)


@cache
def answer(name: str) -> Values:
    """What is known of a setup."""
    known = BY_NAME[name].exact
    assert known is not None
    return known(configured(name))


@cache
def configured(name: str, *more: str) -> Config:
    """The configuration of a quick part, with further words."""
    return load_config([*BY_NAME[name].overrides(BY_NAME[name].quick), *more])


def replicated(name: str, replications: int, *more: str) -> Rows:
    """The values of each replication of a quick part, with further words."""
    setup, config = BY_NAME[name], configured(name, *more)
    return [{"simulated": setup.measure(simulate(config, seed))} for seed in range(1, replications + 1)]


@cache
def quick(name: str) -> Rows:
    """The quick part of a setup, made once."""
    return replicated(name, BY_NAME[name].quick.replications)


def compared(name: str, rows: Rows, factor: float = 1.0) -> Rows:
    """The rows of the comparison with the known answer, wrong by a factor."""
    wrong = {quantity: factor * value for quantity, value in answer(name).items()}
    return compare(replace(BY_NAME[name], exact=lambda config: wrong), rows, COMPARISONS)


# -- the quick part ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BY_NAME)
def test_the_known_answer_is_found_again(name: str) -> None:
    rows = compared(name, quick(name))
    assert [row["quantity"] for row in rows] == list(BY_NAME[name].units)
    for row in rows:
        assert row["holds"], row
        assert row["width"] < 0.25, row
    assert min(row["width"] for row in rows) < 0.08, rows


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("factor", [0.9, 1.1])
def test_an_answer_wrong_by_a_tenth_is_not_found(name: str, factor: float) -> None:
    assert not all(row["holds"] for row in compared(name, quick(name), factor))


# -- planted defects ---------------------------------------------------------------------------------------------

SETTINGS: dict[str, tuple[str, ...]] = {
    "the oldest first": ("officer-newest", "work.case.next_case=oldest"),
    "the newest first among the grave and the light": ("officer-gravest", "work.case.next_case=newest"),
    "two are as quick as twice one": ("squad", "work.case.alpha=1"),
    "nobody reads in": ("reading-in", "work.case.setup_on=false"),
    "nobody reads in on an arrest": ("pre-trial", "work.case.setup_on=false"),
    "one suspect each": ("arrest-first", "demand.offences.theft.more_suspects=0"),
    "nothing is lost": ("handed-over", "work.case.hand_over_loss_on=false"),
    "more is sent back": ("sent-back", "work.case.review_return=0.5"),
    "on duty at the weekend": ("leads-office", "personnel.rosters.squad.cycle=[day]"),
    "suspects do not help": ("solvable", "work.case.suspect_known=0"),
    "the response does not count": ("solvable", "work.case.response=0"),
    "looked through more often": ("looked-through", "work.case.look_through_days=3"),
}


FEW = 20
"""Replications in which a planted defect must be found."""


@pytest.mark.parametrize("defect", SETTINGS)
def test_another_setting_is_found(defect: str) -> None:
    """What is simulated is not what the answer is for."""
    name, *more = SETTINGS[defect]
    assert not all(row["holds"] for row in compared(name, replicated(name, FEW, *more)))


def _never_aside(self: TeamWork, team: Any, laying_aside: bool = False) -> None:
    _allot(self, team, laying_aside=False)


def _too_many_hours(rate: float, age: float, until: float, tau: float) -> float:
    return 1.1 * investigation.effective_hours(rate, age, until, tau)


def _leads_stay_warm(rate: float, age: float, hours: float, tau: float) -> float:
    return age + hours / rate


def _too_much_hope(chance: float, gathered: float, need: float, age: float, tau: float) -> float:
    return 1.2 * investigation.worth(chance, gathered, need, age, tau)


_allot = TeamWork.allot
DEFECTS: dict[str, tuple[str, object, str, Callable[..., Any]]] = {
    "no case is laid aside": ("officer-newest", TeamWork, "allot", _never_aside),
    "hours count a tenth more": ("given-up", team_work, "effective_hours", _too_many_hours),
    "leads do not cool until the end of a shift": (
        "leads-cold",
        team_work,
        "age_when_gathered",
        _leads_stay_warm,
    ),
    "cases are held too long": ("given-up-late", casework, "worth", _too_much_hope),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_planted_defect_is_found(defect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, where, what, planted = DEFECTS[defect]
    monkeypatch.setattr(where, what, planted)
    assert not all(row["holds"] for row in compared(name, replicated(name, FEW)))


def test_a_case_that_is_not_cleared_in_time_is_not_passed_over() -> None:
    """One officer with more cases than hours does not get to all of them: there is no mean then."""
    setup = BY_NAME["officer-oldest"]
    config = load_config([*setup.overrides(Size(1, 5)), "work.case.offences.theft.need_hours=4"])
    values = setup.measure(simulate(config, 1))
    assert values["time to clearance"] != values["time to clearance"]
    assert values["share that takes long"] > 0.5


HELD = {"leads-cold": leads.AGES[-1], "leads-late": leads.AGES[-1], "leads-office": leads.DAYS[-1]}
"""Setups in which a case is given up only after the last age (hours) that is compared."""
NOBODY_WAITS = (*HELD, "given-up", "given-up-late", "reopened", "handed-over", "sent-back")


@pytest.mark.parametrize("name", NOBODY_WAITS)
def test_there_is_an_investigator_for_every_case_at_once(name: str) -> None:
    """Over the longest run, from the moment of acceptance; in office hours, where only then somebody is there."""
    setup = BY_NAME[name]
    cases = simulate(load_config(setup.overrides(setup.full)), 1).cases
    hour = cases["accepted_at"] / 60 % WEEK
    there = sum(((hour >= start) & (hour < end)).astype(int) for start, end in leads.OFFICE) > 0
    begun = cases[(there | (name != "leads-office")) & cases["started_at"].notna()]
    assert len(begun) > 100
    assert (begun["started_at"] - begun["accepted_at"]).max() == pytest.approx(0, abs=1e-6)
    if name in HELD:
        assert (cases["suspended_at"] - cases["reported_at"]).min() / 60 > HELD[name]


def test_cases_before_and_after_the_counted_days_are_left_out() -> None:
    result = simulate(load_config(BY_NAME["officer-oldest"].overrides(Size(1, 5))), 1)
    reported = counted(result)["reported_at"] / 1440
    assert reported.between(3, 8).all()
    assert 0 < len(reported) < len(result.cases)
