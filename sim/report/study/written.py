"""The files of a report's figures: listed with their hashes, removed once the report has them no more."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

LIST = "figures.sha256"
"""In the folder of the figures: what the report wrote there, as `sha256sum` lists it."""
FIGURE = re.compile(r"[a-z][a-z0-9_-]*\.(csv|(en|zh)\.(svg|png))")
"""How files of figures are named."""


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of all figures, and remove those that an earlier report wrote and this one does not have.

    A file that is not as it was written, or that no report wrote, is somebody else's and stays. Raises ``OSError``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = _listed(folder / LIST)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    for name, known in before.items():
        file = folder / name
        if (
            name not in files
            and file.is_file()
            and not file.is_symlink()
            and _hash(file.read_bytes()) == known
        ):
            file.unlink()
    lines = [f"{_hash(content)}  {name}\n" for name, content in sorted(files.items())]
    (folder / LIST).write_text("".join(lines), encoding="utf-8", newline="\n")


def _listed(file: Path) -> dict[str, str]:
    """Names and hashes of an earlier report; none where there is no list, or it is none of ours."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = [line.partition("  ") for line in lines]
    return {name: known for known, _, name in pairs if FIGURE.fullmatch(name)}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
