"""Same seed, same bytes: with one process and with two, and whatever ran before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli.main import main

SMALL = ["county=reference", "run.warmup=2", "run.days=6", "run.follow_up=2", "run.replications=2"]


def run(folder: Path, workers: int) -> Path:
    assert main(["run", "+model=dabuzhi", *SMALL, f"run.workers={workers}", f"run.results={folder}"]) == 0
    (found,) = (folder / "runs").iterdir()
    return found


def test_one_process_and_two_leave_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone, shared = run(tmp_path / "one", 1), run(tmp_path / "two", 2)
    capsys.readouterr()
    digests = [
        {
            model["label"]: model["digests"]
            for model in json.loads((each / "manifest.json").read_text())["models"]
        }
        for each in (alone, shared)
    ]
    assert digests[0] == digests[1]
    assert set(digests[0]) == {"dabuzhi", "traditional"}
    assert all(len(set(found.values())) == 2 for found in digests[0].values()), "two seeds, two worlds"
    for name in ("summary.csv", "metrics.csv"):
        assert (alone / name).read_bytes() == (shared / name).read_bytes()
    tables = sorted(path.relative_to(alone) for path in alone.glob("records/**/*.parquet"))
    assert tables == sorted(path.relative_to(shared) for path in shared.glob("records/**/*.parquet"))
    assert tables
    for table in tables:
        assert (alone / table).read_bytes() == (shared / table).read_bytes()
