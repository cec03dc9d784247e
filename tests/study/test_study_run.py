"""A run from plan to folder, with records drawn at random in place of the model."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from fakes import study as fakes
from fakes.drawn import drawn
from fakes.small import FakeConfig

from sim.config.errors import ConfigError
from sim.store.records import StoredRecords, read_records, records_folder
from sim.study import keep
from sim.study import run as study
from sim.study.keep import METRICS_COLUMNS
from sim.study.outcome import Status
from sim.study.run import distinct, plan, run_pair
from sim.study.summarise import SUMMARY_COLUMNS

PAIR = ["new", "old"]


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study, "replicate", fakes.replicate)
    monkeypatch.setattr(keep, "_draw", lambda *_: [])


def pair(after: float = 1, before: float = 0) -> list[FakeConfig]:
    return [FakeConfig(name="new", shift=after), FakeConfig(name="old", shift=before)]


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "manifest.json"
    }


def test_models_of_a_seed_are_planned_together() -> None:
    tasks = plan(pair(), PAIR, Path("run"))
    assert [(task.seed, task.label) for task in tasks] == [(s, label) for s in (5, 6, 7) for label in PAIR]
    assert len({task.folder for task in tasks}) == 6


def test_labels_become_distinct_folder_names() -> None:
    assert distinct(["dabuzhi", "dabuzhi", "../大部制"]) == ["dabuzhi", "dabuzhi-2", "大部制"]


def test_a_run_holds_everything(tmp_path: Path) -> None:
    seen = []
    outcome = run_pair(pair(), PAIR, tmp_path / "runs", 1, lambda *what: seen.append(what))
    assert [entry.name for entry in (tmp_path / "runs").iterdir()] == [outcome.folder.name]
    assert outcome.folder.name.endswith("Z-new") and outcome.exit_code == 0 and outcome.notes == []
    assert seen == [
        (i + 1, 6, f"{label}, seed {s}")
        for i, (s, label) in enumerate((s, m) for s in (5, 6, 7) for m in PAIR)
    ]
    manifest = json.loads((outcome.folder / "manifest.json").read_text())
    assert manifest["status"] == "complete" and manifest["seed"] == 5
    assert [model["seeds_finished"] for model in manifest["models"]] == [[5, 6, 7], [5, 6, 7]]
    assert manifest["models"][0]["config_hash"] != manifest["models"][1]["config_hash"]
    assert manifest["versions"]["numpy"] == np.__version__ and len(manifest["code_hash"]) == 32
    for file, name in (("config.yaml", "new"), ("baseline.yaml", "old")):
        assert FakeConfig(**yaml.safe_load((outcome.folder / file).read_text())).name == name
    summary = pd.read_csv(outcome.folder / "summary.csv")
    assert list(summary.columns) == list(SUMMARY_COLUMNS)
    metrics = pd.read_csv(outcome.folder / "metrics.csv")
    assert list(metrics.columns) == list(METRICS_COLUMNS) and set(metrics["seed"]) == {5, 6, 7}
    stored = read_records(records_folder(outcome.folder, "new", 6))
    assert stored.digest() == manifest["models"][0]["digests"]["6"]


def test_the_difference_is_the_models_minus_the_baselines(tmp_path: Path) -> None:
    outcome = run_pair(pair(), PAIR, tmp_path, 1)
    rows = outcome.summary.set_index(["metric", "priority", "category", "area", "offence", "model"])
    row = rows.loc[("queue_time", "all", "all", "all", "all", "new")]
    assert row["difference_low"] < row["difference"] < row["difference_high"]
    assert 2.8 < row["difference"] < 4


def test_one_and_two_processes_give_the_same_bytes(tmp_path: Path) -> None:
    one = run_pair(pair(), PAIR, tmp_path / "one", 1)
    two = run_pair(pair(), PAIR, tmp_path / "two", 2)
    assert files(one.folder) == files(two.folder) and len(files(one.folder)) == 6 * 8 + 4


def test_a_model_alone_has_no_baseline(tmp_path: Path) -> None:
    outcome = run_pair(pair()[:1], ["new"], tmp_path, 1)
    assert not (outcome.folder / "baseline.yaml").exists()
    assert outcome.summary["difference"].isna().all()


def test_one_replication_is_said_to_have_no_intervals(tmp_path: Path) -> None:
    configs = [c.model_copy(update={"run": c.run.model_copy(update={"replications": 1})}) for c in pair()]
    assert "no intervals" in run_pair(configs, PAIR, tmp_path, 1).notes[0]


@pytest.mark.parametrize(
    ("shift", "workers", "reason"), [(2, 1, "a wheel came off"), (2, 2, "a wheel"), (5, 2, "exit code -9")]
)
def test_a_failed_replication_is_named_and_the_others_kept(
    tmp_path: Path, shift: float, workers: int, reason: str
) -> None:
    outcome = run_pair(pair(shift), PAIR, tmp_path, workers)
    assert outcome.status is Status.FAILED and outcome.exit_code == 1
    (failure,) = outcome.failures
    assert (failure.label, failure.seed) == ("new", 6) and reason in failure.reason
    assert any("new, seed 6" in note for note in outcome.notes)
    assert 5 in outcome.finished["new"] and 6 not in outcome.finished["new"]
    manifest = json.loads((outcome.folder / "manifest.json").read_text())
    assert manifest["status"] == "failed" and manifest["failures"][0]["seed"] == 6
    assert not records_folder(outcome.folder, "new", 6).exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_an_impossible_configuration_leaves_nothing(tmp_path: Path, workers: int) -> None:
    with pytest.raises(ConfigError) as raised:
        run_pair(pair(3), PAIR, tmp_path / "results" / "runs", workers)
    assert raised.value.problems == ["posts: more posts than people", "roster: nobody at night"]
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_run_keeps_what_is_finished(tmp_path: Path) -> None:
    outcome = run_pair(pair(6), PAIR, tmp_path, 1)
    assert outcome.status is Status.INTERRUPTED and outcome.exit_code == 130
    assert outcome.finished == {"new": [5], "old": [5]}
    manifest = json.loads((outcome.folder / "manifest.json").read_text())
    assert manifest["status"] == "interrupted"
    assert not outcome.summary.empty and "2 of 6" in outcome.notes[0]


def test_a_run_interrupted_before_anything_finished_leaves_nothing_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(task: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(study, "replicate", interrupted)
    with pytest.raises(KeyboardInterrupt, match="before any replication had finished: nothing is kept"):
        run_pair(pair(), PAIR, tmp_path / "results" / "runs", 1)
    assert list(tmp_path.iterdir()) == []


SCRIPT = """
import signal
import sys
from pathlib import Path
from fakes import study as fakes
from fakes.small import FakeConfig
from sim.study import keep, run
if __name__ == "__main__":
    # Whoever runs the tests in the background has Ctrl-C ignored, and would pass that on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run.replicate, keep._draw = fakes.replicate, lambda *_: []
    configs = [FakeConfig(name="new", shift=4), FakeConfig(name="old")]
    tell = lambda done, of, what: Path(sys.argv[2], what).touch()
    sys.exit(run.run_pair(configs, ["new", "old"], Path(sys.argv[1]), 2, tell).exit_code)
