"""Notes on what was set aside: those that count, and those that a stranger or an earlier question left."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import main
from sim.study.studies.aside import read_note
from sim.study.studies.folder import FAILED, Replicate, called
from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study

WORDS = (
    "county=reference",
    "run.warmup=1",
    "run.days=6",
    "run.follow_up=1",
    "model=traditional,dabuzhi",
    "study=tiny",
)


def begun(results: Path, *words: str) -> Study:
    """Two structures, nothing simulated."""
    return Study.begin(results, plan_study([*WORDS, *(words or ("replications=3", "draws=10"))]))


def note(study: Study, each: Replicate, **wrong: Any) -> None:
    """Set a replication aside, then change what the note says."""
    study.folder.failed(each, "a wheel came off", "")
    file = study.folder.path / FAILED / f"{each.point}-{each.seed}.json"
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), **wrong}), encoding="utf-8")


def test_what_was_set_aside_is_called_as_everywhere(tmp_path: Path) -> None:
    study = begun(tmp_path)
    for each in (study.asked[1], study.asked_draws[2]):
        study.folder.failed(each, "a wheel came off", "trace")
    drawn, shipped = study.folder.failures()
    assert called(study.plan, shipped["replicate"]) == "dabuzhi, seed 1"
    assert called(study.plan, drawn["replicate"]) == "traditional, draw 2"
    assert (shipped["replicate"], drawn["replicate"]) == (study.asked[1], study.asked_draws[2])
    assert (drawn["point"], drawn["draw"], drawn["reason"], drawn["trace"]) == (
        0,
        1,
        "a wheel came off",
        "trace",
    )
    assert (shipped["seed"], shipped["draw"], shipped["key"]) == (1, None, study.asked[1].key)


@pytest.mark.parametrize(
    "wrong",
    [
        {"point": 99},
        {"point": True},
        {"point": -1},
        {"point": 0},
        {"seed": 2},
        {"seed": "1"},
        {"key": "../.."},
        {"key": "0" * 32},
        {"draw": 0},
        {"draw": 10**30},
        {"reason": 5},
        {"more": 1},
    ],
)
def test_a_note_that_fits_no_replication_is_left_out(
    tmp_path: Path, wrong: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    study = begun(tmp_path)
    note(study, study.asked[1], **wrong)
    assert study.folder.failures() == []
    assert main(["status", "tiny", f"run.results={tmp_path}"]) == 0
    assert "set aside" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong", [{"draw": 3}, {"draw": None}, {"draw": True}, {"draw": 9}, {"seed": 1}, {"point": 7}]
)
def test_a_note_on_a_draw_that_fits_none_is_left_out(tmp_path: Path, wrong: dict[str, Any]) -> None:
    study = begun(tmp_path)
    note(study, study.asked_draws[3], **wrong)
    assert study.folder.failures() == []


@pytest.mark.parametrize("name", ["1-1 (copy).json", "1-01.json", "99-1.json"])
def test_a_note_counts_once(tmp_path: Path, name: str) -> None:
    study = begun(tmp_path)
    note(study, study.asked[1])
    folder = study.folder.path / FAILED
    (folder / name).write_bytes((folder / "1-1.json").read_bytes())
    assert len(study.folder.failures()) == 1


def test_what_the_study_asks_for_no_more_is_not_counted(tmp_path: Path) -> None:
    study = begun(tmp_path)
    for each in (study.asked[0], study.asked[5], study.asked_draws[0], study.asked_draws[19]):
        study.folder.failed(each, "a wheel came off", "")
    assert len(study.folder.failures()) == 4
    fewer = begun(tmp_path, "replications=2", "draws=5")
    kept = {(each["seed"], each["draw"]) for each in fewer.folder.failures()}
    assert kept == {(study.asked[0].seed, None), (study.asked_draws[0].seed, 0)}
    moved = begun(tmp_path, "replications=2", "draws=5", "run.seed=7")
    assert moved.folder.failures() == []


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, b"\xff", b"", b"[]", b'{"reason": "\\ud800"}', b'{"point": 9' + b"9" * 5000]
)
def test_a_file_that_is_no_note(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "0-1.json"
    file.write_bytes(content)
    assert read_note(file) is None
    assert read_note(tmp_path) is None


def test_a_reason_is_shown_and_does_not_command_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = begun(tmp_path)
    note(study, study.asked[1], reason="\x1b[2Ja wheel\ncame off\x9b")
    study.folder.failed(study.asked[0], "no such file: \udcff", "\udcff")
    assert main(["status", "tiny", f"run.results={tmp_path}"]) == 0
    said = capsys.readouterr().out
    assert "set aside: dabuzhi, seed 1:  [2Ja wheel came off" in said
    assert r"set aside: traditional, seed 1: no such file: \udcff" in said
    assert all(line.isprintable() for line in said.splitlines())


def test_a_study_without_pairs_asks_for_no_draws(tmp_path: Path) -> None:
    study = begun(tmp_path)
    note(study, study.asked_draws[0])
    alone = replace(study.plan, points=study.plan.points[:1], against=(0,), name="alone")
    other = Study.begin(tmp_path, alone)
    note(other, study.asked_draws[0])
    assert (len(study.folder.failures()), other.folder.failures()) == (1, [])
