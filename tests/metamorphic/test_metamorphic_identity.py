"""What must change nothing: names, the way of running, other structures, a longer run."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from fakes.runs import DAY, MECHANISMS, MODELS, config, county_of, finished, model_of, records, run_of

from sim.config.load import load_config
from sim.config.schema import Config
from sim.demand.world import draw_world
from sim.force.establish import establish
from sim.records.log import Records
from sim.records.statuses import IncidentStatus
from sim.streams import Streams

STATIC_CALL = ["incident", "category", "offence", "priority", "cell", "township", "area", "urban", "needs_officer",
               "teams_needed", "received_at"]  # fmt: skip
STATIC_CASE = ["case", "incident", "offence", "channel", "area", "cell", "urban", "series", "suspects", "offences",
               "reported_at"]  # fmt: skip


# -- the same again --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(model: str) -> None:
    assert run_of(config(model)).digest() == records(model).digest()
    assert run_of(config(model), seed=2).digest() != records(model).digest()


def test_stepping_by_the_hour_is_running_at_once() -> None:
    made = model_of(config())
    steps = 0
    while made.running:
        made.step()
        steps += 1
    assert steps == made.days * 24
    data = made.datacollector.get_model_vars_dataframe()
    assert len(data) == steps
    assert data["minutes"].tolist() == [60.0 * (n + 1) for n in range(steps)]
    assert data[["free_teams", "open_cases"]].min().min() >= 0
    assert made.run().digest() == records().digest()
    assert made.run() is made.run()


def test_a_world_drawn_before_is_the_world_drawn_inside() -> None:
    settings = config()
    drawn = draw_world(settings.demand, settings.work, county_of(settings), Streams(1), 15)
    assert run_of(settings, world=drawn).digest() == records().digest()


# -- names -----------------------------------------------------------------------------------------------------------


def renamed(settings: Config) -> Config:
    """The same structure under other names: the model, every mechanism, every body."""
    tree = settings.model_dump(mode="json")
    tree["model"] |= {"name": "x", "title": "Another name", "title_zh": "别名", "description": "the same"}
    for mechanism in MECHANISMS:
        tree[mechanism] |= {"title": f"Another {mechanism}", "source": "elsewhere"}
    names = {name: f"zz_{place}" for place, name in enumerate(reversed(tree["posts"]["bodies"]))}

    bodies = {names[name]: body for name, body in tree["posts"]["bodies"].items()}
    for body in bodies.values():
        body["parent"] = names.get(body["parent"])
        body["by_rotation_from"] = [names[other] for other in body["by_rotation_from"]]
    for place, body in enumerate(bodies.values()):
        body |= {"title": f"Body {place}", "title_zh": f"机构{place}"}
        body["duties"] = {f"duty_{n}": duty for n, duty in enumerate(body["duties"].values())}
    tree["posts"]["bodies"] = bodies
    return Config.model_validate(tree)


@pytest.mark.parametrize("model", MODELS)
def test_other_names_of_structure_bodies_and_duties_give_the_same_bytes(model: str) -> None:
    other = renamed(config(model))
    assert next(iter(other.posts.bodies)).startswith("zz_")
    found = run_of(other)
    assert found.digest() == records(model).digest()
    assert set(found.names["bodies"]).isdisjoint(records(model).names["bodies"])


@pytest.mark.parametrize("name", ["three_centres_three_bureaus", "大部制"])
def test_another_name_of_a_shipped_model_is_that_model(name: str) -> None:
    short = ["run.warmup=2", "run.days=10", "run.follow_up=3"]
    assert run_of(load_config([f"model={name}", *short])).digest() == records("dabuzhi").digest()


def test_two_structures_with_the_same_facts_give_the_same_bytes() -> None:
    mine = config("traditional", take=dict.fromkeys(MECHANISMS, "one_five_n_one"))
    assert mine.model.name == "traditional"
    assert run_of(mine).digest() == records("one_five_n_one").digest()


def test_facts_that_are_only_context_move_nothing() -> None:
    values = {"patrol.booths": 3, "patrol.blocks": 40, "patrol.strength": 7, "casework.lead": 0.9}
    assert run_of(config("dabuzhi", values=values)).digest() == records("dabuzhi").digest()


def test_settings_of_the_run_that_say_nothing_of_the_world_move_nothing() -> None:
    values = {"run.replications": 3, "run.workers": 2, "run.name": "other", "run.results": "elsewhere"}
    assert run_of(config(values=values)).digest() == records().digest()


# -- the same world --------------------------------------------------------------------------------------------------


def columns(found: Records, table: str, names: list[str]) -> dict[str, list[Any]]:
    frame = found.frame(table)
    return {name: frame[name].tolist() for name in names}


@pytest.mark.parametrize("mechanism", [None, *MECHANISMS])
@pytest.mark.parametrize("model", ["traditional", "one_five_n_one"])
def test_every_structure_and_every_hybrid_meets_the_same_calls_and_cases(
    model: str, mechanism: str | None
) -> None:
    found = run_of(config(model, take={mechanism: "dabuzhi"})) if mechanism else records(model)
    for table, names in (("incidents", STATIC_CALL), ("cases", STATIC_CASE)):
        assert columns(found, table, names) == columns(records("dabuzhi"), table, names)


def test_people_and_their_absences_are_the_same_in_every_structure() -> None:
    first, *others = (finished(model).establishment for model in MODELS)
    for other in others:
        assert first.people == other.people
        for day in (-1, 0, 5, 400):
            assert (first.absent(day) == other.absent(day)).all()


def test_added_auxiliaries_change_no_officer() -> None:
    few, many = (
        establish(config("dabuzhi", values={"force.auxiliaries": n}), county_of(config()), seed=1)
        for n in (100, 469)
    )
    officers = [spec for spec in few.people if spec.officer]
    assert officers == [spec for spec in many.people if spec.officer]
    assert few.posts[: len(officers)] == many.posts[: len(officers)]
    helpers = [spec for spec in few.people if not spec.officer]
    assert helpers == [spec for spec in many.people if not spec.officer][:100]
    for day in (0, 9):
        assert (few.absent(day) == many.absent(day)[: len(few.people)]).all()


def test_added_officers_do_not_change_those_who_are_there() -> None:
    few, many = (
        establish(config("traditional", values={"force.officers": n}), county_of(config()), seed=1)
        for n in (331, 400)
    )
    assert [s for s in few.people if s.officer] == [s for s in many.people if s.officer][:331]
    for day in (0, 9):
        assert (few.absent(day)[:331] == many.absent(day)[:331]).all()


# -- a longer run ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_a_longer_run_begins_like_a_shorter_one(model: str) -> None:
    short, long = records(model), run_of(config(model, values={"run.days": 20}))
    end = 15 * DAY
    for table, last in (("incidents", "closed_at"), ("dispatches", "available_at")):
        a, b = short.frame(table), long.frame(table)
        a, b = (frame[frame[last] < end].reset_index(drop=True) for frame in (a, b))
        assert len(a) > 100
        assert a.equals(b)
    logs = [r.frame("case_steps") for r in (short, long)]
    steps = [log[log["at"] < end].reset_index(drop=True) for log in logs]
    assert steps[0].equals(steps[1])
    days = [r.frame("teams").query("day < 14").reset_index(drop=True) for r in (short, long)]
    assert days[0].equals(days[1])


def test_moving_the_borders_of_warm_up_and_cohort_moves_no_event() -> None:
    moved = run_of(config(values={"run.warmup": 5, "run.days": 9, "run.follow_up": 1}))
    assert moved.clock != records().clock
    for table, before in records().tables.items():
        for name, column in before.items():
            assert column.tobytes() == moved.tables[table][name].tobytes(), f"{table}.{name}"


def test_the_run_does_not_change_its_configuration_or_its_world() -> None:
    settings = config()
    before = settings.model_dump(mode="json")
    drawn = draw_world(settings.demand, settings.work, county_of(settings), Streams(1), 15)
    kept = deepcopy(drawn)
    run_of(settings, world=drawn)
    assert settings.model_dump(mode="json") == before
    for name in ("received_at", "scene", "relay"):
        assert np.array_equal(getattr(drawn.calls, name), getattr(kept.calls, name))
    for name in ("need", "reported_at", "reveal"):
        assert np.array_equal(getattr(drawn.cases, name), getattr(kept.cases, name))


def test_the_status_of_a_call_does_not_depend_on_calls_that_come_later() -> None:
    """Calls after some moment taken away: whatever was over by then stays as it was."""
    made = finished("one_five_n_one")
    calls, cut = made.world.calls, 8 * DAY
    keep = calls.received_at < cut
    fewer = replace(calls, **{f.name: getattr(calls, f.name)[keep] for f in fields(calls)})
    world = replace(made.world, calls=fewer)
    found = run_of(
        config("one_five_n_one"), world=replace(world, cases=_without(made.world.cases, int(keep.sum())))
    )
    a, b = found.frame("incidents"), records("one_five_n_one").frame("incidents")
    over = b["closed_at"] < cut
    assert (b.loc[over, "status"] == IncidentStatus.SERVED).all()
    times = ["relayed_at", "dispatched_at", "first_able_at", "closed_at"]
    assert a.loc[over[: len(a)].to_numpy(), times].equals(b.loc[over, times])


def _without(cases: Any, calls: int) -> Any:
    """The cases whose calls are all there; the others as if nobody had called (they are not looked at)."""
    gone = cases.call >= calls
    return replace(
        cases, call=np.where(gone, -1, cases.call), reported_at=np.where(gone, 1e9, cases.reported_at)
    )
