"""Nothing is lost and nothing is made: calls, cases, everybody's minutes, teams' minutes and places."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from fakes.runs import DAY, MODELS, busy, config, finished, model_of

from sim.agents.patrol_team import COMMITTED
from sim.metrics import measure
from sim.model import PolicingModel
from sim.records.statuses import Activity, CaseStatus, CaseStep, DispatchOutcome, IncidentStatus, TeamStatus

MONTH = 30 * DAY
BLOCKS = ((510.0, 1050.0), (1050.0, 1230.0), (1230.0, 1950.0))
"""Minutes after midnight between which each block of a day of duty lies."""
ENDINGS = {IncidentStatus[name] for name in ("SERVED", "INVALID", "UNSERVED", "UNFINISHED", "LOST")}
RUNS = [(make, model) for make in (finished, busy) for model in MODELS]
run = pytest.mark.parametrize(("make", "model"), RUNS, ids=[f"{m.__name__}-{n}" for m, n in RUNS])
Make = Callable[[str], PolicingModel]


def frame(made: PolicingModel, table: str) -> pd.DataFrame:
    assert made.records is not None
    return made.records.frame(table)


# -- calls ---------------------------------------------------------------------------------------------------------


@run
def test_every_call_is_there_once_with_one_ending(make: Make, model: str) -> None:
    made = make(model)
    incidents, calls = frame(made, "incidents"), made.world.calls
    assert incidents["incident"].tolist() == list(range(len(calls.cell)))
    assert incidents["received_at"].tolist() == calls.received_at.tolist()
    assert set(incidents["status"]) <= ENDINGS
    invalid = calls.category == len(made.config.demand.categories)
    ended = incidents["status"] == IncidentStatus.INVALID
    assert (ended <= invalid).all()
    by = incidents.groupby("status")
    has = {status: by.get_group(status).notna() for status in by.groups}
    served = has[IncidentStatus.SERVED]
    assert served[["relayed_at", "dispatched_at", "first_able_at", "scene_cleared_at"]].all(axis=None)
    for status, times in has.items():
        if status == IncidentStatus.UNSERVED:
            assert not times[["first_able_at", "scene_cleared_at", "closed_at"]].any(axis=None)
        if status == IncidentStatus.UNFINISHED:
            assert times["first_able_at"].all()
            assert not times[["scene_cleared_at", "closed_at"]].any(axis=None)
        if status == IncidentStatus.INVALID:
            assert not times[["relayed_at", "dispatched_at", "first_able_at"]].any(axis=None)
    open_still = incidents.query("status == @IncidentStatus.SERVED and closed_at != closed_at")
    assert (open_still["scene_cleared_at"] > made.end - 1000).all(), "only a report can be left at the end"


@run
def test_dispatches_belong_to_their_calls(make: Make, model: str) -> None:
    made = make(model)
    incidents, dispatches = frame(made, "incidents"), frame(made, "dispatches")
    counted = dispatches.groupby("incident").size().reindex(incidents.index, fill_value=0)
    assert counted.tolist() == incidents["dispatches"].tolist()
    for _, mine in dispatches.groupby("incident"):
        assert sorted(mine["ordinal"]) == list(range(1, len(mine) + 1))
    outcomes = dispatches.pivot_table(index="incident", columns="outcome", aggfunc="size", fill_value=0)
    outcomes = outcomes.reindex(columns=list(DispatchOutcome), fill_value=0)
    closed = incidents.index[incidents["closed_at"].notna() & (incidents["status"] == IncidentStatus.SERVED)]
    assert (outcomes.loc[closed, DispatchOutcome.SERVED] == 1).all()
    assert (outcomes.loc[closed, DispatchOutcome.OPEN] == 0).all()
    others = outcomes.index.difference(closed)
    assert (outcomes.loc[others, DispatchOutcome.SERVED] == 0).all()
    first = dispatches[dispatches["ordinal"] == 1].set_index("incident")["dispatched_at"]
    assert first.tolist() == incidents.loc[first.index, "dispatched_at"].tolist()
    able = incidents[incidents["first_able_at"].notna()]
    arrived = dispatches.merge(able, left_on=["incident", "team"], right_on=["incident", "able_team"])
    matching = arrived[arrived["arrived_at"] == arrived["first_able_at"]]
    assert matching["incident"].nunique() == len(able)
    assert (matching["has_officer"] >= matching["needs_officer"]).all()


@run
def test_no_time_of_a_call_goes_backwards(make: Make, model: str) -> None:
    made = make(model)
    incidents = frame(made, "incidents")
    chain = ["received_at", "answered_at", "handled_at", "relayed_at", "dispatched_at", "able_dispatched_at",
             "able_en_route_at", "first_able_at", "scene_cleared_at", "closed_at"]  # fmt: skip
    for chain_part in (
        chain,
        ["dispatched_at", "first_presence_at", "first_able_at"],
        ["dispatched_at", "first_presence_at", "officer_arrived_at", "closed_at"],
    ):
        for before, after in pairwise(chain_part):
            reached = incidents[after].notna()
            if after not in ("officer_arrived_at", "closed_at"):
                assert incidents.loc[reached, before].notna().all(), (before, after)
            assert not (incidents[after] < incidents[before]).any(), (before, after)
    dispatches = frame(made, "dispatches")
    for before, after in pairwise(
        ["dispatched_at", "en_route_at", "arrived_at", "cleared_at", "available_at"]
    ):
        assert not (dispatches[after] < dispatches[before]).any(), (before, after)
    with_officer = incidents["needs_officer"] & incidents["first_able_at"].notna()
    needing = incidents[with_officer]
    assert needing["officer_arrived_at"].tolist() == needing["first_able_at"].tolist()


@run
def test_the_parts_of_a_response_add_up(make: Make, model: str) -> None:
    made = make(model)
    assert made.records is not None
    table = measure(made.records, made.config)
    whole = table[(table[["priority", "category", "area", "offence"]] == "all").all(axis=1)]
    value = whole.set_index("metric")["value"].astype(float)
    incidents = frame(made, "incidents")
    window = incidents["received_at"].between(
        made.records.clock["cohort_from"], made.records.clock["cohort_until"]
    )
    valid = window & (incidents["category"] < len(made.config.demand.categories))
    if incidents.loc[valid, "first_able_at"].notna().all():
        parts = ["handling_time", "relay_time", "queue_time", "turnout_time", "travel_time"]
        assert value[parts].sum() == pytest.approx(value["response_time_mean"])
        assert (value[parts] >= 0).all()
        mean = (incidents["first_able_at"] - incidents["received_at"])[valid].mean()
        assert value["response_time_mean"] == pytest.approx(mean)
    else:
        assert make is busy


def test_the_busy_run_is_busy() -> None:
    """The tests above would say little where nothing ever waits."""
    for model in MODELS:
        made = busy(model)
        incidents, dispatches = frame(made, "incidents"), frame(made, "dispatches")
        queued = incidents["able_dispatched_at"] - incidents["relayed_at"]
        assert (queued > 1).sum() > 50
        assert (incidents["answered_at"] > incidents["received_at"]).sum() > 50
        assert dispatches["backup"].sum() > 50
        assert (frame(made, "people")["overtime"] > 0).sum() > 20
        if made.config.dispatch.preemption != "none":
            assert (dispatches["outcome"] == DispatchOutcome.SUPERSEDED).sum() > 20


# -- cases ---------------------------------------------------------------------------------------------------------


@run
def test_every_case_is_there_once_with_one_status(make: Make, model: str) -> None:
    made = make(model)
    cases, draws = frame(made, "cases"), made.world.cases
    assert cases["case"].tolist() == list(range(len(draws.cell)))
    assert cases["reported_at"].tolist() == draws.reported_at.tolist()
    assert cases["incident"].tolist() == draws.call.tolist()
    status = cases["status"]
    solved = cases["solved_at"].notna()
    assert (status.isin([CaseStatus.CLEARED, CaseStatus.TRANSFERRED]) == solved).all()
    assert ((status == CaseStatus.TRANSFERRED) == cases["transferred_at"].notna()).all()
    assert ((status == CaseStatus.SUSPENDED) == cases["suspended_at"].notna()).all()
    assert ((status == CaseStatus.ACCEPTED) == cases["assigned_at"].isna()).all()
    assert (cases["accepted_at"].notna() == cases["assigned_at"].notna()).all()
    assert cases.loc[status == CaseStatus.ACTIVE, "started_at"].notna().all()
    assert cases.loc[solved & ~cases["linked"], "solvable"].all(), "nobody solves what cannot be solved"
    open_still = cases[~solved]
    assert (open_still["hours"] >= open_still["setup_hours"] - 1e-9).all()
    assert (cases[["closing_hours", "review_hours"]] >= 0).all(axis=None)
    waiting = cases["accepted_at"].isna() & (cases["incident"] < 0)
    limit = draws.reported_at + draws.acceptance
    assert (limit[waiting] > made.end).all()


@run
def test_steps_of_a_case_tell_the_same_story(make: Make, model: str) -> None:
    made = make(model)
    cases, log = frame(made, "cases"), frame(made, "case_steps")
    count = log.pivot_table(index="case", columns="step", aggfunc="size", fill_value=0)
    count = count.reindex(index=cases.index, columns=list(CaseStep), fill_value=0)
    for step, column in (
        (CaseStep.ACCEPTED, "accepted_at"), (CaseStep.FILED, "filed_at"), (CaseStep.ASSIGNED, "assigned_at"),
        (CaseStep.STARTED, "started_at"), (CaseStep.SOLVED, "solved_at"), (CaseStep.TRANSFERRED, "transferred_at"),
    ):  # fmt: skip
        assert (count[step] == cases[column].notna()).all(), step.name
        at = log[log["step"] == step].set_index("case")["at"]
        assert at.tolist() == cases.loc[at.index, column].tolist(), step.name
    suspended = cases["status"] == CaseStatus.SUSPENDED
    linked = cases["linked"].to_numpy()
    again = count[CaseStep.SUSPENDED] - count[CaseStep.REOPENED]
    assert (again[~linked] == suspended[~linked]).all()
    assert count[CaseStep.REOPENED].max() <= 1
    assert (cases["handovers"] == count[CaseStep.REFERRED] + count[CaseStep.PRETRIAL]).all()
    assert (cases["returns"] == count[CaseStep.RETURNED]).all()
    asides = count[CaseStep.SET_ASIDE] - count[CaseStep.RESUMED]
    assert (asides >= -count[CaseStep.REOPENED]).all()
    # A team writes its steps in the order in which they happen.
    for _, mine in log.groupby("case"):
        assert (np.diff(mine["at"]) >= 0).all()


@run
def test_no_time_of_a_case_goes_backwards(make: Make, model: str) -> None:
    made = make(model)
    cases = frame(made, "cases")
    for before, after in [
        ("reported_at", "presence_at"), ("reported_at", "accepted_at"), ("presence_at", "accepted_at"),
        ("accepted_at", "assigned_at"), ("accepted_at", "filed_at"), ("assigned_at", "started_at"),
        ("accepted_at", "solved_at"), ("solved_at", "transferred_at"), ("started_at", "suspended_at"),
    ]:  # fmt: skip
        assert not (cases[after] < cases[before]).any(), (before, after)
    own = cases[~cases["linked"]]
    assert not (own["solved_at"] < own["started_at"]).any()


@run
def test_a_case_is_filed_before_it_leaves_the_force(make: Make, model: str) -> None:
    cases = frame(make(model), "cases")
    gone = cases[cases["transferred_at"].notna()]
    assert len(gone) > 20
    assert (gone["filed_at"] <= gone["transferred_at"]).all()


@run
def test_hours_on_cases_are_hours_of_people(make: Make, model: str) -> None:
    made = make(model)
    cases = frame(made, "cases")
    worked = cases[["hours", "closing_hours", "review_hours"]].sum(axis=None)
    spent = frame(made, "people")["case"].sum() / 60
    assert 100 < worked <= spent + 1e-6


# -- people --------------------------------------------------------------------------------------------------------


def rostered(made: PolicingModel, absences: bool = False) -> np.ndarray:
    """Minutes that the roster asks of everybody, (months, people); with `absences` those on days of absence."""
    months = int(np.ceil(made.end / MONTH))
    found = np.zeros((months, len(made.people)))
    for day in range(-1, int(made.end // DAY)):
        away = made.establishment.absent(day)
        for block, (start, end) in enumerate(BLOCKS):
            on = made.establishment.on_duty(day, block) & (away if absences else True)
            since, until = max(day * DAY + start, 0.0), min(day * DAY + end, made.end)
            for month in range(months):
                inside = min(until, (month + 1) * MONTH) - max(since, month * MONTH)
                found[month] += max(inside, 0.0) * on
    return found


def minutes(made: PolicingModel, *columns: str) -> np.ndarray:
    """Sum of columns of the people's table, (months, people)."""
    people = frame(made, "people")
    return people.pivot_table(index="month", columns="person", values=list(columns), aggfunc="sum").T.groupby(
        "person"
    ).sum().T.to_numpy()  # fmt: skip


