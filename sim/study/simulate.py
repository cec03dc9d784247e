"""One replication."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.schema import Config
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
    from sim.model import PolicingModel, forget

    chosen = config.run.seed if seed is None else seed
    model = PolicingModel(config, chosen)
    try:
        return Result(config, chosen, model.run())
    finally:
        forget(model)
