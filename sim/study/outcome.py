"""What a run found, how it ended, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class Status(StrEnum):
    """How a run ended."""

    COMPLETE = "complete"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


EXIT_CODES = {Status.COMPLETE: 0, Status.INTERRUPTED: 130, Status.FAILED: 1}


@dataclass(frozen=True)
class FailedReplication:
    """A replication that has no result, and why."""

    label: str
    seed: int
    reason: str
    trace: str


@dataclass(frozen=True)
class Outcome:
    """What a run found.

    `summary` has the columns of `sim.study.summarise.SUMMARY_COLUMNS` and `flag`; `metrics` those of
    `sim.study.keep.METRICS_COLUMNS`. `finished` names the seeds that each model finished. `notes` are
    sentences that a reader should see.
    """

    folder: Path
    status: Status
    labels: list[str]
    summary: pd.DataFrame
    metrics: pd.DataFrame
    finished: dict[str, list[int]]
    failures: list[FailedReplication] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        """0 complete, 130 interrupted, 1 failed."""
        return EXIT_CODES[self.status]
