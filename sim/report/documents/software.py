"""Python and packages as the project asks for them: from its own files in a checkout, else from what is installed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import metadata, requires, version
from pathlib import Path

import sim
from sim.report.documents.markdown import Ready, code

NAME = "county-policing-sim"


@dataclass(frozen=True)
class Software:
    """The Python asked for, and of everything that the simulator needs to run: package, versions, the one in use."""

    python: str
    packages: list[tuple[Ready, Ready, Ready]]


def software() -> Software:
    """What the project asks for, beside the versions that were tested (in an installed copy: that are there)."""
    root = Path(sim.__file__).resolve().parents[1]
    if (root / "pyproject.toml").is_file():
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
        tested = dict(line.split("==") for line in lines if "==" in line)
        return _of(project["requires-python"], project["dependencies"], tested.__getitem__)
    needed = [line for line in requires(NAME) or () if "extra ==" not in line]
    return _of(metadata(NAME)["Requires-Python"], needed, version)


def _of(python: str, needed: Iterable[str], found: Callable[[str], str]) -> Software:
    split = [re.match(r"([\w.-]+)\s*(.*)", line) for line in needed]
    return Software(
        python, [(code(p[1]), code(p[2].replace(" ", "")), code(found(p[1]))) for p in split if p]
    )
