"""What makes a run repeatable: versions, and hashes of the code and of a configuration."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.config.schema import Config

PACKAGE = Path(__file__).resolve().parents[1]
ABOVE = ("store", "engines", "study", "validation", "report", "cli")
"""Rooms that keep, carry out, compare and show what was simulated, and change none of it."""
PACKAGES = ("mesa", "numpy", "scipy", "pandas", "pyarrow", "pydantic", "hydra-core", "matplotlib")


def versions() -> dict[str, str]:
    """Versions of Python, of this package and of what it rests on."""
    import sim

    found = {"python": platform.python_version(), "county-policing-sim": sim.__version__}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def code_hash(root: Path = PACKAGE, pattern: str = "*.py") -> str:
    """A hash of all files under `root` (the package) that match `pattern`, of their paths and contents."""
    found = hashlib.blake2b(digest_size=16)
    for file in sorted(root.rglob(pattern), key=lambda file: file.relative_to(root).as_posix()):
        content = file.read_bytes()
        found.update(f"{file.relative_to(root).as_posix()}\x1f{len(content)}\x1f".encode())
        found.update(content)
    return found.hexdigest()


@cache
def simulator_hash() -> str:
    """A hash of the code that a replication's records and figures depend on: the rooms below the store.

    The package's table of contents and its entry point (`__init__`, `__main__`) compute nothing and are left out.
    """
    rooms = sorted(
        room for room in PACKAGE.iterdir() if room.is_dir() and room.name[0] != "_" and room.name not in ABOVE
    )
    files = [file.read_bytes() for file in sorted(PACKAGE.glob("[!_]*.py"))]
    single = hashlib.blake2b(b"".join(files), digest_size=16).hexdigest()
    return hashlib.blake2b("".join([single, *map(code_hash, rooms)]).encode(), digest_size=16).hexdigest()


def plain(config: Config) -> dict[str, Any]:
    """The resolved configuration as mappings, lists, text and numbers."""
    return config.model_dump(mode="json")


def config_hash(config: Config) -> str:
    """A hash of the whole configuration."""
    return hash_of(plain(config))


def hash_of(tree: Mapping[str, Any]) -> str:
    """A hash of mappings, lists, text and numbers as canonical JSON."""
    text = json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def write_config(config: Config, file: Path) -> None:
    """Write the resolved configuration as YAML."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump(plain(config), Dumper=dumper, sort_keys=False, allow_unicode=True)
    file.write_text(text, encoding="utf-8")