"""


def test_ctrl_c_ends_processes_without_a_word(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    script, started, out = tmp_path / "job.py", tmp_path / "started", tmp_path / "runs"
    finished = tmp_path / "finished"
    finished.mkdir()
    script.write_text(SCRIPT)
    paths = {"PYTHONPATH": os.pathsep.join([str(root), str(root / "tests")]), "FAKE_STARTED": str(started)}
    job = subprocess.Popen(
        [sys.executable, str(script), str(out), str(finished)],
        env=os.environ | paths, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    guard = threading.Timer(200, job.kill)
    guard.start()
    # Seed 6 of the one hangs; by then the other process may still have seed 5 in hand.
    while not (started.exists() and (finished / "new, seed 5").exists()) and job.poll() is None:
        time.sleep(0.05)
    os.killpg(job.pid, signal.SIGINT)  # as a terminal does: parent and children alike
    errors = job.communicate(timeout=150)[1]
    guard.cancel()
    assert (job.returncode, errors) == (130, "")
    (folder,) = out.iterdir()
    assert json.loads((folder / "manifest.json").read_text())["status"] == "interrupted"
    assert not records_folder(folder, "new", 6).exists() and records_folder(folder, "new", 5).exists()


ALONE = """
import signal
import sys
from pathlib import Path
from sim.cli.main import main
from sim.engines.processes import Worker
def told(worker, index, task, give=Worker.give):
    give(worker, index, task)
    Path(sys.argv[2]).touch()
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    Worker.give = told
    words = "county=songtao run.baseline=none run.warmup=3000 run.days=3000 run.replications=2 run.workers=2"
    sys.exit(main(["run", *words.split(), f"run.results={sys.argv[1]}"]))
