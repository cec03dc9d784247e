"""What a study says and does when something goes wrong: damage, a full disk, other versions."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from fakes import kept_study

from sim.cli.main import main
from sim.config.errors import ConfigError
from sim.store.records import NAMES
from sim.store.replications import ABANDONED, FIGURES, Origin, ReplicationStore, origin_here
from sim.study.studies.about import command
from sim.study.studies.kept import Kept
from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study

WORDS = ("county=reference", "run.warmup=1", "run.days=6", "run.follow_up=1", "model=traditional,dabuzhi")
NAME = kept_study.NAME


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A copy of the small study, for the test to change."""
    return kept_study.copy(tmp_path)


def opened(results: Path) -> Study:
    return Study.open(results, NAME)


def test_what_is_cut_short_is_named_and_simulated_again(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = opened(results)
    shipped, drawn = study.asked[1], study.asked_draws[3]
    for each, file in ((shipped, "incidents.parquet"), (drawn, FIGURES)):
        path = study.folder.store.folder(each.key) / file
        path.write_bytes(path.read_bytes()[:-9])
    assert main(["status", NAME, f"run.results={results}"]) == 0
    said = capsys.readouterr().out
    assert "1 of 6 replications are damaged and left out: dabuzhi, seed 1 (incidents.parquet has" in said
    assert "draw 2 (figures.parquet has" in said
    assert f"simulate them with: python -m sim resume {NAME} run.results={results}" in said
    assert main(["resume", NAME, f"run.results={results}"]) == 0
    said = capsys.readouterr().err
    assert "2 of 26 runs were damaged and are simulated again: dabuzhi, seed 1 (incidents.parquet has" in said
    assert Kept.of(opened(results)).notes() == []


def test_rotten_figures_of_the_right_size_are_one_line_and_mended(
    results: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(results.parent)
    where = f"run.results={results}"
    path = opened(results).folder.store.folder(opened(results).asked[0].key) / FIGURES
    path.write_bytes(bytes(path.stat().st_size))
    query = ["query", NAME, "select count(*) from figures", where]
    for typed in (["report", NAME, where], ["export", NAME, where], query, ["resume", NAME, where]):
        assert main(typed) == 2
        said = capsys.readouterr().err
        assert f"python -m sim resume {NAME} run.results={results} --verify" in said
        assert len(said.splitlines()) == 1 and "damaged" in said
    assert main(["resume", NAME, where, "--verify"]) == 0
    assert "1 of 26 runs were damaged and are simulated again" in capsys.readouterr().err
    assert main(query) == 0


def rewritten(results: Path, file: str, content: bytes) -> None:
    """Another content for a file of the first replication, of which its manifest tells the size."""
    folder = opened(results).folder.store.folder(opened(results).asked[0].key)
    (folder / file).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][file][0] = len(content)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_figures_with_other_columns_are_one_line_and_mended(
    results: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(results.parent)
    where = f"run.results={results}"
    odd = results.parent / "odd.parquet"
    for frame in (pd.DataFrame({"a": [1]}), opened(results).metrics.assign(value="much")):
        frame.to_parquet(odd, index=False)
        rewritten(results, FIGURES, odd.read_bytes())
        for typed in (["report", NAME, where], ["export", NAME, where], ["resume", NAME, where]):
            assert main(typed) == 2
            said = capsys.readouterr().err
            assert "the figures of traditional, seed 1 are damaged (the" in said and "--verify" in said
            assert len(said.splitlines()) == 1
    assert main(["resume", NAME, where, "--verify"]) == 0
    assert "1 of 26 runs were damaged and are simulated again" in capsys.readouterr().err


def test_names_that_are_none_are_one_line_and_mended(
    results: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(results.parent)
    where = f"run.results={results}"
    rewritten(results, NAMES, b"[]")
    query = ["query", NAME, "select * from names", where]
    for typed in (["report", NAME, where], ["export", NAME, where, "events=all"], query):
        assert main(typed) == 2
        said = capsys.readouterr().err
        assert "names.json holds no lists of names" in said and "--verify" in said
        assert len(said.splitlines()) == 1
    assert main(["resume", NAME, where, "--verify"]) == 0
    assert main(query) == 0


def test_a_full_disk_sets_aside_and_says_why_though_it_cannot_be_written_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Study.begin(
        tmp_path, plan_study([*WORDS, "replications=2", "draws=0", "study=full", "run.workers=1"])
    )
    assert made.carry(made.asked[:1], 1).there == 1

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("sim.store.replications.write_records", full)
        patch.setattr("sim.study.studies.folder._write", full)
        assert main(["resume", "full", f"run.results={tmp_path}"]) == 3
    said = capsys.readouterr().err
    assert "3 of 4 runs were set aside: dabuzhi, seed 1: OSError: [Errno 28] No space left on device" in said
    assert Study.open(tmp_path, "full").go_on(1).there == 4


def test_a_lock_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    made = Study.begin(tmp_path, plan_study([*WORDS, "replications=2", "draws=0", "study=locked"]))
    lock = made.folder.path / "lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    with pytest.raises(ConfigError, match="lock cannot be written"):
        made.go_on(1)


def test_hidden_folders_of_killed_processes_go_once_nobody_fills_them(tmp_path: Path) -> None:
    store = ReplicationStore(tmp_path)
    old, new = (tmp_path / "aa" / f".{'a' * 32}-{name * 12}" for name in "12")
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / FIGURES).touch()
    long_ago = time.time() - ABANDONED - 1
    os.utime(old, (long_ago, long_ago))
    store.tidy()
    assert new.exists() and not old.exists()


def elsewhere(monkeypatch: pytest.MonkeyPatch, other: Origin) -> None:
    """From here on this process has other versions."""
    for room in ("sim.store.replications", "sim.study.studies.about", "sim.study.studies.kept"):
        monkeypatch.setattr(f"{room}.origin_here", lambda: other)


OTHERS = {
    "the simulator": ({"code": "f" * 32}, "(here ffffffffffff)"),
    "Python": ({"python": ("3", "99")}, "(here 3.99)"),
    "a package": ({"packages": ("mesa 99", *origin_here().packages[1:])}, "(here 99)"),
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_study_of_other_versions_is_read_and_not_gone_on_with(
    results: Path, other: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(results.parent)
    changes, said_here = OTHERS[other]
    elsewhere(monkeypatch, replace(origin_here(), **changes))
    where = f"run.results={results}"
    assert main(["status", NAME, where]) == 0
    assert "traditional: 3 of 3 replications" in capsys.readouterr().out
    assert main(["query", NAME, "select count(*) from incidents", where]) == 0
    assert main(["export", NAME, where, "format=csv"]) == 0
    capsys.readouterr()
    for again in (["resume", NAME, where], ["compare", *kept_study.WORDS, where]):
        assert main(again) == 2
        said = capsys.readouterr().err
        assert f"the study {NAME} was made with" in said and said_here in said
        assert "can still be read: status, report, export, query" in said
        assert "python -m sim compare" in said and "study=NAME" in said


def test_what_an_old_study_lacks_is_not_offered_to_be_simulated(
    results: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    study = opened(results)
    study.folder.store.discard(study.asked[0].key)
    elsewhere(monkeypatch, replace(origin_here(), code="f" * 32))
    assert main(["status", NAME, f"run.results={results}"]) == 0
    said = capsys.readouterr().out
    assert "1 of 6 replications are not there" in said and "cannot be gone on with here" in said
    assert "simulate them with" not in said


def test_a_study_in_another_form_gives_its_words(results: Path) -> None:
    file = results / "studies" / NAME / "study.json"
    about = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**about, "format": 2}), encoding="utf-8")
    with pytest.raises(
        ConfigError, match="Its words begin it afresh: python -m sim compare county=reference"
    ):
        opened(results)


def test_the_command_that_makes_a_study_names_the_users_own_folder(tmp_path: Path) -> None:
    (tmp_path / "my own" / "model").mkdir(parents=True)
    plan = plan_study([*WORDS, "draws=0", "study=mine"], str(tmp_path / "my own"))
    made = command(Study.begin(tmp_path / "results", plan).folder.about(), "mine")
    assert made.startswith(f"python -m sim compare --config-dir '{tmp_path}/my own' county=reference ")
    assert made.endswith(" study=mine") and made.count("study=") == 1


@pytest.mark.parametrize(("room", "setting"), [("model", "title_zh"), ("run", "warmup")])
def test_settings_that_were_added_since_do_not_hide_what_is_there(
    results: Path, room: str, setting: str
) -> None:
    """A later version reads an old configuration with a default for what that did not have."""
    study = opened(results)
    about = study.folder.about()
    file = study.folder.config_file(0)
    tree = json.loads(file.read_text(encoding="utf-8"))
    assert tree[room].pop(setting) is not None
    from sim.store.replications import key_from, part_of

    part = part_of(tree)
    for each in study.asked:
        if each.point == 0:
            old, new = (study.folder.store.folder(k) for k in (each.key, key_from(part, each.seed)))
            new.parent.mkdir(exist_ok=True)
            old.rename(new)
    file.write_text(json.dumps(tree), encoding="utf-8")
    points = [{**about["points"][0], "part": part}, *about["points"][1:]]
    (study.folder.path / "study.json").write_text(json.dumps({**about, "points": points}), encoding="utf-8")
    assert len(opened(results).there()) == 6
