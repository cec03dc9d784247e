"""`sweep`: what it says before, what it prints after, and what it refuses; the commands of its page."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from sim.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
TINY = ("county=reference", "run.warmup=1", "run.days=6", "run.follow_up=1", "run.workers=1", "study=tiny")
DESIGN = ("model=traditional,dabuzhi", "force.officers=250,300")
Disk = namedtuple("Disk", "total used free")


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is timed."""
    monkeypatch.setattr("sim.study.studies.estimate.timed", lambda config, days: 0.01 * days)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(["sweep", *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err.splitlines()


def test_levels_and_differences_block_by_block(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [*TINY, *DESIGN, "replications=2", "draws=0", f"run.results={tmp_path}"]
    assert main(["sweep", *words]) == 0
    said = capsys.readouterr()
    assert "4 points x (2 seeds) = 8 runs of 8 days" in said.err
    first, second = said.out.split("force.officers=300\n")
    assert first.startswith("force.officers=250\n")
    for block in (first, second):
        levels = re.findall(r"^(traditional|dabuzhi)  +\S", block, re.MULTILINE)
        assert levels == ["traditional", "dabuzhi", "traditional", "dabuzhi"]
        assert block.count("dabuzhi less traditional") == 2
    assert "hold together for all 14" in said.out
    assert main(["sweep", *words]) == 0
    again = capsys.readouterr()
    assert (again.out, "8 of 8 are there already." in again.err) == (said.out, True)


def test_one_point_and_one_replication(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", *TINY, "replications=1", f"run.results={tmp_path}"]) == 0
    out = capsys.readouterr().out
    assert "One replication a point: no intervals" in out and "difference" not in out


def test_other_keys_stand_in_one_block(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [*TINY, DESIGN[1], "replications=1", "draws=0", f"run.results={tmp_path}"]
    assert main(["sweep", *words]) == 0
    out = capsys.readouterr().out
    assert re.findall(r"^force\.officers=(\d+) +\d", out, re.MULTILINE)[:2] == ["250", "300"]


@pytest.mark.parametrize("command", ["sweep", "compare"])
def test_a_dry_run_says_all_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    results = tmp_path / "results"
    assert (
        main([command, "--dry-run", *TINY, *DESIGN, "replications=5", "draws=3", f"run.results={results}"])
        == 0
    )
    said = capsys.readouterr()
    assert said.err == ""
    assert "dabuzhi, force.officers=250 (against traditional, force.officers=250)" in said.out
    assert "4 points x (5 seeds + 3 draws of what is assumed) = 32 runs of 8 days" in said.out
    assert "Time: about" in said.out and "measured just now on 8 days" in said.out
    assert "Disk: about" in said.out and "free" in said.out
    assert not results.exists()


def test_a_long_design_lists_its_first_points(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--dry-run", *TINY, "work.case.alpha=range(0.1,0.9,0.01)", "draws=0", f"run.results={tmp_path}"]
    assert main(["sweep", *words]) == 0
    out = capsys.readouterr().out
    assert "... and 60 more points" in out
    assert out.count("\n") < 30


def test_a_disk_that_is_too_small(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["--dry-run", *TINY, *DESIGN, "replications=1", "draws=0", f"run.results={tmp_path}"]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(1, 1, 0))
    (line,) = refused(capsys, *words)
    assert "are free where" in line and "run.results=FOLDER" in line
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(1, 1, 300_000))
    assert main(["sweep", *words]) == 0
    assert "Warning: this may not fit" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["model=glob(nothing*)"], ["nothing fits"]),
        (["force.officers=range(5,5)"], ["nothing fits"]),
        (["force.officers=1,2", "force.officers=3,4"], ["swept more than once"]),
        (["force.officers=250,300", "force.officers=310"], ["force.officers is swept, too"]),
        (["model=dabuzhi,traditional", "+model=dabuzhi"], ["model is swept, too"]),
        (["force.officers=3,300"], ["force.officers=3: "]),
        (["model=dabuzi,traditional", "run.dayz=3", "--dry"], ["--dry-run", "'dabuzhi'", "'run.days'"]),
        (["experiment=nothing_like_it"], ["unknown experiment"]),
        (["experiment=stafing"], ["did you mean 'staffing'?"]),
    ],
)
def test_mistakes_are_one_line_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: list[str]
) -> None:
    lines = refused(capsys, *words, "run.follow_up=1", f"run.results={tmp_path / 'r'}")
    assert all(any(part in line for line in lines) for part in said), lines
    assert len(lines) == len(said)
    assert not (tmp_path / "r").exists()


def test_a_folder_that_cannot_be_written_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("")
    (line,) = refused(capsys, *TINY, f"run.results={file}")
    assert "is not a folder" in line


def test_run_with_several_values_points_here(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["model=traditional,dabuzhi", "force.officers=range(250, 351, 50)"]
    assert main(["run", "-m", *words, "--config-dir", "my own"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    typed = shlex.split(line.split("type: ")[1])
    assert typed == ["python", "-m", "sim", "sweep", *words, "--config-dir", "my own"]


def test_experiments_are_listed_and_broken_ones_say_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "experiments" / "mine").mkdir(parents=True)
    (tmp_path / "experiments" / "mine" / "experiment.yaml").write_text("title: [")
    monkeypatch.chdir(tmp_path)
    assert main(["list", "experiments"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^mine +cannot be used: ", out, re.MULTILINE)
    assert "python -m sim sweep +experiment=staffing" in out


def test_help_is_there_without_loading_anything() -> None:
    code = (
        "import sys; from sim.cli.main import main; main(['sweep', '--help']); "
        "sys.exit(any(name in sys.modules for name in ('mesa', 'pandas', 'scipy', 'hydra', 'matplotlib')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=ROOT, env=os.environ
    )
    assert done.returncode == 0, done.stderr
    assert "--dry-run" in done.stdout


def commands() -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.+?)```", (ROOT / "docs" / "sweeps.md").read_text("utf-8"), re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_the_commands_of_the_page(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Planned and checked whole; not simulated, which would take an hour."""
    monkeypatch.chdir(tmp_path)
    python, m, sim, command, *rest = words
    assert (python, m, sim) == ("python", "-m", "sim")
    if command in ("sweep", "compare"):
        rest = [*(word for word in rest if word != "--dry-run"), "--dry-run"]
    assert main([command, *rest]) == 0, capsys.readouterr().err
    assert capsys.readouterr().out
    assert not list(tmp_path.iterdir())
