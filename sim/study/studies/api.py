"""Studies from Python: `sim.compare` simulates one, `sim.open_study` opens one that is there; both give data frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.errors import ConfigError
from sim.config.messages import close_to
from sim.study.studies.carry_out import Carried, Progress
from sim.study.studies.export.queries import query
from sim.study.studies.export.tables import assumptions, comparisons, influences, points, seeds
from sim.study.studies.kept import Kept, records_of
from sim.study.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.simulate import Result

GUARD = "put what simulates below `if __name__ == '__main__':`, or say workers=1"
"""What a script has to do, because processes that are started read it once more."""
Value = str | int | float | Sequence[str | int | float]


def compare(
    words: Sequence[str] = (),
    *,
    models: Sequence[str] = (),
    results: str | Path | None = None,
    workers: int | None = None,
    config_dir: str | None = None,
    progress: Progress | None = None,
    **options: Value,
) -> StudyFrames:
    """What `python -m sim compare` does with the same words: simulate what is missing, and give the study.

    `words` are overrides; several values in one (`"county=kaihua,songtao"`) make points. `options` are the study's
    own words: replications=20, draws=0, margin=(0.5, 2), precision=(0.2, 1), baseline="dabuzhi", study="mine".
    `progress` is called with the runs that are there, their number in all, and the one that has just finished. In
    a script the call stands below ``if __name__ == "__main__":``, because other processes read the script, too.

    Raises `ConfigError` with every mistake, and ``KeyboardInterrupt`` after Ctrl-C, with what is finished kept.
    """
    from multiprocessing import parent_process

    from sim.engines import check
    from sim.study.studies.checked import check_points
    from sim.study.studies.plan import plan_study
    from sim.study.studies.precise import go_on

    if parent_process() is not None and workers != 1:
        raise ConfigError(f"sim.compare was called again by a process that it had started itself: {GUARD}")
    said = {"model": models or None, "run.workers": workers, "run.results": results, **_known(options)}
    own = [_word(key, value) for key, value in said.items() if value is not None]
    plan = plan_study([*([words] if isinstance(words, str) else words), *own], config_dir)
    check_points(plan.points)
    check(plan.where)
    begun = Study.begin(Path(plan.points[0].config.run.results).expanduser(), plan)
    begun, carried = go_on(begun, plan.where, progress)
    _check_carried(begun, carried)
    return StudyFrames(begun)


def _check_carried(begun: Study, carried: Carried) -> None:
    """Raises ``KeyboardInterrupt`` after Ctrl-C, and `ConfigError` where no run is there."""
    if carried.interrupted:
        raise KeyboardInterrupt(
            f"{carried.there} of {carried.in_all} runs are kept; go on with: {begun.resume}"
        )
    if not carried.there:
        reason = next((each["reason"] for each in begun.folder.failures()), "nothing was simulated")
        raise ConfigError(
            [f"no run of the study {begun.plan.name} succeeded: {reason}", f"in a script, {GUARD}"]
        )


def _known(options: Mapping[str, Value]) -> Mapping[str, Value]:
    """The options, once each is one of a study; raises `ConfigError`."""
    from sim.study.studies.plan import OPTIONS

    problems = [
        f"{key}=: there is no {key} of a study{close_to(key, OPTIONS)}"
        for key in options
        if key not in OPTIONS
    ]
    if problems:
        raise ConfigError(problems)
    return options


def _word(key: str, value: Value | Path) -> str:
    if isinstance(value, str | int | float | Path):
        return f"{key}={value}"
    return f"{key}={','.join(map(str, value))}"


def open_study(name: str, results: str | Path = "results") -> StudyFrames:
    """A study that is there, as data frames.

    One that was made with other versions can be read as ever; `notes` says so where something is missing.
    Raises `ConfigError` where it is not there, cannot be read, or has no whole replication yet.
    """
    return StudyFrames(Study.open(Path(results), name))


class StudyFrames:
    """A study as data frames. Columns are those of `sim.study.studies.export.tables.COLUMNS`.

    What is missing or damaged is left out, and `notes` says so.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self._kept = Kept.some(study)
        self.notes: list[str] = self._kept.notes()

    def __repr__(self) -> str:
        plan = self.study.plan
        return f"<study {plan.name}: {len(plan.points)} points, {len(self._kept.whole)} replications>"

    @property
    def name(self) -> str:
        """What the study is called."""
        return self.study.plan.name

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row a point: its structure, county, baseline, words."""
        return points(self._kept)

    @cached_property
    def seeds(self) -> pd.DataFrame:
        """One row a replication that the study asks for, and whether it is there."""
        return seeds(self._kept)

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """Every figure of every replication, long."""
        table = self.study.metrics.rename(columns={"model": "point"})
        return table[["point", "seed", *(name for name in table.columns if name not in ("point", "seed"))]]

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Means, 95 % intervals, and paired differences from the baseline, chance alone."""
        return self.study.summary().rename(columns={"model": "point"})

    @cached_property
    def comparisons(self) -> pd.DataFrame:
        """Every headline of every point against its baseline, adjusted for all that are made, with the verdict on it.

        Intervals and `answer` hold chance alone; `verdict` also what was assumed, where the study drew that.
        """
        study = self.study
        return comparisons(study.comparisons(), study.uncertain(), study.plan.margin)

    @cached_property
    def uncertain(self) -> pd.DataFrame:
        """The comparisons with what had to be assumed counted in; no rows without draws."""
        return assumptions(self.study.uncertain())

    @cached_property
    def influences(self) -> pd.DataFrame:
        """Which assumed constants matter to each comparison; no rows without draws."""
        return influences(self.study.uncertain())

    def query(self, sql: str) -> pd.DataFrame:
        """The answer to one SELECT over all replications, as `python -m sim query` gives it; raises `ConfigError`."""
        answer: pd.DataFrame = query(self._kept, sql).read_pandas()
        return answer

    def records(self, point: str, seed: int) -> Result:
        """One replication: its records as data frames, and its metrics.

        Raises `ConfigError` where the study does not have it, or it is damaged.
        """
        from sim.study.simulate import Result

        names = self.study.names
        if point not in names:
            raise ConfigError(f"the study {self.name} has no point {point!r}{close_to(point, names)}")
        place = names.index(point)
        found = next((each for each in self._kept.whole if (each.point, each.seed) == (place, seed)), None)
        if found is None:
            raise ConfigError(
                f"the study {self.name} has no replication of {point} under seed {seed}; simulate what is missing "
                f"with: {self.study.resume}"
            )
        return Result(self.study.plan.points[place].config, seed, records_of(self.study, found))
