"""`report` on the command line: where it writes, and one line for every mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.main import main
from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study

WORDS = (
    "county=reference", "run.warmup=1", "run.days=6", "run.follow_up=1", "model=traditional", "replications=1",
    "draws=0", "study=tiny",
)  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    Study.begin(folder, plan_study(WORDS)).go_on(1)
    return folder


def test_it_says_where_the_report_is(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "tiny", f"run.results={results}", "prices=overtime:45"]) == 0
    file = results / "studies" / "tiny" / "report.html"
    assert str(file) in capsys.readouterr().out
    assert 'lang="en"' in file.read_text(encoding="utf-8")
    assert main(["report", "tiny", f"run.results={results}", "report.language=zh"]) == 0
    assert 'lang="zh-CN"' in file.read_text(encoding="utf-8")


def test_another_place_inside_the_working_folder(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", "tiny", f"run.results={results}", "out=mine/look.html"]) == 0
    assert (tmp_path / "mine" / "look.html").exists() and list((tmp_path / "mine" / "look").glob("*.png"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["tiny", "report.language=fr"], "report.language=fr"),
        (["tiny", "report.languag=en"], "did you mean 'report.language'"),
        (["tiny", "out=../x.html"], "inside the working folder"),
        (["tiny", "out=x.txt"], "ends in .html"),
        (["tiny", "out="], "ends in .html"),
        (["tiny", "out=a\0.html"], "ends in .html"),
        (["tiny", "prices=overtime"], "is no price"),
        (["tiny", "prices=overtime:-1"], "is no price"),
        (["tiny", "prices=cars:3"], "is no price"),
        (["tiny", "prices=km:1,km:2"], "is no price"),
        (["tiny", "prices=km:inf"], "is no price"),
        (["tiny", "out=a.html", "out=b.html"], "more than once"),
        (["tiny", "other"], "there is tiny"),
        ([], "there is tiny"),
        (["tinny"], "did you mean 'tiny'"),
        (["../tiny"], "is no name of a study"),
        (["tiny", "--verbose"], "unknown option"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(
    results: Path, words: list[str], says: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["report", *words, f"run.results={results}"]) == 2
    said = capsys.readouterr()
    assert says in said.err and len(said.err.splitlines()) == 1 and not said.out
    assert not list(tmp_path.rglob("*"))


def test_a_mistake_beside_a_mistake_is_told_too(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "report.language=xx", "prices=?", f"run.results={results}"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_a_file_that_is_no_report_stays(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    theirs = tmp_path / "index.html"
    theirs.write_text("<p>home</p>")
    assert main(["report", "tiny", f"run.results={results}", "out=index.html"]) == 2
    assert theirs.read_text() == "<p>home</p>"


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--help"]) == 0
    assert "report.language" in capsys.readouterr().out
