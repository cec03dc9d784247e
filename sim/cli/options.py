"""Options and overrides of a command, told apart; an unknown option is a mistake like any other."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from sim.config.errors import ConfigError
from sim.config.messages import close_to


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ConfigError(message)


@dataclass
class Request:
    """What was typed after a command."""

    words: list[str]
    help: bool = False
    json: bool = False
    cfg: str | None = None
    package: str | None = None
    info: str | None = None
    config_dir: str | None = None
    dry_run: bool = False
    multirun: bool = False
    verify: bool = False
    problems: list[str] = field(default_factory=list)


_FLAGS: dict[str, tuple[tuple[str, ...], dict[str, object]]] = {
    "help": (("-h", "--help"), {"action": "store_true"}),
    "json": (("--json",), {"action": "store_true"}),
    "resolve": (("--resolve",), {"action": "store_true"}),
    "dry_run": (("--dry-run",), {"action": "store_true"}),
    "verify": (("--verify",), {"action": "store_true"}),
    "multirun": (("-m", "--multirun"), {"action": "store_true"}),
    "cfg": (("-c", "--cfg"), {"choices": ("job", "hydra", "all")}),
    "package": (("-p", "--package"), {}),
    "info": (("-i", "--info"), {"choices": ("defaults", "defaults-tree", "searchpath", "config")}),
    "config_dir": (("-cd", "--config-dir"), {"dest": "config_dir"}),
}


def read(argv: Sequence[str], *flags: str) -> Request:
    """Split ``argv`` into the named options (and `--help`) and the words that are overrides or names."""
    parser = _Parser(add_help=False, allow_abbrev=False)
    names = ("help", *flags)
    for name in names:
        spelt, how = _FLAGS[name]
        parser.add_argument(*spelt, **how)  # type: ignore[arg-type]
    try:
        found, rest = parser.parse_known_args(list(argv))
    except ConfigError as error:
        return Request(
            [word for word in argv if not word.startswith("-") and "=" in word], problems=error.problems
        )
    known = [spelling for name in names for spelling in _FLAGS[name][0]]
    request = Request([word for word in rest if not word.startswith("-")])
    request.problems = [f"unknown option {word!r}{close_to(word, known)}" for word in rest if word[:1] == "-"]
    for name in ("help", "json", "cfg", "package", "info", "config_dir", "dry_run", "multirun", "verify"):
        setattr(request, name, getattr(found, name, getattr(request, name)))
    return request
