"""What must happen when one thing changes: directions, extremes, and switches that switch off."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from fakes.runs import DAY, MODELS, Values, config, county_of, model_of, records, run_of
from fakes.worlds import world

from sim.metrics import measure
from sim.records.log import Records
from sim.records.statuses import Activity, CaseStatus, CaseStep, IncidentStatus

NOTHING = {f"demand.{rate}": 0 for rate in ("effective_calls", "recorded_cases", "administrative_cases")}


def changed(
    model: str = "dabuzhi", values: Values | None = None, county: str = "kaihua", **run: Any
) -> Records:
    return run_of(config(model, county, values), **run)


def response(found: Records) -> pd.Series:
    """Minutes from reception to the first able presence, of calls that were served."""
    incidents = found.frame("incidents")
    return (incidents["first_able_at"] - incidents["received_at"]).dropna()


def cleared(found: Records) -> int:
    return int(found.frame("cases")["solved_at"].notna().sum())


# -- extremes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_no_demand_at_all(model: str) -> None:
    found = changed(model, NOTHING)
    assert all(found.frame(table).empty for table in ("incidents", "dispatches", "cases", "case_steps"))
    people = found.frame("people")
    total = people[[activity.name.lower() for activity in Activity]].sum(axis=1)
    assert total.to_numpy() == pytest.approx(np.full(len(people), 15 * DAY))
    assert (people[["call", "case"]] == 0).all(axis=None)
    assert (found.frame("teams")["committed"] == 0).all()
    table = measure(found, config(model, values=NOTHING))
    assert not table["value"].isna().all(), "what can be said is said"


@pytest.mark.parametrize("model", MODELS)
def test_one_call_and_no_case(model: str) -> None:
    found = run_of(config(model), world=world([{"received_at": 5000.0, "cell": 7}]))
    incident = found.frame("incidents").iloc[0]
    assert len(found.frame("incidents")) == len(found.frame("dispatches")) == 1
    assert incident["status"] == IncidentStatus.SERVED
    measure(found, config(model))


@pytest.mark.parametrize("model", MODELS)
def test_no_auxiliaries(model: str) -> None:
    found = changed(model, {"force.auxiliaries": 0})
    incidents = found.frame("incidents")
    assert found.frame("people")["person"].nunique() == config(model).force.officers
    assert (incidents["status"] == IncidentStatus.SERVED).sum() > 250
    assert found.frame("dispatches")["has_officer"].all()


def test_a_single_category_of_calls() -> None:
    shares = {f"demand.categories.{name}.share": float(name == "help") for name in config().demand.categories}
    found = changed(values={**shares, "demand.invalid_share": 0})
    help_ = list(config().demand.categories).index("help")
    assert set(found.frame("incidents")["category"]) == {help_}


def test_a_day_is_the_shortest_run() -> None:
    found = changed(values={"run.warmup": 0, "run.days": 1, "run.follow_up": 0})
    assert found.clock == {"cohort_from": 0, "cohort_until": DAY, "end": DAY}
    assert set(found.frame("teams")["day"]) == {0}


# -- calls -----------------------------------------------------------------------------------------------------------


def test_a_longer_relay_makes_every_response_of_a_chain_longer() -> None:
    before, after = (changed("traditional", {"work.call.relay.mean": mean}) for mean in (1, 4))
    gain = response(after).mean() - response(before).mean()
    assert 2.5 < gain < 4.5
    flat = [changed("one_five_n_one", {"work.call.relay.mean": mean}).digest() for mean in (1, 4)]
    assert flat[0] == flat[1], "a room without a chain relays nothing"


def test_twice_the_speed_halves_the_travel() -> None:
    values = {"dispatch.rule": "own_area", "dispatch.widen_after": 0}
    slow, fast = (
        changed("traditional", {**values, "county.travel.manhattan": kmh}, "reference") for kmh in (40, 80)
    )
    counties = [
        county_of(config("traditional", "reference", {"county.travel.manhattan": v})) for v in (40, 80)
    ]
    before, after = (county.travel["car"] for county in counties)
    assert np.allclose(after.minutes, before.minutes / 2)
    assert (after.kilometres == before.kilometres).all()
    legs = [
        frame["arrived_at"] - frame["en_route_at"]
        for frame in (slow.frame("dispatches"), fast.frame("dispatches"))
    ]
    assert legs[1].mean() == pytest.approx(legs[0].mean() / 2, rel=0.05)
    assert response(fast).mean() < response(slow).mean()


def test_more_crews_never_queue_longer() -> None:
    load = {"demand.effective_calls": 700, "run.days": 5}
    waits = []
    for officers, auxiliaries in ((200, 280), (331, 469), (700, 900)):
        values = {**load, "force.officers": officers, "force.auxiliaries": auxiliaries}
        incidents = changed("one_five_n_one", values).frame("incidents")
        waits.append((incidents["able_dispatched_at"] - incidents["relayed_at"]).mean())
    assert waits[0] > waits[1] > waits[2]
    assert waits[2] < 1


def test_longer_work_on_scene_commits_more() -> None:
    shares = []
    for factor in (0.65, 1.3, 2.6):
        teams = changed(values={"demand.on_scene_factor": factor}).frame("teams")
        shares.append(teams["committed"].sum() / teams["on_duty"].sum())
    assert shares[0] < shares[1] < shares[2]


def test_more_calls_from_the_same_desk_wait_longer_for_an_answer() -> None:
    waits = []
    for calls in (30, 400, 1500):
        incidents = changed(values={"demand.effective_calls": calls, "run.days": 3}).frame("incidents")
        waits.append((incidents["answered_at"] - incidents["received_at"]).mean())
    assert waits[0] < waits[1] < waits[2]


def test_the_county_is_searched_where_the_zone_has_nobody() -> None:
    load = {"demand.effective_calls": 300, "run.days": 5}
    own, wide = (
        response(changed("one_five_n_one", {**load, "dispatch.rule": rule}))
        for rule in ("own_area", "nearest_able")
    )
    assert own.mean() > wide.mean()


@pytest.mark.parametrize("model", MODELS)
def test_lost_calls_are_turned_away_only_where_teams_are_short(model: str) -> None:
    heavy = {"dispatch.loss": True, "demand.effective_calls": 500, "run.days": 3}
    lost = changed(model, heavy).frame("incidents")["status"] == IncidentStatus.LOST
    few = (
        changed(model, {**heavy, "demand.effective_calls": 10}).frame("incidents")["status"]
        == IncidentStatus.LOST
    )
    assert lost.mean() > few.mean()
    assert lost.sum() > 10


# -- cases -----------------------------------------------------------------------------------------------------------


def linked_pair(model: str, **values: Any) -> pd.DataFrame:
    """Two thefts of one series, the second just after the first; only the first can be solved by work."""
    cases = [
        {"reported_at": 3000.0, "series": 0, "need": 3.0, "cell": 0},
        {"reported_at": 3010.0, "series": 0, "solvable": 0.9999, "cell": 0, "link": 0.3},
    ]
    settings = {"run.warmup": 0, "run.days": 12, "run.follow_up": 0, "work.case.link_chance": 0.5, **values}
    return run_of(config(model, values=settings), world=world(cases=cases)).frame("cases")


@pytest.mark.parametrize("model", ["dabuzhi", "one_five_n_one"])
def test_linked_cases_are_cleared_together(model: str) -> None:
    cases = linked_pair(model)
    assert cases["linked"].tolist() == [False, True]
    assert cases["solved_at"].nunique() == 1
    assert cases["closing_hours"].iloc[1] == 0, "no new suspect to interrogate"
    for off in ({"work.case.linking_on": False}, {"work.case.link_chance": 0.2}):
        apart = linked_pair(model, **off)
        assert not apart["linked"].any()
        assert apart["solved_at"].isna().tolist() == [False, True]


def test_two_teams_see_what_each_of_them_has_and_one_desk_sees_all() -> None:
    far = {"reported_at": 3000.0, "series": 0, "need": 3.0}
    county = county_of(config("traditional"))
    cells = [int(np.flatnonzero(county.area == area)[0]) for area in (0, 1)]
    cases = [{**far, "cell": cells[0]}, {**far, "cell": cells[1], "solvable": 0.9999, "link": 0.3}]
    base = {"run.warmup": 0, "run.days": 12, "run.follow_up": 0}
    linked = [
        run_of(config("traditional", values={**base, "casework.analysis": sees}), world=world(cases=cases))
        .frame("cases")["linked"]
        .tolist()
        for sees in ("team", "county")
    ]
    assert linked == [[False, False], [False, True]]


def test_a_case_is_never_given_up_or_at_once() -> None:
    patient = changed("traditional", {"work.case.give_up_threshold": 0}).frame("cases")
    assert not (patient["status"] == CaseStatus.SUSPENDED).any()
    hasty = changed("traditional", {"work.case.give_up_threshold": 1}).frame("cases")
    facts = config().work.case.offences
    kept = [index for index, offence in enumerate(facts.values()) if offence.never_given_up]
    touched = hasty["assigned_at"].notna() & ~hasty["offence"].isin(kept)
    assert hasty.loc[touched, "solved_at"].isna().all()
    assert (hasty.loc[touched, "hours"] == 0).all()
    assert (hasty.loc[touched, "status"] == CaseStatus.SUSPENDED).mean() > 0.5


HOPELESS = {"reported_at": 100.0, "need": 1e6, "suspect_known": False, "solvable": 0.9999}
"""A case that no effort solves."""


def test_a_homicide_is_never_given_up_but_rests_when_an_hour_is_worth_nothing() -> None:
    """It is worked on for months, then stays open while the team does other things."""
    homicide = list(config().demand.offences).index("homicide")
    cold = {**HOPELESS, "offence": homicide}
    hours = []
    for days, works in ((60, True), (250, False), (400, False)):
        settings = config("traditional", values={"run.days": days, "work.case.reopen_chance": 0})
        model = model_of(settings, world=world(cases=[cold]))
        case = model.run().frame("cases").iloc[0]
        assert case["status"] in (CaseStatus.ACTIVE, CaseStatus.WAITING)
        assert any(team.active for team in model.casework.teams.all) is works
        hours.append(case["hours"])
    assert 100 < hours[0] < hours[1] == hours[2]


def test_a_homicide_that_rests_is_taken_up_again_with_a_new_lead() -> None:
    homicide = list(config().demand.offences).index("homicide")
    cold = {**HOPELESS, "offence": homicide, "reopen": 0.5, "reopen_after": 1440.0}
    settings = config("traditional", values={"run.days": 400, "work.case.reopen_chance": 0.6})
    records = run_of(settings, world=world(cases=[cold]))
    assert (records.frame("case_steps")["step"] == CaseStep.REOPENED).sum() == 1
    assert records.frame("cases").iloc[0]["status"] in (CaseStatus.ACTIVE, CaseStatus.WAITING)


def test_a_solvable_case_that_is_reopened_still_needs_what_was_missing() -> None:
    """Its whole need would be too much: that it was given up says that the need is large."""
    hard = {"reported_at": 600.0, "need": 200.0, "solvable": 0.0, "reopen": 0.0, "reopen_after": 1440.0}
    settings = config("traditional", values={"run.days": 90, "work.case.reopen_chance": 0.6})
    model = model_of(settings, world=world(cases=[hard]))
    cases = model.casework.cases
    while not (cases and cases[0].status is CaseStatus.SUSPENDED):
        assert model.clock.now < model.end
        model.clock.advance(model.clock.now + 10)
    missing = cases[0].need
    assert 0 < missing < 200
    while not cases[0].reopened:
        model.clock.advance(model.clock.now + 10)
    assert cases[0].need == missing


def test_no_hand_over_loses_nothing() -> None:
    free, dear = (changed("one_five_n_one", {"work.case.hand_over_loss": loss}) for loss in (0, 0.3))
    off = changed("one_five_n_one", {"work.case.hand_over_loss": 0.3, "work.case.hand_over_loss_on": False})
    assert free.digest() == off.digest()
    assert free.digest() != dear.digest()


def test_without_reading_in_nobody_reads_in() -> None:
    values = {"work.case.setup_on": False}
    for model in MODELS:
        assert (changed(model, values).frame("cases")["setup_hours"] == 0).all()
        assert records(model).frame("cases")["setup_hours"].sum() > 0


@pytest.mark.parametrize(("chance", "returns"), [(0, {0}), (1, {2})])
def test_a_review_that_sends_back_never_or_always(chance: float, returns: set[int]) -> None:
    values = {"work.case.review_return": chance, "run.days": 40}
    cases = changed("traditional", values).frame("cases")
    done = cases[cases["status"] == CaseStatus.TRANSFERRED]
    assert len(done) > 20
    assert set(done["returns"]) == returns


def test_harder_cases_are_cleared_less() -> None:
    counts = []
    for factor in (0.25, 1, 4):
        needs = {
            f"work.case.offences.{name}.need_hours": factor * offence.need_hours
            for name, offence in config().work.case.offences.items()
        }
        counts.append(cleared(changed("traditional", needs)))
    assert counts[0] > counts[1] > counts[2]


def test_leads_that_cool_faster_are_cleared_less() -> None:
    counts = []
    for factor in (0.1, 1, 10):
        taus = {
            f"work.case.offences.{name}.tau_days": factor * offence.tau_days
            for name, offence in config().work.case.offences.items()
        }
        counts.append(cleared(changed("traditional", taus)))
    assert counts[0] < counts[1] < counts[2]


def test_more_duty_load_leaves_less_for_cases() -> None:
    light, heavy = (
        changed("traditional", {"duty_load.headquarters": hours, "duty_load.station": hours})
        for hours in (0, 30)
    )
    assert heavy.frame("people")["duty_load"].sum() > light.frame("people")["duty_load"].sum()
    assert cleared(heavy) < cleared(light)


def test_the_response_counts_only_where_its_weight_is_not_zero() -> None:
    """Among offences noticed while they happen a slow response costs cases; elsewhere nothing."""
    slow = {"work.call.relay.mean": 45}
    solvable = {
        (weight, name): changed("traditional", {**values, "work.case.response": weight, "run.days": 60})
        for weight in (0, -2)
        for name, values in (("quick", {}), ("slow", slow))
    }
    cases = {key: found.frame("cases") for key, found in solvable.items()}
    called = cases[0, "quick"]["presence_at"].notna() & cases[0, "slow"]["presence_at"].notna()
    share = {key: frame.loc[called, "solvable"].mean() for key, frame in cases.items()}
    assert share[0, "quick"] == share[0, "slow"]
    assert share[-2, "slow"] < share[-2, "quick"]
    walked_in = cases[0, "quick"]["incident"] < 0
    for frame in cases.values():
        assert (
            frame.loc[walked_in, "solvable"].tolist() == cases[0, "quick"].loc[walked_in, "solvable"].tolist()
        )


ORDER = {"newest": [2, 1, 0], "oldest": [0, 1, 2], "gravest": [1, 2, 0]}


@pytest.mark.parametrize("rule", ORDER)
def test_which_case_comes_next(rule: str) -> None:
    """Three cases come of calls at night; in the morning they are taken up one after the other."""
    theft, robbery = 0, list(config().demand.offences).index("robbery")
    offences = (theft, robbery, theft)
    calls = [
        {"category": 0, "offence": offence, "received_at": 1440.0 + 60 * n, "case": n, "scene": 10.0}
        for n, offence in enumerate(offences)
    ]
    cases = [
        {"call": n, "channel": 0, "reported_at": 1440.0 + 60 * n, "offence": offence, "need": 1.0}
        for n, offence in enumerate(offences)
    ]
    facts = config("traditional").work.case.offences
    hands = {f"work.case.offences.{name}.hands": 50 for name in facts}
    settings = {**hands, "work.case.next_case": rule, "work.case.call_out": False,
                "casework.routes": {"default": "investigate:serious"},
                "casework.group_size": 1000, "personnel.absence": 0, "run.warmup": 0, "run.days": 60,
                "run.follow_up": 0}  # fmt: skip
    found = run_of(config("traditional", values=settings), world=world(calls, cases))
    log = found.frame("case_steps")
    assert found.frame("cases")["team"].nunique() == 1
    started = log[log["step"] == CaseStep.STARTED]
    assert started["case"].tolist() == ORDER[rule]
    assert (started["at"].iloc[0] - 510) % DAY == 0
