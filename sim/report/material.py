"""What the pictures of a run are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.schema import Config
from sim.county.build import build_county
from sim.county.county import County
from sim.records.log import Records
from sim.store.records import read_records

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("incidents", "cases", "people")
"""The record tables that pictures are drawn from."""

MOST = 20
"""Replications a model that are drawn; more would change no picture and fill the memory."""


@dataclass(frozen=True)
class Material:
    """Models in the order in which they are shown (before, after), with what is known of each."""

    models: tuple[str, ...]
    configs: Mapping[str, Config]
    summary: pd.DataFrame
    records: Mapping[str, Sequence[Records]]
    """Model -> its replications."""

    @property
    def config(self) -> Config:
        """The configuration of the last model: the one the run is about."""
        return self.configs[self.models[-1]]

    @cached_property
    def county(self) -> County:
        """The county, which all models share."""
        return build_county(self.config.county)

    @property
    def replications(self) -> int:
        """Replications of the last model."""
        return len(self.records[self.models[-1]])

    @property
    def name(self) -> str:
        """The run's name as it stands in every picture: what was run, on what, with which seeds."""
        settings = self.config.run
        last = settings.seed + settings.replications - 1
        seeds = f"seed {last}" if settings.replications == 1 else f"seeds {settings.seed} to {last}"
        given = f"{settings.name}: " if settings.name else ""
        return f"{given}{' and '.join(self.models)}, {self.config.county.name}, {settings.days} days, {seeds}"


def read(run: Path, summary: pd.DataFrame, configs: Sequence[Config], labels: Sequence[str]) -> Material:
    """The material of the run in folder `run`; `labels` name the model first and its baseline last."""
    models = tuple(reversed(labels))
    return Material(
        models=models,
        configs=dict(zip(labels, configs, strict=True)),
        summary=summary,
        records={model: _replications(run / "records" / model) for model in models},
    )


def _replications(folder: Path) -> list[Records]:
    numbered = sorted(folder.glob("seed=*"), key=lambda path: int(path.name.removeprefix("seed=")))
    return [_slim(read_records(path)) for path in numbered[:MOST]]


def _slim(records: Records) -> Records:
    """The records without the tables that no picture needs."""
    return Records({name: records.tables[name] for name in TABLES}, records.names, records.clock)
