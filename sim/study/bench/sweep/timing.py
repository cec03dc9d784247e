"""Seconds of one job: by the clock on the wall, and of this process's processor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Generic, TypeVar

Made = TypeVar("Made")


@dataclass(frozen=True)
class Timed(Generic[Made]):
    """What a job gave, and its seconds."""

    made: Made
    wall: float
    processor: float
    """Of this process alone. Far less than `wall`: other work had the machine, or the disk was waited for."""


def timed(job: Callable[[], Made]) -> Timed[Made]:
    """Do the job once."""
    wall, processor = perf_counter(), process_time()
    made = job()
    return Timed(made, perf_counter() - wall, process_time() - processor)
