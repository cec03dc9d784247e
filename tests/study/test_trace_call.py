"""A call followed through a structure: its times are those of the records, and what explains them holds."""

from __future__ import annotations

from functools import cache
from math import isnan

import numpy as np
import pytest
from fakes.runs import MODELS, config, model_of

from sim.records.log import Records
from sim.records.statuses import DispatchOutcome, IncidentStatus
from sim.study.trace.call import CallOnlooker, follow_call, watch_call
from sim.study.trace.call_story import CallStory, Why
from sim.study.trace.world import call_facts

QUIET = {"run.warmup": 0, "run.days": 6, "run.follow_up": 1}
BUSY = {**QUIET, "demand.effective_calls": 500, "demand.invalid_share": 0.2}
"""So many calls that crews are short: calls are held, rings open, crews are called off."""
LOADS = {"quiet": QUIET, "busy": BUSY}
STEP = {"quiet": 7, "busy": 23}
"""Every so many-th call is followed."""


@cache
def records(model: str, load: str) -> Records:
    return model_of(config(model, "kaihua", LOADS[load])).run()


@cache
def stories(model: str, load: str) -> list[CallStory]:
    """Many calls of one run, followed side by side."""
    watched = model_of(config(model, "kaihua", LOADS[load]))
    rows = range(3, len(records(model, load).tables["incidents"]["incident"]), STEP[load])
    onlookers = [CallOnlooker(watched, model, row) for row in rows]
    watched.run()
    return [onlooker.tell() for onlooker in onlookers]


CASES = [(model, load) for model in MODELS for load in LOADS]


def same(found: float, kept: float) -> bool:
    return found == kept or (isnan(found) and isnan(kept))


@pytest.mark.parametrize(("model", "load"), CASES)
def test_every_time_is_that_of_the_records(model: str, load: str) -> None:
    table = records(model, load).tables["incidents"]
    told = stories(model, load)
    assert len(told) > 10
    assert {IncidentStatus.SERVED, IncidentStatus.INVALID} <= {story.status for story in told}
    for story in told:
        row = story.facts.row
        names = ["answered_at", "handled_at"]
        if story.facts.valid:
            names += ["relayed_at", "first_presence_at", "first_able_at", "scene_cleared_at", "closed_at"]
        for name in names:
            assert same(getattr(story, name), table[name][row]), (row, name)
        if story.ender is not None:
            assert story.ender.crew.team == table["able_team"][row]
            assert story.ender.dispatched_at == table["able_dispatched_at"][row]
            assert story.ender.en_route_at == table["able_en_route_at"][row]


@pytest.mark.parametrize(("model", "load"), CASES)
def test_every_dispatch_is_that_of_the_records(model: str, load: str) -> None:
    table = records(model, load).tables["dispatches"]
    for story in stories(model, load):
        rows = np.flatnonzero(table["incident"] == story.facts.row)
        rows = rows[np.argsort(table["ordinal"][rows])]
        assert len(rows) == len(story.sendings)
        for sending, row in zip(story.sendings, rows, strict=True):
            crew = sending.crew
            found = (
                crew.team,
                crew.officers + crew.auxiliaries,
                crew.officers > 0,
                crew.cell,
                sending.backup,
            )
            names = ("team", "crew", "has_officer", "from_cell", "backup")
            assert found == tuple(table[name][row] for name in names)
            for name in ("dispatched_at", "en_route_at", "arrived_at", "cleared_at", "available_at"):
                assert same(getattr(sending, name), table[name][row]), name
            assert sending.km == table["kilometres"][row]
            assert sending.path[0] == crew.cell
            assert sending.path[-1] == story.facts.spot.cell


@pytest.mark.parametrize(("model", "load"), CASES)
def test_the_desks_account_for_all_time_before_a_crew_is_sought(model: str, load: str) -> None:
    for story in stories(model, load):
        if not story.facts.valid:
            continue
        first, *others = story.desks
        assert len(others) == len(story.chain)
        assert first.arrived_at == story.facts.received_at
        assert first.work == pytest.approx(story.facts.handling)
        assert (first.wait > 0) == (first.busy >= first.staff)
        at = first.done_at
        for hop, desk in enumerate(others):
            assert desk.arrived_at == at
            assert desk.work == story.facts.relay[hop]
            assert desk.done_at - desk.taken_at >= desk.work
            at = desk.done_at
        if others:
            assert at == story.relayed_at
        assert [desk.teams >= 0 for desk in story.desks] == [False] * len(others) + [True]


