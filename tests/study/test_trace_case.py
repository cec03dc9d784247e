"""A case followed through a structure: times and hours are those of the records, and no minute is lost."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import isnan, log

import numpy as np
import pytest
from fakes.runs import MODELS, config, model_of

from sim.agents.case import JobKind
from sim.records.log import Records
from sim.records.statuses import CaseStatus, CaseStep
from sim.study.trace.case import TIMES, CaseOnlooker, follow_case, watch_case
from sim.study.trace.case_story import WORK, CaseStory, Phase
from sim.study.trace.world import case_facts

LOAD = {
    "run.warmup": 0,
    "run.days": 50,
    "run.follow_up": 30,
    "demand.recorded_cases": 12,
    "demand.backlog_days": 20,
}
"""Enough cases that teams have several in hand, and enough time for some to be given up."""
EVERY = 19


@cache
def records(model: str) -> Records:
    return model_of(config(model, "kaihua", LOAD)).run()


@cache
def stories(model: str) -> list[CaseStory]:
    """Many cases of one run, followed side by side."""
    watched = model_of(config(model, "kaihua", LOAD))
    rows = range(7, len(records(model).tables["cases"]["case"]), EVERY)
    onlookers = [CaseOnlooker(watched, model, row) for row in rows]
    watched.run()
    return [onlooker.tell() for onlooker in onlookers]


def all_stories() -> list[CaseStory]:
    return [story for model in MODELS for story in stories(model)]


def without_links(steps: list[tuple[float, CaseStep]]) -> list[tuple[float, CaseStep]]:
    return [step for step in steps if step[1] is not CaseStep.LINKED]


@pytest.mark.parametrize("model", MODELS)
def test_every_time_is_that_of_the_records(model: str) -> None:
    table = records(model).tables["cases"]
    assert len(stories(model)) > 10
    for story in stories(model):
        row = story.facts.row
        for name in TIMES:
            found, kept = getattr(story, name), table[name][row]
            assert found == kept or (isnan(found) and isnan(kept)), (row, name)
        assert (story.status, story.handovers, story.returns) == (
            table["status"][row],
            table["handovers"][row],
            table["returns"][row],
        )


@pytest.mark.parametrize("model", MODELS)
def test_every_step_is_that_of_the_records(model: str) -> None:
    table = records(model).tables["case_steps"]
    for story in stories(model):
        rows = np.flatnonzero(table["case"] == story.facts.row)
        kept = [(float(table["at"][row]), CaseStep(table["step"][row])) for row in rows]
        told = [(turn.at, turn.step) for turn in story.turns]
        # A link is recorded with the later of two cases, and told of both.
        assert set(kept) <= set(told)
        assert without_links(told) == without_links(kept)


@pytest.mark.parametrize("model", MODELS)
def test_the_spans_hold_every_hour_that_was_worked(model: str) -> None:
    table = records(model).tables["cases"]
    worked = 0
    for story in stories(model):
        row = story.facts.row
        by_kind = dict.fromkeys(JobKind, 0.0)
        reading = 0.0
        for since, until, sample in story.spans():
            hours = (until - since) / 60 * sample.people
            if sample.kind is not None:
                by_kind[sample.kind] += hours
            reading += hours * (sample.phase is Phase.READING)
        assert by_kind[JobKind.INVESTIGATE] == pytest.approx(table["hours"][row], abs=1e-6)
        assert reading == pytest.approx(table["setup_hours"][row], abs=1e-6)
        after = sum(
            by_kind[kind] for kind in (JobKind.CLOSE, JobKind.CLOSE_REST, JobKind.PRETRIAL, JobKind.MEND)
        )
        read_after = sum(
            (until - since) / 60 * sample.people
            for since, until, sample in story.spans()
            if sample.phase is Phase.READING and sample.kind is not JobKind.INVESTIGATE
        )
        assert after - read_after == pytest.approx(table["closing_hours"][row], abs=1e-6)
        worked += table["hours"][row] > 0
    assert worked > 5


def test_the_spans_leave_no_hole_and_add_up() -> None:
    for story in all_stories():
        spans = list(story.spans())
        assert spans[0][0] == story.began
        assert all(a[1] == b[0] for a, b in pairwise(spans))
        assert sum(story.minutes_by_phase().values()) == pytest.approx(story.decided_at - story.began)
        assert all((sample.people > 0) == (sample.phase in WORK) for _, _, sample in spans)
        by_day = sum(story.hours_by_day().values())
        whole = sum((until - since) / 60 * (s.people + s.beside) for since, until, s in spans)
        assert by_day == pytest.approx(whole)


def test_at_night_only_what_cannot_wait_is_worked_on_and_phases_say_why() -> None:
    """From 20:30 to 08:30 only arrests and fresh grave cases are worked on, so no other work may be told of then."""
    seen = set()
    for story in all_stories():
        for since, until, sample in story.spans():
            seen.add(sample.phase)
            middle = (since + until) / 2 % 1440
            if until - since < 600 and (middle < 510 or middle > 1230):
                assert sample.phase not in (Phase.OTHERS, Phase.OFF, Phase.CALLED_OUT)
                if sample.phase in WORK:
                    grave = story.facts.offence in ("robbery", "rape", "homicide")
                    assert sample.kind is JobKind.CLOSE or grave
                    assert sample.brought_in or sample.people > 0
    assert seen >= set(Phase) - {Phase.RESTING}


def test_the_chance_is_made_of_its_terms() -> None:
    chances = set()
    for story in all_stories():
        if story.odds:
            assert log(story.chance / (1 - story.chance)) == pytest.approx(
                sum(value for _, value in story.odds)
            )
            assert story.solvable == (story.facts.luck < story.chance)
            chances.add(round(story.chance, 3))
    assert len(chances) > 5


def test_a_team_that_was_chosen_had_the_fewest_open_jobs() -> None:
    chosen = [
        task.team
        for story in all_stories()
        for task in story.tasks
        if task.kind is JobKind.INVESTIGATE and len(task.team.others) > 1 and not task.team.pool
    ]
    assert len(chosen) > 10
    assert all(team.open == min(team.others) for team in chosen)


def test_laying_aside_and_giving_up_are_explained() -> None:
    turns = [turn for story in all_stories() for turn in story.turns]
    aside = [turn for turn in turns if turn.step is CaseStep.SET_ASIDE and not turn.resting]
    given_up = [turn for turn in turns if turn.step is CaseStep.SUSPENDED]
    assert aside
    assert given_up
    assert all(turn.other is not None for turn in aside)
    assert all(turn.belief.worth < turn.belief.threshold for turn in given_up)
    assert {turn.verdict is not None for turn in turns if turn.step is CaseStep.ASSIGNED} == {True}


@pytest.mark.parametrize("model", MODELS)
def test_whoever_looks_on_changes_nothing(model: str) -> None:
    watched = model_of(config(model, "kaihua", LOAD))
    story = watch_case(watched, model, 129)
    assert story.turns
    assert watched.run().digest() == records(model).digest()


def test_what_the_world_dealt_is_equal_under_every_structure() -> None:
    models = [model_of(config(model, "kaihua", LOAD)) for model in MODELS]
    for row in range(0, 300, 7):
        facts = [case_facts(model, row) for model in models]
        assert facts[0] == facts[1] == facts[2]


def test_the_model_of_its_own_gives_the_same_story() -> None:
    settings = config("dabuzhi", "kaihua", LOAD)
    own, shared = follow_case(settings, "x", 68), watch_case(model_of(settings), "x", 68)
    assert own.turns == shared.turns
    assert own.samples == shared.samples
    assert own.status in set(CaseStatus)
