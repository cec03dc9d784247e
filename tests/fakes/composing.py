"""Compositions of configurations at a lower price, with the same outcome: tests ask for hundreds."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from hydra._internal.sources_registry import SourcesRegistry
from hydra.core.plugins import Plugins

from sim.config import compose

Plugins.instance()  # it loads the class below, anew even where somebody has imported it before
SOURCE: Any = SourcesRegistry.instance().resolve("file")
parse = SOURCE.load_config
"""Hydra's own: reads a file and parses it."""
_parsed: dict[tuple[Any, ...], Any] = {}


def parse_once(source: Any, config_path: str) -> Any:
    """As `parse`, but a file that has not changed is parsed only once; each caller gets a copy to change."""
    file = Path(source.path, source._normalize_file_name(config_path))
    if not file.is_file():
        return parse(source, config_path)
    facts = file.stat()
    key = (source.path, source.provider, config_path, facts.st_ino, facts.st_mtime_ns, facts.st_size)
    if key not in _parsed:
        _parsed[key] = parse(source, config_path)
    return deepcopy(_parsed[key])


def remember() -> None:
    """Keep files parsed and compositions of shipped files for the whole session; a program forgets most of them."""
    SOURCE.load_config = parse_once
    compose._compose_shipped = cache(compose._compose_shipped.__wrapped__)  # type: ignore[assignment]
