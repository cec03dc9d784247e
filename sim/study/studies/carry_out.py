"""A study's replications carried out: what the store has is not simulated again, what fails is set aside."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from sim.engines import Execution, Failure, Policy, Report, Where, execute
from sim.store.replications import ReplicationStore
from sim.study.studies.about import read_config
from sim.study.studies.assumed.constants import Changes, changes, constants
from sim.study.studies.folder import Replicate, StudyFolder, called
from sim.study.studies.plan import StudyPlan
from sim.study.studies.printable import printable
from sim.study.studies.remote import RemoteTasks, adopting, replicate_there
from sim.study.studies.task import Task, key_here, simulated

if TYPE_CHECKING:
    from sim.config.schema import Config

Progress = Callable[[int, int, str], None]
"""Called with the replications that are there, their number in all, and the one that has just finished."""


@dataclass(frozen=True)
class Carried:
    """How it ended: replications that are there, all of them, and whether it was stopped."""

    there: int
    in_all: int
    interrupted: bool
    seconds: float
    aside: tuple[str, ...] = ()
    """What was set aside, and why, a line each."""
    damaged: tuple[str, ...] = ()
    """What was damaged and therefore to be simulated again, and how, a line each."""

    @property
    def failed(self) -> int:
        """How many were set aside."""
        return len(self.aside)


def _missing(
    folder: StudyFolder, plan: StudyPlan, replicates: Iterable[Replicate], verify: bool
) -> tuple[list[Replicate], list[str]]:
    """What the store lacks; and of that what was damaged, and how.

    What is damaged is removed, so that nobody takes it for whole.
    """
    missing, damaged = [], []
    for each in replicates:
        found = folder.store.discard_damaged(each.key, verify)
        if not found.whole:
            missing.append(each)
            damaged += [f"{called(plan, each)} ({found.damage})"] if found.damage else []
    return missing, damaged


class Tasks(Sequence[Task]):
    """The tasks of what is missing, made when they are asked for."""

    def __init__(self, folder: StudyFolder, plan: StudyPlan, missing: Sequence[Replicate]) -> None:
        self.folder, self.plan, self.missing = folder, plan, missing
        self.configs = [folder.config_file(place) for place in range(len(plan.points))]

    def __len__(self) -> int:
        return len(self.missing)

    def __getitem__(self, index: int) -> Task:  # type: ignore[override]  # never sliced
        each = self.missing[index]
        return Task(
            self.configs[each.point], self.folder.store.root, each.key, each.seed, self._changes(each)
        )

    def _changes(self, each: Replicate) -> Changes | None:
        if each.draw is None:
            return None
        return changes(constants(self.plan.points[each.point].config), each.draw, self.plan.seeds[0])


def carry_out(
    folder: StudyFolder,
    plan: StudyPlan,
    replicates: Sequence[Replicate],
    where: Where | int,
    progress: Progress | None = None,
    verify: bool = False,
) -> Carried:
    """Simulate what is missing of `replicates`. Ctrl-C once finishes what runs, twice stops at once.

    Raises `ConfigError` where another process has the study, or the engine is not to be had. A replication that
    fails twice is set aside with its traceback (`StudyFolder.failures`), and the rest goes on.
    """
    started = perf_counter()
    with folder.held():
        folder.store.tidy()
        once: dict[str, Replicate] = {}
        for each in replicates:
            once.setdefault(each.key, each)  # two points may be the same
        missing, damaged = _missing(folder, plan, once.values(), verify)
        wanted = len(once)
        there = wanted - len(missing)

        def finished(index: int, _: None) -> None:
            nonlocal there
            there += 1
            if progress is not None:
                progress(there, wanted, called(plan, missing[index]))

        with stop_when_asked() as asked:
            done = _execute(folder, Tasks(folder, plan, missing), where, finished, asked)
            aside = [_set_aside(folder, plan, missing[failure.index], failure) for failure in done.failures]
            interrupted = done.interrupted or asked()
    return Carried(there, wanted, interrupted, perf_counter() - started, tuple(aside), tuple(damaged))


def _set_aside(folder: StudyFolder, plan: StudyPlan, each: Replicate, failure: Failure) -> str:
    """Write down why; on a full disk, of all things, that is said at the end and nowhere else."""
    with suppress(OSError):
        folder.failed(each, failure.reason, failure.trace)
    return f"{called(plan, each)}: {printable(failure.reason)}"


def _execute(
    folder: StudyFolder, tasks: Tasks, where: Where | int, report: Report, stop: Callable[[], bool]
) -> Execution:
    """The same tasks: with the paths of this machine where they can be read, else with all that is in them."""
    if isinstance(where, int) or where.shares_disk:
        return execute(replicate, tasks, where, report, Policy(go_on=True, stop=stop))
    receive = adopting(folder.store, [each.key for each in tasks.missing])
    policy = Policy(go_on=True, stop=stop, receive=receive)
    return execute(replicate_there, RemoteTasks(tasks), where, report, policy)


def replicate(task: Task) -> None:
    """Simulate one replication into the store, unless another study has done so meanwhile."""
    store = ReplicationStore(task.store)
    if store.find(task.key).whole:
        return
    config = _config(task.config, task.config.stat().st_mtime_ns)
    if key_here(config, task.seed, task.changes) != task.key:
        raise RuntimeError(f"{task.config} is not the configuration of the point any more")
    made = simulated(config, task.seed, task.changes)
    store.write(task.key, made.figures, made.records, made.about)


@lru_cache(maxsize=64)
def _config(file: Path, _changed: int) -> Config:
    """The file's configuration, as of the moment of its last change."""
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
