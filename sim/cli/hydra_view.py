"""Hydra's own views of the configuration (`--info`, `--cfg hydra`), which write nothing."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from pathlib import Path


def show(choices: Mapping[str, str], root: Path, *flags: str) -> int:
    """Let Hydra print what ``flags`` ask for, with checked group names and nothing else from the user."""
    import hydra

    asked, handlers, level = sys.argv, logging.root.handlers[:], logging.root.level
    sys.argv = ["python -m sim run", *(f'{group}="{name}"' for group, name in choices.items()), *flags]
    try:
        hydra.main(version_base="1.3", config_path=str(root), config_name="config")(_nothing)()
    finally:
        sys.argv = asked
        logging.root.handlers[:] = handlers
        logging.root.setLevel(level)
    return 0


def _nothing(_: object) -> None:
    """The job that these views never reach."""
