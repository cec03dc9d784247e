"""Studies that are really simulated: their report, and draws of what is assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.config.errors import ConfigError
from sim.study.bench.figure import Figure
from sim.study.bench.sweep.timing import timed
from sim.study.studies.carry_out import Carried
from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study

Writing = Callable[[Study, str, Path], Path]
"""Writes the report of a study in a language to a file; the report's own room stands above this one."""

WORKERS = 2
THREE = ("model=traditional,dabuzhi,one_five_n_one", "county=kaihua", "draws=0")
TWO = ("model=traditional,dabuzhi", "county=kaihua")
QUARTER = ("run.warmup=30", "run.days=91", "run.follow_up=0")


def report(
    write: Writing, study: Study | None = None, replications: int = 20, days: Sequence[str] = ()
) -> Iterator[Figure]:
    """Seconds and megabytes (10**6 bytes) of a report, of `study` or of one that is simulated first.

    `days` are words that shorten the simulated time; without them it is as shipped. The report goes into a
    temporary folder: that of a study stays as it is.
    """
    with TemporaryDirectory(prefix="bench-") as folder:
        kept = study if study is not None else _three(Path(folder), replications, days)
        done = timed(lambda: write(kept, "en", Path(folder) / "report.html"))
        size = done.made.stat().st_size / 1e6
        runs = len(kept.there())
    plan = kept.plan
    title = f"Report of {len(plan.points)} points x {len(plan.seeds)} replications"
    drawn = f" and {plan.draws} draws" if plan.draws else ""
    detail = f"{plan.name}: {runs} runs of {plan.points[0].config.run.total_days} days{drawn}"
    yield Figure(
        f"{title}: written in", done.wall, "s", 8, detail=f"{detail}; {done.processor:.3g} s of the processor"
    )
    yield Figure(f"{title}: size", size, "MB", 4, detail=detail)


def _three(folder: Path, replications: int, days: Sequence[str]) -> Study:
    """Three structures, simulated; opened afresh, as the command `report` would."""
    plan = plan_study([*THREE, *days, f"replications={replications}", "study=bench"])
    _all_there(Study.begin(folder, plan).go_on(WORKERS))
    return Study.open(folder, plan.name)


def draws(number: int = 200, days: Sequence[str] = QUARTER, replications: int = 2) -> Iterator[Figure]:
    """Seconds of a study of two structures with drawn assumptions: planned, simulated, and what follows from it."""
    words = [*TWO, *days, f"replications={replications}", f"draws={number}", "study=bench"]
    with TemporaryDirectory(prefix="bench-") as folder:
        begun = timed(lambda: Study.begin(Path(folder), plan_study(words)))
        study = begun.made
        carried = timed(lambda: study.go_on(WORKERS))
        _all_there(carried.made)
        found = timed(study.uncertain)
    yield Figure(
        f"{number} draws of what is assumed x 2 structures", begun.wall + carried.wall + found.wall, "s", 150,
        detail=(
            f"{carried.made.there} runs of {study.plan.points[0].config.run.total_days} days in {carried.wall:.1f} s "
            f"by {WORKERS} processes; before it {begun.wall:.1f} s, after it {found.wall:.1f} s; travel times of drawn "
            "counties are worked out the first time and then read from the cache"
        ),
    )  # fmt: skip


def _all_there(carried: Carried) -> None:
    """A study that was stopped, or failed in parts, has no time; `KeyboardInterrupt` or `ConfigError`."""
    if carried.interrupted:
        raise KeyboardInterrupt
    if carried.there < carried.in_all:
        raise ConfigError(
            f"{carried.in_all - carried.there} of {carried.in_all} runs of the bench's study failed"
        )
