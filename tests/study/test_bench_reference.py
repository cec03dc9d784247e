"""The reference job: what it consists of, and that SimPy gives the same answers on the same draws."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from sim.cli.main import main
from sim.config.errors import ConfigError
from sim.config.load import load_config
from sim.model import PolicingModel, forget
from sim.records.statuses import CaseStatus, IncidentStatus
from sim.study.bench import reference
from sim.study.bench.figure import Figure, alternate
from sim.study.bench.memory import peak

FEW = ["force.officers=20", "posts.bodies.property.size.part=6", "posts.bodies.general.size.part=6"]

simpy = pytest.importorskip("simpy")


@pytest.mark.parametrize(
    ("seed", "more"),
    [(1, []), (2, []), (1, FEW)],
    ids=["plain", "another seed", "too few people: everything queues"],
)
def test_simpy_gives_the_same_answers(seed: int, more: list[str]) -> None:
    config = load_config([*reference.job(30), *more])
    world = reference.draw(config, seed)
    ours, theirs = reference.by_model(config, seed, world), reference.by_simpy(config, seed, world)
    found = reference.compare(ours, theirs)
    assert found.differences == []
    incidents, cases = ours["incidents"], ours["cases"]
    assert (
        found.rows["incidents"]
        == found.rows["dispatches"] + np.isnan(incidents["dispatched_at"]).sum()
        > 3000
    )
    assert (cases["status"] == CaseStatus.TRANSFERRED).sum() > 50
    assert (cases["status"] == CaseStatus.SUSPENDED).sum() > 5
    assert (incidents["answered_at"] > incidents["received_at"]).sum() > 100
    waited = incidents["dispatched_at"] > incidents["relayed_at"]
    assert waited.any() == bool(more)
    assert (cases["started_at"] > cases["assigned_at"]).any() == bool(more)


def test_a_difference_is_found() -> None:
    config = load_config(reference.job(3))
    world = reference.draw(config, 1)
    ours, theirs = reference.by_model(config, 1, world), reference.by_simpy(config, 1, world)
    theirs["incidents"]["first_able_at"][7] += 1e-5
    theirs["cases"] = {name: column[:-1] for name, column in theirs["cases"].items()}
    cases = len(ours["cases"]["case"])
    rows = len(ours["incidents"]["incident"])
    assert reference.compare(ours, theirs).differences == [
        f"incidents.first_able_at: 1 of {rows} rows differ",
        f"cases: {cases} rows and {cases - 1}",
    ]


def test_the_job_is_what_it_is_called() -> None:
    config = load_config(reference.job(365))
    model = PolicingModel(config, 1)
    calls = model.world.calls
    assert len(calls.received_at) == pytest.approx(40_000, rel=0.02)
    assert (calls.category < len(config.demand.categories)).all()
    assert (calls.case >= 0).mean() == pytest.approx(0.1, abs=0.005)
    assert len(model.world.cases.call) == (calls.case >= 0).sum()
    assert (model.county.width, model.county.height, len(model.county.stations)) == (50, 45, 9)
    assert len(model.duty.teams) == 40
    pools = {tuple(people) for people in model.casework.teams.by_line.values() for people in [tuple(people)]}
    assert sorted(map(len, pools)) == [60, 60]
    forget(model)


def test_everybody_is_always_on_duty() -> None:
    config = load_config(reference.job(10))
    tables = reference.by_model(config, 1, reference.draw(config, 1))
    assert len(tables["teams"]["team"]) == 40 * 10
    assert np.allclose(tables["teams"]["on_duty"], 1440)


def test_ten_times_it_by_overrides_alone() -> None:
    config = load_config(reference.job(36, times=10))
    model = PolicingModel(config, 1)
    assert len(model.duty.teams) == 400
    assert len(model.world.calls.received_at) == pytest.approx(400_000 * 36 / 365, rel=0.02)
    forget(model)


def test_without_simpy_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_config(reference.job(1))
    world = reference.draw(config, 1)
    monkeypatch.setitem(sys.modules, "simpy", None)
    with pytest.raises(ConfigError, match="pip install simpy"):
        reference.by_simpy(config, 1, world)


def test_the_smallest_job_ends_as_it_should() -> None:
    """One call cut off by the end of the run, in both engines."""
    config = load_config([*reference.job(1), "demand.effective_calls=2"])
    world = reference.draw(config, 3)
    ours, theirs = reference.by_model(config, 3, world), reference.by_simpy(config, 3, world)
    assert reference.compare(ours, theirs).differences == []
    assert set(ours["incidents"]["status"]) <= {
        IncidentStatus.SERVED, IncidentStatus.UNFINISHED, IncidentStatus.UNSERVED
    }  # fmt: skip


def test_a_figure_says_whether_it_keeps_to_its_target() -> None:
    assert "at most 2 s" in Figure("a", 1.0, "s", 2.0).line()
    assert [Figure("a", value, "s", 2.0).met for value in (1.0, 2.0, 2.1, float("nan"))] == [
        True,
        True,
        False,
        False,
    ]
    assert [Figure("a", value, "x", 2.0, at_least=True).met for value in (1.9, 2.0)] == [False, True]
    assert "missed" in Figure("a", 3.0, "s", 2.0).line()


def test_jobs_take_turns() -> None:
    order: list[str] = []
    seconds = alternate(lambda: order.append("A"), lambda: order.append("B"), rounds=3)
    assert order == list("ABABAB")
    assert all(each >= 0 for each in seconds)


def test_memory_of_this_process_is_known() -> None:
    assert 10 < peak() < 100_000


def test_a_wrong_word_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "quik"]) == 2
    assert "'quik'" in capsys.readouterr().err
