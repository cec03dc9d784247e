"""What the documents say of the entities' state is what the code does with it."""

from __future__ import annotations

from enum import IntEnum
from math import isnan

import numpy as np
import pytest
from fakes.runs import config, records
from mesa import Agent

from sim.agents.case import Case, JobKind
from sim.agents.person import Officer, Person
from sim.model import PolicingModel, forget
from sim.records.statuses import CaseStatus, IncidentStatus
from sim.report.documents.code import attributes, follows, members
from sim.report.documents.state import CHANGES, ENTITIES, FIXED, state

LASTING = ("Person", "PatrolTeam", "Desk", "CaseTeam", "Incident", "Case")
"""Entities that are agents, which can be watched."""


@pytest.mark.parametrize("entity", ENTITIES)
def test_every_attribute_has_its_row(entity: str) -> None:
    kind, words = ENTITIES[entity]
    table = state(entity)
    names = [attribute.name for attribute in attributes(kind)]
    assert names and set(names) == set(words)
    for name in names:
        assert f"| `{name}` |" in table
        assert words[name][1] in (FIXED, CHANGES) and words[name][2]


def test_attributes_are_read_from_the_code() -> None:
    found = {attribute.name: attribute for attribute in attributes(Officer)}
    assert found["case_share"].start == "1.0"
    assert found["case_share"].words == "Share of duty time that breaks and duty load leave."
    assert list(found) == [attribute.name for attribute in attributes(Person)]
    made = {name for name in vars(_a_case()) if not name.startswith("_")} - set(vars(Agent))
    assert {attribute.name for attribute in attributes(Case)} == made - {"unique_id", "pos", "model"}


def _a_case() -> Case:
    model = PolicingModel(config(values={"run.days": 1, "run.warmup": 0, "run.follow_up": 0}))
    forget(model)
    return Case(model, 0, 0, 0)


@pytest.mark.parametrize("model", ["traditional", "one_five_n_one"])
def test_what_is_called_fixed_does_not_change_in_a_run(model: str) -> None:
    running = PolicingModel(config(model, values={"run.warmup": 0, "run.days": 33, "run.follow_up": 0}))
    first: dict[Agent, dict[str, object]] = {}
    changed: set[tuple[str, str]] = set()
    while running.running:
        for entity in LASTING:
            kind, words = ENTITIES[entity]
            for found, agents in running.agents_by_type.items():
                if issubclass(found, kind):
                    for agent in agents:
                        _look(agent, entity, words, first, changed)
        running.clock.advance(min(running.clock.now + 700.0, running.end))
        running.running = running.clock.now < running.end
    forget(running)
    fixed = {
        (entity, name) for entity in LASTING for name, told in ENTITIES[entity][1].items() if told[1] == FIXED
    }
    assert changed.isdisjoint(fixed), changed & fixed
    said = {
        (entity, name)
        for entity in LASTING
        for name, told in ENTITIES[entity][1].items()
        if told[1] == CHANGES
    }
    assert len(changed & said) > 0.6 * len(said), said - changed


def _look(
    agent: Agent,
    entity: str,
    words: dict[str, tuple[str, str, str]],
    first: dict[Agent, dict[str, object]],
    changed: set[tuple[str, str]],
) -> None:
    now = {name: _kept(getattr(agent, name)) for name in words}
    before = first.setdefault(agent, now)
    changed.update((entity, name) for name, value in now.items() if value != before[name])


def _kept(value: object) -> object:
    """A value that can be compared later: lists are copied, agents and the like are told apart by identity."""
    if isinstance(value, (list, tuple)):
        return [_kept(part) for part in value]
    if isinstance(value, float) and isnan(value):
        return None
    if value is None or isinstance(value, (int, float, str, bool, frozenset)):
        return value
    return id(value)


def test_members_come_with_the_comment_beside_them() -> None:
    found = dict(members(IncidentStatus))
    assert list(found) == list(IncidentStatus)
    assert found[IncidentStatus.HELD] == "waiting for a team"
    assert found[IncidentStatus.ON_SCENE] == ""
    assert all(words for _, words in members(JobKind) if _ is JobKind.CLOSE)


def test_what_may_follow_is_what_the_code_allows() -> None:
    class Light(IntEnum):
        RED = 0
        GREEN = 1

    assert follows(Light, ((False, True), (False, False))) == [("red", ["green"]), ("green", [])]
    from sim.agents.case import FOLLOWS

    ends = [before for before, after in follows(CaseStatus, FOLLOWS) if not after]
    assert ends == ["transferred"]


@pytest.mark.parametrize("model", ["traditional", "dabuzhi", "one_five_n_one"])
def test_only_able_teams_are_sent_as_the_description_says(model: str) -> None:
    calls = records(model).tables["incidents"]
    reached = ~np.isnan(calls["first_presence_at"])
    assert reached.sum() > 50
    np.testing.assert_array_equal(calls["first_presence_at"][reached], calls["first_able_at"][reached])
