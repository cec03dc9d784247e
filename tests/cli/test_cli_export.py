"""`export` on the command line, and the examples of docs/export.md."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import kept_study

from sim.cli.main import main
from sim.study.studies.study import Study

HERE = Path(__file__).resolve().parents[2]


def words(*more: str, results: Path | None = None) -> list[str]:
    return ["export", kept_study.NAME, *more, f"run.results={results or kept_study.results()}"]


def test_it_says_where_the_folder_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words("out=mine", "format=csv, latex", "events=none")) == 0
    said = capsys.readouterr()
    assert "Written to mine" in said.out and said.err == ""
    assert (tmp_path / "mine" / "summary.csv").exists() and (tmp_path / "mine" / "headlines.tex").exists()
    assert not (tmp_path / "mine" / "tables.xlsx").exists()


def test_without_out_it_goes_among_the_results_and_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = kept_study.copy(tmp_path)
    study = Study.open(results, kept_study.NAME)
    study.folder.store.discard(study.asked[0].key)
    assert main(words("format=csv", results=results)) == 0
    said = capsys.readouterr()
    assert (results / "exports" / kept_study.NAME / "events.csv").exists()
    assert "1 of 6 replications are not there: traditional, seed 1" in said.err
    assert "python -m sim resume small" in said.err
    assert main(words(results=results)) == 2
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["other"], "there is small"),
        (["format=pdf"], "'pdf' is none of csv, xlsx, latex"),
        (["format="], "is none of"),
        (["events=some"], "first, all, none can be chosen"),
        (["out=../mine"], "outside the working folder"),
        (["out=taken"], "is there already"),
        (["out=taken/mine"], "is not a folder"),
        (["out=a\0b"], "cannot be a folder"),
        (["out="], "name a folder"),
        (["out=a", "out=b"], "more than once"),
        (["formt=csv"], "did you mean 'format'"),
        (["--csv"], "unknown option"),
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
    (tmp_path / "taken").write_text("mine")
    assert main(words(*more)) == 2
    said = capsys.readouterr().err
    assert says in said and len(said.splitlines()) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize("name", ["smal", "../small", "", "a" * 90])
def test_a_study_that_is_not_there(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", name, f"run.results={kept_study.results()}"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_folder_that_cannot_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shut").mkdir()
    monkeypatch.setattr("sim.report.documents.write.os.access", lambda *_: False)
    assert main(words("out=shut/mine")) == 2
    assert "'shut' cannot be written to" in capsys.readouterr().err
    assert not list((tmp_path / "shut").iterdir())


def examples() -> list[list[str]]:
    """The blocks of docs/export.md that are marked as examples: language and text, in their order."""
    page = (HERE / "docs" / "export.md").read_text(encoding="utf-8")
    return [
        [*found] for found in re.findall(r"<!-- examples:\w+ -->\n```(sh|python)\n(.*?)```", page, re.DOTALL)
    ]


def test_the_examples_of_the_page_work(tmp_path: Path) -> None:
    made = examples()
    assert [language for language, _ in made] == ["sh", "sh", "sh", "sh", "python"]
    environment = {
        **os.environ, "PYTHONPATH": str(HERE), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip
    said = []
    for number, (language, text) in enumerate(made):
        script = tmp_path / f"{number}.{'py' if language == 'python' else 'sh'}"
        script.write_text(text, encoding="utf-8")
        command = [sys.executable if language == "python" else "bash", script.name]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{text}\n{done.stderr}"
        said.append(done.stdout)
    assert "results/exports/example" in said[1] and (tmp_path / "results/exports/example/methods.md").exists()
    assert said[2].splitlines()[0] == '"point","seed","p90"' and len(said[2].splitlines()) == 1 + 4
    assert '"offence": "administrative"' in said[3]
    assert "response_time_mean" in said[4] and "traditional" in said[4]
