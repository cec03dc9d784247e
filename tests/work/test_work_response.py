"""Who is sent: rings that widen, preemption, reserve, loss, ageing; small worlds by hand and one invariant."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fakes.runs import DAY, MODELS, config, model_of, run_of
from fakes.worlds import world

from sim.model import PolicingModel
from sim.records.statuses import DispatchOutcome, IncidentStatus
from sim.rules.dispatch import Ground

NOON = 2 * DAY + 720
HANDLING, TURNOUT, LONG = 2.0, 1.5 / sqrt(1.25), 900.0
STILL = {
    "personnel.absence": 0, "patrol.plan": "at_base", "work.call.selection_minutes_per_doubling": 0,
    "run.warmup": 0, "run.days": 6, "run.follow_up": 0,
}  # fmt: skip
URGENT, USUAL, LIGHT = 1, 2, 3


class Ground1:
    """One area of the reference county with all that calls there need to know."""

    def __init__(self, **dispatch: Any) -> None:
        self.values = {**STILL, **{f"dispatch.{name}": value for name, value in dispatch.items()}}
        made = self._model([])
        made.clock.advance(NOON)
        self.county, self.travel = made.county, made.county.travel["car"]
        able = [t for t in made.duty.teams if t.crew and t.has_officer and t.function != "traffic"]
        counts = np.bincount([t.ground for t in able], minlength=len(self.county.stations))
        self.area = int(np.argmin(np.where(counts >= 2, counts, 99)))
        self.teams = int(counts[self.area])
        """Crews of the area that may serve any call."""
        self.traffic = sum(
            t.ground == self.area and t.function == "traffic" for t in made.duty.teams if t.crew
        )
        self.cells = np.flatnonzero(self.county.area == self.area)
        self.base = self.county.stations[self.area].cell
        self.far = int(self.cells[np.argmax(self.travel.minutes[self.base, self.cells])])

    def _model(self, calls: list[dict[str, Any]]) -> PolicingModel:
        # One desk for all, so that a team is sought two minutes after each call.
        settings = config("traditional", "reference", self.values, take={"command": "one_five_n_one"})
        return model_of(settings, world=world(calls))

    def busy(self, teams: int, **call: Any) -> list[dict[str, Any]]:
        """Calls an hour before noon that keep so many teams on scene until late."""
        usual = {"cell": self.base, "scene": LONG, "priority": URGENT}
        return [{"received_at": NOON - 60 + n / 10, **usual, **call} for n in range(teams)]

    def run(self, calls: list[dict[str, Any]]) -> Any:
        """Incidents and dispatches."""
        found = self._model(calls).run()
        return found.frame("incidents"), found.frame("dispatches")


@pytest.mark.parametrize("wait", [15, 7.3, 6.1, 12.7, 5.01])
@pytest.mark.parametrize("later", [0.0, 17.567])
def test_a_call_that_has_waited_is_served_from_the_neighbours_at_that_very_moment(
    wait: float, later: float
) -> None:
    ground = Ground1(rule="own_area_then_neighbours", widen_after=wait)
    calls = [{**call, "received_at": call["received_at"] + later} for call in ground.busy(ground.teams)]
    incidents, _ = ground.run([*calls, {"received_at": NOON + later, "cell": ground.base}])
    last = incidents.iloc[-1]
    assert last["dispatched_at"] > last["relayed_at"], "all teams of the area are busy"
    assert last["dispatched_at"] - last["relayed_at"] == pytest.approx(wait)
    assert last["cross_area"]


def test_a_call_of_priority_1_does_not_wait_for_its_own_station() -> None:
    ground = Ground1(rule="own_area_then_neighbours", widen_after=15, widen_after_urgent=0)
    calls = ground.busy(ground.teams)
    usual, urgent = {"priority": USUAL}, {"priority": URGENT}
    incidents, _ = ground.run(
        [
            *calls,
            {"received_at": NOON, "cell": ground.base, **usual},
            {"received_at": NOON + 1, "cell": ground.base, **urgent},
        ]
    )
    waited = (incidents["dispatched_at"] - incidents["relayed_at"]).tolist()[-2:]
    assert waited == pytest.approx([15, 0])
    assert incidents["cross_area"].tolist()[-2:] == [True, True]


def test_own_area_alone_waits_for_its_own_team() -> None:
    ground = Ground1(rule="own_area")
    calls = ground.busy(ground.teams, scene=100.0)
    incidents, dispatches = ground.run([*calls, {"received_at": NOON, "cell": ground.base}])
    freed = dispatches["available_at"][: ground.teams].min()
    last = incidents.iloc[-1]
    assert last["dispatched_at"] == freed
    assert not last["cross_area"]


def taken_off() -> tuple[Ground1, pd.DataFrame, pd.DataFrame]:
    """The last free team is on its way to a light call when an urgent one comes in."""
    ground = Ground1(rule="own_area", preemption="en_route")
    light = {"received_at": NOON, "cell": ground.far, "priority": LIGHT}
    urgent = {"received_at": NOON + 8, "cell": ground.base, "priority": URGENT}
    return ground, *ground.run([*ground.busy(ground.teams - 1), light, urgent])


def test_a_more_urgent_call_takes_a_team_off_its_way_and_it_drives_on() -> None:
    ground, incidents, dispatches = taken_off()
    mine = dispatches[dispatches["incident"] >= ground.teams - 1].sort_values("dispatched_at")
    first, second = mine.iloc[0], mine.iloc[1]
    taken = NOON + 8 + HANDLING
    assert first["incident"] == ground.teams - 1
    assert first["outcome"] == DispatchOutcome.SUPERSEDED
    assert first["available_at"] == first["cleared_at"] == taken == second["dispatched_at"]
    assert np.isnan(first["arrived_at"])
    assert second["incident"] == ground.teams
    assert second["team"] == first["team"]
    cells, minutes = ground.travel.path(int(first["from_cell"]), ground.far)
    driven = taken - first["en_route_at"]
    assert second["from_cell"] == cells[np.searchsorted(minutes, driven, side="right") - 1] != ground.base
    assert incidents["first_able_at"].iloc[-1] > 0
    assert second["en_route_at"] == second["dispatched_at"], "a team on the road does not turn out again"


def test_a_call_whose_team_was_taken_is_served_later_and_its_wait_counts_on() -> None:
    ground, incidents, dispatches = taken_off()
    waited = incidents.iloc[-2]
    assert waited["dispatches"] == 2
    assert waited["status"] == IncidentStatus.SERVED
    mine = dispatches[dispatches["incident"] == ground.teams - 1].sort_values("ordinal")
    assert waited["dispatched_at"] == mine["dispatched_at"].iloc[0]
    assert waited["able_dispatched_at"] == mine["dispatched_at"].iloc[1]
    freed = dispatches.loc[dispatches["incident"] == ground.teams, "available_at"].item()
    assert waited["able_dispatched_at"] == freed


def test_a_call_whose_team_was_taken_looks_for_another_at_once() -> None:
    """The traffic crew could not take the urgent call, but it can take the one that was left for it."""
    serves = {"traffic": ["traffic"], "dispute": ["traffic", "respond"], "default": ["respond", "patrol"]}
    ground = Ground1(rule="own_area", preemption="en_route", serves=serves)
    assert ground.traffic > 0
    accidents = [
        {"received_at": NOON - 10 + n / 10, "cell": ground.base, "category": 2, "scene": 5.0, "report": 4.0}
        for n in range(ground.traffic)
    ]
    dispute = {"received_at": NOON, "cell": ground.far, "category": 3, "priority": LIGHT}
    urgent = {"received_at": NOON + 8, "cell": ground.base, "priority": URGENT}
    incidents, dispatches = ground.run([*ground.busy(ground.teams - 1), *accidents, dispute, urgent])
    mine = dispatches[dispatches["incident"] == len(incidents) - 2].sort_values("ordinal")
    assert incidents["closed_at"].iloc[ground.teams - 1] < NOON + 8, "the traffic crew is free by then"
    assert mine["outcome"].tolist() == [DispatchOutcome.SUPERSEDED, DispatchOutcome.SERVED]
    assert mine["dispatched_at"].iloc[1] == NOON + 8 + HANDLING


@pytest.mark.parametrize(("mode", "urgency"), [("none", URGENT), ("en_route", USUAL), ("en_route", LIGHT)])
def test_nobody_is_taken_off_without_need(mode: str, urgency: int) -> None:
    ground = Ground1(rule="own_area", preemption=mode)
    light = {"received_at": NOON, "cell": ground.far, "priority": LIGHT}
    other = {"received_at": NOON + 8, "cell": ground.base, "priority": urgency}
    _, dispatches = ground.run([*ground.busy(ground.teams - 1), light, other])
    assert (dispatches["outcome"] == DispatchOutcome.SERVED).all()


def test_work_on_scene_that_is_interrupted_is_resumed_where_it_was_left() -> None:
    ground = Ground1(rule="own_area", preemption="on_scene")
    light = {"received_at": NOON, "cell": ground.base, "priority": LIGHT, "scene": 100.0}
    urgent = {"received_at": NOON + 50, "cell": ground.base, "priority": USUAL, "scene": 20.0}
    incidents, dispatches = ground.run([*ground.busy(ground.teams - 1), light, urgent])
    left = incidents.iloc[-2]
    mine = dispatches[dispatches["incident"] == ground.teams - 1].sort_values("ordinal")
    assert mine["outcome"].tolist() == [DispatchOutcome.SUPERSEDED, DispatchOutcome.SERVED]
    assert left["first_able_at"] == mine["arrived_at"].iloc[0], "the wait ended with the first presence"
    done = mine["available_at"].iloc[0] - mine["arrived_at"].iloc[0]
    assert left["scene_cleared_at"] - mine["arrived_at"].iloc[1] == pytest.approx(100 - done)


def test_whoever_is_left_on_scene_goes_on_with_the_work() -> None:
    """With two teams on scene and the first taken away, the second does not stand idle."""
    ground = Ground1(rule="own_area", preemption="on_scene")
    light = {"received_at": NOON, "cell": ground.base, "priority": LIGHT, "scene": 100.0, "teams_needed": 2}
    urgent = {"received_at": NOON + 50, "cell": ground.base, "priority": URGENT, "scene": 500.0}
    incidents, dispatches = ground.run([*ground.busy(ground.teams - 2), light, urgent])
    left = incidents.iloc[-2]
    assert (dispatches["outcome"] == DispatchOutcome.SUPERSEDED).sum() == 1
    assert left["scene_cleared_at"] - left["first_able_at"] == pytest.approx(100, abs=1)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("mode", ["en_route", "on_scene"])
def test_preemption_under_heavy_load_loses_no_call(model: str, mode: str) -> None:
    values = {"dispatch.preemption": mode, "demand.effective_calls": 400, "run.days": 5}
    incidents = run_of(config(model, values=values)).frame("incidents")
    assert (incidents["status"] == IncidentStatus.SERVED).sum() > 500
    closed = incidents["closed_at"].notna()
    assert set(incidents.loc[closed, "status"]) == {IncidentStatus.SERVED}


def test_a_reserve_is_kept_for_the_most_urgent() -> None:
    ground = Ground1(rule="own_area", reserve=1)
    usual, urgent = (
        {"received_at": NOON + n, "cell": ground.base, "priority": p} for n, p in ((0, 2), (5, 1))
    )
    incidents, _ = ground.run([*ground.busy(ground.teams - 1), usual, urgent])
    assert incidents["dispatched_at"].iloc[-1] == NOON + 5 + HANDLING
    assert not incidents["dispatched_at"].iloc[-2] < NOON + 30, "it waits, though a team was free until 12:07"


def test_without_a_reserve_the_last_team_goes_to_whoever_calls_first() -> None:
    ground = Ground1(rule="own_area", reserve=0)
    usual, urgent = (
        {"received_at": NOON + n, "cell": ground.base, "priority": p} for n, p in ((0, 2), (5, 1))
    )
    incidents, _ = ground.run([*ground.busy(ground.teams - 1), usual, urgent])
    assert incidents["dispatched_at"].iloc[-2] == NOON + HANDLING
    assert not incidents["dispatched_at"].iloc[-1] < NOON + 30


def test_a_lost_call_is_turned_away_at_once() -> None:
    ground = Ground1(rule="own_area", loss=True)
    incidents, dispatches = ground.run(
        [*ground.busy(ground.teams), {"received_at": NOON, "cell": ground.base}]
    )
    last = incidents.iloc[-1]
    assert last["status"] == IncidentStatus.LOST
    assert last["closed_at"] == NOON + HANDLING
    assert np.isnan(last["dispatched_at"])
    assert len(dispatches) == ground.teams


@pytest.mark.parametrize(("ageing", "first"), [(30, 1), (10, 0)])
def test_waiting_weighs_against_priority(ageing: float, first: int) -> None:
    """A light call has waited for 20 min when a usual one comes: a step of priority weighs 30 or 10 min."""
    ground = Ground1(rule="own_area", ageing=ageing)
    calls = [
        {"received_at": NOON, "cell": ground.base, "priority": LIGHT},
        {"received_at": NOON + 20, "cell": ground.base, "priority": USUAL},
    ]
    incidents, _ = ground.run([*ground.busy(ground.teams, scene=200.0), *calls])
    waiting = incidents["dispatched_at"].iloc[-2:].to_numpy()
    assert np.argmin(waiting) == first


def test_a_call_for_which_an_auxiliary_will_do_is_served_by_auxiliaries_where_they_may_ride_alone() -> None:
    everybody = {"default": ["respond", "traffic", "patrol"]}
    values = {"force.officers": 60, "dispatch.auxiliary_crews": True, "dispatch.serves": everybody}
    found = run_of(config("one_five_n_one", values={**values, "run.days": 30}))
    incidents, dispatches = found.frame("incidents"), found.frame("dispatches")
    alone = dispatches[~dispatches["has_officer"]]
    assert len(alone) > 5
    assert not incidents["needs_officer"].to_numpy()[alone["incident"]].any()
    found = run_of(
        config("one_five_n_one", values={**values, "run.days": 30, "dispatch.auxiliary_crews": False})
    )
    assert found.frame("dispatches")["has_officer"].all()


# -- the invariant ---------------------------------------------------------------------------------------------------


def opened(made: PolicingModel, incident: Any) -> set[int]:
    """The areas that a waiting call may look into by now."""
    everywhere = set(range(len(made.county.stations)))
    areas: set[int] = set()
    for ring in made.response.rings_of(incident.priority):
        if made.clock.now >= incident.relayed_at + ring.after - 1e-9:
            zone = made.zone_of_area[incident.area]
            areas |= {
                Ground.OWN: {incident.area},
                Ground.NEIGHBOURS: set(made.neighbours[incident.area]),
                Ground.ZONE: {a for a, z in enumerate(made.zone_of_area) if z == zone},
                Ground.COUNTY: everywhere,
            }[ring.ground]
    return areas


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("wait", [15, 7.3])
def test_no_call_waits_while_a_team_that_may_serve_it_is_free(model: str, wait: float) -> None:
    values = {
        "demand.effective_calls": 600,
        "dispatch.widen_after": wait,
        "run.warmup": 0,
        "run.follow_up": 0,
    }
    made = model_of(config(model, values={**values, "run.days": 6}), 4)
    waiting = 0
    for moment in np.arange(7.0, 6 * DAY, 9.0):
        made.clock.advance(float(moment))
        free = [t for t in made.duty.teams if t.crew and not t.ending and t.dispatch is None]
        for _, _, incident in made.response.held:
            grounds = opened(made, incident)
            able = [
                team.index
                for team in free
                if incident.category in team.serves
                and (team.has_officer or not incident.needs_officer)
                and int(made.county.area[team.base]) in grounds
            ]
            where = (
                f"at {moment} call {incident.row} waits since {incident.relayed_at}, teams {able} are free"
            )
            assert not able, where
            waiting += 1
    assert waiting > 100
