"""One call through each structure: every moment worked out by hand."""

from __future__ import annotations

from math import log2, sqrt
from typing import Any

import numpy as np
import pytest
from fakes.runs import config, model_of
from fakes.worlds import world

from sim.model import PolicingModel
from sim.records.statuses import DispatchOutcome, IncidentStatus

WEDNESDAY_NOON = 2 * 1440 + 720.0
WEDNESDAY_NIGHT = 2 * 1440 + 120.0
HANDLING, HOP, SCENE, REPORT = 2.0, 1.0, 30.0, 10.0
SELECTION = 0.1
TURNOUT, TURNOUT_ASLEEP = 1.5 / sqrt(1.25), 5.0 / sqrt(1.25)
"""A uniform of one half is the median: mean / sqrt(1 + cv^2)."""
SIMPLE = {"personnel.absence": 0, "patrol.plan": "at_base"}


def one_call(model: str, county: str, at: float, x_km: int, y_km: int, **call: Any) -> PolicingModel:
    """The model just before a call from a cell so far from the middle station, everybody present."""
    settings = config(model, county, {**SIMPLE, "run.warmup": 0, "run.days": 5, "run.follow_up": 0})
    empty = model_of(settings, world=world())
    ground = empty.county
    middle = ground.stations[4].cell
    away = np.abs(ground.x - ground.x[middle] - x_km) + np.abs(ground.y - ground.y[middle] - y_km)
    cell = int(np.argmin(away))
    made = model_of(settings, world=world([{"received_at": at, "cell": cell, **call}]))
    made.clock.advance(at - 1e-6)
    return made


def row(model: PolicingModel, table: str) -> dict[str, Any]:
    frame = model.run().frame(table)
    assert len(frame) == 1
    return frame.iloc[0].to_dict()


def crews(model: PolicingModel, areas: set[int]) -> list[Any]:
    """Crews on duty whose base lies in these areas, whoever they serve."""
    return [t for t in model.duty.teams if t.crew and int(model.county.area[t.base]) in areas]


def by_hand(model: PolicingModel, cell: int) -> dict[str, set[int]]:
    """The areas that the first ring of each structure's rule looks at."""
    area = int(model.county.area[cell])
    zone = model.zone_of_area[area]
    return {
        "traditional": {area},
        "dabuzhi": {a for a, z in enumerate(model.zone_of_area) if z == zone},
        "one_five_n_one": set(range(len(model.county.stations))),
    }


@pytest.mark.parametrize("county", ["reference", "kaihua"])
@pytest.mark.parametrize("model", ["traditional", "dabuzhi", "one_five_n_one"])
def test_every_moment_of_one_call(model: str, county: str) -> None:
    made = one_call(model, county, WEDNESDAY_NOON, 4, 3)
    cell = int(made.world.calls.cell[0])
    looked_at = by_hand(made, cell)[model]
    everywhere = set(range(len(made.county.stations)))
    if model == "traditional":
        own = len(crews(made, looked_at))
        assert own > 0
        relayed = WEDNESDAY_NOON + HANDLING + HOP + SELECTION * log2(1 + own)
    else:
        intake = [p for p in made.people if p.post.function == "intake"]
        staff = int(made.establishment.on_duty(2, 0)[[p.index for p in intake]].sum())
        relayed = WEDNESDAY_NOON + HANDLING + SELECTION * log2(1 + len(crews(made, everywhere)) / staff)
    able = [
        t
        for t in crews(made, looked_at)
        if t.function != "traffic" and any(person.officer for person in t.crew)
    ]
    if county == "reference":
        x, y = made.county.x.astype(float), made.county.y.astype(float)
        drives = {t.index: 1.5 * (abs(x[t.base] - x[cell]) + abs(y[t.base] - y[cell])) for t in able}
        assert min(drives.values()) == 1.5 * 7, "seven kilometres at 40 km/h"
    else:
        drives = {t.index: float(made.county.travel["car"].minutes[t.base, cell]) for t in able}
    drive = min(drives.values())

    incident = row(made, "incidents")
    departed = relayed + TURNOUT
    there = departed + drive
    expected = {
        "received_at": WEDNESDAY_NOON,
        "answered_at": WEDNESDAY_NOON,
        "handled_at": WEDNESDAY_NOON + HANDLING,
        "relayed_at": relayed,
        "dispatched_at": relayed,
        "able_dispatched_at": relayed,
        "able_en_route_at": departed,
        "first_presence_at": there,
        "first_able_at": there,
        "officer_arrived_at": there,
        "scene_cleared_at": there + SCENE,
        "closed_at": there + SCENE + REPORT,
    }
    assert {name: incident[name] for name in expected} == pytest.approx(expected, abs=1e-6)
    assert drives[incident["able_team"]] == drive
    assert incident["status"] == IncidentStatus.SERVED
    assert incident["dispatches"] == 1
    assert incident["cell"] == cell
    team = made.duty.teams[incident["able_team"]]
    assert incident["cross_area"] == (int(made.county.area[team.base]) != incident["area"])

    dispatch = row(made, "dispatches")
    expected = {
        "incident": 0,
        "ordinal": 1,
        "team": incident["able_team"],
        "from_cell": team.base,
        "kilometres": float(made.county.travel["car"].kilometres[team.base, cell]),
        "dispatched_at": relayed,
        "en_route_at": departed,
        "arrived_at": there,
        "cleared_at": there + SCENE,
        "available_at": there + SCENE + REPORT,
        "outcome": DispatchOutcome.SERVED,
        "backup": False,
        "has_officer": True,
    }
    assert {name: dispatch[name] for name in expected} == pytest.approx(expected, abs=1e-6)

    days = made.run().frame("teams").query("team == @incident['able_team'] and committed > 0")
    assert days["committed"].tolist() == pytest.approx([TURNOUT + drive + SCENE + REPORT])
    assert days["kilometres"].tolist() == pytest.approx([2 * dispatch["kilometres"]], rel=1e-6)


