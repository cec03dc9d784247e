"""A study's replications carried out: what the store has is not simulated again, what fails is set aside."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from sim.config.errors import ConfigError
from sim.engines import Policy, execute
from sim.store.manifest import plain, simulator_hash, versions
from sim.store.replications import ReplicationStore
from sim.study.studies.assumed.constants import Changes, changed, changes, constants
from sim.study.studies.folder import CONFIGS, Replicate, StudyFolder, read_config
from sim.study.studies.plan import StudyPlan

if TYPE_CHECKING:
    from sim.config.schema import Config

Progress = Callable[[int, int, str], None]
"""Called with the replications that are there, their number in all, and the one that has just finished."""


@dataclass(frozen=True)
class Task:
    """A replication to be simulated: paths and numbers alone, so that handing it to a process costs nothing."""

    config: Path
    store: Path
    key: str
    seed: int
    changes: Changes | None = None
    """Numbers set over the configuration: a draw of what is assumed. Of such a replication figures alone are kept."""


@dataclass(frozen=True)
class Carried:
    """How it ended: replications that are there, all of them, those set aside, and whether it was stopped."""

    there: int
    in_all: int
    failed: int
    interrupted: bool
    seconds: float


def _there(store: ReplicationStore, key: str, verify: bool) -> bool:
    """Whether the store has the replication; what is damaged is removed, so that nobody takes it for whole."""
    found = store.find(key, verify)
    if found.there and not found.whole:
        store.discard(key)
    return found.whole


class Tasks(Sequence[Task]):
    """The tasks of what is missing, made when they are asked for."""

    def __init__(self, folder: StudyFolder, plan: StudyPlan, missing: Sequence[Replicate]) -> None:
        self.folder, self.plan, self.missing = folder, plan, missing

    def __len__(self) -> int:
        return len(self.missing)

    def __getitem__(self, index: int) -> Task:  # type: ignore[override]  # never sliced
        each = self.missing[index]
        config = self.folder.path / CONFIGS / f"{each.point}.yaml"
        return Task(config, self.folder.store.root, each.key, each.seed, self._changes(each))

    def _changes(self, each: Replicate) -> Changes | None:
        if each.draw is None:
            return None
        return changes(constants(self.plan.points[each.point].config), each.draw, self.plan.seeds[0])


def carry_out(
    folder: StudyFolder,
    plan: StudyPlan,
    replicates: Sequence[Replicate],
    workers: int,
    progress: Progress | None = None,
    verify: bool = False,
) -> Carried:
    """Simulate what is missing of `replicates`. Ctrl-C once finishes what runs, twice stops at once.

    Raises `ConfigError` where another process has the study. A replication that fails twice is set aside with its
    traceback (`StudyFolder.failures`), and the rest goes on.
    """
    started = perf_counter()
    with folder.held():
        missing = [each for each in replicates if not _there(folder.store, each.key, verify)]
        there = len(replicates) - len(missing)

        def finished(index: int, _: None) -> None:
            nonlocal there
            there += 1
            if progress is not None:
                progress(there, len(replicates), _words(plan, missing[index]))

        with stop_when_asked() as asked:
            done = execute(
                replicate, Tasks(folder, plan, missing), workers, finished, Policy(go_on=True, stop=asked)
            )
        for failure in done.failures:
            folder.failed(missing[failure.index], failure.reason, failure.trace)
    return Carried(there, len(replicates), len(done.failures), done.interrupted, perf_counter() - started)


def _words(plan: StudyPlan, each: Replicate) -> str:
    which = f"seed {each.seed}" if each.draw is None else f"draw {each.draw.place + 1}"
    return f"{plan.points[each.point].name}, {which}"


def replicate(task: Task) -> None:
    """Simulate one replication into the store, unless another study has done so meanwhile."""
    from sim.study.simulate import simulate

    store = ReplicationStore(task.store)
    if store.find(task.key).whole:
        return
    started = perf_counter()
    config = task_config(task)
    result = simulate(config, task.seed)
    about = {
        "seed": task.seed,
        "county": config.county.name,
        "residents": float(config.county.residents),
        "days": config.run.total_days,
        "digest": result.records.digest(),
        "code": simulator_hash(),
        "versions": versions(),
    }
    records = result.records if task.changes is None else None
    about["seconds"] = round(perf_counter() - started, 3)
    store.write(task.key, result.table, records, about)


def task_config(task: Task) -> Config:
    """The configuration of a task, with the numbers of its draw set over it."""
    if task.changes is None:
        return _config(task.config)
    return with_changes(_config(task.config), task.changes)


def with_changes(config: Config, numbers: Changes) -> Config:
    """A configuration with numbers set over it; `ConfigError` where they do not go together."""
    from pydantic import ValidationError

    from sim.config.schema import Config

    try:
        return Config.model_validate(changed(plain(config), numbers))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ConfigError([f"{'.'.join(map(str, first['loc']))}: {first['msg']}"]) from error


@lru_cache(maxsize=8)
def _config(file: Path) -> Config:
    return read_config(file)


@contextmanager
def stop_when_asked() -> Iterator[Callable[[], bool]]:
    """Ctrl-C in here is noted, and the function that is given then says so; a second one is raised as ever."""
    noted: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return

    def note(number: int, _: object) -> None:
        if noted:
            raise KeyboardInterrupt
        noted.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(noted)
    finally:
        signal.signal(signal.SIGINT, before)
