"""A small study that is simulated once a process and looked at by many tests."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study

NAME = "small"
WORDS = (
    "county=reference", "run.warmup=1", "run.days=6", "run.follow_up=2", "model=traditional,dabuzhi", "replications=3",
    "draws=10", "margin=0.5,2", f"study={NAME}",
)  # fmt: skip


@cache
def results() -> Path:
    """A results folder with the study in it; whoever changes it takes a `copy`."""
    folder = Path(tempfile.mkdtemp(prefix="kept-study-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Study.begin(folder, plan_study(WORDS)).go_on(1)
    return folder


def study() -> Study:
    """The study of `results`."""
    return Study.open(results(), NAME)


def copy(folder: Path) -> Path:
    """Another results folder like it."""
    made = folder / "results"
    shutil.copytree(results(), made)
    return made
