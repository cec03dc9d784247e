"""Travel times kept in the user's cache folder, so that a county is worked out once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_DIGEST = 16
MAX_BYTES = 3_000_000_000
"""What the folder may hold; the files written longest ago give way."""
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Layout:
    """How one county's matrices lie in one run of bytes: digest, minutes, kilometres, previous cell."""

    n: int

    @property
    def previous_type(self) -> np.dtype[Any]:
        """The smallest integer that holds a cell."""
        return np.dtype("<i2" if self.n < 2**15 else "<i4")

    @property
    def size(self) -> int:
        """Bytes in all."""
        return _DIGEST + self.n**2 * (8 + self.previous_type.itemsize)

    def empty(self) -> Bytes:
        """Room for the matrices, not yet filled."""
        return np.empty(self.size, np.uint8)

    def views(self, buffer: Bytes) -> tuple[Any, Any, Any]:
        """(minutes, kilometres, previous), each (n, n), as views of the bytes."""
        block = 4 * self.n**2
        minutes, kilometres, previous = np.split(buffer[_DIGEST:], [block, 2 * block])
        shape = (self.n, self.n)
        return (
            minutes.view("<f4").reshape(shape),
            kilometres.view("<f4").reshape(shape),
            previous.view(self.previous_type).reshape(shape),
        )


def folder() -> Path:
    """Where the files are kept."""
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("county-policing-sim")) / "travel"


def load(key: str, layout: Layout) -> Bytes | None:
    """The kept bytes, mapped from the file; None where there are none or they are damaged."""
    try:
        kept = np.load(folder() / f"{key}.npy", mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    if kept.dtype != np.uint8 or kept.shape != (layout.size,):
        return None
    buffer = np.asarray(kept)
    return buffer if buffer[:_DIGEST].tobytes() == _digest(buffer) else None


def save(key: str, layout: Layout, buffer: Bytes) -> None:
    """Keep the bytes under `key`: written beside and renamed, so that no reader sees half a file.

    A folder that cannot be written to is no error: the county is then worked out anew each time.
    """
    assert len(buffer) == layout.size
    buffer[:_DIGEST] = np.frombuffer(_digest(buffer), np.uint8)
    with contextlib.suppress(OSError):
        folder().mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder(), suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.save(file, buffer)
            Path(name).replace(folder() / f"{key}.npy")
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _make_room(folder() / f"{key}.npy")


def _make_room(newest: Path) -> None:
    """Delete the oldest files until the folder keeps to its limit; the newest always stays."""
    ages = sorted((path.stat().st_mtime, path) for path in folder().glob("*.npy") if path != newest)
    held = newest.stat().st_size + sum(path.stat().st_size for _, path in ages)
    for _, path in ages:
        if held <= MAX_BYTES:
            return
        held -= path.stat().st_size
        path.unlink()


def _digest(buffer: Bytes) -> bytes:
    return hashlib.blake2b(buffer[_DIGEST:].data, digest_size=_DIGEST).digest()