@pytest.mark.parametrize(
    ("below", "at", "turnout"),
    [(20, WEDNESDAY_NIGHT, TURNOUT_ASLEEP), (20, WEDNESDAY_NOON, TURNOUT), (2, WEDNESDAY_NIGHT, TURNOUT)],
)
def test_a_small_station_sleeps_in_at_night(below: int, at: float, turnout: float) -> None:
    settings = config("traditional", "reference", {**SIMPLE, "work.call.on_call_below_officers": below})
    made = model_of(settings, world=world([{"received_at": at, "cell": 0}]))
    incident = row(made, "incidents")
    team = made.duty.teams[incident["able_team"]]
    assert 2 < sum(p.officer and p.post.site == team.site for p in made.people) < 20
    assert incident["able_en_route_at"] - incident["dispatched_at"] == pytest.approx(turnout)


def test_the_watching_desks_of_songtao_add_a_hop_each_when_they_stand_in_the_chain() -> None:
    alone = row(one_call("dabuzhi", "reference", WEDNESDAY_NOON, 4, 3), "incidents")
    settings = {**SIMPLE, "command.watch_as_hops": True, "work.call.selection_minutes_per_doubling": 0}
    made = model_of(
        config("dabuzhi", "reference", settings),
        world=world([{"received_at": WEDNESDAY_NOON, "cell": alone["cell"]}]),
    )
    chained = made.run().frame("incidents").iloc[0]
    # The first hop takes 1 min and the second 1.25 (see the world).
    assert chained["relayed_at"] == pytest.approx(WEDNESDAY_NOON + HANDLING + 1.0 + 1.25)


def test_a_second_team_backs_the_first_up() -> None:
    made = one_call("one_five_n_one", "reference", WEDNESDAY_NOON, 4, 3, teams_needed=2)
    dispatches = made.run().frame("dispatches").sort_values("ordinal")
    assert dispatches["backup"].tolist() == [False, True]
    assert dispatches["dispatched_at"].nunique() == 1, "both get the order at once"
    first, second = dispatches["arrived_at"]
    assert first <= second
    incident = made.run().frame("incidents").iloc[0]
    assert incident["first_able_at"] == first
    assert incident["scene_cleared_at"] == pytest.approx(first + SCENE)
    outcomes = dict(zip(dispatches["ordinal"], dispatches["outcome"], strict=True))
    assert outcomes == {1: DispatchOutcome.SERVED, 2: DispatchOutcome.BACKED_UP}
    ends = dict(zip(dispatches["ordinal"], dispatches["available_at"], strict=True))
    assert ends == pytest.approx({1: first + SCENE + REPORT, 2: first + SCENE})


def test_an_invalid_call_ends_at_the_desk() -> None:
    made = one_call("dabuzhi", "reference", WEDNESDAY_NOON, 0, 0, category=6, priority=0, needs_officer=False)
    incident = row(made, "incidents")
    assert incident["status"] == IncidentStatus.INVALID
    assert incident["handled_at"] == WEDNESDAY_NOON + HANDLING
    assert np.isnan(incident["relayed_at"])
    assert made.run().frame("dispatches").empty


def test_calls_queue_at_the_desk_in_order_of_arrival() -> None:
    settings = config("traditional", "reference", SIMPLE)
    calls = [{"received_at": WEDNESDAY_NIGHT + n / 10, "cell": 0, "handling": 5.0} for n in range(8)]
    made = model_of(settings, world=world(calls))
    made.clock.advance(WEDNESDAY_NIGHT - 1)
    staff = made.relay.intake.staff
    incidents = made.run().frame("incidents")
    answered = incidents["answered_at"].to_numpy()
    assert answered[:staff] == pytest.approx(incidents["received_at"][:staff])
    assert answered[staff:] == pytest.approx(answered[:-staff] + 5)


def test_an_area_desk_relays_one_message_after_the_other() -> None:
    settings = {**SIMPLE, "work.call.selection_minutes_per_doubling": 0}
    made = model_of(
        config("traditional", "reference", settings),
        world=world([{"received_at": WEDNESDAY_NOON + n / 10, "cell": 0} for n in range(3)]),
    )
    relayed = made.run().frame("incidents")["relayed_at"].to_numpy() - WEDNESDAY_NOON
    assert relayed == pytest.approx([HANDLING + HOP, HANDLING + 2 * HOP, HANDLING + 3 * HOP])
