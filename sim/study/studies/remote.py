"""Replications simulated on machines that have no disk in common with this one.

There goes the text of the resolved configuration, once for all tasks of a point, with a seed, a key and the numbers of
a draw. Back come the replication's files as bytes, which are adopted into the store here just as if they had been
written here: both sides go through the same functions, so the bytes are the same.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.engines import Parted
from sim.store.replications import ReplicationStore, write_files
from sim.study.studies.about import config_from
from sim.study.studies.assumed.constants import Changes
from sim.study.studies.task import Task, key_here, simulated

if TYPE_CHECKING:
    from sim.config.schema import Config


@dataclass(frozen=True)
class Own:
    """What one task has for itself."""

    key: str
    seed: int
    changes: Changes | None


@dataclass(frozen=True)
class Sent:
    """What comes back: the replication's files by name, and how it came about."""

    files: dict[str, bytes]
    about: dict[str, Any]


class OtherVersionsError(RuntimeError):
    """The machine's simulator, Python or packages are not those that the key was made with."""


class RemoteTasks(Sequence[Parted]):
    """The same tasks with all that they need in them; made when they are asked for."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self.tasks = tasks

    def __len__(self) -> int:
        return len(self.tasks)

    def __getitem__(self, index: int) -> Parted:  # type: ignore[override]  # never sliced
        task = self.tasks[index]
        return Parted(str(task.config), _text(task.config), Own(task.key, task.seed, task.changes))


@lru_cache(maxsize=8)
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def replicate_there(task: Parted) -> Sent:
    """Simulate one replication and hand back its files; nothing of it stays on the machine.

    Raises `OtherVersionsError` where the key says that it would not be the replication that was asked for.
    """
    own: Own = task.own
    shipped = _config(task.common)
    if own.key != key_here(shipped, own.seed, own.changes):
        raise OtherVersionsError(
            "a machine of the cluster has another version of Python, mesa, numpy, pandas or scipy than this one; "
            "install the same versions on all: pip install -c constraints.txt 'county-policing-sim[ray]'"
        )
    made = simulated(shipped, own.seed, own.changes)
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), made.figures, made.records)
        files = {file.name: file.read_bytes() for file in sorted(Path(folder).iterdir())}
    return Sent(files, made.about)


@lru_cache(maxsize=8)
def _config(text: str) -> Config:
    return config_from(text, "the configuration of the point")


def adopting(store: ReplicationStore, keys: Sequence[str]) -> Callable[[int, Sent], None]:
    """What receives the files of the task that has `keys[index]`; it raises ``OSError`` where the disk refuses."""

    def adopt(index: int, sent: Sent) -> None:
        store.adopt(keys[index], sent.files, sent.about)

    return adopt
