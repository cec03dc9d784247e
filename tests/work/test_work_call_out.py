"""What does not wait for the morning: an arrest, and a grave case while it is fresh."""

from __future__ import annotations

from itertools import pairwise
from math import exp, log
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fakes.runs import MODELS, config, model_of
from fakes.worlds import world

from sim.agents.case import JobKind
from sim.agents.case_team import CaseTeam
from sim.agents.person import Person
from sim.model import PolicingModel
from sim.records.statuses import Activity
from sim.work.duty import OFF

SATURDAY_TWO = 5 * 1440 + 120.0
SUNDAY_MORNING = 6 * 1440 + 510.0
TAU, HANDS, ALPHA, BEFORE, HOURS = 240.0, 3.0, 0.8, 0.4, 16.0
THEFT, ROBBERY, ADMINISTRATIVE = 0, 2, 7
PINNED = {
    "personnel.absence": 0, "personnel.skills.growth": 0, "run.warmup": 0, "run.days": 20, "run.follow_up": 0,
    "work.case.alpha": ALPHA, "work.case.offences.robbery.tau_days": TAU / 24, "work.case.urgent_gravity": 3,
    "work.case.offences.robbery.hands": HANDS, "work.case.offences.theft.hands": 1.0, "work.case.urgent_hours": 48,
    "work.case.closing_share_before_measure": BEFORE, "work.case.closing_hours_per_suspect": HOURS,
    "work.case.night_cases": False, "work.case.give_up_threshold": 0,
}  # fmt: skip


def made_of(model: str, values: dict[str, Any] | None = None, **case: Any) -> PolicingModel:
    """One case reported at two on a Saturday morning, nothing else."""
    settings = config(model, "reference", {**PINNED, **(values or {})})
    return model_of(settings, world=world(cases=[{"reported_at": SATURDAY_TWO, "offence": ROBBERY, **case}]))


def row(made: PolicingModel) -> Any:
    return made.run().frame("cases").iloc[0]


def team_of(made: PolicingModel, case: int = 0) -> CaseTeam:
    team = made.casework.cases[case].team
    assert team is not None
    return team


def at_it(made: PolicingModel) -> list[Person]:
    return [person for person in made.people if person.activity is Activity.CASE]


@pytest.mark.parametrize("model", MODELS)
def test_a_robbery_at_night_is_worked_on_at_once_by_as_many_as_it_can_occupy(model: str) -> None:
    made = made_of(model, need=6.0)
    made.clock.advance(SATURDAY_TWO)
    team = team_of(made)
    at_once = [*team.present, *team.called]
    assert len(at_once) == HANDS, "as many as it takes, and nobody more"
    people = sum(person.case_share for person in at_once)
    rate = float(np.mean([person.skills[2] for person in at_once])) * people**ALPHA
    case = row(made)
    assert case["accepted_at"] == case["started_at"] == SATURDAY_TWO
    solved = -TAU * log(1 - 6.0 / (rate * TAU))
    assert case["solved_at"] == pytest.approx(SATURDAY_TWO + 60 * solved)


def test_after_the_arrest_two_go_on_into_the_night_and_the_rest_of_the_file_waits() -> None:
    values = {"review.transfer": False}
    made = made_of("dabuzhi", values, need=12.0)
    case = row(made)
    made = made_of("dabuzhi", values, need=12.0)
    made.clock.advance(case["solved_at"])
    two = at_it(made)
    assert len(two) == 2
    measure = case["solved_at"] + 60 * HOURS * BEFORE / sum(person.case_share for person in two)
    assert measure < SUNDAY_MORNING
    made.clock.advance(measure - 1)
    assert len(at_it(made)) == 2
    assert case["measure_at"] == pytest.approx(measure)
    made.clock.advance(SUNDAY_MORNING - 60)
    assert not at_it(made)
    assert case["closing_hours"] == pytest.approx(HOURS)
    assert case["transferred_at"] > SUNDAY_MORNING


def test_a_theft_waits_for_the_morning_and_nobody_is_brought_in() -> None:
    made = made_of("dabuzhi", offence=THEFT, need=1.0)
    case = row(made)
    assert case["accepted_at"] % 1440 >= 510
    assert case["started_at"] >= case["accepted_at"]


