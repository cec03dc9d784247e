"""`validate` as its user meets it: one setup in its short form, mistakes, what is written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.validation import exact, parts
from sim.validation.findings import Findings, read, write
from sim.validation.setup import Size
from sim.validation.setups.queues import SETUPS


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def one_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    """The part `exact` made of one situation of a day."""
    small = replace(SETUPS[0], quick=Size(3, 1))
    monkeypatch.setattr(exact, "SETUPS", (small,))


def test_it_prints_draws_and_keeps(one_setup: None, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["validate", "exact", "quick", "workers=1", "out=here"])
    printed = capsys.readouterr().out
    kept = json.loads(Path("here/exact.json").read_text(encoding="utf-8"))
    assert code == (0 if all(row["holds"] for row in kept["rows"]) else 1)
    assert "mean wait" in printed and "Erlang 1917" in printed
    assert {file.name for file in Path("here").iterdir()} == {"exact.json", "exact-1.png", "exact-1.svg"}
    assert kept["pictures"] == ["exact-1.png", "exact-1.svg"] and kept["only"] == []
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
        (["exact", "out="], "name a folder"),
        (["exact", "out=a", "out=b"], "out is given more than once: a, b"),
        (["exact", "setup=many-crewz,one-crew"], "there is no setup 'many-crewz'; did you mean 'many-crews'"),
        (["exact", "setup="], "there is no setup ''"),
        (["exact", "metamorphic", "setup=one-crew"], "sim validate exact setup=one-crew"),
        (["setup=one-crew"], "sim validate exact setup=one-crew"),
    ],
)
def test_mistakes_are_named_and_nothing_is_written(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("file").write_text("", encoding="utf-8")
    assert main(["validate", *words]) == 2
    assert says in capsys.readouterr().err
    assert [file.name for file in Path().iterdir()] == ["file"]


def test_only_the_setups_that_were_named_are_carried_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small = tuple(replace(setup, quick=Size(3, 1)) for setup in SETUPS[:3])
    monkeypatch.setattr(exact, "SETUPS", small)
    words = f"setup={small[2].name},{small[0].name}"
    assert main(["validate", "exact", "quick", "workers=1", "out=here", words]) in (0, 1)
    kept = read(Path("here/exact.json"))
    assert kept.only == [small[2].name, small[0].name] == list(kept.curves)
    assert small[1].title not in capsys.readouterr().out


FULL = Findings("exact", False, [])
QUICK = Findings("exact", True, [])
SOME = Findings("exact", False, [], only=["one-crew"])


@pytest.mark.parametrize(
    ("there", "words", "lost"),
    [
        (FULL, ["quick"], "the full form"),
        (FULL, ["setup=one-crew"], "all setups"),
        (FULL, ["quick", "setup=one-crew"], "the full form and all setups"),
        (QUICK, ["setup=one-crew"], "all setups"),
        (SOME, ["quick"], "the full form"),
        (QUICK, [], ""),
        (QUICK, ["quick"], ""),
        (SOME, ["setup=one-crew"], ""),
        (SOME, [], ""),
    ],
)
def test_less_never_replaces_more(
    there: Findings,
    words: list[str],
    lost: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = Findings("exact", "quick" in words, [], sentences=["Nothing."])
    monkeypatch.setitem(parts.PARTS, "exact", lambda asked: made)
    file = write(there, Path("here"))
    before = file.read_text(encoding="utf-8")
    code = main(["validate", "exact", "out=here", *words])
    printed = capsys.readouterr().err
    if lost:
        assert code == 2 and f"holds findings of {lost}; name another folder" in printed
        assert len(printed.strip().splitlines()) == 1 and file.read_text(encoding="utf-8") == before
    else:
        assert code == 0 and read(file).sentences == ["Nothing."]


def test_what_is_no_findings_is_not_replaced_either(capsys: pytest.CaptureFixture[str]) -> None:
    Path("exact.json").write_text('{"mine": 1}', encoding="utf-8")
    assert main(["validate", "exact", "quick", "out=."]) == 2
    assert "holds no findings of a validation" in capsys.readouterr().err
    assert Path("exact.json").read_text(encoding="utf-8") == '{"mine": 1}'


def test_a_picture_that_fails_loses_no_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(findings: Findings, folder: Path) -> list[Path]:
        raise ValueError("no picture")

    monkeypatch.setattr("sim.report.validation.exact.draw", broken)
    monkeypatch.setitem(parts.PARTS, "exact", lambda asked: QUICK)
    with pytest.raises(ValueError, match="no picture"):
        main(["validate", "exact", "quick", "out=here"])
    assert read(Path("here/exact.json")).pictures == []


def test_help_costs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--help"]) == 0
    assert "usage: python -m sim validate" in capsys.readouterr().out
