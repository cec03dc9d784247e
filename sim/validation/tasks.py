"""Many small tasks whose results are kept one by one, so that whatever is stopped goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.config.catalogue import config_root
from sim.engines import Failure, execute
from sim.store.folder import safe_name
from sim.store.manifest import PACKAGE, code_hash

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
class Done:
    """Results by the index of the task, and whether all are there."""

    results: Mapping[int, dict[str, Any]]
    interrupted: bool


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
    results = {index: found for index, file in enumerate(files) if (found := _read(file)) is not None}
    missing = [index for index in range(len(tasks)) if index not in results]

    def finished(place: int, result: dict[str, Any]) -> None:
        index = missing[place]
        results[index] = result
        _keep(files[index], result)
        if progress is not None:
            progress(len(results), len(tasks), str(tasks[index]))

    done = execute(function, [tasks[index] for index in missing], workers, finished)
    for failure in done.failures:
        raise TaskFailedError(tasks[missing[failure.index]], failure)
    return Done(results, done.interrupted)


def _state() -> str:
    """What all results depend on beside their words: the configuration files and the simulator's code."""
    apart = ("report", "cli", "validation")
    rooms = sorted(room for room in PACKAGE.iterdir() if room.is_dir() and room.name not in apart)
    single = hashlib.blake2b(b"".join(file.read_bytes() for file in sorted(PACKAGE.glob("*.py"))))
    return "".join([single.hexdigest(), *map(code_hash, rooms), code_hash(config_root(), "*.yaml")])


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


def _read(file: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _keep(file: Path, result: dict[str, Any]) -> None:
    """Written beside and renamed, so that half a file is never read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(result), encoding="utf-8")
    part.replace(file)