"""


def test_ctrl_c_before_anything_is_finished_leaves_nothing_and_says_so(tmp_path: Path) -> None:
    script, out, given = tmp_path / "job.py", tmp_path / "results", tmp_path / "given"
    script.write_text(ALONE)
    job = subprocess.Popen(
        [sys.executable, str(script), str(out), str(given)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    guard = threading.Timer(200, job.kill)
    guard.start()
    while not given.exists() and job.poll() is None:
        time.sleep(0.05)
    assert list(out.glob("runs/.*"))
    os.killpg(job.pid, signal.SIGINT)
    written, said = job.communicate(timeout=150)
    guard.cancel()
    told = "Interrupted before any replication had finished: nothing is kept.\n"
    assert (job.returncode, written, said) == (130, "", told)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["given", "job.py"]


def test_ctrl_c_while_storing_waits_and_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def drawing(*_: object) -> list[str]:
        os.kill(os.getpid(), signal.SIGINT)
        return []

    monkeypatch.setattr(keep, "_draw", drawing)
    outcome = run_pair(pair(), PAIR, tmp_path, 1)
    assert outcome.exit_code == 130 and outcome.finished == {"new": [5, 6, 7], "old": [5, 6, 7]}
    assert json.loads((outcome.folder / "manifest.json").read_text())["status"] == "interrupted"


def test_figures_that_fail_cost_no_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(study, "replicate", fakes.replicate)
    outcome = run_pair(pair(), PAIR, tmp_path, 1)  # a fake configuration has no county to draw
    assert outcome.exit_code == 0 and outcome.notes[0].startswith("The figures could not be drawn")
    assert not (outcome.folder / "figures").exists() and not outcome.summary.empty


def test_the_name_of_a_run_ends_its_folders_name(tmp_path: Path) -> None:
    named = [c.model_copy(update={"run": c.run.model_copy(update={"name": "trial"})}) for c in pair()]
    assert run_pair(named, PAIR, tmp_path, 1).folder.name.endswith("Z-new-trial")


def test_a_folder_that_cannot_be_written_is_said_before_computing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study, "execute", None)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match="results cannot be written"):
        run_pair(pair(), PAIR, tmp_path / "file" / "runs", 1)
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keep, "write_config", full)
    with pytest.raises(ConfigError, match="No space left"):
        run_pair(pair(), PAIR, tmp_path / "runs", 1)
    assert list(tmp_path.iterdir()) == []


def test_result_is_frames_and_metrics() -> None:
    from sim.study.simulate import Result

    result = Result(FakeConfig(), 3, drawn(3))
    assert len(result.incidents) == 400 and len(result.cases) == 120
    assert result.metrics["calls"] > 0 and "response_time_mean" in result.metrics
    assert list(result.people.columns)[:2] == ["person", "month"]
    assert len(result.dispatches) == 400 and not result.teams.empty and result.case_steps.empty


def test_stored_records_are_read_as_they_are_looked_at(tmp_path: Path) -> None:
    outcome = run_pair(pair(), PAIR, tmp_path, 1)
    stored = StoredRecords([records_folder(outcome.folder, "new", seed) for seed in (5, 6, 7)])
    assert len(stored) == 3 and len(stored[1:]) == 2
    assert not stored[0].tables and not stored[0].frame("incidents").empty
    assert [len(each.frame("cases")) for each in stored] == [120] * 3