@run
def test_everybodys_minutes_add_up_to_the_calendar(make: Make, model: str) -> None:
    made = make(model)
    people = frame(made, "people")
    months = int(np.ceil(made.end / MONTH))
    assert len(people) == months * len(made.people)
    total = people[[activity.name.lower() for activity in Activity]].sum(axis=1)
    expected = [min(MONTH, made.end - month * MONTH) for month in people["month"]]
    assert total.tolist() == pytest.approx(expected)
    assert (people.drop(columns=["person", "month"]) >= 0).all(axis=None)


@run
def test_minutes_on_duty_without_overtime_are_the_rosters(make: Make, model: str) -> None:
    made = make(model)
    on = [activity.name.lower() for activity in Activity if activity is not Activity.OFF]
    found = minutes(made, *on) - minutes(made, "overtime")
    off = np.abs(found - rostered(made)) > 1e-6
    people = np.flatnonzero(off.any(axis=0))
    assert not off.any(), [
        (int(p), made.people[p].post.function, found[:, p], rostered(made)[:, p]) for p in people[:3]
    ]


@run
def test_absences_are_those_drawn_but_for_the_last_officer_of_a_place(make: Make, model: str) -> None:
    made = make(model)
    found, drawn = minutes(made, "absent"), rostered(made, absences=True)
    assert (found <= drawn + 1e-6).all()
    needed = np.array(
        [
            (person.officer and person.post.crew) or person.post.function == "area_desk"
            for person in made.people
        ]
    )
    assert found[:, ~needed] == pytest.approx(drawn[:, ~needed])
    assert found.sum() > 0.9 * drawn.sum() > 0


