"""Files of the report's figures: those that an earlier report wrote go with it, nobody else's do."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import kept_study

from sim.report.study.build import write_report
from sim.report.study.written import LIST, write_files

OLD = {"week.csv": b"a", "week.en.svg": b"b", "townships-2.csv": b"c"}


def test_figures_that_the_report_has_no_more_are_removed(tmp_path: Path) -> None:
    write_files(tmp_path, OLD)
    write_files(tmp_path, {"week.csv": b"new"})
    assert {file.name for file in tmp_path.iterdir()} == {"week.csv", LIST}
    assert (tmp_path / "week.csv").read_bytes() == b"new"


def test_what_no_report_wrote_stays(tmp_path: Path) -> None:
    write_files(tmp_path, OLD)
    (tmp_path / "sweep.csv").write_bytes(b"mine, though a report's could be called so")
    (tmp_path / "week.en.svg").write_bytes(b"changed by hand")
    (tmp_path / "townships-2.csv").unlink()
    (tmp_path / "townships-2.csv").mkdir()
    write_files(tmp_path, {})
    assert {file.name for file in tmp_path.iterdir()} == {"sweep.csv", "week.en.svg", "townships-2.csv", LIST}


@pytest.mark.parametrize("name", ["../thesis.csv", "/etc/passwd", "notes.txt", "a/b.csv", "week.csv.bak"])
def test_a_list_that_names_something_else_removes_nothing(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "report"
    write_files(folder, {"week.csv": b"a"})
    digest = (folder / LIST).read_text(encoding="utf-8").split()[0]
    (tmp_path / "thesis.csv").write_bytes(b"a")
    (folder / "a").mkdir()
    for stranger in ("notes.txt", "a/b.csv", "week.csv.bak"):
        (folder / stranger).write_bytes(b"a")
    (folder / LIST).write_text(f"{digest}  {name}\n", encoding="utf-8")
    write_files(folder, {})
    assert (tmp_path / "thesis.csv").exists()
    assert all((folder / stranger).exists() for stranger in ("notes.txt", "a/b.csv", "week.csv.bak"))


def test_a_list_that_is_none_removes_nothing(tmp_path: Path) -> None:
    (tmp_path / "week.csv").write_bytes(b"a")
    (tmp_path / LIST).write_bytes(b"\xff\xfe\x00")
    write_files(tmp_path, {"minutes.csv": b"b"})
    assert (tmp_path / "week.csv").exists()


def test_a_report_in_another_language_leaves_no_picture_of_the_first(tmp_path: Path) -> None:
    study = kept_study.study()
    folder = write_report(study, "en", tmp_path / "r.html").with_suffix("")
    assert list(folder.glob("*.en.png"))
    write_report(study, "zh", tmp_path / "r.html")
    assert list(folder.glob("*.zh.png")) and not list(folder.glob("*.en.*"))
    listed = {line.split("  ")[1] for line in (folder / LIST).read_text(encoding="utf-8").splitlines()}
    assert listed == {file.name for file in folder.iterdir()} - {LIST}
