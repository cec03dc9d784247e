"""`bench sweep`: each part at toy size, the words of the command and its mistakes."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes import kept_study

from sim.cli import bench as command
from sim.cli.main import main
from sim.config.errors import ConfigError
from sim.engines import Execution
from sim.report.study.build import write_report
from sim.store.replications import ReplicationStore, key_of
from sim.study.bench.figure import Figure
from sim.study.bench.measure import environment
from sim.study.bench.sweep import fakes, real, stored
from sim.study.bench.sweep.busy import busy
from sim.study.bench.sweep.driver import burn, drive, planned
from sim.study.bench.sweep.growth import memory
from sim.study.bench.sweep.parts import NAMES, Part, parts
from sim.study.bench.sweep.planning import configured, planning
from sim.study.bench.sweep.timing import Timed, timed
from sim.study.studies.carry_out import Carried, Tasks
from sim.study.studies.study import Study
from sim.study.studies.task import Task

DAYS = ("run.warmup=1", "run.days=5", "run.follow_up=1")
TASK = Task(Path("config"), Path("store"), "0" * 32, 1)


def only(figures: Iterator[Figure]) -> Figure:
    """The one figure that there is, measured and above zero."""
    (figure,) = figures
    assert math.isfinite(figure.value) and figure.value > 0
    return figure


# -- the parts -----------------------------------------------------------------------------------------------


def test_planning_counts_every_task() -> None:
    bookkeeping, reading = planning(points=4, seeds=2, draws=1)
    assert "4 points x (2 seeds + 1 draws) = 12 tasks" in bookkeeping.detail
    assert reading.detail.startswith("4 tasks, half of them drawn")
    for figure in (bookkeeping, reading):
        assert (figure.unit, figure.target, figure.at_least) == ("ms", 10, False)
        assert figure.value > 0


def test_the_configuration_of_a_task_is_that_of_its_point_with_the_draw(tmp_path: Path) -> None:
    study = planned(tmp_path, 2, 1, 1)
    tasks = Tasks(study.folder, study.plan, [study.asked[1], study.asked_draws[1]])
    shipped, drawn = (configured(task) for task in tasks)
    assert shipped == study.plan.points[1].config
    assert [key_of(shipped, tasks[0].seed), key_of(drawn, tasks[1].seed)] == [tasks[0].key, tasks[1].key]


def test_the_driver_does_every_task_once_here_and_in_processes(tmp_path: Path) -> None:
    study = planned(tmp_path, 2, 2, 1)
    assert [len(drive(study, workers).results) for workers in (1, 2)] == [6, 6]
    assert not list((tmp_path / "store").rglob("manifest.json")), "nothing is simulated"


def test_the_driver_leaves_out_what_is_there(tmp_path: Path) -> None:
    study = planned(tmp_path, 2, 3, 0)
    store = study.folder.store
    fakes.multiply(store, fakes.original(store, ["county=reference", "run.days=1"]), [study.asked[0].key])
    assert len(drive(study, 1).results) == 5


def test_a_task_takes_the_processor_for_its_seconds() -> None:
    done = timed(lambda: burn(0.05, TASK))
    assert done.processor >= 0.05
    assert 0.04 < done.made <= done.wall


def test_the_share_at_work_is_one_of_the_whole() -> None:
    figure = only(busy(tasks=8, seconds=0.05))
    assert figure.value < 100
    assert figure.detail.startswith("8 tasks of 0.05 s")
    assert figure.at_least


def test_the_share_at_work_is_that_of_both_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks of 15 s in all, by two processes that were there for 10 s."""
    done = Timed(Execution({0: 9.0, 1: 6.0}), wall=10.0, processor=0.1)
    monkeypatch.setattr("sim.study.bench.sweep.busy.timed", lambda _: done)
    assert only(busy(tasks=4)).value == pytest.approx(75)


def test_fakes_are_whole_and_as_many_as_asked(tmp_path: Path) -> None:
    store = ReplicationStore(tmp_path)
    keys = [f"{place:032x}" for place in range(1, 4)]
    fakes.multiply(store, fakes.original(store, ["county=reference", "run.days=1"]), keys)
    assert all(store.find(key, verify=True).whole for key in keys)
    assert store.figures(keys[0]).equals(store.figures(fakes.ORIGINAL))


