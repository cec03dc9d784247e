"""One replication."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.schema import Config
    from sim.demand.world import World
    from sim.records.log import Records


@dataclass(frozen=True)
class Result:
    """What one replication left behind: its records as data frames, and the metrics of them."""

    config: Config
    seed: int
    records: Records

    @property
    def incidents(self) -> pd.DataFrame:
        """One row a call; columns in docs/records.md."""
        return self.records.frame("incidents")

    @property
    def dispatches(self) -> pd.DataFrame:
        """One row a dispatch, superseded ones included."""
        return self.records.frame("dispatches")

    @property
    def cases(self) -> pd.DataFrame:
        """One row a case."""
        return self.records.frame("cases")

    @property
    def case_steps(self) -> pd.DataFrame:
        """One row a step of a case."""
        return self.records.frame("case_steps")

    @property
    def people(self) -> pd.DataFrame:
        """One row a person and 30-day month."""
        return self.records.frame("people")

    @property
    def teams(self) -> pd.DataFrame:
        """One row a patrol team and day."""
        return self.records.frame("teams")

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every metric with its splits, as `sim.metrics.measure` returns it."""
        from sim.metrics import measure

        return measure(self.records, self.config)

    @property
    def metrics(self) -> dict[str, float]:
        """Name -> value of every metric where it is not split; NaN where there is none."""
        unsplit = self.table[(self.table[["priority", "category", "area", "offence"]] == "all").all(axis=1)]
        return dict(zip(unsplit["metric"], unsplit["value"].astype(float), strict=True))


def simulate(config: Config, seed: int | None = None) -> Result:
    """Simulate one replication of `config`; nothing is written. `seed` defaults to the configuration's."""
    chosen = config.run.seed if seed is None else seed
    return Result(config, chosen, records_of(config, chosen))


def records_of(config: Config, seed: int, world: World | None = None) -> Records:
    """What one model leaves behind, of a world drawn before or of its own; the model itself is freed."""
    try:
        return _run(config, seed, world)
    finally:
        # A model is one large circle of references. Left to itself the collector comes too rarely, and a process
        # that simulates many replications grows with each.
        gc.collect()


def _run(config: Config, seed: int, world: World | None) -> Records:
    from sim.model import PolicingModel, forget

    model = PolicingModel(config, seed, world)
    try:
        return model.run()
    finally:
        forget(model)
