"""A run's folder: filled under a hidden name, and given its own name only when it is whole."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.config.errors import ConfigError

MANIFEST = "manifest.json"


class RunFolder:
    """A hidden folder beside the final one; `commit` renames it, `discard` leaves no trace."""

    def __init__(self, out: Path, label: str, now: datetime | None = None) -> None:
        """Make the hidden folder in `out`, which is made too; raises `ConfigError` where that is impossible.

        `label` ends the final name, after the time in UTC with microseconds.
        """
        self.out = Path(out)
        moment = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%S.%fZ")
        self.name = f"{moment}-{safe_name(label)}"
        self._made = [folder for folder in (self.out, *self.out.parents) if not folder.exists()]
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            self.path = Path(tempfile.mkdtemp(prefix=f".{self.name}-", dir=self.out))
            self.path.chmod(0o777 & ~_umask())
        except OSError as error:
            self._remove_made()
            raise ConfigError(f"results cannot be written to {self.out}: {error.strerror}") from error

    def commit(self, manifest: dict[str, Any]) -> Path:
        """Write `manifest` last, force everything to disk, rename; returns the final folder.

        Raises ``OSError`` when the disk refuses; the hidden folder is then still there.
        """
        for file in self.path.rglob("*"):
            force_to_disk(file)
        text = json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False)
        (self.path / MANIFEST).write_text(text + "\n", encoding="utf-8")
        force_to_disk(self.path / MANIFEST)
        force_to_disk(self.path)
        final = self._rename()
        force_to_disk(self.out)
        return final

    def discard(self) -> None:
        """Remove the hidden folder, and the folders made for it that nobody else uses."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._remove_made()

    def _rename(self) -> Path:
        number = 1
        while True:
            final = self.out / (self.name if number == 1 else f"{self.name}-{number}")
            if not final.exists():
                try:
                    return self.path.rename(final)
                except OSError:
                    if not final.exists():
                        raise
            number += 1  # another run of the same microsecond has the name

    def _remove_made(self) -> None:
        for folder in self._made:
            try:
                folder.rmdir()
            except OSError:
                return


def safe_name(label: str) -> str:
    """`label` as part of a file name: letters of any script, digits, dot, dash and underscore."""
    return re.sub(r"[^\w.-]+", "_", label).strip("._") or "run"


def force_to_disk(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
