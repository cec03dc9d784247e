"""How much of two cores is at work on tasks, from the start of the processes to their end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.study.bench.figure import Figure
from sim.study.bench.sweep.driver import drive, planned
from sim.study.bench.sweep.timing import timed

WORKERS = 2


def busy(tasks: int = 200, seconds: float = 0.5) -> Iterator[Figure]:
    """Share of the time of two processes in which they are in a task; half the tasks have drawn assumptions.

    A task ends when it has had so many seconds of the processor, so that on a loaded machine all take longer alike.
    """
    with TemporaryDirectory(prefix="bench-") as folder:
        study = planned(Path(folder), 2, tasks // 4, tasks // 4)
        len(study.asked), len(study.asked_draws)  # keys are made before there is a process that could be idle
        done = timed(lambda: drive(study, WORKERS, seconds))
    at_work = sum(done.made.results.values())
    yield Figure(
        "Two cores at work", 100 * at_work / (WORKERS * done.wall), "%", 95, at_least=True,
        detail=(
            f"{len(done.made.results)} tasks of {seconds:g} s of the processor, which took {at_work:.1f} s, by "
            f"{WORKERS} processes in {done.wall:.1f} s; starting them is counted"
        ),
    )  # fmt: skip