def test_after_two_days_a_grave_case_is_one_among_others() -> None:
    made = made_of("dabuzhi", need=1e6)
    made.clock.advance(SATURDAY_TWO)
    team = team_of(made)
    by_night = []
    for hours in range(100):
        made.clock.advance(SATURDAY_TWO + 60 * hours + 1)
        if made.clock.now % 1440 < 510 or made.clock.now % 1440 >= 1230:
            by_night.append((hours, len(at_it(made))))
    assert all(people > 0 for hours, people in by_night if hours < 48)
    # It ends with the shift in which the two days are over.
    assert all(people == 0 for hours, people in by_night if hours > 48 + 12)
    assert not team.called


@pytest.mark.parametrize("model", MODELS)
def test_whoever_is_brought_in_works_overtime_and_every_minute_is_counted(model: str) -> None:
    made = made_of(model, {"run.days": 30, "work.case.offences.robbery.hands": 30.0}, need=400.0)
    made.clock.advance(SATURDAY_TWO + 30)
    brought = [person for person in at_it(made) if made.duty.states[person.index] == OFF]
    assert brought
    people: pd.DataFrame = made.run().frame("people")
    theirs = people.set_index("person").loc[[person.index for person in brought]]
    assert (theirs["overtime"] > 0).all()
    spent = people.drop(columns=["person", "month", "overtime"]).sum(axis=1)
    assert spent.to_numpy() == pytest.approx(30 * 1440)


def test_an_arrest_takes_two_also_where_an_officer_owns_his_cases() -> None:
    """A colleague of the station leaves his own case for it, and goes on with that afterwards."""
    thefts = [
        {"reported_at": 2 * 1440 + 520.0 + n, "offence": THEFT, "need": need, "acceptance": 0.0}
        for n, need in enumerate([0.5, *[30.0] * 20])
    ]
    settings = config("traditional", "reference", {**PINNED, "work.case.next_case": "oldest"})
    made = model_of(settings, world=world(cases=thefts))
    while not (0 in made.casework.cases and made.casework.cases[0].solved_at > 0):
        assert made.clock.now < made.end
        made.clock.advance(made.clock.now + 1)
    solved, owner = made.clock.now, team_of(made)
    assert len(owner.members) == 1
    (job,) = [job for job in owner.active if job.kind is JobKind.CLOSE]
    ((lender, _),) = owner.lenders
    assert job.people == pytest.approx(sum(p.case_share for p in [*owner.present, *owner.called]))
    (helper,) = owner.called
    assert helper.helps is owner
    assert helper in lender.members
    assert not lender.present
    assert all(each.people == 0 for each in lender.active)
    made.clock.advance(solved + 60 * HOURS * BEFORE / job.people + 1)
    assert helper.helps is None
    assert lender.present == [helper]


def test_nobody_stays_through_the_night_and_the_day_where_others_can_come() -> None:
    made = made_of("dabuzhi", need=1e6)
    before: set[Person] = set()
    for block in (5 * 1440 + 120, 5 * 1440 + 510, 5 * 1440 + 1050, 5 * 1440 + 1230, 6 * 1440 + 510):
        made.clock.advance(block + 1.0)
        now = {person for person in at_it(made) if made.duty.states[person.index] == OFF}
        assert not now & before
        before = now


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", [1, 2])
def test_whoever_is_at_work_off_duty_was_brought_in_and_whoever_was_is_at_work(model: str, seed: int) -> None:
    """Looked at every half hour for six weeks with many grave cases, absences and calls."""
    values = {
        "run.warmup": 0, "run.days": 42, "run.follow_up": 0, "demand.recorded_cases": 16,
        "demand.effective_calls": 60, "work.case.urgent_gravity": 5,
    }  # fmt: skip
    made = model_of(config(model, "kaihua", values), seed)
    helped = 0
    for moment in np.arange(15.0, 42 * 1440, 30.0):
        made.clock.advance(float(moment))
        brought: dict[Person, CaseTeam] = {}
        for team in made.casework.teams.all:
            for person in team.called:
                assert person not in brought, "two teams have brought the same person in"
                brought[person] = team
                assert person.activity is Activity.CASE
                assert (person.helps is team) == (person.case_team is not team)
                assert (person.overtime_since is not None) == (made.duty.states[person.index] == OFF)
            assert not team.called or any(made.clock.now < job.urgent_until for job in team.active)
        for person in made.people:
            assert person.helps is None or person in brought
            if person.team is None and person.overtime_since is not None:
                assert person in brought
            if made.duty.states[person.index] == OFF and person.team is None and person not in brought:
                assert person.activity is Activity.OFF
        helped += sum(person.helps is not None for person in brought)
    assert helped > 20


