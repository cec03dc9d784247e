"""Replications on disk under the hash of what they came from: what is there is never simulated again.

A replication is a folder: its tables and figures as Parquet, names.json, and manifest.json, which is written last
and names every file with its size and hash. It is filled under a hidden name and renamed when it is whole, so
that a folder with its own name is either complete or was damaged later.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from sim.store.folder import MANIFEST, force_to_disk
from sim.store.manifest import hash_of, plain, simulator_hash
from sim.store.records import read_records, write_records

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from sim.config.schema import Config
    from sim.records.log import Records

FORMAT = 1
FIGURES = "figures.parquet"
"""The metrics of the replication, long, as `sim.metrics.measure` gives them."""
RESTS_ON = ("mesa", "numpy", "pandas", "scipy")
"""Packages a new version of which could change a figure."""
PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
"""Names that files of a replication can have: none leads out of its folder, all can be printed."""
HIDDEN = re.compile(r"\.[0-9a-f]{32}-[0-9a-f]{12}(\.damaged)?")
"""Names of folders that are being filled, or taken away; nothing else that is hidden is ours."""
ABANDONED = 3600.0
"""Seconds after which a hidden folder belongs to nobody: one is filled and named within seconds."""


@dataclass(frozen=True)
class Found:
    """What the store says of a key: nothing there, whole, or damaged and how."""

    there: bool
    damage: str = ""

    @property
    def whole(self) -> bool:
        """Whether the replication can be used."""
        return self.there and not self.damage


@dataclass(frozen=True)
class Origin:
    """What figures depend on beside configuration and seed: the simulator's code, Python, packages with versions."""

    code: str
    python: tuple[str, ...]
    packages: tuple[str, ...]

    @classmethod
    def told(cls, code: str, versions: Mapping[str, str]) -> Self:
        """From what was written down of it (`sim.store.manifest.versions`)."""
        packages = tuple(f"{package} {versions.get(package, 'unknown')}" for package in RESTS_ON)
        return cls(code, tuple(versions.get("python", "unknown").split(".")[:2]), packages)

    def other_than(self, here: Origin) -> list[str]:
        """What is not the same here, a few words each."""
        pairs = [
            (f"the simulator {self.code[:12]}", here.code[:12], self.code == here.code),
            (f"Python {'.'.join(self.python)}", ".".join(here.python), self.python == here.python),
            *(
                (ours, theirs.rpartition(" ")[2], ours == theirs)
                for ours, theirs in zip(self.packages, here.packages, strict=True)
            ),
        ]
        return [f"{then} (here {now})" for then, now, same in pairs if not same]


@cache
def origin_here() -> Origin:
    """That of this process; looked up once, as that takes longer than all the rest of a key."""
    return Origin.told(
        simulator_hash(), {"python": platform.python_version(), **{p: version(p) for p in RESTS_ON}}
    )


def key_of(config: Config, seed: int) -> str:
    """The hash of everything that a replication's records depend on: configuration, seed, code, versions."""
    return key_from(simulated_part(config), seed)


def simulated_part(config: Config) -> str:
    """A hash of what is simulated: of `run` only the days, not how often, where to, or beside what."""
    return part_of(plain(config))


def part_of(tree: Mapping[str, Any]) -> str:
    """`simulated_part` of a configuration as plain mappings; one of an earlier version may lack some of the days."""
    run = tree.get("run", {})
    days = ("days", "follow_up", "warmup")
    return hash_of({**tree, "run": {name: run[name] for name in days if name in run}})


def key_from(part: str, seed: int, origin: Origin | None = None) -> str:
    """`key_of` where the hash of the simulated part is known already; of another origin than this process's."""
    made = origin or origin_here()
    parts = [FORMAT, part, seed, made.code, made.python, *made.packages]
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


def is_key(text: str) -> bool:
    """Whether it has the form of a key."""
    return len(text) == 32 and set(text) <= set("0123456789abcdef")


