"""Planning and bookkeeping: milliseconds a task of everything that is not simulating."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sim.study.bench.figure import Figure
from sim.study.bench.sweep.driver import drive, planned
from sim.study.bench.sweep.timing import timed
from sim.study.studies.about import read_config
from sim.study.studies.carry_out import Tasks
from sim.study.studies.task import Task, with_changes

if TYPE_CHECKING:
    from sim.config.schema import Config


def planning(points: int = 200, seeds: int = 2, draws: int = 2) -> Iterator[Figure]:
    """A design planned, checked and written down, its keys made, its tasks made, handed over and counted.

    Everything happens in this process: what a worker process and a pipe add stands under the busy share. Then, apart,
    what the process that simulates a task reads first.
    """
    with TemporaryDirectory(prefix="bench-") as folder:
        begun = timed(lambda: planned(Path(folder), points, seeds, draws))
        study = begun.made
        keys = timed(lambda: [*study.asked, *study.asked_draws])
        done = timed(lambda: drive(study, 1))
        some = [*study.asked[: points // 2], *study.asked_draws[: points // 2]]
        read = timed(lambda: [configured(task) for task in Tasks(study.folder, study.plan, some)])
    tasks = len(done.made.results)
    parts = (begun, keys, done)
    wall, processor = (sum(getattr(part, name) for part in parts) for name in ("wall", "processor"))
    yield Figure(
        "Planning and bookkeeping a task", 1000 * wall / tasks, "ms", 10,
        detail=(
            f"{len(study.names)} points x ({seeds} seeds + {draws} draws) = {tasks} tasks; of the processor "
            f"{1000 * processor / tasks:.3g} ms: {1000 * begun.processor / len(study.names):.3g} a point, "
            f"and a task {1000 * keys.processor / tasks:.3g} for its key, {1000 * done.processor / tasks:.3g} to hand "
            "it over"
        ),
    )  # fmt: skip
    yield Figure(
        "Reading the configuration of a task, where it is simulated", 1000 * read.wall / len(some), "ms", 10,
        detail=(
            f"{len(some)} tasks, half of them drawn; of the processor {1000 * read.processor / len(some):.3g} ms; a "
            "process remembers a few points, so that this is spared where a design is small"
        ),
    )  # fmt: skip


def configured(task: Task) -> Config:
    """The configuration of a task with its numbers set over it, as the process that simulates it makes it."""
    config = read_config(task.config)
    return config if task.changes is None else with_changes(config, task.changes)
