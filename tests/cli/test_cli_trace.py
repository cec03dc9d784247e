"""`trace` on the command line: what it prints, writes and refuses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.cli.trace import MODELS, split

ROOT = Path(__file__).resolve().parents[2]
SHORT = ["county=kaihua", "run.warmup=2", "run.days=6", "run.follow_up=2"]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def test_a_call_is_printed_and_kept(empty_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", "incident=typical", *SHORT]) == 0
    out, err = capsys.readouterr()
    assert "Under traditional" in out
    assert "Under dabuzhi" in out
    assert "Where the difference comes from" in out
    (folder,) = (empty_folder / "results" / "traces").iterdir()
    assert str(folder.name) in err
    assert {file.name for file in folder.iterdir()} == {"trace.txt", "trace.png", "manifest.json"}
    assert (folder / "trace.txt").read_text(encoding="utf-8") == out
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert [model["label"] for model in manifest["models"]] == list(MODELS)
    row = manifest["incident"]
    assert f"Call {row}:" in out

    assert main(["trace", f"incident={row}", *SHORT]) == 0
    assert capsys.readouterr().out == out


def test_a_case_under_three_structures(empty_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["trace", "case=3", "+model=traditional, one_five_n_one,大部制", "run.results=mine", *SHORT])
        == 0
    )
    out = capsys.readouterr().out
    assert [out.index(f"Under {name}") for name in ("traditional", "one_five_n_one", "dabuzhi")] == sorted(
        out.index(f"Under {name}") for name in ("traditional", "one_five_n_one", "dabuzhi")
    )
    assert "open when the run began, so no figure counts it" in " ".join(out.split())
    assert [path.name for path in empty_folder.iterdir()] == ["mine"]


def test_one_structure_alone_with_another_mechanism(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", "incident=slowest", "model=traditional", "command=songtao_flat", *SHORT]) == 0
    out = capsys.readouterr().out
    assert "Under traditional-songtao_flat" in out
    assert "110 desk -> crew" in out
    assert "difference" not in out


def test_an_invalid_call_points_on_and_writes_nothing(
    empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for row in range(20):
        assert main(["trace", f"incident={row}", "model=traditional", *SHORT]) == 0
        out = " ".join(capsys.readouterr().out.split())
        if "no police matter" in out:
            break
    assert "lies in the warm-up (the first 2 days)" in out
    assert "the next that is one is incident=" in out
    assert "ends at the 110 desk" in out
    kept = list(empty_folder.rglob("trace.txt"))
    assert len(kept) == row, "only the police matters before it were kept"


@pytest.mark.parametrize("kind", ["incident", "case"])
def test_a_list_gives_rows_that_can_be_followed(
    kind: str, empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", f"{kind}=list", "model=dabuzhi", *SHORT]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.startswith(f"{kind}=")
    assert len(rows) > 4
    assert list(empty_folder.iterdir()) == []
    first = rows[0].split()[0]
    assert main(["trace", f"{kind}={first}", "model=dabuzhi", *SHORT]) == 0
    assert f" {first}: " in capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ([], ["which call or case?"]),
        (["incident=1", "case=2"], ["one call or one case"]),
        (["incident=1", "incident=2"], ["one call or one case"]),
        (["incident=-1"], ["neither a row number"]),
        (["case=sloest"], ["did you mean 'slowest'"]),
        (["incident=1", "model=traditional,dabuzi"], ["did you mean 'dabuzhi'"]),
        (["incident=1", "model=dabuzhi,大部制"], ["dabuzhi is followed already"]),
        (["incident=1", "model=dabuzhi,dabuzhi"], ["dabuzhi is followed already"]),
        (["incident=1", "model=traditional,"], ["a name is missing"]),
        (["incident=1", "model=traditional", "model=dabuzhi"], ["twice"]),
        (
            ["incident=1x", "model=dabuzi", "run.dayz=3", "--jsn"],
            ["--config-dir", "row number", "'run.days'", "'dabuzhi'"],
        ),
        (["incident=99999999", *SHORT], ["numbered from 0 to"]),
        (["case=99999999", *SHORT], ["numbered from 0 to"]),
        (["incident=1", "model=traditional", "force.officers=1"], ["more posts than people"]),
        (["incident=list", "demand.effective_calls=0", *SHORT], ["ask for more days"]),
        (["incident=1", "run.results=file"], ["run.results"]),
    ],
)
def test_mistakes_are_lines_on_standard_error_and_nothing_is_written(
    words: list[str], lines: list[str], empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (empty_folder / "file").write_text("mine")
    assert main(["trace", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    found = err.splitlines()
    assert len(found) == len(lines), err
    for wanted in lines:
        assert any(wanted in line for line in found), err
    assert [path.name for path in empty_folder.iterdir()] == ["file"]


def test_words_are_told_apart() -> None:
    names, wish, rest, problems = split(["+model=a,b", "case=7", "county=songtao", "run.seed=3"])
    assert names == ["a", "b"]
    assert wish is not None
    assert (wish.kind, wish.row) == ("case", 7)
    assert rest == ["county=songtao", "run.seed=3"]
    assert problems == []
    assert split(["case=1"])[0] == list(MODELS)


def test_help_and_mistakes_import_nothing_heavy() -> None:
    script = (
        "import sys; from sim.cli.main import main; main(['trace', '--help']); "
        "main(['trace', 'incident=1x', 'model=dabuzi']); "
        "print(sorted({'numpy', 'mesa', 'pandas', 'scipy', 'matplotlib', 'pydantic', 'hydra'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert "python -m sim trace" in done.stdout


def test_a_full_disk_leaves_no_half_folder(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.report.trace.keep._draw", full)
    assert main(["trace", "incident=slowest", "model=dabuzhi", *SHORT]) == 2
    assert "No space left" in capsys.readouterr().err
    assert not (empty_folder / "results").exists()


def test_the_trace_in_the_documents_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    """If the model has changed on purpose: run the command in docs/trace.md and put in what it prints."""
    text = (ROOT / "docs" / "trace.md").read_text(encoding="utf-8")
    found = re.search(
        r"<!-- trace -->\n```sh\npython -m sim (.+)\n```\n\n```text\n(.*?)```\n", text, re.DOTALL
    )
    assert found
    assert main(found[1].split()) == 0
    assert capsys.readouterr().out == found[2]
