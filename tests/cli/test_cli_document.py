"""`document`, called as a function: what it writes where, and what it says of mistakes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.report.documents.pages import PAGES
from sim.report.documents.write import MARK

ROOT = Path(__file__).resolve().parents[2]
QUICK = ["model=traditional", "county=reference"]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test works in a folder of its own, where it can be seen what is written."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["document", "--help"]) == 0
    out, err = capsys.readouterr()
    assert "python -m sim document" in out and err == ""
    assert all(name in out for name in PAGES)


def test_documents_of_a_configuration_go_to_the_results(
    empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["document", *QUICK]) == 0
    folder = Path("results/documents/traditional-reference")
    assert capsys.readouterr().out == f"Written to {folder}: {', '.join(PAGES)}\n"
    written = [file.relative_to(empty_folder) for file in empty_folder.rglob("*") if file.is_file()]
    assert sorted(written) == sorted(folder / name for name in PAGES)
    assert all((folder / name).read_text(encoding="utf-8").startswith(MARK) for name in PAGES)


def test_a_folder_can_be_named_and_written_again(capsys: pytest.CaptureFixture[str]) -> None:
    for alpha in ("0.6", "0.7"):
        assert main(["document", *QUICK, f"work.case.alpha={alpha}", "out=appendix"]) == 0
        assert f"{alpha} (user, 0.5 to 1)" in Path("appendix/ODD.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out.count("Written to appendix") == 2


def test_a_county_cannot_name_a_way_out(empty_folder: Path) -> None:
    assert main(["document", *QUICK, "county.name=../../../evil"]) == 0
    (made,) = (empty_folder / "results" / "documents").iterdir()
    assert made.is_dir() and made.resolve().parent == empty_folder / "results" / "documents"
    assert [place.name for place in empty_folder.iterdir()] == ["results"]


@pytest.mark.parametrize(
    ("argv", "lines"),
    [
        (["model=dabuzi"], ["did you mean 'dabuzhi'"]),
        (
            ["model=dabuzi", "out=../x", "--alll"],
            ["unknown option", "outside the working folder", "'dabuzhi'"],
        ),
        (["out=a", "out=b"], ["more than once"]),
        (["out="], ["name a folder"]),
        ([*QUICK, "out=/"], ["outside the working folder"]),
        ([*QUICK, "force.officers=1", "run.baseline=none"], ["more posts than people"]),
        ([*QUICK, "dispatch.rule=nearest"], ["dispatch.rule"]),
        (["--config-dir", "nowhere"], ["no folder"]),
    ],
)
def test_mistakes_are_lines_and_nothing_is_written(
    argv: list[str], lines: list[str], empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["document", *argv]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == len(lines), err
    for words, line in zip(lines, err.splitlines(), strict=True):
        assert words in line
    assert list(empty_folder.iterdir()) == []


def test_files_of_ones_own_are_left_alone(empty_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = empty_folder / "paper"
    mine.mkdir()
    (mine / "ODD.md").write_text("# mine")
    assert main(["document", *QUICK, "out=paper"]) == 2
    assert "ODD.md in 'paper' was not written by this command" in capsys.readouterr().err
    assert [file.name for file in mine.iterdir()] == ["ODD.md"]
    assert (mine / "ODD.md").read_text() == "# mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="a superuser may write anywhere")
def test_a_folder_that_may_not_be_written_to(empty_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty_folder.chmod(0o500)
    assert main(["document", *QUICK, "out=x"]) == 2
    empty_folder.chmod(0o700)
    assert "cannot be written to" in capsys.readouterr().err


def test_the_projects_own_documents_are_for_the_default_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    before = (ROOT / "docs" / "ODD.md").read_bytes()
    assert main(["document", "out=docs", *QUICK]) == 2
    assert "describes the default configuration" in capsys.readouterr().err
    assert (ROOT / "docs" / "ODD.md").read_bytes() == before


def test_help_and_a_misspelt_model_import_nothing_heavy() -> None:
    script = (
        "import sys; from sim.cli.main import main; main(['document', '--help']); "
        "main(['document', 'model=dabuzi', 'out=../x']); "
        "print(sorted({'numpy', 'mesa', 'scipy', 'pydantic', 'hydra', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
