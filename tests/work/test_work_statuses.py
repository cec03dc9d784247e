"""A status is changed in one place, and only to what can follow."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes import runs

from sim.agents import case as cases
from sim.agents import incident as incidents
from sim.agents.case import Case
from sim.agents.incident import Incident
from sim.records.statuses import CaseStatus, IncidentStatus

ROOT = Path(__file__).parents[2]
ENDINGS = {IncidentStatus.SERVED, IncidentStatus.INVALID, IncidentStatus.UNSERVED, IncidentStatus.UNFINISHED,
           IncidentStatus.LOST}  # fmt: skip


def test_no_handler_sets_a_status_itself() -> None:
    setting = re.compile(r"\.status = (?!= )")
    for file in [*sorted((ROOT / "sim" / "work").glob("*.py")), ROOT / "sim" / "model.py"]:
        assert not setting.search(file.read_text(encoding="utf-8")), file.name


def test_a_call_that_ended_has_no_next_status_and_every_other_has_one() -> None:
    last = {status for status in IncidentStatus if not any(incidents.FOLLOWS[status])}
    assert last == ENDINGS
    assert {status for status in CaseStatus if not any(cases.FOLLOWS[status])} == {CaseStatus.TRANSFERRED}


def test_every_status_can_be_reached_from_the_first() -> None:
    for kinds, follows in ((IncidentStatus, incidents.FOLLOWS), (CaseStatus, cases.FOLLOWS)):
        reached = {kinds(0)}
        for _ in kinds:
            reached |= {later for before in reached for later in kinds if follows[before][later]}
        # An invalid call never becomes an incident: it ends at the intake desk.
        assert set(kinds) - reached <= {IncidentStatus.INVALID}


@pytest.mark.parametrize("before", IncidentStatus)
@pytest.mark.parametrize("after", IncidentStatus)
def test_a_call_refuses_what_cannot_follow(before: IncidentStatus, after: IncidentStatus) -> None:
    call = SimpleNamespace(row=7, status=before)
    if incidents.FOLLOWS[before][after]:
        Incident.turn_to(call, after)  # type: ignore[arg-type]
        assert call.status is after
    else:
        with pytest.raises(ValueError, match=f"call 7 cannot turn from {before.name} to {after.name}"):
            Incident.turn_to(call, after)  # type: ignore[arg-type]
        assert call.status is before


def test_a_case_refuses_what_cannot_follow() -> None:
    case = SimpleNamespace(row=7, status=CaseStatus.ACCEPTED)
    for status in (CaseStatus.WAITING, CaseStatus.ACTIVE, CaseStatus.SUSPENDED, CaseStatus.CLEARED):
        Case.turn_to(case, status)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="case 7 cannot turn from CLEARED to ACTIVE"):
        Case.turn_to(case, CaseStatus.ACTIVE)  # type: ignore[arg-type]


def test_a_hard_run_takes_every_way_that_the_tables_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """No way is allowed that nothing goes: crews called off on scene, backup, links, reopened cases."""
    seen: dict[tuple[str, int], list[int]] = {}

    def noting(kind: type[Incident] | type[Case], first: int) -> None:
        turn = kind.turn_to

        def turn_and_note(self: Incident | Case, status: int) -> None:
            turn(self, status)  # type: ignore[arg-type]
            seen.setdefault((kind.__name__, self.row), [first]).append(status)

        monkeypatch.setattr(kind, "turn_to", turn_and_note)

    noting(Incident, IncidentStatus.RECEIVED)
    noting(Case, CaseStatus.ACCEPTED)
    pressure = {
        "demand.effective_calls": 900, "dispatch.preemption": "on_scene", "demand.backlog_days": 30, "run.warmup": 0,
        "work.case.reopen_chance": 0.9, "work.case.reopen_days": 2, "work.case.look_through_days": 1,
        "work.case.link_chance": 1.0, "casework.analysis": "county",
    }  # fmt: skip
    cut = {
        "dispatch.loss": True,
        "demand.effective_calls": 900,
        "run.days": 1,
        "run.follow_up": 0,
        "run.warmup": 0,
    }
    taken: dict[str, set[tuple[int, int]]] = {"Incident": set(), "Case": set()}
    for model, values in (("dabuzhi", pressure), ("traditional", cut)):
        seen.clear()
        runs.run_of(runs.config(model, "kaihua", values), 2)
        for (name, _), way in seen.items():
            taken[name].update(pairwise(way))
    for name, kinds, follows in (
        ("Incident", IncidentStatus, incidents.FOLLOWS),
        ("Case", CaseStatus, cases.FOLLOWS),
    ):
        assert taken[name] == {(one, other) for one in kinds for other in kinds if follows[one][other]}
