"""The golden runs and study give the results that were accepted, and the files are as the command wrote them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from golden_file import COMMAND, HERE, compare, read, seal, text
from golden_runs import NAMES, RUNS, Results, made_with, results_of
from numpy.lib import introspect

ROOT = HERE.parents[1]
FILES = sorted((HERE / "accepted").glob("*.json"))
OF_RUNS = [file for file in FILES if file.stem in RUNS]
NEVER_AT_THE_END = {
    f"incidents.status.{name}" for name in ("RECEIVED", "RELAYED", "HELD", "DISPATCHED", "ON_SCENE")
}
"""A call that the end of the run cuts off is unserved or unfinished."""


@pytest.fixture(scope="module")
def some() -> Results:
    """Accepted results, to be compared with changed ones."""
    return replace(read(FILES[0]).results, made_with=made_with())


@pytest.mark.parametrize("name", NAMES)
def test_results_are_those_accepted(name: str) -> None:
    difference = compare(name, read(HERE / "accepted" / f"{name}.json").results, results_of(name))
    assert not difference, f"golden results moved.\n{difference}\nIf that is meant: {COMMAND}"


def test_every_run_has_its_file_and_every_file_its_run() -> None:
    assert sorted(file.stem for file in FILES) == sorted(NAMES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_file_was_edited_by_hand_and_the_changelog_gives_its_reason(file: Path) -> None:
    accepted = read(file)
    assert accepted.unbroken, f"{file.name} was edited by hand; restore it. The way to change it: {COMMAND}"
    changelog = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
    parts = [part.split(" ## ")[0].split(" ### ")[0] for part in changelog.split("### Changed results")[1:]]
    assert any(accepted.reason.rstrip(".") in part for part in parts), (
        f"CHANGELOG.md lacks: {accepted.reason}"
    )
    assert file.read_text(encoding="utf-8") == text(accepted.results, accepted.reason)


def test_together_the_runs_reach_every_status_outcome_channel_and_step() -> None:
    reached: dict[str, int] = {}
    for file in OF_RUNS:
        for name, count in read(file).results.counts.items():
            reached[name] = reached.get(name, 0) + count
    assert {name for name, count in reached.items() if not count} == NEVER_AT_THE_END


def test_together_the_runs_have_every_figure_that_a_month_can_have() -> None:
    none = [{name for name, value in read(file).results.figures.items() if value is None} for file in OF_RUNS]
    assert set.intersection(*none) == {"clearance_90", "clearance_365", "clearance_filed_90",
                                       "clearance_filed_365", "time_to_clearance"}  # fmt: skip


def moved(results: Results, factor: float, figure: str = "response_time_mean") -> Results:
    before = results.figures[figure]
    assert before is not None
    return replace(results, figures={**results.figures, figure: before * factor})


def test_rounding_is_no_difference_and_more_is_one(some: Results) -> None:
    assert not compare("a", some, some)
    assert not compare("a", some, moved(some, 1 + 1e-12))
    difference = compare("a", some, moved(some, 1.25))
    (figure,) = difference.figures
    assert str(figure).startswith("response_time_mean: ") and "(+25 %)" in str(difference)
    assert compare("a", some, moved(some, 1 + 1e-8)) and compare("a", some, moved(some, 1 - 1e-8))


def test_a_number_that_comes_or_goes_is_a_difference(some: Results) -> None:
    gone = replace(some, figures={**some.figures, "response_time_mean": None})
    assert "-> no number" in str(compare("a", some, gone))
    fewer = replace(some, figures={k: v for k, v in some.figures.items() if k != "backlog"})
    assert [each.name for each in compare("a", fewer, some).figures] == ["backlog"]


def test_one_row_more_is_a_difference(some: Results) -> None:
    more = replace(some, counts={**some.counts, "cases": some.counts["cases"] + 1})
    (count,) = compare("a", some, more).counts
    assert str(count).startswith(f"cases: {some.counts['cases']} -> {some.counts['cases'] + 1}")


def test_records_count_only_where_the_last_bit_can_be_the_same(some: Results) -> None:
    other = replace(some, digest="0")
    assert "single records differ" in str(compare("a", some, other))
    elsewhere = replace(other, made_with={**some.made_with, "numpy": "9.9"})
    found = compare("a", some, elsewhere)
    assert not found and any("another numpy: " in remark and "9.9" in remark for remark in found.remarks)
    rounded = compare("a", some, moved(other, 1 + 1e-12))
    assert not rounded and rounded.remarks == ["the digest of the records differs too"]


def test_another_run_under_the_same_name_is_a_difference(some: Results) -> None:
    assert "its overrides or its seed" in str(compare("a", some, replace(some, seed=2)))


def test_the_seal_covers_everything(some: Results) -> None:
    kept = seal(some, "why")
    changed = [moved(some, 2), replace(some, digest="0"), replace(some, seed=9), replace(some, counts={})]
    assert kept not in {seal(each, "why") for each in changed} | {seal(some, "because")}


def test_another_rounding_moves_no_figure() -> None:
    """The same run with numpy's loops for older processors: other bits, the same results (`RELATIVE`)."""
    loops = introspect.opt_func_info(func_name="^(exp|log)$", signature="float64")
    offered = {
        name for loop in loops.values() for kind in loop.values() for name in kind["available"].split()
    }
    newer = sorted(name for name in offered if not name.startswith("baseline"))
    if not newer:
        pytest.skip("this processor has only one way to take a logarithm")
    name = "reference_job"
    script = f"import json, golden_runs as g; print(json.dumps(vars(g.results_of({name!r}))))"
    paths = os.pathsep.join([str(HERE), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env=os.environ | {"NPY_DISABLE_CPU_FEATURES": " ".join(newer), "PYTHONPATH": paths},
    )  # fmt: skip
    here, there = results_of(name), Results(**json.loads(done.stdout))
    assert here.digest != there.digest, "the rounding was to be another"
    assert not compare(name, here, there), str(compare(name, here, there))
    assert here.counts == there.counts
