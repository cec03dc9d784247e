"""The files of a report's figures: listed with their hashes, removed once the report has them no more."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from uuid import uuid4

from sim.config.errors import ConfigError

LIST = "figures.sha256"
"""In the folder of the figures: what the report wrote there, as `sha256sum` lists it."""
FIGURE = re.compile(r"[a-z][a-z0-9_-]*\.(csv|(en|zh)\.(svg|png))")
"""How files of figures are named."""
ELSEWHERE = "choose another place with out=FILE.html"
NAMED = 3
"""Files that a message names."""

Listed = set[tuple[str, str]]
"""Names and hashes: of the last report, and of one that was stopped while it wrote."""


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of all figures, and remove those that an earlier report wrote and this one does not have.

    A file that is not as it was written, or that no report wrote, is somebody else's and stays. No link is followed.
    Raises `ConfigError`, with nothing written, where the folder or one of the files is somebody else's; ``OSError``
    where the disk refuses.
    """
    before = _ours(folder)
    new = {(name, _hash(content)) for name, content in files.items()}
    _check(folder, files, before | new)
    folder.mkdir(parents=True, exist_ok=True)
    _list(folder, before | new)  # so that a report that is stopped in between knows its files again
    for name, content in files.items():
        replace_file(folder / name, content)
    for name in {name for name, _ in before} - files.keys():
        if _is_written(folder / name, before):
            (folder / name).unlink()
    _list(folder, new)


def replace_file(file: Path, content: bytes) -> None:
    """Write beside and rename, so that half a file is never read, and no link is followed."""
    part = file.with_name(f".{uuid4().hex}.part")
    try:
        with part.open("xb") as opened:
            opened.write(content)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _ours(folder: Path) -> Listed:
    """What earlier reports wrote into the folder; `ConfigError` where it is there and no report made it."""
    if not os.path.lexists(folder):
        return set()
    if folder.is_symlink() or not folder.is_dir():
        raise ConfigError(f"out: {str(folder)!r}, where the figures go, is no folder of its own; {ELSEWHERE}")
    found = _listed(folder / LIST)
    if found is None and any(folder.iterdir()):
        raise ConfigError(f"out: {str(folder)!r}, where the figures go, is no report's folder; {ELSEWHERE}")
    return found or set()


def _check(folder: Path, names: Iterable[str], known: Set[tuple[str, str]]) -> None:
    """Raise `ConfigError` for files that are to be written and are there as no report wrote them."""
    theirs = [
        name
        for name in sorted(names)
        if os.path.lexists(folder / name) and not _is_written(folder / name, known)
    ]
    if theirs:
        more = f" and {len(theirs) - NAMED} more" if len(theirs) > NAMED else ""
        raise ConfigError(
            f"out: {str(folder)!r} holds what is not as a report wrote it: {', '.join(theirs[:NAMED])}{more}; "
            f"move that away, or {ELSEWHERE}"
        )


def _is_written(file: Path, known: Set[tuple[str, str]]) -> bool:
    """Whether a file is as a report wrote it."""
    return file.is_file() and not file.is_symlink() and (file.name, _hash(file.read_bytes())) in known


def _list(folder: Path, written: Listed) -> None:
    lines = [f"{known}  {name}\n" for name, known in sorted(written)]
    replace_file(folder / LIST, "".join(lines).encode())


def _listed(file: Path) -> Listed | None:
    """What earlier reports wrote; None where there is no list, or it is none of ours."""
    if file.is_symlink() or not file.is_file():
        return None
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return None
    pairs = [line.partition("  ") for line in lines]
    return {(name, known) for known, _, name in pairs if FIGURE.fullmatch(name)}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