def test_fakes_are_copied_where_a_file_takes_no_second_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("too many links")

    monkeypatch.setattr(os, "link", refuse)
    test_fakes_are_whole_and_as_many_as_asked(tmp_path)


def test_checking_finds_all_whole() -> None:
    figure = only(stored.checking(number=7))
    assert figure.title == "Checking 7 finished replications"
    assert figure.detail.startswith("7 whole, 10 files each")


def test_a_quantile_of_every_run_three_ways() -> None:
    figures = list(stored.quantiles(number=6, days=2))
    assert len(figures) == 3
    assert all(figure.detail.startswith("6 runs of 2 days") and figure.value > 0 for figure in figures)


def test_the_ways_give_the_same_quantiles() -> None:
    study = kept_study.study()
    table = stored._by_metrics(study)
    figures = stored._by_sql(study, stored.FROM_FIGURES).to_pandas()
    told = {(row.model, row.seed): row.value for row in table.itertuples()}
    asked = {(row.point, row.seed): row.value for row in figures.itertuples()}
    assert told == asked and len(told) == 6
    calls = stored._by_sql(study, stored.FROM_CALLS).to_pandas()
    assert set(zip(calls["point"], calls["seed"], strict=True)) == set(told)


def test_memory_of_fresh_processes() -> None:
    (figure,) = memory(environment(), few=8, many=16)
    assert -50 < figure.value < 50
    small, large = (float(part.split(" MB")[0]) for part in figure.detail.split(" and ")[:2])
    assert small > 30 and large > 30
    assert "16 tasks rather than 8" in figure.title


def test_a_report_of_a_study_that_is_simulated_first() -> None:
    figures = list(real.report(write_report, replications=2, days=DAYS))
    assert [figure.unit for figure in figures] == ["s", "MB"]
    assert figures[0].title == "Report of 3 points x 2 replications: written in"
    assert figures[0].detail.startswith("bench: 6 runs of 7 days;")
    assert 0.05 < figures[1].value < 20


def test_a_report_of_a_study_that_is_given_leaves_it_as_it_is() -> None:
    study = kept_study.study()
    before = sorted(study.folder.path.rglob("*"))
    wrote: list[str] = []

    def write(given: Study, language: str, out: Path) -> Path:
        assert given is study and not out.is_relative_to(study.folder.path)
        wrote.append(language)
        out.write_bytes(b"x" * 2_000_000)
        return out

    _, size = real.report(write, study)
    assert wrote == ["en"]
    assert size.value == 2.0
    assert size.detail == "small: 6 runs of 9 days and 10 draws"
    assert sorted(study.folder.path.rglob("*")) == before


def test_draws_of_what_is_assumed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(real, "TWO", ("model=traditional,dabuzhi", "county=reference"))
    figure = only(real.draws(number=2, days=DAYS, replications=2))
    assert figure.detail.startswith("8 runs of 7 days in ")
    assert figure.target == 150


@pytest.mark.parametrize(
    ("carried", "error"),
    [
        (Carried(3, 4, False, 1.0, ("dabuzhi, seed 1: a wheel came off",)), ConfigError),
        (Carried(3, 4, True, 1.0), KeyboardInterrupt),
    ],
    ids=["failed in parts", "stopped"],
)
def test_a_study_that_did_not_end_has_no_time(carried: Carried, error: type[BaseException]) -> None:
    with pytest.raises(error):
        real._all_there(carried)