@run
def test_breaks_and_duty_load_are_shares_of_what_they_interrupt(make: Make, model: str) -> None:
    made = make(model)
    people = frame(made, "people")
    person = [made.people[index] for index in people["person"]]
    left = people[["standby", "patrol", "case", "community", "office"]].sum(axis=1)
    share = made.config.personnel.break_share
    load = np.array([p.load_share for p in person])
    assert people["break"].tolist() == pytest.approx((left / (1 - share - load) * share).tolist())
    assert people["duty_load"].tolist() == pytest.approx((left / (1 - share - load) * load).tolist())


@run
def test_minutes_of_crews_on_calls_are_those_of_their_dispatches(make: Make, model: str) -> None:
    made = make(model)
    dispatches = frame(made, "dispatches")
    spans = dispatches["available_at"].fillna(made.end) - dispatches["dispatched_at"]
    assert frame(made, "people")["call"].sum() == pytest.approx((spans * dispatches["crew"]).sum())


@run
def test_minutes_on_cases_are_the_hours_that_cases_took(make: Make, model: str) -> None:
    made = make(model)
    cases = frame(made, "cases")
    least = (cases["hours"] + cases["closing_hours"] + cases["review_hours"]).sum()
    # Reading in before clearance is part of the hours already, that after clearance is not.
    booked = frame(made, "people")["case"].sum() / 60
    assert least * (1 - 1e-9) <= booked <= (least + cases["setup_hours"].sum()) * (1 + 1e-9)
    assert least > 0


