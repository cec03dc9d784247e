"""Named random streams.

A stream is keyed by (seed, purpose, entity...), never by the order in which it is asked for and never by
the name of anything that a structure may rename. Two structures under one seed therefore meet the same
draws.
"""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, purpose: str, *entity: int | str) -> np.random.Generator:
    """The generator that belongs to (`seed`, `purpose`, `entity`); the same each time it is asked for."""
    key = "\x1f".join([str(int(seed)), purpose, *(f"{type(part).__name__}:{part}" for part in entity)])
    digest = hashlib.blake2b(key.encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))


class Streams:
    """The streams of one replication; a name asked for twice is refused, because it would repeat its draws."""

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)
        self._given: set[tuple[int | str, ...]] = set()

    def get(self, purpose: str, *entity: int | str) -> np.random.Generator:
        """The stream of this name; raises ``ValueError`` when it was handed out before."""
        name = (purpose, *entity)
        if name in self._given:
            raise ValueError(f"the random stream {name} was already handed out")
        self._given.add(name)
        return stream(self.seed, purpose, *entity)
