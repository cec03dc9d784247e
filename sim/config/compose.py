"""Hydra's composition of the chosen files into one plain mapping, and what may not be in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import lru_cache
from typing import Any

from sim.config.catalogue import Catalogue
from sim.config.errors import ConfigError

Choices = tuple[tuple[str, str], ...]
Composed = tuple[dict[str, Any], dict[str, str]]
"""The composed configuration and the name chosen for each group."""


def compose(choices: dict[str, str], catalogue: Catalogue) -> Composed:
    """The composed configuration and the name chosen for each group; `ConfigError` in one line if it fails.

    Only names of files reach Hydra here, never a value that a user wrote.
    """
    if len(catalogue.roots) > 1:  # a folder of the user's own may change between two readings
        return _compose(tuple(choices.items()), catalogue)
    return deepcopy(_compose_shipped(tuple(choices.items()), catalogue))


@lru_cache(maxsize=16)
def _compose_shipped(choices: Choices, catalogue: Catalogue) -> Composed:
    return _compose(choices, catalogue)


def _compose(choices: Choices, catalogue: Catalogue) -> Composed:
    from hydra import compose as hydra_compose
    from hydra import initialize_config_dir
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    overrides = [f"{group}={_quoted(name)}" for group, name in choices]
    extra = [_quoted(str(root)) for root in catalogue.roots[1:]]
    overrides += [f"hydra.searchpath=[{','.join(extra)}]"] if extra else []
    try:
        with _own_hydra(), initialize_config_dir(str(catalogue.roots[0]), version_base="1.3"):
            made = hydra_compose("config", overrides, return_hydra_config=True)
        chosen = OmegaConf.to_container(made.hydra.runtime.choices)
        tree = OmegaConf.to_container(
            OmegaConf.masked_copy(made, [str(key) for key in made if key != "hydra"])
        )
    except (HydraException, OmegaConfBaseException, RecursionError) as error:
        raise ConfigError(f"the configuration cannot be composed: {str(error).splitlines()[0]}") from None
    assert isinstance(tree, dict)
    assert isinstance(chosen, dict)
    refused = list(_forbidden(tree, ""))
    if refused:
        raise ConfigError(refused)
    plain = {str(key): value for key, value in tree.items()}
    return plain, {str(k): str(v) for k, v in chosen.items() if not str(k).startswith("hydra")}


@contextmanager
def _own_hydra() -> Iterator[None]:
    """Put aside the Hydra that whoever calls us may be running under."""
    from hydra.core.global_hydra import GlobalHydra

    theirs = GlobalHydra.instance().hydra
    GlobalHydra.instance().clear()
    try:
        yield
    finally:
        GlobalHydra.instance().hydra = theirs


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _forbidden(node: Any, path: str) -> Iterator[str]:
    """One line on every `_target_` and every `${...}` in a composed configuration."""
    if isinstance(node, dict):
        for key, below in node.items():
            if key == "_target_":
                yield f"{path}{key} is not allowed; a configuration never names code"
            yield from _forbidden(below, f"{path}{key}.")
    elif isinstance(node, list):
        for place, below in enumerate(node):
            yield from _forbidden(below, f"{path}{place}.")
    elif isinstance(node, str) and "${" in node:
        yield f"{path[:-1]}: ${{...}} is not allowed in a value; write the value itself"