class ReplicationStore:
    """All replications under one root."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def folder(self, key: str) -> Path:
        """Where the replication lies, or would; raises ``ValueError`` for what is no key."""
        if not is_key(key):
            raise ValueError(f"{key!r} is no key of a replication")
        return self.root / key[:2] / key

    def find(self, key: str, verify: bool = False) -> Found:
        """Whether the replication is there and whole: its files and their sizes; with `verify` their hashes."""
        return _look(self.folder(key), verify)

    def manifest(self, key: str) -> dict[str, Any]:
        """How the replication came about."""
        return read_manifest(self.folder(key))

    def figures(self, key: str) -> pd.DataFrame:
        """The metrics of a replication, long."""
        found: pd.DataFrame = self.figures_table(key).to_pandas()
        return found

    def figures_table(self, key: str) -> pa.Table:
        """The same as an Arrow table: quicker to read and to join where there are many."""
        from pyarrow.parquet import read_table

        return read_table(self.folder(key) / FIGURES, use_threads=False)

    def records(self, key: str) -> Records:
        """The records of a replication that was kept with them."""
        return read_records(self.folder(key))

    def write(self, key: str, figures: pd.DataFrame, records: Records | None, about: dict[str, Any]) -> None:
        """Keep a replication; what was there under its key is replaced, unless it is whole.

        Without `records` figures alone are kept. Raises ``OSError`` where the disk refuses, with nothing left.
        """
        self._keep(key, lambda part: write_files(part, figures, records), about)

    def adopt(self, key: str, files: Mapping[str, bytes], about: Mapping[str, Any]) -> None:
        """Keep a replication whose files (see `write_files`) were written on another machine; as `write`.

        Raises ``ValueError`` for files that are none of a replication.
        """
        if FIGURES not in files or any(name == MANIFEST or not PLAIN.fullmatch(name) for name in files):
            raise ValueError(f"these are no files of a replication: {sorted(files)}")

        def put(part: Path) -> None:
            for name, content in files.items():
                (part / name).write_bytes(content)

        self._keep(key, put, about)

    def _keep(self, key: str, fill: Callable[[Path], None], about: Mapping[str, Any]) -> None:
        """A folder that `fill` has filled: forced to disk, its manifest last, then given its name."""
        final = self.folder(key)
        final.parent.mkdir(parents=True, exist_ok=True)
        part = self._hidden(key)
        part.mkdir()
        try:
            fill(part)
            files = {file.name: [file.stat().st_size, _hash(file)] for file in sorted(part.iterdir())}
            for name in files:
                force_to_disk(part / name)
            manifest = {**about, "format": FORMAT, "key": key, "files": files}
            (part / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
            force_to_disk(part / MANIFEST)
            force_to_disk(part)
            self._name(part, final, key)
            force_to_disk(final.parent)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise

    def discard(self, key: str) -> None:
        """Remove what lies under a key, so that it is simulated again."""
        _remove(self.folder(key))

    def discard_damaged(self, key: str, verify: bool = False) -> Found:
        """`find`; what is damaged is removed, so that it is simulated again and nobody takes it for whole.

        It is taken away first and looked at again where nobody else can reach it: another process may have put a
        whole one in its place meanwhile, which is given back its name.
        """
        found = self.find(key, verify)
        if found.whole or not found.there:
            return found
        aside = self._hidden(key).with_suffix(".damaged")
        try:
            self.folder(key).rename(aside)
        except OSError:
            return self.find(key, verify)  # another process was first, or the disk refuses
        if not _look(aside, verify).whole:
            _remove(aside)
            return found
        with suppress(OSError):
            aside.rename(self.folder(key))
        _remove(aside)  # still there only where yet another process has written the same
        return self.find(key, verify)

    def tidy(self) -> None:
        """Remove hidden folders that a killed process left behind; one that may still be filled stays."""
        for folder in self.root.glob("??/.*"):
            with suppress(OSError):  # another process was first
                if HIDDEN.fullmatch(folder.name) and time.time() - folder.lstat().st_mtime > ABANDONED:
                    _remove(folder)

    def _hidden(self, key: str) -> Path:
        """A name of its own beside that of the replication."""
        return self.folder(key).with_name(f".{key}-{uuid4().hex[:12]}")

    def _name(self, part: Path, final: Path, key: str) -> None:
        """Give the folder its name; another process may have been first, with the same bytes."""
        if self.find(key).whole:
            shutil.rmtree(part)
            return
        if os.path.lexists(final):
            final.replace(part.with_suffix(".damaged"))
        try:
            part.replace(final)
        except OSError:
            if not self.find(key).whole:
                raise
            shutil.rmtree(part)
        _remove(part.with_suffix(".damaged"))


def write_files(folder: Path, figures: pd.DataFrame, records: Records | None) -> None:
    """The files of a replication but for its manifest; the same figures and records give the same bytes."""
    figures.to_parquet(folder / FIGURES, compression="zstd", index=False)
    if records is not None:
        write_records(records, folder)


def read_manifest(folder: Path) -> dict[str, Any]:
    """How a replication came about, and its files; nothing where that is no mapping.

    Raises ``OSError`` or ``ValueError`` where it cannot be read.
    """
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except RecursionError as error:
        raise ValueError(f"{MANIFEST} is nested too deeply") from error
    return found if isinstance(found, dict) else {}


def _look(folder: Path, verify: bool) -> Found:
    """What is to be said of a replication's folder."""
    try:
        manifest = read_manifest(folder)
    except FileNotFoundError:
        there = os.path.lexists(folder)
        return Found(there, "it has no manifest" if there else "")
    except (OSError, ValueError):
        return Found(True, f"{MANIFEST} cannot be read")
    return Found(True, _damage(folder, manifest.get("files"), verify))


def _damage(folder: Path, files: Any, verify: bool) -> str:
    """What is wrong with the folder's files, or nothing."""
    if not isinstance(files, dict) or FIGURES not in files:
        return f"{MANIFEST} names no files"
    for name, told in files.items():
        if not PLAIN.fullmatch(name) or not _is_told(told):
            return f"{MANIFEST} names {name[:60]!r}"
        if damage := _damage_of(folder / name, told, verify):
            return damage
    return ""


def _is_told(told: Any) -> bool:
    """Whether it is a size and a hash."""
    return isinstance(told, list) and [type(each) for each in told] == [int, str]


def _damage_of(file: Path, told: tuple[int, str], verify: bool) -> str:
    """What is wrong with one file of which size and hash are `told`, or nothing."""
    size, known = told
    try:
        found = file.stat()
        if not S_ISREG(found.st_mode):
            return f"{file.name} is no file"
        if found.st_size != size:
            return f"{file.name} has {found.st_size} bytes instead of {size}"
        return f"{file.name} has another content" if verify and _hash(file) != known else ""
    except FileNotFoundError:
        return f"{file.name} is missing"
    except OSError as error:
        return f"{file.name} cannot be read ({error.strerror})"


def _remove(path: Path) -> None:
    """Remove a folder, or a file or link in its place, as far as the disk allows."""
    if path.is_symlink() or path.is_file():
        with suppress(OSError):
            path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
