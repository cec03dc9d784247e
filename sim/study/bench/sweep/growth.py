"""Memory of the process that drives a study: `python -m sim.study.bench.sweep.growth SEEDS DRAWS` prints its peak."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.study.bench.figure import Figure
from sim.study.bench.memory import peak
from sim.study.bench.sweep.driver import drive, planned

POINTS, WORKERS = 2, 2
FLAT = 5.0
"""MB by which a driver of many tasks may be larger and still be called flat: half a kB a task for its key and seed."""


def memory(
    environment: Mapping[str, str], few: int = 1000, many: int = 10_000, share_drawn: float = 0.5
) -> Iterator[Figure]:
    """Megabytes (2**20 bytes) that the driver of `many` tasks is larger than that of `few`, each a fresh process."""
    small, large = (_peak(environment, tasks, share_drawn) for tasks in (few, many))
    each = 1024 * (large - small) / (many - few)
    yield Figure(
        f"Memory of the driver: {many:,} tasks rather than {few:,}".replace(",", " "), large - small, "MB", FLAT,
        detail=f"{small:.0f} MB and {large:.0f} MB at most, {each:.2f} kB a task; flat is read as {FLAT:g} MB",
    )  # fmt: skip


def _peak(environment: Mapping[str, str], tasks: int, share_drawn: float) -> float:
    draws = round(tasks / POINTS * share_drawn)
    seeds = tasks // POINTS - draws
    command = [sys.executable, "-m", "sim.study.bench.sweep.growth", str(seeds), str(draws)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=dict(environment))
    return float(done.stdout)


def main() -> None:
    """Drive a study of tasks that do nothing, and print the peak of this process."""
    seeds, draws = map(int, sys.argv[1:])
    with TemporaryDirectory(prefix="bench-") as folder:
        done = drive(planned(Path(folder), POINTS, seeds, draws), WORKERS)
    if len(done.results) != POINTS * (seeds + draws):
        sys.exit(f"{len(done.results)} of {POINTS * (seeds + draws)} tasks were done: {done.failures[:1]}")
    print(peak())


if __name__ == "__main__":
    main()