# -- the command ---------------------------------------------------------------------------------------------


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Parts that measure nothing; the list says which were asked for, in order."""
    asked: list[str] = []

    def toy(name: str, study: Study | None) -> Callable[[], Iterator[Figure]]:
        def measure() -> Iterator[Figure]:
            asked.append(name if study is None else f"{name} of {study.plan.name}")
            yield Figure(f"the part {name}", 2.0, "s", 3.0, detail="a toy")

        return measure

    def toy_parts(write: object, _: object, study: Study | None = None) -> dict[str, Part]:
        assert write is write_report
        return {name: Part(toy(name, study), "a while" if name == "busy" else "") for name in NAMES}

    monkeypatch.setattr("sim.study.bench.sweep.parts.parts", toy_parts)
    return asked


def test_all_parts_row_by_row_and_as_a_table(toys: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "sweep"]) == 0
    out, err = capsys.readouterr()
    assert toys == list(NAMES)
    assert "busy: a while" in err and "planning: a while" not in err
    for name in NAMES:
        assert f"the part {name}" in err and f"the part {name}" in out
    assert out.count("at most 3 s") == len(NAMES)
    assert "processes at work" in out or not hasattr(os, "getloadavg")


def test_some_parts_in_their_order(toys: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "sweep", "part=checking,planning"]) == 0
    assert toys == ["planning", "checking"]
    assert "the part busy" not in capsys.readouterr().out


def test_the_report_of_a_study_that_is_named(toys: list[str]) -> None:
    results = f"run.results={kept_study.results()}"
    assert main(["bench", "sweep", "part=report", f"study={kept_study.NAME}", results]) == 0
    assert toys == [f"report of {kept_study.NAME}"]


def test_missed_goals_are_said_and_exit_0(monkeypatch: pytest.MonkeyPatch, toys: list[str],
                                          capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    missed = Part(lambda: iter([Figure("slow", 9.0, "s", 3.0)]))
    monkeypatch.setattr("sim.study.bench.sweep.parts.parts", lambda *_: dict.fromkeys(NAMES, missed))
    assert main(["bench", "sweep", "part=busy"]) == 0
    assert "missed" in capsys.readouterr().out


def test_what_was_measured_until_ctrl_c_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped() -> Iterator[Figure]:
        yield Figure("the first", 1.0, "s", 3.0)
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.study.bench.sweep.parts.parts", lambda *_: dict.fromkeys(NAMES, Part(stopped)))
    assert main(["bench", "sweep"]) == 130
    assert "the first" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["sweeep"], ["did you mean 'sweep'"]),
        (["sweep", "part=chekcing"], ["did you mean 'checking'"]),
        (["sweep", "part=busy,"], ["there is no such part"]),
        (["sweep", "quick"], ["not 'quick'"]),
        (["sweep", "prat=busy"], ["did you mean 'part'"]),
        (["sweep", "part=busy", "part=busy"], ["said more than once"]),
        (["sweep", "--json"], ["unknown option"]),
        (["sweep", "part=busy", "study=small", "run.results={}"], ["only the part 'report'"]),
        (["sweep", "study=smal", "run.results={}"], ["did you mean 'small'"]),
        (["sweep", "study=../small", "run.results={}"], ["no name of a study"]),
        (["sweep", "run.results={}"], ["study=NAME is wanted"]),
        (["sweep", "part=x1", "oops"], ["not 'oops'", "there is no such part"]),
    ],
)
def test_mistakes_stop_it_before_anything_is_measured(
    words: list[str], lines: list[str], toys: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", *(word.format(kept_study.results()) for word in words)]) == 2
    out, err = capsys.readouterr()
    assert (out, toys) == ("", [])
    assert len(err.splitlines()) == len(lines)
    for line, said in zip(lines, err.splitlines(), strict=True):
        assert line in said


def test_a_study_of_which_nothing_is_simulated(
    tmp_path: Path, toys: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    planned(tmp_path, 2, 1, 0)
    assert main(["bench", "sweep", "study=bench", f"run.results={tmp_path}"]) == 2
    assert "nothing of it is simulated yet" in capsys.readouterr().err


def test_the_words_of_the_command_are_those_of_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--help"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in NAMES)
    assert all(f"{key}=" in said for key in command.KEYS)


def test_every_part_has_its_name_and_the_slow_ones_say_so() -> None:
    made = parts(write_report, environment())
    assert tuple(made) == NAMES
    assert [name for name in NAMES if made[name].takes] == ["busy", "memory", "report", "draws"]
    assert not parts(write_report, environment(), kept_study.study())["report"].takes
