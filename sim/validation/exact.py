"""Known answers: every setup is replicated, and its interval must hold the exact value and be narrow."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from inspect import getfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.config.errors import ConfigError
from sim.config.load import load_config
from sim.config.messages import close_to
from sim.study.simulate import simulate
from sim.validation.findings import Findings, Row
from sim.validation.setup import Setup, Size
from sim.validation.setups import SETUPS
from sim.validation.tasks import Progress, Task, carry_out

if TYPE_CHECKING:
    from sim.config.schema import Config

LEVEL = 0.95
"""Chance that all intervals together hold their values, if the model is right."""
NARROW = 0.02
"""Half-width that an interval of the full part may have, as a share of the exact value."""
COLUMNS = ("setup", "quantity", "unit", "exact", "simulated", "low", "high", "replications", "holds", "width")


def chosen(names: Sequence[str] = ()) -> list[Setup]:
    """The setups of these names, all without any; `ConfigError` for a name that there is not."""
    known = {setup.name: setup for setup in SETUPS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ConfigError([f"there is no setup {name!r}{close_to(name, known)}" for name in unknown])
    return [known[name] for name in names] if names else list(SETUPS)


def run_exact(
    setups: Sequence[Setup], folder: Path, workers: int, quick: bool = False, progress: Progress | None = None
) -> Findings:
    """Replicate the setups (kept in `folder`, so that it can be resumed) and compare with what is known.

    The level of the intervals is adjusted for the number of comparisons (Bonferroni). Raises `ConfigError`
    where a word of a setup is not understood and `TaskFailedError` where a replication fails.
    """
    started = perf_counter()
    tasks = [task for setup in setups for task in _tasks(setup, quick)]
    done = carry_out(_replicate, tasks, folder, workers, progress)
    found: dict[str, list[dict[str, Any]]] = {}
    for index, task in enumerate(tasks):
        if index in done.results:
            found.setdefault(task.name, []).append(done.results[index])
    comparisons = sum(len(setup.units) for setup in setups)
    whole = [s for s in setups if len(found.get(s.name, ())) == _size(s, quick).replications]
    rows = [row for setup in whole for row in compare(setup, found[setup.name], comparisons)]
    about = {
        s.name: {"title": s.title, "source": s.source, "words": s.overrides(_size(s, quick))} for s in whole
    }
    return Findings(
        part="exact",
        quick=quick,
        rows=rows,
        sentences=_sentences(rows, comparisons, quick),
        curves=about,
        missing=[setup.name for setup in setups if setup not in whole],
        seconds=perf_counter() - started,
        workers=workers,
    )


def _sentences(rows: Sequence[Row], comparisons: int, quick: bool) -> list[str]:
    if not rows:
        return []
    held = sum(row["holds"] for row in rows)
    widest = max(rows, key=lambda row: row["width"])
    told = [
        f"{held} of {len(rows)} intervals hold the known value; each is at the level "
        f"{100 * (1 - (1 - LEVEL) / comparisons):.3f} %, so that all of {comparisons} together would hold theirs "
        f"with a chance of at least {LEVEL:.0%} if the model is right.",
        f"The widest half-width is {widest['width']:.1%} of the known value ({widest['setup']}: "
        f"{widest['quantity']}); the median is {np.median([row['width'] for row in rows]):.1%}.",
    ]
    wide = [row for row in rows if row["width"] > NARROW]
    if wide and not quick:
        told.append(
            f"Wider than {NARROW:.0%}: " + ", ".join(f"{r['setup']}: {r['quantity']}" for r in wide) + "."
        )
    return told


def _size(setup: Setup, quick: bool) -> Size:
    return setup.quick if quick else setup.full


def _tasks(setup: Setup, quick: bool) -> list[Task]:
    size = _size(setup, quick)
    seeds = range(1, size.replications + 1)
    files = _files(setup)
    return [Task(setup.name, seed, tuple(setup.overrides(size, seed)), files) for seed in seeds]


def _files(setup: Setup) -> tuple[str, ...]:
    """The files in which it is written how the setup is measured, so that those of others may change."""
    room = Path(__file__).parent
    read = [setup.measure, *([setup.other] if setup.other else [])]
    plain: list[Any] = [each.func if isinstance(each, partial) else each for each in read]
    written = [Path(getfile(each)) for each in plain]
    shared = [room / "setups" / name for name in ("reading.py", "case_words.py")]
    return tuple(dict.fromkeys(file.relative_to(room).as_posix() for file in (*written, *shared)))


def _replicate(task: Task) -> dict[str, Any]:
    """One replication: what the records say, and what the other simulation says where there is one."""
    setup = next(setup for setup in SETUPS if setup.name == task.name)
    config = _config(task.words)
    found = {"simulated": dict(setup.measure(simulate(config, task.seed)))}
    if setup.other is not None:
        found["other"] = dict(setup.other(config, task.seed))
    return found


@lru_cache(maxsize=4)
def _config(words: tuple[str, ...]) -> Config:
    return load_config(list(words))


def compare(setup: Setup, replications: Sequence[dict[str, Any]], comparisons: int) -> list[Row]:
    """One row a compared number: the t-interval over replications (shape (R,)) at the level that is left.

    Where the answer is itself simulated the interval is that of the difference (Welch 1947), laid around the
    simulated mean.
    """
    size = Size(len(replications), setup.full.days)
    known = dict(setup.exact(_config(tuple(setup.overrides(size))))) if setup.exact is not None else {}
    rows = []
    for name, unit in setup.units.items():
        ours = np.array([each["simulated"][name] for each in replications])
        theirs = np.array([each["other"][name] for each in replications]) if setup.other else None
        exact = float(theirs.mean()) if theirs is not None else known[name]
        half = _half_width(ours, theirs, 1 - (1 - LEVEL) / comparisons)
        mean = float(ours.mean())
        low, high = mean - half, mean + half
        row = (
            setup.name,
            name,
            unit,
            exact,
            mean,
            low,
            high,
            len(ours),
            low <= exact <= high,
            half / abs(exact),
        )
        rows.append(dict(zip(COLUMNS, row, strict=True)))
    return rows


def _half_width(ours: np.ndarray[Any, Any], theirs: np.ndarray[Any, Any] | None, level: float) -> float:
    from scipy.stats import t

    error = ours.var(ddof=1) / len(ours)
    freedom = len(ours) - 1.0
    if theirs is not None:
        more = theirs.var(ddof=1) / len(theirs)
        freedom = (error + more) ** 2 / (error**2 / freedom + more**2 / (len(theirs) - 1))
        error += more
    return float(t.ppf((1 + level) / 2, freedom) * np.sqrt(error))
