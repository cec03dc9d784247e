"""Documents on disk: all of them or none, and nothing of anybody else's is overwritten."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sim.config.errors import ConfigError
from sim.report.documents.material import Material
from sim.store.folder import safe_name

MARK = "<!-- Written by `python -m sim document`: what is changed here by hand is lost at the next time. -->"
"""First line of every document."""


def default_folder(material: Material) -> Path:
    """Where documents go if no folder is named: one for each structure and county, among the results."""
    name = safe_name(f"{material.main.label}-{material.config.county.name}")
    return Path(material.config.run.results).expanduser() / "documents" / name


def inside(asked: Sequence[str]) -> Path | None:
    """The folder that was asked for, None where none was; `ConfigError` if it lies outside the working folder."""
    if not asked:
        return None
    if len(asked) > 1:
        raise ConfigError(f"out is given more than once: {', '.join(asked)}")
    if not asked[0]:
        raise ConfigError("out: name a folder, as in out=results/mine")
    folder = Path(asked[0])
    try:
        within = folder.resolve().is_relative_to(Path.cwd().resolve())
    except (OSError, ValueError, RuntimeError) as error:
        raise ConfigError(f"out: {asked[0]!r} cannot be a folder: {error}") from None
    if not within:
        raise ConfigError(f"out: {asked[0]!r} lies outside the working folder; name a folder inside it")
    return folder


def check_folder(folder: Path) -> None:
    """Raise `ConfigError` where nothing can be written: something else stands there, or there is no leave."""
    try:
        standing = next(place for place in (folder, *folder.absolute().parents) if os.path.lexists(place))
    except (OSError, ValueError) as error:
        raise ConfigError(f"out: {str(folder)!r} cannot be a folder: {error}") from None
    if not standing.is_dir():
        raise ConfigError(f"out: {str(standing)!r} is not a folder; choose another with out=FOLDER")
    if not os.access(standing, os.W_OK | os.X_OK):
        raise ConfigError(f"out: {str(standing)!r} cannot be written to; choose another with out=FOLDER")


def _check_files(folder: Path, names: Iterable[str]) -> None:
    theirs = [name for name in names if not _ours(folder / name)]
    if theirs:
        raise ConfigError(
            f"out: {', '.join(theirs)} in {str(folder)!r} was not written by this command; choose another folder"
        )


def _ours(file: Path) -> bool:
    """Whether the file is not there, or a document that this command wrote."""
    if not os.path.lexists(file):
        return True
    try:
        with file.open(encoding="utf-8") as text:
            return text.readline().rstrip("\n") == MARK
    except (OSError, UnicodeDecodeError):
        return False


def write(documents: Mapping[str, str], folder: Path) -> list[Path]:
    """Write the documents into the folder, which is made; each appears whole. Gives the files.

    Raises `ConfigError`, with nothing changed, when the folder refuses or holds files that are not documents.
    """
    check_folder(folder)
    _check_files(folder, documents)
    made = [place for place in (folder, *folder.absolute().parents) if not place.exists()]
    waiting: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in documents.items():
            waiting[folder / name] = _hidden(folder / name)
            _fill(waiting[folder / name], text)
        for file, new in waiting.items():
            new.replace(file)
    except OSError as error:
        _clear(list(waiting.values()), made)
        raise ConfigError(
            f"out: documents cannot be written to {folder}: {error.strerror or error}"
        ) from error
    return list(waiting)


def _hidden(file: Path) -> Path:
    """The name of a document while it is being written."""
    return file.with_name(f".{file.name}.{os.getpid()}")


def _fill(hidden: Path, text: str) -> None:
    """Write the text in full, down to the disk."""
    with hidden.open("w", encoding="utf-8", newline="\n") as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())


def _clear(files: list[Path], folders: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()
