"""Files of the report's figures: those that an earlier report wrote go with it, nobody else's do."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import kept_study

from sim.config.errors import ConfigError
from sim.report.study.build import write_report
from sim.report.study.written import LIST, replace_file, write_files

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


def refused(folder: Path, files: dict[str, bytes], said: str) -> None:
    """Nothing is written or removed, and one line says why."""
    before = {file: file.is_file() and file.read_bytes() for file in folder.rglob("*")}
    with pytest.raises(ConfigError, match=said) as caught:
        write_files(folder, files)
    assert len(caught.value.problems) == 1 and "out=FILE.html" in caught.value.problems[0]
    assert {file: file.is_file() and file.read_bytes() for file in folder.rglob("*")} == before


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_folder_without_a_list_is_no_reports(tmp_path: Path, content: bytes | None) -> None:
    (tmp_path / "week.csv").write_bytes(b"a")
    if content:
        (tmp_path / LIST).write_bytes(content)
    refused(tmp_path, {"minutes.csv": b"b"}, "is no report's folder")


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    write_files(tmp_path, OLD)
    assert (tmp_path / "week.csv").read_bytes() == b"a"


def test_a_folder_that_is_a_link_or_a_file_is_refused(tmp_path: Path) -> None:
    there, link, file = (tmp_path / name for name in ("there", "link", "file"))
    write_files(there, OLD)
    link.symlink_to(there)
    file.write_bytes(b"mine")
    for folder in (link, file):
        with pytest.raises(ConfigError, match="no folder of its own"):
            write_files(folder, {"week.csv": b"new"})
    assert (there / "week.csv").read_bytes() == b"a" and file.read_bytes() == b"mine"
    link.unlink()
    link.symlink_to("nowhere")
    with pytest.raises(ConfigError, match="no folder of its own"):
        write_files(link, OLD)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_in_the_folder_is_not_followed(tmp_path: Path, dangling: bool) -> None:
    folder, thesis = tmp_path / "report", tmp_path / "thesis.csv"
    write_files(folder, OLD)
    if not dangling:
        thesis.write_bytes(b"a")  # as the report wrote it, so that only the link tells
    (folder / "week.csv").unlink()
    (folder / "week.csv").symlink_to(thesis)
    refused(folder, {"week.csv": b"new"}, r"holds what is not as a report wrote it: week\.csv;")
    assert thesis.exists() is not dangling


def test_a_list_that_is_a_link_is_no_list(tmp_path: Path) -> None:
    folder, thesis = tmp_path / "report", tmp_path / "thesis.csv"
    write_files(folder, OLD)
    (folder / LIST).rename(thesis)
    (folder / LIST).symlink_to(thesis)
    known = thesis.read_bytes()
    refused(folder, {"week.csv": b"new"}, "is no report's folder")
    assert thesis.read_bytes() == known


def test_figures_that_were_changed_by_hand_are_not_replaced(tmp_path: Path) -> None:
    write_files(tmp_path, OLD)
    (tmp_path / "week.csv").write_bytes(b"changed by hand")
    refused(tmp_path, OLD, r"not as a report wrote it: week\.csv; move that away")
    (tmp_path / "townships-2.csv").unlink()
    (tmp_path / "townships-2.csv").mkdir()
    refused(tmp_path, OLD, r"not as a report wrote it: townships-2\.csv, week\.csv;")
    (tmp_path / "week.csv").rename(tmp_path / "mine.csv")
    (tmp_path / "townships-2.csv").rmdir()
    write_files(tmp_path, OLD)
    assert (tmp_path / "week.csv").read_bytes() == OLD["week.csv"]
    assert (tmp_path / "mine.csv").read_bytes() == b"changed by hand"


def test_many_files_of_somebody_else_are_not_all_named(tmp_path: Path) -> None:
    write_files(tmp_path, {})
    files = {f"week-{number}.csv": b"a" for number in range(5)}
    for name in files:
        (tmp_path / name).write_bytes(b"mine")
    refused(tmp_path, files, r"it: week-0\.csv, week-1\.csv, week-2\.csv and 2 more;")


def test_a_report_that_was_stopped_while_it_wrote_knows_its_files_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, OLD)
    new = {**OLD, "week.csv": b"newer", "week.en.svg": b"newer"}

    def stopped(file: Path, content: bytes) -> None:
        if file.name == "week.en.svg":
            raise OSError(28, "No space left on device")
        replace_file(file, content)

    with monkeypatch.context() as patch:
        patch.setattr("sim.report.study.written.replace_file", stopped)
        with pytest.raises(OSError, match="No space left"):
            write_files(tmp_path, new)
    assert (tmp_path / "week.csv").read_bytes() == b"newer" and (
        tmp_path / "week.en.svg"
    ).read_bytes() == b"b"
    newest = {**OLD, "week.csv": b"newest"}
    write_files(tmp_path, newest)
    assert {name: (tmp_path / name).read_bytes() for name in OLD} == newest
    assert len((tmp_path / LIST).read_text(encoding="utf-8").splitlines()) == len(OLD)


def test_a_disk_that_refuses_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "page").write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space left"):
            replace_file(tmp_path / "page", b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["page"]
    assert (tmp_path / "page").read_bytes() == b"old"


def test_a_report_beside_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "week.csv").write_bytes(b"mine")
    with pytest.raises(ConfigError, match="is no report's folder"):
        write_report(kept_study.study(), "en", tmp_path / "docs.html")
    assert [file.name for file in tmp_path.rglob("*")] == ["docs", "week.csv"]


def test_a_report_in_another_language_leaves_no_picture_of_the_first(tmp_path: Path) -> None:
    study = kept_study.study()
    folder = write_report(study, "en", tmp_path / "r.html").with_suffix("")
    assert list(folder.glob("*.en.png"))
    write_report(study, "zh", tmp_path / "r.html")
    assert list(folder.glob("*.zh.png")) and not list(folder.glob("*.en.*"))
    listed = {line.split("  ")[1] for line in (folder / LIST).read_text(encoding="utf-8").splitlines()}
    assert listed == {file.name for file in folder.iterdir()} - {LIST}
