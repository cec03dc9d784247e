"""Run folders appear whole or not at all."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sim.config.errors import ConfigError
from sim.store.folder import RunFolder, safe_name

NOW = datetime(2025, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def test_nothing_is_seen_before_it_is_whole(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path, "new", NOW)
    (folder.path / "summary.csv").write_text("x")
    assert all(entry.name.startswith(".") for entry in tmp_path.iterdir())
    final = folder.commit({"status": "complete"})
    assert [entry.name for entry in tmp_path.iterdir()] == ["20250102T030405.678901Z-new"]
    assert json.loads((final / "manifest.json").read_text()) == {"status": "complete"}
    assert (final / "summary.csv").read_text() == "x"


def test_two_runs_of_one_moment_do_not_collide(tmp_path: Path) -> None:
    folders = [RunFolder(tmp_path, "new", NOW) for _ in range(3)]
    names = {folder.commit({"number": number}).name for number, folder in enumerate(folders)}
    assert names == {f"20250102T030405.678901Z-new{end}" for end in ("", "-2", "-3")}


def test_discarding_removes_what_was_made_for_it_and_no_more(tmp_path: Path) -> None:
    RunFolder(tmp_path / "results" / "runs", "new").discard()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "README.md").write_text("keep")
    RunFolder(tmp_path / "results" / "runs", "new").discard()
    assert [entry.name for entry in (tmp_path / "results").iterdir()] == ["README.md"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_read_only_place_is_refused_in_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ConfigError, match="Permission denied") as raised:
            RunFolder(tmp_path / "runs", "new")
        assert len(raised.value.problems) == 1
    finally:
        tmp_path.chmod(0o700)


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("")
    with pytest.raises(ConfigError, match="results cannot be written"):
        RunFolder(tmp_path / "runs", "new")


@pytest.mark.parametrize(
    ("label", "name"), [("a/b", "a_b"), ("../..", "run"), ("大部制", "大部制"), ("x y:z", "x_y_z")]
)
def test_names_are_safe(label: str, name: str) -> None:
    assert safe_name(label) == name
