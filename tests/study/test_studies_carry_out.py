"""Studies on disk: nothing simulated twice, stopped and gone on with, failures set aside, damage mended."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import main
from sim.config.errors import ConfigError
from sim.config.schema import Config
from sim.study.simulate import Result, simulate
from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study

TINY = ("county=reference", "run.warmup=1", "run.days=6", "run.follow_up=1", "model=traditional,dabuzhi")


def study(results: Path, *words: str) -> Study:
    """Two structures and two seeds under the name `tiny`."""
    return Study.begin(results, plan_study([*TINY, "replications=2", "study=tiny", "draws=0", *words]))


@pytest.fixture(scope="module")
def carried_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the study, carried out by one process; not to be changed by any test."""
    folder = tmp_path_factory.mktemp("carried-out")
    assert study(folder).go_on(1).there == 4
    return folder


@pytest.fixture
def finished(carried_out: Path, tmp_path: Path) -> Path:
    """A copy of the results, with the dates of the files, for the test to change."""
    shutil.copytree(carried_out, tmp_path, dirs_exist_ok=True)
    assert stamps(tmp_path) == stamps(carried_out)
    return tmp_path


def stamps(results: Path) -> dict[str, int]:
    return {file.parent.name: file.stat().st_mtime_ns for file in (results / "store").rglob("manifest.json")}


def digests(results: Path) -> set[str]:
    return {json.loads(file.read_text())["digest"] for file in (results / "store").rglob("manifest.json")}


def test_what_is_there_is_not_simulated_again_also_not_for_another_study(finished: Path) -> None:
    before = stamps(finished)
    again = study(finished).go_on(1)
    assert (again.there, again.in_all, again.failed, again.interrupted) == (4, 4, 0, False)
    wider = Study.begin(finished, plan_study([*TINY, "replications=3", "draws=0", "study=wider"]))
    assert wider.go_on(1).there == 6
    assert before.items() <= stamps(finished).items()


def test_the_same_bytes_with_one_process_and_two(carried_out: Path, tmp_path: Path) -> None:
    study(tmp_path).go_on(2)
    assert digests(carried_out) == digests(tmp_path)
    assert stamps(carried_out).keys() == stamps(tmp_path).keys()


