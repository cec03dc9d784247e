"""`query` on the command line: formats, files, and one line for every mistake."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from fakes import kept_study

from sim.cli.main import main
from sim.study.studies.study import Study

HERE = Path(__file__).resolve().parents[2]
CALLS = "select point, seed, value from figures where metric = 'calls' order by point, seed"


def words(*more: str) -> list[str]:
    return ["query", kept_study.NAME, *more, f"run.results={kept_study.results()}"]


def test_a_pipe_gets_csv(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(words(CALLS)) == 0
    said = capfdbinary.readouterr()
    read = pd.read_csv(io.BytesIO(said.out))
    assert list(read.columns) == ["point", "seed", "value"] and len(read) == 6
    assert said.err == b""


def test_json(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(words("--json", CALLS)) == 0
    read = json.loads(capfdbinary.readouterr().out)
    assert read[0].keys() == {"point", "seed", "value"} and len(read) == 6


def test_a_terminal_gets_a_table_of_the_first_rows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    assert main(words("select point as \"[bold]x\", seed, '开化' as county from figures")) == 0
    said = capsys.readouterr().out
    assert "[bold]x" in said and "开化" in said and "the first 50 rows; --csv prints all" in said
    assert main(words("select * from points")) == 0
    assert "2 rows" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_a_file(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = f"deep/answer.{kind}"
    assert main(words(CALLS, f"out={name}")) == 0
    read = {"csv": pd.read_csv, "json": pd.read_json, "parquet": pd.read_parquet}[kind](name)
    assert len(read) == 6 and read["value"].gt(0).all()
    assert [file.name for file in (tmp_path / "deep").iterdir()] == [f"answer.{kind}"]
    if kind == "csv":
        assert Path(name).read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ([], "what is asked?"),
        (["select", "1"], "into quotes"),
        ([CALLS, "--jsn"], "did you mean '--json'"),
        ([CALLS, "--csv", "--json"], "not both"),
        ([CALLS, "out=x.txt"], "ends in .csv"),
        ([CALLS, "out=../x.csv"], "outside the working folder"),
        ([CALLS, "out=taken.csv"], "is there already"),
        ([CALLS, "out=taken.csv/x.csv"], "is not a folder"),
        ([CALLS, "out="], "name a folder"),
        ([CALLS, "ouut=x.csv"], "did you mean 'out'"),
        (["select * from figrues"], "did you mean 'figures'"),
        (["copy points to 'x.csv'"], "not COPY"),
        (["select * from read_text('taken.csv')"], "nothing else"),
        (["select 1; drop view points"], "not 2 statements"),
    ],
)
def test_a_mistake_is_one_line_and_leaves_nothing(
    more: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken.csv").write_text("mine")
    assert main(words(*more)) == 2
    said = capsys.readouterr()
    assert says in said.err and len(said.err.splitlines()) == 1 and said.out == ""
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("taken.csv", "mine")]


@pytest.mark.parametrize(
    ("name", "says"),
    [("smal", "did you mean 'small'"), ("../small", "is no name of a study"), ("<script>", "is no name")],
)
def test_a_study_that_is_not_there(name: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", name, "select 1", f"run.results={kept_study.results()}"]) == 2
    said = capsys.readouterr().err
    assert says in said and len(said.splitlines()) == 1


def test_nothing_named_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", f"run.results={kept_study.results()}"]) == 2
    assert "there is small" in capsys.readouterr().err


def test_what_is_damaged_is_named_and_the_rest_answers(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    results = kept_study.copy(tmp_path)
    study = Study.open(results, kept_study.NAME)
    file = study.folder.store.folder(study.asked[0].key) / "figures.parquet"
    file.write_bytes(file.read_bytes()[:-7])
    assert main(["query", kept_study.NAME, CALLS, f"run.results={results}"]) == 0
    said = capfdbinary.readouterr()
    assert len(said.out.splitlines()) == 1 + 5
    assert (
        b"traditional, seed 1 (figures.parquet has" in said.err and b"python -m sim resume small" in said.err
    )


def test_a_file_that_was_changed_without_changing_its_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = kept_study.copy(tmp_path)
    study = Study.open(results, kept_study.NAME)
    file = study.folder.store.folder(study.asked[0].key) / "figures.parquet"
    file.write_bytes(b"\0" * file.stat().st_size)
    assert main(["query", kept_study.NAME, "select sum(value) from figures", f"run.results={results}"]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1 and "python -m sim resume small" in said and "--verify" in said


def test_help_and_mistakes_come_without_heavy_imports() -> None:
    script = (
        "import sys; from sim.cli.main import main; main(['query', '--help']); main(['query', 'a', 'b', 'c']); "
        "main(['export', '--help']); main(['export', 'a', 'events=b']); "
        "print(sorted({'duckdb', 'mesa', 'pandas', 'pyarrow', 'scipy', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": str(HERE)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"
    assert "into quotes" in done.stderr and "events=b" in done.stderr
    assert "python -m sim query STUDY" in done.stdout and "python -m sim export STUDY" in done.stdout
