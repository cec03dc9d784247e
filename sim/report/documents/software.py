"""Python and packages as the project asks for them: from its own file in a checkout, else from what is installed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.metadata import metadata, requires
from pathlib import Path

import sim
from sim.report.documents.markdown import Ready, code

NAME = "county-policing-sim"


@dataclass(frozen=True)
class Software:
    """The Python asked for, and (package, versions) of everything that the simulator needs to run."""

    python: str
    packages: list[tuple[Ready, Ready]]


def software() -> Software:
    """What the project asks for."""
    file = Path(sim.__file__).resolve().parents[1] / "pyproject.toml"
    if file.is_file():
        project = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
        return Software(project["requires-python"], [_split(line) for line in project["dependencies"]])
    needed = [line for line in requires(NAME) or () if "extra ==" not in line]
    return Software(metadata(NAME)["Requires-Python"], [_split(line) for line in needed])


def _split(requirement: str) -> tuple[Ready, Ready]:
    found = re.match(r"([\w.-]+)\s*(.*)", requirement)
    assert found is not None
    return code(found[1]), code(found[2].replace(" ", ""))
