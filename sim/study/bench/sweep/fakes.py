"""Finished replications by the thousand, without simulating each: one that is real stands under every key."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from sim.config.load import load_config
from sim.store.replications import ReplicationStore
from sim.study.studies.task import simulated

ORIGINAL = "0" * 32
"""The key of the replication that stands for all; no hash will be it."""


def original(store: ReplicationStore, words: Sequence[str]) -> str:
    """Simulate one replication into the store and return its key."""
    made = simulated(load_config(words), 1, None)
    store.write(ORIGINAL, made.figures, made.records, made.about)
    return ORIGINAL


def multiply(store: ReplicationStore, key: str, keys: Iterable[str]) -> None:
    """Put the replication of `key` under each of `keys`: files of their own names with the same content."""
    files = sorted(store.folder(key).iterdir())
    for other in keys:
        folder = store.folder(other)
        folder.mkdir(parents=True)
        for file in files:
            _same(file, folder / file.name)


def _same(file: Path, name: Path) -> None:
    """A second name for a file, which takes no room; a copy where the disk gives it no more names."""
    try:
        os.link(file, name)
    except OSError:
        shutil.copyfile(file, name)
