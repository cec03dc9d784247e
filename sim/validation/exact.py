"""Known answers: every setup is replicated, and its interval must hold the exact value and be narrow."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from inspect import getfile
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.config.errors import ConfigError
from sim.config.load import load_config
from sim.config.messages import close_to
from sim.study.simulate import simulate
from sim.validation.findings import Findings, Row
from sim.validation.intervals import TOGETHER, level_for, t_interval, t_quantile
from sim.validation.joint import Compared, jointly
from sim.validation.setup import Setup, Size
from sim.validation.setups import SETUPS
from sim.validation.tasks import Done, Progress, Task, carry_out

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.validation.joint import Floats

NARROW = 0.02
"""Half-width that an interval of the full part may have, as a share of the exact value."""


def all_comparisons() -> int:
    """How many numbers all setups compare; the level of an interval is the same whichever setups are chosen."""
    return sum(len(setup.units) for setup in SETUPS)


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

    The level of the intervals is adjusted for the number of all comparisons (Bonferroni). Raises `ConfigError`
    where a word of a setup is not understood and `TaskFailedError` where a replication fails.
    """
    tasks = [task for setup in setups for task in _tasks(setup, quick)]
    done = carry_out(_replicate, tasks, folder, workers, progress)
    found = _by_setup(tasks, done)
    whole = [s for s in setups if len(found.get(s.name, ())) == _size(s, quick).replications]
    rows = [row for setup in whole for row in compare(setup, found[setup.name])]
    about = {
        s.name: {"title": s.title, "source": s.source, "words": s.overrides(_size(s, quick))} for s in whole
    }
    joint = jointly([samples(setup, found[setup.name]) for setup in whole])
    return Findings(
        part="exact",
        quick=quick,
        only=[] if len(setups) == len(SETUPS) else [setup.name for setup in setups],
        rows=rows,
        sentences=[*_sentences(rows, quick), *joint],
        curves=about,
        missing=[setup.name for setup in setups if setup not in whole],
        seconds=done.seconds,
        workers=workers,
        began=done.began,
    )


def _by_setup(tasks: Sequence[Task], done: Done) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for index, task in enumerate(tasks):
        if index in done.results:
            found.setdefault(task.name, []).append(done.results[index])
    return found


def _sentences(rows: Sequence[Row], quick: bool) -> list[str]:
    if not rows:
        return []
    held = sum(row["holds"] for row in rows)
    level = level_for(all_comparisons())
    told = [
        f"{held} of {len(rows)} intervals hold the known value; each is at the level {100 * level:.3f} %, so that "
        f"all of {all_comparisons()} together would hold theirs with a chance of at least {TOGETHER:.0%} if the "
        f"model is right."
    ]
    measured = [row for row in rows if row["width"] is not None]
    if measured:
        widest = max(measured, key=lambda row: row["width"])
        told.append(
            f"The widest half-width is {widest['width']:.1%} of the known value ({widest['setup']}: "
            f"{widest['quantity']}); the median is {np.median([row['width'] for row in measured]):.1%}."
        )
    wide = [row for row in measured if row["width"] > NARROW]
    if wide and not quick:
        named = ", ".join(f"{r['setup']}: {r['quantity']} ({r['width']:.1%})" for r in wide)
        told.append(f"Wider than {NARROW:.0%}: {named}.")
    return told


def _size(setup: Setup, quick: bool) -> Size:
    return setup.quick if quick else setup.full


def _tasks(setup: Setup, quick: bool) -> list[Task]:
    size = _size(setup, quick)
    files = _files(setup)
    return [Task(setup.name, seed, tuple(setup.overrides(size, seed)), files) for seed in setup.seeds(size)]


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


def compare(
    setup: Setup, replications: Sequence[dict[str, Any]], comparisons: int | None = None
) -> list[Row]:
    """One row a compared number: the t-interval over replications (shape (R,)) at the level that is left.

    Where the answer is itself simulated the interval is that of the difference (Welch 1947), laid around the
    simulated mean. Without a number of comparisons the level is that of all setups together. What is not a
    number is None; such a row does not hold, and `why` says so.
    """
    level = level_for(all_comparisons() if comparisons is None else comparisons)
    compared = samples(setup, replications)
    return [_row(setup, name, each, level) for name, each in zip(setup.units, compared, strict=True)]


def samples(setup: Setup, replications: Sequence[dict[str, Any]]) -> list[Compared]:
    """What is compared: the simulated values, and the known one or those of the other simulation."""
    if setup.exact is None:
        return [
            Compared(_values(replications, "simulated", name), theirs=_values(replications, "other", name))
            for name in setup.units
        ]
    size = Size(len(replications), setup.full.days)
    known = setup.exact(_config(tuple(setup.overrides(size))))
    return [Compared(_values(replications, "simulated", name), float(known[name])) for name in setup.units]


def _values(replications: Sequence[dict[str, Any]], whose: str, name: str) -> Floats:
    return np.array([each[whose][name] for each in replications], float)


def _row(setup: Setup, name: str, compared: Compared, level: float) -> Row:
    mean, half = _interval(compared, level)
    exact = compared.exact
    known = isfinite(mean) and isfinite(half) and isfinite(exact)
    low, high = mean - half, mean + half
    return {
        "setup": setup.name,
        "quantity": name,
        "unit": setup.units[name],
        "exact": _number(exact),
        "simulated": _number(mean),
        "low": _number(low),
        "high": _number(high),
        "replications": len(compared.ours),
        "holds": known and low <= exact <= high,
        "width": half / abs(exact) if known and exact else None,
        "why": "" if known else _why(compared),
    }


def _number(value: float) -> float | None:
    return value if isfinite(value) else None


def _why(compared: Compared) -> str:
    for whose, values in (("simulated", compared.ours), ("other simulation", compared.theirs)):
        if values is not None and (missing := int((~np.isfinite(values)).sum())):
            return f"no number in {missing} of {len(values)} replications ({whose})"
    return "no known value" if len(compared.ours) > 1 else "one replication has no interval"


def _interval(compared: Compared, level: float) -> tuple[float, float]:
    """Mean of ours, and the half-width of its interval, or of that of the difference."""
    ours, theirs = compared.ours, compared.theirs
    if theirs is None or min(len(ours), len(theirs)) < 2:
        return t_interval(ours, level)
    freedom, error = compared.freedom_and_error()
    return float(ours.mean()), t_quantile(level, freedom) * error
