"""Many small tasks whose results are kept one by one, so that whatever is stopped goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import process_time
from typing import Any

from sim.config.catalogue import config_root
from sim.engines import Failure, execute
from sim.store.folder import safe_name
from sim.store.manifest import PACKAGE, code_hash, simulator_hash

PACKAGES = ("numpy", "scipy", "mesa", "ciw")
"""Packages whose code has a part in the results."""
Progress = Callable[[int, int, str], None]
"""Called with the tasks finished, their number in all, and the one that has just finished."""


@dataclass(frozen=True)
class Task:
    """One replication of one setup: what tells it from others, and what the function needs to know."""

    name: str
    seed: int
    words: tuple[str, ...]
    depends: tuple[str, ...] = ()
    """Files of the validation, beside the simulator itself, that the result depends on; none: all of them."""

    def __str__(self) -> str:
        return f"{self.name}, seed {self.seed}"


class TaskFailedError(RuntimeError):
    """A task raised an error; the message is its first line, `trace` the traceback."""

    def __init__(self, task: Task, failure: Failure) -> None:
        super().__init__(f"{task}: {failure.reason}")
        self.trace = failure.trace


@dataclass(frozen=True)
class Kept:
    """The result of one task, what it cost and when: whenever that was, it is kept with the result."""

    result: dict[str, Any]
    seconds: float
    """Processor time of its worker."""
    date: str


@dataclass(frozen=True)
class Done:
    """Results by the index of the task, and whether all are there."""

    results: Mapping[int, dict[str, Any]]
    interrupted: bool
    kept: Mapping[int, Kept] = field(default_factory=dict, repr=False)

    @property
    def seconds(self) -> float:
        """Processor time of all workers, of all starts together."""
        return sum(each.seconds for each in self.kept.values())

    @property
    def began(self) -> str:
        """The day of the earliest result; none without any."""
        return min((each.date for each in self.kept.values()), default="")


def carry_out(
    function: Callable[[Task], dict[str, Any]],
    tasks: Sequence[Task],
    folder: Path,
    workers: int,
    progress: Progress | None = None,
) -> Done:
    """The result of each task (a JSON object), from `folder` where it is kept already, else computed and kept.

    What is kept holds only for the same code, configuration files and words; anything else is computed
    afresh. Ctrl-C keeps what is finished. Raises `TaskFailedError` for the first task that fails.
    """
    state = _state()
    files = [_file(folder, task, state) for task in tasks]
    kept = {index: found for index, file in enumerate(files) if (found := _read(file)) is not None}
    missing = [index for index in range(len(tasks)) if index not in kept]

    def finished(place: int, done: Kept) -> None:
        index = missing[place]
        kept[index] = done
        _keep(files[index], done)
        if progress is not None:
            progress(len(kept), len(tasks), str(tasks[index]))

    done = execute(partial(_timed, function), [tasks[index] for index in missing], workers, finished)
    for failure in done.failures:
        raise TaskFailedError(tasks[missing[failure.index]], failure)
    return Done({index: each.result for index, each in kept.items()}, done.interrupted, kept)


def _timed(function: Callable[[Task], dict[str, Any]], task: Task) -> Kept:
    started = process_time()
    result = function(task)
    return Kept(result, process_time() - started, datetime.now(UTC).date().isoformat())


def _state() -> str:
    """What all results depend on beside their words: configuration files, the simulator's code, packages."""
    packages = [f"{name} {_version(name)}" for name in PACKAGES]
    return " ".join([simulator_hash() + code_hash(config_root(), "*.yaml"), *packages])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _file(folder: Path, task: Task, state: str) -> Path:
    text = json.dumps([state, _own(task.depends), task.name, task.seed, task.words])
    key = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    return folder / f"{safe_name(task.name)}-{task.seed}-{key}.json"


@cache
def _own(files: tuple[str, ...]) -> str:
    """A hash of files of the validation, of all of them where none is named."""
    room = PACKAGE / "validation"
    if not files:
        return code_hash(room)
    return hashlib.blake2b(b"".join((room / name).read_bytes() for name in files)).hexdigest()


def _read(file: Path) -> Kept | None:
    """What `_keep` wrote; none where the file is not there or holds anything else."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        kept = Kept(**found["kept"])
        return kept if found["check"] == _check(found["kept"]) else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _keep(file: Path, done: Kept) -> None:
    """Written beside and renamed, so that half a file is never read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}.part")
    kept = asdict(done)
    part.write_text(json.dumps({"kept": kept, "check": _check(kept)}), encoding="utf-8")
    part.replace(file)


def _check(kept: dict[str, Any]) -> str:
    """A hash of what is kept: a file that was damaged or written by anybody else is not believed."""
    return hashlib.blake2b(json.dumps(kept).encode(), digest_size=16).hexdigest()