@pytest.mark.parametrize(("model", "load"), CASES)
def test_the_crew_sent_is_the_nearest_that_the_rule_lets_go(model: str, load: str) -> None:
    looked_at = 0
    for story in stories(model, load):
        for sending in story.sendings:
            if sending.why is Why.CALLED_OFF:
                assert sending.called_off_from
                assert not sending.view.able()[1:], "a free crew would have gone first"
                continue
            able = sending.view.able()
            first = min(crew.ring for crew in able)
            nearest = min((crew for crew in able if crew.ring == first), key=lambda crew: crew.away)
            assert sending.crew.away == pytest.approx(nearest.away, abs=1e-4)
            assert sending.crew in able
            looked_at += 1
    assert looked_at > 10


def test_all_that_can_delay_or_move_a_crew_is_met() -> None:
    seen = {sending.why for model in MODELS for story in stories(model, "busy") for sending in story.sendings}
    assert {Why.AT_ONCE, Why.CAME_FREE, Why.WIDER} <= seen
    told = [story for model in MODELS for story in stories(model, "busy")]
    assert any(story.holds for story in told)
    assert any(sending.moving for story in told for sending in story.sendings)
    assert any(s.outcome is DispatchOutcome.SUPERSEDED for story in told for s in story.sendings)


def test_a_crew_that_came_free_was_not_free_before() -> None:
    for model in MODELS:
        for story in stories(model, "busy"):
            for sending in story.sendings:
                if sending.why is Why.CAME_FREE and story.holds:
                    assert sending.crew.team not in {crew.team for crew in story.holds[0].view.able()}


def test_the_parts_add_up_to_the_response() -> None:
    for model, load in CASES:
        for story in stories(model, load):
            moments = story.moments()
            assert moments == sorted(moments)
            if story.ender is not None:
                assert moments[-1] == story.first_able_at


def test_a_crew_called_off_says_for_what() -> None:
    told = [s for model in MODELS for story in stories(model, "busy") for s in story.sendings]
    off = [sending for sending in told if sending.outcome is DispatchOutcome.SUPERSEDED]
    assert off
    for sending in off:
        assert sending.called_off_for or sending.backup


@pytest.mark.parametrize("model", MODELS)
def test_whoever_looks_on_changes_nothing(model: str) -> None:
    settings = config(model, "kaihua", BUSY)
    watched = model_of(settings)
    story = watch_call(watched, model, 101)
    assert story.sendings or not story.facts.valid
    assert watched.run().digest() == records(model, "busy").digest()


def test_what_the_world_dealt_is_equal_under_every_structure() -> None:
    models = [model_of(config(model, "kaihua", BUSY)) for model in MODELS]
    for row in range(0, 400, 7):
        facts = [call_facts(model, row) for model in models]
        assert facts[0] == facts[1] == facts[2]
    assert len({call_facts(models[0], row) for row in range(50)}) == 50


def test_a_run_that_ends_first_leaves_the_call_unserved() -> None:
    settings = config("traditional", "kaihua", {**QUIET, "run.days": 1, "run.follow_up": 0})
    table = model_of(settings).run().tables["incidents"]
    late = np.flatnonzero((table["priority"] > 0) & np.isnan(table["closed_at"]))
    assert len(late)
    story = watch_call(model_of(settings), "traditional", int(late[-1]))
    assert story.until == 1440.0
    assert isnan(story.closed_at)
    assert story.moments()[-1] <= 1440.0


def test_the_model_of_its_own_gives_the_same_story() -> None:
    settings = config("dabuzhi", "kaihua", QUIET)
    own, shared = follow_call(settings, "x", 43), watch_call(model_of(settings), "x", 43)
    assert own.moments() == shared.moments()
    assert own.desks == shared.desks
