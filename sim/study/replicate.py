"""One replication as a task for an engine: simulate, measure, write the records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.schema import Config


@dataclass(frozen=True)
class Task:
    """A configuration with a seed; `folder` takes the records."""

    config: Config
    label: str
    seed: int
    folder: Path

    def __str__(self) -> str:
        return f"{self.label}, seed {self.seed}"


@dataclass(frozen=True)
class Replication:
    """What a task hands back: its metrics (with `model` and `seed`), the digest of its records, seconds."""

    label: str
    seed: int
    metrics: pd.DataFrame
    digest: str
    seconds: float


def replicate(task: Task) -> Replication:
    """Carry out one task; the records stay on disk, so that memory does not grow with replications."""
    from sim.store.records import write_records
    from sim.study.simulate import simulate

    started = perf_counter()
    result = simulate(task.config, task.seed)
    metrics = result.table.assign(model=task.label, seed=task.seed)
    write_records(result.records, task.folder)
    return Replication(task.label, task.seed, metrics, result.records.digest(), perf_counter() - started)