def test_damage_is_found_and_simulated_again(finished: Path) -> None:
    made = study(finished)
    kept = digests(finished)
    first, second, third, _ = sorted((finished / "store").rglob("incidents.parquet"))
    first.unlink()
    second.write_bytes(second.read_bytes()[:-9])
    held = bytearray(third.read_bytes())
    held[len(held) // 2] ^= 1
    third.write_bytes(bytes(held))
    assert len(made.there()) == 2
    assert made.go_on(1).there == 4
    assert third.read_bytes() == bytes(held), "a turned bit is looked for only when asked"
    assert made.go_on(1, verify=True).there == 4
    assert third.read_bytes() != bytes(held)
    assert digests(finished) == kept


def test_another_study_under_the_name_is_refused_and_more_seeds_are_taken_in(finished: Path) -> None:
    with pytest.raises(ConfigError, match="another study has this name"):
        study(finished, "work.case.alpha=0.6")
    more = Study.begin(finished, plan_study([*TINY, "replications=3", "draws=0", "study=tiny"]))
    assert more.go_on(1).in_all == 6
    assert len(Study.open(finished, "tiny").plan.seeds) == 3


def test_what_fails_is_set_aside_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = study(tmp_path)

    def fails(config: Config, seed: int) -> Result:
        if config.model.name == "dabuzhi":
            raise RuntimeError("a wheel\x1b[2J came off \udcff")
        return simulate(config, seed)

    with monkeypatch.context() as patch:
        patch.setattr("sim.study.simulate.simulate", fails)
        carried = made.go_on(1)
    assert (carried.there, carried.failed) == (2, 2)
    assert (
        carried.aside[0].startswith("dabuzhi, seed 1: RuntimeError: a wheel")
        and carried.aside[0].isprintable()
    )
    assert main(["status", "tiny", f"run.results={tmp_path}"]) == 0
    said = capsys.readouterr().out
    assert (
        "traditional: 2 of 2" in said and "dabuzhi: 0 of 2" in said and "set aside: dabuzhi, seed 1" in said
    )
    (made.folder.path / "failed" / "0-1.json").write_text('{"point": "x", "key": "../.."}', encoding="utf-8")
    (made.folder.path / "failed" / "0-2.json").write_text("[[", encoding="utf-8")
    assert len(made.folder.failures()) == 2, "notes that nobody of us wrote are left out"
    assert main(["resume", "tiny", f"run.results={tmp_path}"]) == 0
    assert not made.folder.failures()


def test_two_processes_on_one_study_the_second_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    made = study(tmp_path)
    about = (made.folder.path / "study.json").read_bytes()
    with made.folder.held():
        with pytest.raises(ConfigError, match="another process"):
            made.go_on(1)
        with pytest.raises(ConfigError, match="another process"):
            Study.begin(tmp_path, plan_study([*TINY, "replications=5", "draws=0", "study=tiny"]))
    assert (made.folder.path / "study.json").read_bytes() == about


def test_a_configuration_that_was_changed_is_not_simulated_under_the_old_key(tmp_path: Path) -> None:
    made = study(tmp_path)
    file = made.folder.path / "configs" / "1.json"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace('"value": 0.8', '"value": 0.7'), encoding="utf-8")
    carried = made.go_on(1)
    assert (carried.there, carried.failed) == (2, 2)
    assert "is not the configuration of the point any more" in made.folder.failures()[0]["reason"]
    with pytest.raises(ConfigError, match="not the configuration of dabuzhi any more"):
        Study.open(tmp_path, "tiny")
    file.write_text(whole, encoding="utf-8")
    assert Study.open(tmp_path, "tiny").go_on(1).there == 4


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"against": 0', '"against": 7'),
        ('"against": 0', '"against": -1'),
        ('"seeds": [', '"seeds": ["x", '),
        ('"seeds": [', '"seeds": [-1, '),
        ('"seeds": [', '"seeds": [1, '),
        ('"seeds": [', '"seeds": [true, '),
        ('"seeds": [', '"seeds": ["7", '),
        ('"seeds": [', f'"seeds": [{2**63}, '),
        ('"seeds": [', f'"seeds": [{2**63 - 10}, '),
        ('"draws": 0', '"draws": "0"'),
        ('"draws": 0', '"draws": 99999999'),
        ('"margin": null', '"margin": {"minutes": 0, "points": 1}'),
        ('"margin": null', '"margin": {"minutes": "0.5", "points": 1}'),
        ('"margin": null', '"margin": {"minutes": 1e999, "points": 1}'),
        ('"precision": null', '"precision": {"minutes": true, "points": 1}'),
        ('"name": "dabuzhi"', '"name": "traditional"'),
        ('"format"', '"formats"'),
        ('"format"', '"\\u001b[2J": 1, "format"'),
        ('"format": 3', '"format": true'),
        ('"format": 3', '"format": 2'),
        ('"dabuzhi"', '"\\u001b[2Jdabuzhi"'),
        ('"dabuzhi"', '"dabuzhi\\n"'),
        ('"dabuzhi"', '"dabuzhi\\u009b"'),
        ('"dabuzhi"', '"dabuzhi\\ud800"'),
        ('"words": [', '"words": ["\\udcff", '),
        ('"words": [', '"words": ["\\u001b]0;a", '),
        ('"code": "', '"code": "\\u001b[2J'),
        ('"mesa": "', '"mesa": "\\u001b[2J'),
        ("{", "[" * 5000),
    ],
)
def test_a_study_that_a_stranger_edited_is_one_line(tmp_path: Path, old: str, new: str) -> None:
    file = study(tmp_path).folder.path / "study.json"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"study\.json") as caught:
        Study.open(tmp_path, "tiny")
    (problem,) = caught.value.problems
    assert problem.isprintable()