def test_when_two_days_are_over_everybody_goes_at_once() -> None:
    made = made_of("dabuzhi", {"work.case.offences.robbery.hands": 8.0}, need=1e6)
    made.clock.advance(SATURDAY_TWO + 48 * 60 - 0.5)
    assert len(team_of(made).called) > 1
    made.clock.advance(SATURDAY_TWO + 48 * 60 + 0.5)
    assert not team_of(made).called


def test_an_administrative_case_brings_nobody_in() -> None:
    made = made_of("traditional", offence=ADMINISTRATIVE, need=0.5, acceptance=960.0)
    called = 0
    while made.clock.now < made.end:
        made.clock.advance(made.clock.now + 30)
        called += sum(len(team.called) for team in made.casework.teams.all)
    assert made.casework.cases[0].transferred_at > 0
    assert called == 0


@pytest.mark.parametrize("model", ["traditional", "one_five_n_one"])
def test_the_coercive_measure_has_its_moment_under_every_structure(model: str) -> None:
    made = made_of(model, need=5.0)
    case = row(made)
    assert case["solved_at"] < case["measure_at"] < case["transferred_at"]


def test_switched_off_everything_waits() -> None:
    made = made_of("dabuzhi", {"work.case.call_out": False}, need=12.0)
    case = row(made)
    assert case["accepted_at"] > SATURDAY_TWO
    assert case["started_at"] >= SATURDAY_TWO - 120 + 510


def test_an_arrest_comes_first_and_a_fresh_robbery_before_all_paper() -> None:
    """A squad with a fresh robbery and a pile of files: nobody touches a file while the robbery takes everybody."""
    cases = [{"reported_at": 600.0 + n, "offence": ROBBERY, "need": 0.1, "acceptance": 0.0} for n in range(8)]
    cases.append({"reported_at": 600.0 + 1440, "offence": ROBBERY, "need": 30.0})
    values = {**PINNED, "work.case.offences.robbery.hands": 20.0, "work.case.closing_hours_per_suspect": 60}
    made = model_of(config("traditional", "reference", values), world=world(cases=cases))
    made.clock.advance(600.0 + 1440 + 1)
    case, team = made.casework.cases[8], team_of(made, 8)
    kinds = {job.kind.name for job in team.active if job.people > 0}
    assert "CLOSE_REST" not in kinds
    assert case.started_at == 600.0 + 1440 or "CLOSE" in kinds


@pytest.mark.parametrize("minute", [0, 200, 509, 510, 800, 1229, 1230, 1439])
def test_desks_take_and_file_cases_by_day(minute: float) -> None:
    made = model_of(config("dabuzhi", "reference", PINNED), world=world())
    opens = made.duty.opens(1440.0 + minute)
    assert 510 <= opens % 1440 < 1230
    assert 0 <= opens - 1440.0 - minute <= 720
    assert (opens == 1440.0 + minute) == (510 <= minute < 1230)


def test_a_grave_case_of_a_call_is_accepted_when_the_crew_sees_it() -> None:
    call = {"category": 0, "offence": ROBBERY, "received_at": SATURDAY_TWO, "case": 0, "scene": 90.0}
    opened = {"call": 0, "channel": 0, "reported_at": SATURDAY_TWO, "offence": ROBBERY, "need": 500.0}
    made = model_of(config("dabuzhi", "reference", PINNED), world=world([call], [opened]))
    found = made.run()
    incident, case = found.frame("incidents").iloc[0], found.frame("cases").iloc[0]
    assert case["accepted_at"] == case["started_at"] == incident["first_able_at"]
    assert case["accepted_at"] < incident["scene_cleared_at"]
    assert len(found.frame("cases")) == 1


def test_an_administrative_case_given_up_is_not_opened_again() -> None:
    made = made_of(
        "dabuzhi", {"work.case.give_up_threshold": 0.9, "work.case.reopen_chance": 1},
        offence=ADMINISTRATIVE, solvable=0.9999, reopen=0.0, reopen_after=60.0,
    )  # fmt: skip
    case = row(made)
    assert case["suspended_at"] > 0
    assert not made.casework.cases[0].reopened


def test_leads_cool_from_the_first_moment_on() -> None:
    """The sooner the squad is there, the more it gathers: what call-out is for."""
    gathered = []
    for at_once in (True, False):
        made = made_of("traditional", {"work.case.call_out": at_once}, need=1e6)
        made.clock.advance(SATURDAY_TWO + 24 * 60)
        gathered.append(made.casework.cases[0].gathered)
    assert all(later < sooner for sooner, later in pairwise(gathered))
    assert gathered[0] > 0
    assert exp(-24 / TAU) < 1
