"""`validate` as its user meets it: one setup in its short form, mistakes, what is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.validation import exact, parts
from sim.validation.findings import Findings
from sim.validation.setup import Size
from sim.validation.setups.queues import SETUPS


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def one_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    """The part `exact` made of one situation of a day."""
    from dataclasses import replace

    small = replace(SETUPS[0], quick=Size(3, 1))
    monkeypatch.setattr(exact, "SETUPS", (small,))


def test_it_prints_draws_and_keeps(one_setup: None, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["validate", "exact", "quick", "workers=1", "out=here"])
    printed = capsys.readouterr().out
    kept = json.loads(Path("here/exact.json").read_text(encoding="utf-8"))
    assert code == (0 if all(row["holds"] for row in kept["rows"]) else 1)
    assert "mean wait" in printed and "Erlang 1917" in printed
    assert {file.name for file in Path("here").iterdir()} == {"exact.json", "exact-1.png", "exact-1.svg"}
    assert len(list(Path("results/validation/kept/exact").glob("*.json"))) == 3


def test_what_does_not_agree_is_said_and_ends_in_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"setup": "a", "quantity": "wait", "unit": "min", "exact": 1.0, "simulated": 2.0, "low": 1.9,
           "high": 2.1, "replications": 4, "holds": False, "width": 0.1}  # fmt: skip
    found = Findings(
        "exact", True, [row], ["0 of 1 intervals hold."], {"a": {"title": "A queue", "source": "x"}}
    )
    monkeypatch.setitem(parts.PARTS, "exact", lambda *asked: found)
    assert main(["validate", "exact", "quick"]) == 1
    assert "DOES NOT HOLD" in capsys.readouterr().out


def test_what_was_stopped_says_so_and_writes_no_findings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Findings("exact", True, [], missing=["many-crews"])
    monkeypatch.setitem(parts.PARTS, "exact", lambda *asked: found)
    assert main(["validate", "exact", "quick"]) == 130
    assert "not done: many-crews" in capsys.readouterr().err
    assert not Path("results/validation/exact.json").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["exacct"], "did you mean 'exact'"),
        (["exact", "worker=2"], "did you mean 'workers'"),
        (["exact", "workers=0"], "a whole number from 1 to 1024"),
        (["exact", "workers=many"], "a whole number from 1 to 1024"),
        (["exact", "--quick"], "unknown option '--quick'"),
        (["exact", "out=file/below"], "is not a folder"),
    ],
)
def test_mistakes_are_named_and_nothing_is_written(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("file").write_text("", encoding="utf-8")
    assert main(["validate", *words]) == 2
    assert says in capsys.readouterr().err
    assert [file.name for file in Path().iterdir()] == ["file"]


def test_help_costs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--help"]) == 0
    assert "usage: python -m sim validate" in capsys.readouterr().out
