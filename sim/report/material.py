"""What the pictures of a run are drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from sim.config.run import RunConfig
from sim.config.schema import Config
from sim.county.build import build_county
from sim.county.county import County
from sim.records.log import Records
from sim.store.manifest import config_hash

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: dict[str, tuple[str, ...]] = {
    "incidents": ("incident", "offence", "priority", "status", "received_at", "first_able_at"),
    "cases": ("incident", "offence", "channel", "reported_at", "filed_at", "solved_at", "suspended_at"),
    "people": (),
}
"""Tables and columns that pictures are drawn from; no column named: all of them."""

MOST = 20
"""Replications a model that are drawn; more would change no picture and fill the memory."""


@dataclass(frozen=True)
class Material:
    """Models in the order in which they are shown (before, after), with what is known of each."""

    name: str
    """The run's name, for the captions."""
    models: tuple[str, ...]
    configs: Mapping[str, Config]
    summary: pd.DataFrame
    records: Mapping[str, Iterable[Records]]
    """Model -> its replications, which may be read from disk one by one."""

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
        return self.config.run.replications

    @property
    def stamp(self) -> str:
        """What was run, as it stands in every picture: models, county, days, seeds, hash of the configurations.

        It leaves out how and when, so that equal runs give equal pictures.
        """
        settings = self.config.run
        last = settings.seed + settings.replications - 1
        seeds = f"seed {last}" if settings.replications == 1 else f"seeds {settings.seed} to {last}"
        hashes = "+".join(_hash(self.configs[model]) for model in self.models)
        what = f"{' and '.join(self.models)}, {self.config.county.name}"
        return f"{what}, {settings.days} days, {seeds}, {hashes}"

    def slim(self) -> Material:
        """The same with only what pictures need in memory, of at most `MOST` replications a model."""
        kept = {model: [_slim(r) for r in islice(runs, MOST)] for model, runs in self.records.items()}
        return replace(self, records=kept)


def _hash(config: Config) -> str:
    return config_hash(config.model_copy(update={"run": RunConfig()}))[:6]


def _slim(records: Records) -> Records:
    tables = {
        table: {name: column for name, column in records.tables[table].items() if not kept or name in kept}
        for table, kept in COLUMNS.items()
    }
    return Records(tables, records.names, records.clock)
