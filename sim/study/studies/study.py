"""A study that is on disk: opened, gone on with, and read as tables."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.config.errors import ConfigError
from sim.engines import Where
from sim.store.errors import first_line
from sim.store.figures import as_measured
from sim.store.replications import Origin, origin_here
from sim.study.studies.about import check_versions, origin_of, other_versions
from sim.study.studies.assumed.constants import all_constants, draws
from sim.study.studies.assumed.findings import Uncertain, uncertain
from sim.study.studies.assumed.influence import Drawn
from sim.study.studies.carry_out import Carried, Progress, carry_out
from sim.study.studies.comparisons import Comparison, compare, differences
from sim.study.studies.folder import Replicate, StudyFolder, called
from sim.study.studies.plan import StudyPlan
from sim.study.summarise import summarise

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True)
class Study:
    """A study with its plan; what has been simulated is read from the store."""

    folder: StudyFolder
    plan: StudyPlan
    origin: Origin = field(default_factory=origin_here)
    """What its replications are simulated with, or were."""

    @classmethod
    def begin(cls, results: Path, plan: StudyPlan) -> Study:
        """Write the study down, or find it there as it was asked before; raises `ConfigError`."""
        folder = StudyFolder(results, plan.name)
        folder.begin(plan)
        return cls(folder, plan)

    @classmethod
    def open(cls, results: Path, name: str) -> Study:
        """A study that is there; one that was made with other versions can be read, not gone on with.

        Raises `ConfigError` where there is none, or this version cannot read it.
        """
        folder = StudyFolder(results, name)
        about = folder.about()
        try:
            return cls(folder, folder.plan(about), origin_of(about))
        except ConfigError as error:
            raise ConfigError([*error.problems, *filter(None, [other_versions(about)])]) from error

    @property
    def names(self) -> list[str]:
        """Names of the points, each baseline before those that are compared with it."""
        return [point.name for point in self.plan.points]

    def carry(
        self,
        replicates: Sequence[Replicate],
        where: Where | int,
        progress: Progress | None = None,
        verify: bool = False,
    ) -> Carried:
        """Simulate what is missing of these; raises `ConfigError` where the study was made with other versions."""
        check_versions(self.folder.about())
        return carry_out(self.folder, self.plan, replicates, where, progress, verify)

    def go_on(self, where: Where | int, progress: Progress | None = None, verify: bool = False) -> Carried:
        """Simulate what is missing of all that the study asks for, draws of the assumptions last."""
        return self.carry([*self.asked, *self.asked_draws], where, progress, verify)

    @cached_property
    def asked(self) -> list[Replicate]:
        """The replications that the study asks for, as shipped."""
        return self.folder.replicates(self.plan, self.origin)

    @cached_property
    def asked_draws(self) -> list[Replicate]:
        """Those with drawn assumptions."""
        return self.folder.drawn(self.plan, self.origin) if self.plan.pairs else []

    def there(self) -> list[Replicate]:
        """The replications, as shipped, that the store has."""
        return [each for each in self.asked if self.folder.store.find(each.key).whole]

    def drawn_there(self) -> list[Replicate]:
        """Those with drawn assumptions that the store has."""
        return [each for each in self.asked_draws if self.folder.store.find(each.key).whole]

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """The metrics of all replications that are there, long; `model` is the name of the point."""
        return self._figures(self.there())

    @cached_property
    def drawn_metrics(self) -> pd.DataFrame:
        """The same of the replications with drawn assumptions; a draw is told by its seed."""
        return self._figures(self.drawn_there())

    def _figures(self, replicates: Sequence[Replicate]) -> pd.DataFrame:
        import pandas as pd
        import pyarrow as pa

        if not replicates:
            return pd.DataFrame()
        parts = [self._table(each) for each in replicates]
        sizes = [len(part) for part in parts]
        names = np.array([self.names[each.point] for each in replicates], object)
        table = pa.concat_tables(parts).to_pandas()
        seeds = np.repeat([each.seed for each in replicates], sizes)
        made: pd.DataFrame = table.assign(model=np.repeat(names, sizes), seed=seeds)
        return made

    def _table(self, each: Replicate) -> pa.Table:
        import pyarrow as pa

        try:
            return as_measured(self.folder.store.figures_table(each.key))
        except (OSError, ValueError, KeyError, pa.ArrowException) as error:
            raise ConfigError(
                f"the figures of {called(self.plan, each)} are damaged ({first_line(error)}); simulate them again: "
                f"{self.resume} --verify"
            ) from error

    @property
    def resume(self) -> str:
        """The command that goes on with the study."""
        results = self.folder.results
        elsewhere = () if results == Path("results") else (f"run.results={results}",)
        return shlex.join(
            ["python", "-m", "sim", "resume", self.plan.name, *elsewhere, *self.plan.where.words]
        )

    def summary(self) -> pd.DataFrame:
        """Means, intervals and paired differences, as a run has them; each point less its baseline."""
        import pandas as pd

        names, against = self.names, self.plan.against
        parts = []
        for place in sorted(set(against)):
            compared = [name for name, other in zip(names, against, strict=True) if other == place]
            table = summarise(self.metrics, [*(n for n in compared if n != names[place]), names[place]])
            # A baseline that is itself compared with another stands there already, with its difference.
            parts.append(table if against[place] == place else table[table["model"] != names[place]])
        return pd.concat(parts, ignore_index=True)

    def comparisons(self) -> list[Comparison]:
        """Every headline of every point against its baseline, adjusted for all that are made."""
        return compare(self.metrics, self.plan.pairs, self.plan.margin)

    def uncertain(self) -> list[Uncertain]:
        """The comparisons with what had to be assumed counted in; none without draws."""
        if self.metrics.empty or self.drawn_metrics.empty:
            return []
        pairs, first = self.plan.pairs, self.plan.seeds[0]
        made = draws(first, self.plan.draws)
        chance, drawn = (differences(table, pairs) for table in (self.metrics, self.drawn_metrics))
        seeds = [draw.seed for draw in made]
        config = {point.name: point.config for point in self.plan.points}
        tables = {
            point: Drawn.of(all_constants([config[point], config[baseline]]), made, first)
            for point, baseline in pairs
        }
        found = [
            uncertain(
                each,
                np.asarray(chance[each.metric, each.point], float),
                np.asarray(drawn[each.metric, each.point].reindex(seeds), float),
                tables[each.point],
            )
            for each in self.comparisons()
            if (each.metric, each.point) in drawn
        ]
        return [each for each in found if each is not None]
