"""A study that is on disk: opened, gone on with, and read as tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.errors import ConfigError
from sim.store.manifest import simulator_hash
from sim.study.studies.carry_out import Carried, Progress, carry_out
from sim.study.studies.comparisons import Comparison, compare
from sim.study.studies.folder import Replicate, StudyFolder
from sim.study.studies.plan import StudyPlan
from sim.study.summarise import summarise

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Study:
    """A study with its plan; what has been simulated is read from the store."""

    folder: StudyFolder
    plan: StudyPlan

    @classmethod
    def begin(cls, results: Path, plan: StudyPlan) -> Study:
        """Write the study down, or find it there as it was asked before; raises `ConfigError`."""
        folder = StudyFolder(results, plan.name)
        folder.begin(plan)
        return cls(folder, plan)

    @classmethod
    def open(cls, results: Path, name: str) -> Study:
        """A study that is there. Raises `ConfigError` where it is not, or was made with another simulator."""
        folder = StudyFolder(results, name)
        made = folder.about()["code"]
        if made != simulator_hash():
            raise ConfigError(
                f"the study {name} was made with another version of the simulator ({str(made)[:12]}, this is "
                f"{simulator_hash()[:12]}): none of its replications can be used here. Its words begin it afresh under "
                f"another name: sim compare {' '.join(folder.about()['words'])}"
            )
        return cls(folder, folder.plan())

    @property
    def names(self) -> list[str]:
        """Names of the points, the baseline first."""
        return [point.name for point in self.plan.points]

    def go_on(self, workers: int, progress: Progress | None = None, verify: bool = False) -> Carried:
        """Simulate what is missing."""
        return carry_out(self.folder, self.plan, workers, progress, verify)

    def there(self) -> list[Replicate]:
        """The replications that the store has."""
        return [each for each in self.folder.replicates(self.plan) if self.folder.store.find(each.key).whole]

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """The metrics of all replications that are there, long; `model` is the name of the point."""
        import pandas as pd

        parts = [
            self.folder.store.figures(each.key).assign(
                model=self.plan.points[each.point].name, seed=each.seed
            )
            for each in self.there()
        ]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    def summary(self) -> pd.DataFrame:
        """Means, intervals and paired differences, as a run has them; the baseline is the first point."""
        return summarise(self.metrics, [*self.names[1:], self.names[0]])

    def comparisons(self) -> list[Comparison]:
        """Every headline of every point against the baseline, adjusted for all that are made."""
        return compare(self.metrics, self.names, self.plan.margin, self.plan.points[0].config.run.days)
