"""Cases with a known answer: what is wrong on purpose is found, and what the answers rest on is so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fakes.known import SETUP, measured, runs

from sim.config.load import load_config
from sim.rules import investigation
from sim.study.simulate import simulate
from sim.validation.exact import compare
from sim.validation.leads import WEEK
from sim.validation.setup import Size
from sim.validation.setups import leads
from sim.validation.setups.case_words import counted
from sim.work import casework, team_work
from sim.work.team_work import TeamWork

# -- planted defects ---------------------------------------------------------------------------------------------

SETTINGS: dict[str, tuple[str, ...]] = {
    "nobody reads in on an arrest": ("pre-trial", "work.case.setup_on=false"),
    "on duty at the weekend": ("leads-office", "personnel.rosters.squad.cycle=[day]"),
    "the response does not count": ("solvable", "work.case.response=0"),
}
FEW, MORE = 8, 20
"""Replications in which a planted defect must be found; more for one officer, whose waits vary much."""


def found(name: str, *more: str) -> bool:
    """Whether the comparison finds that something is not as the answer has it."""
    setup = SETUP[name]
    results = runs(setup, MORE if name.startswith("officer-") else FEW, *more)
    return not all(row["holds"] for row in compare(setup, measured(setup, results)))


@pytest.mark.parametrize("defect", SETTINGS)
def test_another_setting_is_found(defect: str) -> None:
    """What is simulated is not what the answer is for."""
    name, *more = SETTINGS[defect]
    assert found(name, *more)


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
    assert found(name)


def test_a_case_that_is_not_cleared_in_time_is_not_passed_over() -> None:
    """One officer with more cases than hours does not get to all of them: there is no mean then."""
    setup = SETUP["officer-oldest"]
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
    setup = SETUP[name]
    cases = simulate(load_config(setup.overrides(setup.full)), 1).cases
    hour = cases["accepted_at"] / 60 % WEEK
    there = sum(((hour >= start) & (hour < end)).astype(int) for start, end in leads.OFFICE) > 0
    begun = cases[(there | (name != "leads-office")) & cases["started_at"].notna()]
    assert len(begun) > 100
    assert (begun["started_at"] - begun["accepted_at"]).max() == pytest.approx(0, abs=1e-6)
    if name in HELD:
        assert (cases["suspended_at"] - cases["reported_at"]).min() / 60 > HELD[name]


def test_cases_before_and_after_the_counted_days_are_left_out() -> None:
    result = simulate(load_config(SETUP["officer-oldest"].overrides(Size(1, 5))), 1)
    reported = counted(result)["reported_at"] / 1440
    assert reported.between(3, 8).all()
    assert 0 < len(reported) < len(result.cases)
