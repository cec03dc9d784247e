"""A user's own configuration folder, read as data and refused where it could do harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.config.catalogue import MECHANISMS
from sim.config.errors import ConfigError

_LARGEST = 1_000_000
"""Bytes of a configuration file."""


def own_folder(folder: Path, shipped: Path) -> Path:
    """A user's own configuration folder, once every file in it is harmless; `ConfigError` otherwise.

    Refused: names that are shipped already, models that set more than structure, anchors and aliases (a short
    file of them unfolds into gigabytes), tags, `_target_`, calls of resolvers, files over a megabyte.
    """
    if not folder.is_dir():
        raise ConfigError(f"--config-dir: there is no folder {str(folder)!r}")
    if any(character in str(folder) for character in "${}"):
        raise ConfigError("--config-dir: the folder's name may not contain $, { or }")
    problems = [
        f"{file.relative_to(folder)}: {problem}"
        for file in sorted(folder.rglob("*.yaml"))
        for problem in _problems_of(file, shipped / file.relative_to(folder))
    ]
    if problems:
        raise ConfigError(problems)
    return folder.resolve()


def _problems_of(file: Path, same: Path) -> Iterator[str]:
    import yaml

    if same.exists():
        yield "this name is shipped already; give the file another"
    if file.stat().st_size > _LARGEST:
        yield f"larger than {_LARGEST} bytes"
        return
    try:
        text = file.read_text(encoding="utf-8")
        unsafe = list(dict.fromkeys(_unsafe(yaml.parse(text))))
        yield from unsafe
        if not unsafe and file.parent.name in ("model", *MECHANISMS):
            yield from beyond_structure(file.parent.name, text)
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        yield f"cannot be read as YAML: {' '.join(str(error).split())[:200]}"


def beyond_structure(group: str, text: str) -> Iterator[str]:
    """One line on all that is no structure in the file of a model or mechanism."""
    import yaml

    raw = yaml.safe_load(text)
    if not isinstance(raw, dict):
        yield "a configuration is a section with keys"
        return
    if group in MECHANISMS and "@package" in text:
        yield "a mechanism keeps to its own section, without @package"
    own = {"defaults", "model", *MECHANISMS} if group == "model" else set(raw)
    chosen = {"model", *MECHANISMS} if group == "model" else set()
    for key in (*(set(raw) - own), *(set(_chosen(raw)) - chosen)):
        yield f"{key}: a {group} holds structure only; choose or set this for the run instead"


def _chosen(raw: dict[str, Any]) -> Iterator[str]:
    """Groups that a file's defaults list chooses from; names of other files of its own group are let pass."""
    for entry in raw.get("defaults") or ():
        if isinstance(entry, dict):
            yield from (str(key).replace("override ", "").strip(" /") for key in entry)
        elif "/" in str(entry) or "@" in str(entry):
            yield str(entry)


def _unsafe(events: Iterator[Any]) -> Iterator[str]:
    """One line on what a file may not hold; YAML's events are read, so that nothing is unfolded."""
    for event in events:
        text = getattr(event, "value", "")
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            yield "anchors, aliases and tags (& * !) are not allowed"
        elif text == "_target_":
            yield "_target_ is not allowed; a configuration never names code"
        elif "${" in text and ":" in text:
            yield f"{text}: calls of resolvers are not allowed"