# -- teams ---------------------------------------------------------------------------------------------------------


@run
def test_committed_minutes_are_the_spans_of_dispatches(make: Make, model: str) -> None:
    made = make(model)
    dispatches, teams = frame(made, "dispatches"), frame(made, "teams")
    found = {(row.team, row.day): row.committed for row in teams.itertuples()}
    expected: dict[tuple[int, int], float] = {}
    for row in dispatches.itertuples():
        until = made.end if np.isnan(row.available_at) else row.available_at
        for day in range(int(row.dispatched_at // DAY), int(until // DAY) + 1):
            inside = min(until, (day + 1) * DAY) - max(row.dispatched_at, day * DAY)
            if inside > 0:
                expected[row.team, day] = expected.get((row.team, day), 0.0) + inside
    assert {key: minutes for key, minutes in found.items() if minutes > 1e-9} == pytest.approx(expected)
    assert (teams["committed"] + teams["patrol"] <= teams["on_duty"] + 1e-6).all()
    assert (teams["on_duty"] <= DAY + 1e-6).all()
    assert teams["dispatches"].sum() == len(dispatches)
    assert teams["kilometres"].sum() >= dispatches["kilometres"].sum() - 1e-3
    assert not teams.duplicated(["team", "day"]).any()


@run
def test_a_team_has_one_call_at_a_time_and_is_nowhere_in_no_time(make: Make, model: str) -> None:
    made = make(model)
    dispatches = frame(made, "dispatches").sort_values(["team", "dispatched_at"])
    cell = frame(made, "incidents")["cell"]
    travel = made.county.travel["car"]
    looked = 0
    for _, mine in dispatches.groupby("team"):
        for last, following in pairwise(mine.itertuples()):
            assert following.dispatched_at >= last.available_at, "two calls at a time"
            arrived = not np.isnan(last.arrived_at)
            place = int(cell[last.incident]) if arrived else last.from_cell
            since = last.available_at if arrived else last.en_route_at
            if np.isnan(since):  # taken off before it moved
                assert following.from_cell == last.from_cell or following.dispatched_at > last.available_at
            elif place != following.from_cell:
                needed = float(travel.minutes[place, following.from_cell])
                assert needed <= following.dispatched_at - since + 1e-3, (last, following)
                looked += 1
    assert looked > 20


@run
def test_a_drive_takes_as_long_as_the_way_is(make: Make, model: str) -> None:
    made = make(model)
    dispatches = frame(made, "dispatches").query("arrived_at == arrived_at")
    there = frame(made, "incidents")["cell"].to_numpy()[dispatches["incident"]]
    travel = made.county.travel["car"]
    minutes = travel.minutes[dispatches["from_cell"], there]
    took = (dispatches["arrived_at"] - dispatches["en_route_at"]).to_numpy()
    assert took == pytest.approx(minutes, abs=1e-5)
    assert dispatches["kilometres"].to_numpy() == pytest.approx(
        travel.kilometres[dispatches["from_cell"], there]
    )
    superseded = frame(made, "dispatches").query("arrived_at != arrived_at")
    assert (superseded["kilometres"] <= 200).all()


@pytest.mark.parametrize("model", MODELS)
def test_nobody_is_in_two_crews_and_every_crew_is_on_duty(model: str) -> None:
    made = model_of(config(model, values={"demand.effective_calls": 300, "run.days": 6}), 5)
    rng = np.random.default_rng(1)
    moments = sorted(
        [*(d * DAY + m for d in range(6) for m in (0, 510, 511, 1050, 1230)), *rng.uniform(0, 8640, 60)]
    )
    seen = 0
    for moment in moments:
        made.clock.advance(moment)
        riders = [person for team in made.duty.teams for person in team.crew]
        assert len(riders) == len(set(riders)), "somebody rides in two crews"
        on_ground = [0] * len(made.county.stations)
        for team in made.duty.teams:
            assert all(person.team is team for person in team.crew)
            assert bool(team.crew) == (team.status is not TeamStatus.OFF)
            assert (team.dispatch is not None) == (team.status in COMMITTED)
            assert team.has_officer == any(person.officer for person in team.crew) or not team.crew
            for person in team.crew:
                assert (person.activity is Activity.CALL) == (team.dispatch is not None)
                rostered_now = made.duty.states[person.index] >= 2
                assert rostered_now or team.ending
                assert (person.overtime_since is not None) == (not rostered_now)
            if team.crew and not team.ending:
                on_ground[int(made.county.area[team.base])] += 1
        assert on_ground == made.duty.teams_by_ground
        free = [t for t in made.duty.teams if t.crew and not t.ending and t.dispatch is None]
        assert made.free_teams.count == len(free)
        assert made.free_teams.count == len(free)
        for person in made.people:
            if person.team is None and person.activity not in (Activity.OFF, Activity.ABSENT):
                team = person.helps or person.case_team
                brought_in = team is not None and person in team.called
                assert made.duty.states[person.index] >= 2 or (
                    brought_in and person.overtime_since is not None
                )
            elif person.team is None:
                assert person.overtime_since is None
        active = [
            incident for team in made.duty.teams if team.dispatch for incident in [team.dispatch.incident]
        ]
        assert all(
            team.dispatch in team.dispatch.incident.active for team in made.duty.teams if team.dispatch
        )
        seen += len(active)
    assert seen > 100


@pytest.mark.parametrize("model", MODELS)
def test_nobody_is_in_two_case_teams_and_no_team_works_with_more_than_it_has(model: str) -> None:
    made = model_of(config(model, values={"run.days": 10}), 5)
    members = [person for team in made.casework.teams.all for person in team.members]
    assert len(members) == len(set(members))
    used = 0
    for moment in sorted([0.0, 510.0, 1051.0, *np.random.default_rng(2).uniform(0, 12 * DAY, 40)]):
        made.clock.advance(moment)
        for team in made.casework.teams.all:
            beyond = sum(job.people for job in team.active) - team.people
            assert beyond <= sum(person.case_share for person in team.called) + 1e-9
            assert not team.called or any(made.clock.now < job.urgent_until for job in team.active)
            assert all(job.people <= job.hands for job in team.active)
            assert all(job.owner is team for job in team.active)
            used += len(team.active)
            if not team.counted:
                continue  # an idle team is counted only when work comes
            here = [p for p in team.members if made.duty.at_cases(p) and p.helps is None]
            assert team.people == pytest.approx(sum(person.case_share for person in here))
    assert used > 0


@pytest.mark.parametrize("model", MODELS)
def test_the_queue_of_held_calls_holds_each_call_once(model: str) -> None:
    made = model_of(config(model, values={"demand.effective_calls": 500, "run.days": 4}), 2)
    most = 0
    for moment in np.arange(30.0, 6 * DAY, 30.0):
        made.clock.advance(float(moment))
        held = [incident for _, _, incident in made.response.held]
        assert len(held) == len({incident.row for incident in held})
        assert all(incident.wants() > 0 for incident in held)
        assert [entry[:2] for entry in made.response.held] == sorted(
            entry[:2] for entry in made.response.held
        )
        most = max(most, len(held))
    assert most > 3
