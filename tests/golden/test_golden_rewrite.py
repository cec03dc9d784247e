"""The command that accepts changed results, on a copy of the project's files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import rewrite
from golden_file import HERE, read, seal, text
from golden_runs import Results

ROOT = HERE.parents[1]
NAMES = ["kaihua-dabuzhi", "reference_job"]
CHANGELOG = """# Changelog

## [Unreleased]
### Added
- Something.

### Changed results
- An old reason.

### Fixed
- Something else.

## [0.1.0]
### Added
- All of it.
"""
Run = Callable[[str], Results]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A changelog, and accepted results of two runs."""
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    folder = tmp_path / "tests" / "golden" / "accepted"
    folder.mkdir(parents=True)
    for name in NAMES:
        (folder / f"{name}.json").write_text((HERE / "accepted" / f"{name}.json").read_text(encoding="utf-8"))
    return tmp_path


def files(project: Path) -> dict[Path, str]:
    return {file: file.read_text(encoding="utf-8") for file in sorted(project.rglob("*")) if file.is_file()}


def accepted(name: str) -> Results:
    return read(HERE / "accepted" / f"{name}.json").results


def slower(name: str) -> Results:
    """As if every call of one run were answered a tenth later."""
    results = accepted(name)
    if name != "kaihua-dabuzhi":
        return results
    changed = {"response_time_mean": 1.1, "travel_time": 1.2}
    figures = {k: v if v is None else v * changed.get(k, 1) for k, v in results.figures.items()}
    return replace(results, figures=figures, digest="other")


def call(project: Path, *words: str, run: Run = slower, names: list[str] | None = None) -> int:
    return rewrite.main(words, project, NAMES if names is None else names, run)


def test_changed_results_are_shown_written_and_explained(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(project)
    assert call(project, "Crews", "drive  slower at night.") == 0
    after, shown = files(project), capsys.readouterr().out
    assert "figure response_time_mean: " in shown and "(+10 %)" in shown and "(+20 %)" in shown
    changed = {file.name for file in after if before[file] != after[file]}
    assert changed == {"CHANGELOG.md", "kaihua-dabuzhi.json"}
    kept = read(project / "tests/golden/accepted/kaihua-dabuzhi.json")
    assert kept.results == slower("kaihua-dabuzhi") and kept.unbroken
    assert kept.reason == "Crews drive slower at night."
    log = after[project / "CHANGELOG.md"]
    entry = " ".join(log.partition("- An old reason.\n")[2].partition("\n\n### Fixed")[0].split())
    assert entry.startswith(
        "- Crews drive slower at night. Figures of 1 of 2 golden runs moved, most: travel time"
    )
    assert " min (kaihua-dabuzhi); response time mean " in entry
    lines = [line for line in log.splitlines() if line not in CHANGELOG.splitlines()]
    assert log.replace("\n".join(lines) + "\n", "", 1) == CHANGELOG, "nothing else is touched"
    assert max(map(len, log.splitlines())) <= 118


def test_after_that_there_is_nothing_to_rewrite(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(project, "slower")
    before = files(project)
    assert call(project, "slower again") == 2 and "nothing is rewritten" in capsys.readouterr().err
    assert files(project) == before


@pytest.mark.parametrize("words", [[], [""], ["  \n"], ["...", "!"], ["42"]])
def test_without_a_reason_nothing_is_run_or_written(project: Path, words: list[str]) -> None:
    before = files(project)

    def never(name: str) -> Results:
        raise AssertionError("run without a reason")

    assert call(project, *words, run=never) == 2
    assert files(project) == before


def test_without_a_place_in_the_changelog_nothing_is_written(project: Path) -> None:
    (project / "CHANGELOG.md").write_text("# Changelog\n")
    before = files(project)
    assert call(project, "a reason") == 2 and files(project) == before


def test_a_file_edited_by_hand_is_written_anew(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = project / "tests/golden/accepted/reference_job.json"
    results = replace(
        accepted("reference_job"), figures={**accepted("reference_job").figures, "backlog": 1.0}
    )
    file.write_text(text(results, "why").replace(seal(results, "why"), read(file).seal))
    assert not read(file).unbroken
    assert call(project, "the true backlog", run=accepted) == 0
    assert "edited by hand" in capsys.readouterr().out and read(file).unbroken
    assert read(file).results == accepted("reference_job")


def test_new_runs_get_a_file_and_old_ones_lose_theirs(project: Path) -> None:
    assert call(project, "other runs", run=accepted, names=["kaihua-dabuzhi", "reference_job-loss"]) == 0
    assert sorted(file.stem for file in (project / "tests/golden/accepted").iterdir()) == [
        "kaihua-dabuzhi",
        "reference_job-loss",
    ]
    log = " ".join((project / "CHANGELOG.md").read_text().split())
    assert "- other runs. 1 new golden run. No longer run: reference_job. ###" in log


def test_where_no_figure_moved_the_changelog_says_so(project: Path) -> None:
    def relinked(name: str) -> Results:
        results = accepted(name)
        return replace(results, counts={**results.counts, "cases": 0}, digest="other")

    assert call(project, "linking", run=relinked) == 0
    log = " ".join((project / "CHANGELOG.md").read_text().split())
    assert "- linking. No figure moved; counts or single records of 2 golden runs did. ###" in log


@pytest.mark.parametrize(
    ("changelog", "expected"),
    [
        ("## [Unreleased]\n", "## [Unreleased]\n\n### Changed results\n- x\n"),
        ("a\n## [Unreleased]\n### Added\n- b\n", "a\n## [Unreleased]\n### Added\n- b\n\n### Changed results\n- x\n"),
        (
            "## [Unreleased]\n\n## [1]\n### Changed results\n- old\n",
            "## [Unreleased]\n\n### Changed results\n- x\n\n## [1]\n### Changed results\n- old\n",
        ),
        (
            "## [Unreleased]\n### Changed results\n- a\n## [1]\n",
            "## [Unreleased]\n\n### Changed results\n- a\n- x\n\n## [1]\n",
        ),
    ],
)  # fmt: skip
def test_the_line_goes_to_the_end_of_its_part(changelog: str, expected: str) -> None:
    assert rewrite.with_line(changelog, "- x") == expected


def test_the_command_starts_as_it_is_printed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "tests/golden/rewrite.py"], cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (
        done.returncode == 2 and done.stdout == "" and done.stderr.startswith("say why the results changed")
    )
    assert len(done.stderr.splitlines()) == 1
