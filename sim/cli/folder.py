"""Whether results can be written to a folder, found out without writing."""

from __future__ import annotations

import os
from pathlib import Path

from sim.config.errors import ConfigError


def writable(folder: str) -> Path:
    """The folder, which need not exist yet; `ConfigError` in one line if nothing can be written there."""
    path = Path(folder).expanduser()
    try:
        standing = next(place for place in (path, *path.absolute().parents) if os.path.lexists(place))
        ready = standing.is_dir() and os.access(standing, os.W_OK | os.X_OK)
    except (OSError, ValueError):
        ready = False
        standing = path
    if not ready:
        why = "is not a folder" if standing.is_file() else "cannot be written to"
        raise ConfigError(f"run.results: {str(standing)!r} {why}; choose another with run.results=FOLDER")
    return path
