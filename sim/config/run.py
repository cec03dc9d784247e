"""How a run is carried out: its days, replications, seed, and where it writes."""

from __future__ import annotations

import os
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from sim.config.base import Frozen
from sim.config.catalogue import NO_BASELINE

_DECADE = 3653


def _none(value: Any) -> Any:
    return NO_BASELINE if value is None else value


class RunConfig(Frozen):
    """Plain settings of a run; they say nothing about the world."""

    warmup: int = Field(default=365, ge=0, le=_DECADE, strict=True, description="days before the cohort")
    days: int = Field(default=365, ge=1, le=_DECADE, strict=True, description="days of the cohort")
    follow_up: int = Field(default=365, ge=0, le=_DECADE, strict=True, description="days after the cohort")
    replications: int = Field(default=8, ge=1, le=10_000, strict=True, description="seeds a structure")
    seed: int = Field(default=1, ge=0, lt=2**63, strict=True, description="same seed, same world")
    baseline: Annotated[str, BeforeValidator(_none)] = Field(
        default="traditional", description="model to compare with, or none"
    )
    workers: int | None = Field(
        default=None, ge=1, le=1024, strict=True, description="processes; null: one a core"
    )
    results: str = Field(default="results", min_length=1, description="folder that runs are written to")
    name: str | None = Field(
        default=None, pattern=r"^[\w-]{1,40}$", description="word added to the name of the run's folder"
    )

    @property
    def total_days(self) -> int:
        """Days simulated in all: warm-up, cohort and follow-up."""
        return self.warmup + self.days + self.follow_up

    @property
    def processes(self) -> int:
        """Number of worker processes to use."""
        return self.workers or os.cpu_count() or 1