def test_a_study_is_read_as_it_was_asked(tmp_path: Path) -> None:
    made = study(tmp_path, "margin=1,2", "work.case.alpha=0.6")
    again = Study.open(tmp_path, "tiny")
    assert (again.plan.words, again.plan.seeds, again.plan.margin) == (
        made.plan.words,
        made.plan.seeds,
        made.plan.margin,
    )
    about = made.folder.about()
    assert about == json.loads((made.folder.path / "study.json").read_text(encoding="utf-8"))
    text = json.dumps({**about, "margin": {"minutes": 1, "points": 2}})
    (made.folder.path / "study.json").write_text(text, encoding="utf-8")
    assert Study.open(tmp_path, "tiny").plan.margin == made.plan.margin, "a whole number is a number too"


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": ("model=dabuzhi", "\udcff")},
        {"config_dir": "/home/\udcff"},
        {"seeds": (2**63 - 5, 2**63 - 4)},
    ],
)
def test_what_could_not_be_read_again_is_not_begun(tmp_path: Path, wrong: dict[str, Any]) -> None:
    plan = plan_study([*TINY, "replications=2", "study=tiny", "draws=0"])
    with pytest.raises(ConfigError, match="study=tiny: ") as caught:
        Study.begin(tmp_path, replace(plan, **wrong))
    assert len(caught.value.problems) == 1
    assert not list(tmp_path.iterdir())


def test_a_name_that_commands_the_terminal_is_not_begun(tmp_path: Path) -> None:
    plan = plan_study([*TINY, "replications=2", "study=tiny", "draws=0"])
    points = (plan.points[0], replace(plan.points[1], name="dabuzhi\x1b[2J"))
    with pytest.raises(ConfigError, match=r"study=tiny: points\.1\.name"):
        Study.begin(tmp_path, replace(plan, points=points))


def test_half_a_character_in_a_configuration_is_one_line(tmp_path: Path) -> None:
    file = study(tmp_path).folder.config_file(1)
    tree = json.loads(file.read_text(encoding="utf-8"))
    tree["model"]["title"] = "\ud800"
    file.write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(ConfigError, match="not the configuration of dabuzhi any more"):
        Study.open(tmp_path, "tiny")


@pytest.mark.parametrize("name", ["../tiny", "no_such", "", "<script>"])
def test_a_study_that_is_not_there(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    study(tmp_path)
    assert main(["status", name, f"run.results={tmp_path}"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 99}', "\x00"])
def test_a_study_file_that_is_none(tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    made = study(tmp_path)
    (made.folder.path / "study.json").write_text(content)
    assert main(["resume", "tiny", f"run.results={tmp_path}"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_compare_prints_tables_and_comparisons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [*TINY, "replications=2", "draws=10", "margin=0.5,2", f"run.results={tmp_path}", "run.workers=1"]
    assert main(["compare", *words]) == 0
    said = capsys.readouterr()
    assert "Bonferroni" in said.out and "The margin is yours." in said.out
    assert "2 points x (2 seeds + 10 draws of what is assumed) = 24 runs" in said.err
    assert "with assumptions: " in said.out and "10 draws of every number" in said.out
    assert "Under dabuzhi instead of traditional," in said.out
    report = tmp_path / "studies" / "reference-traditional-dabuzhi" / "report.html"
    assert f"Report: {report}" in said.err and report.exists()


def test_ctrl_c_once_finishes_what_runs_and_says_how_to_go_on(tmp_path: Path) -> None:
    words = [
        "compare",
        *TINY[:1],
        *TINY[4:],
        "run.warmup=30",
        "run.days=60",
        "run.follow_up=10",
        "replications=20",
    ]
    words += ["study=long", f"run.results={tmp_path}", "run.workers=2"]
    running = subprocess.Popen(
        [sys.executable, "-m", "sim", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "COLUMNS": "80"},
    )  # fmt: skip
    guard = threading.Timer(600, running.kill)
    guard.start()
    while running.poll() is None and not list((tmp_path / "store").rglob("manifest.json")):
        time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate()
    guard.cancel()
    assert running.returncode == 130, err
    assert f"python -m sim resume long run.results={tmp_path}" in err
    there = len(Study.open(tmp_path, "long").there())
    assert 0 < there < 40
    assert not list((tmp_path / "store").rglob(".*-*")), "nothing half done is left"
