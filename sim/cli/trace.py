"""`trace`: what happened to one call or case under each of some structures."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from sim.cli import options, text
from sim.config.errors import ConfigError
from sim.study.trace.wish import Wish, read_wish

if TYPE_CHECKING:
    from pathlib import Path

    from sim.cli.options import Request
    from sim.config.load import Loaded

MODELS = ("traditional", "dabuzhi")
"""Followed where no model is named."""


def trace(argv: list[str]) -> int:
    """Print the story under each structure, and keep it with its picture."""
    request = options.read(argv, "config_dir")
    if request.help:
        print(text.TRACE, end="")
        return 0
    names, wish, rest, problems = split(request.words)
    sides = _loaded(names, rest, request, problems)
    out = _checked(sides)
    assert wish is not None
    if wish.listing:
        return _list(sides, wish)
    return _tell(sides, wish, out)


def split(words: Iterable[str]) -> tuple[list[str], Wish | None, list[str], list[str]]:
    """Names of the models, what to follow, the other words, and what is wrong with them."""
    names: list[str] = []
    wish: Wish | None = None
    rest: list[str] = []
    problems: list[str] = []
    for word in words:
        key, _, value = word.lstrip("+").partition("=")
        if key == "model" and "=" in word:
            problems += ["model= stands there twice; write model=a,b"] if names else []
            names = [name.strip() for name in value.split(",")]
            problems += ["model=: a name is missing between the commas"] if not all(names) else []
        elif key in ("incident", "case") and "=" in word:
            problems += ["a trace follows one call or one case, not several"] if wish else []
            wish = _wish("incident" if key == "incident" else "case", value.strip(), problems) or wish
        else:
            rest.append(word)
    if wish is None and not problems:
        problems.append("which call or case? incident=1234, case=77, or incident=list for some worth a look")
    return names or list(MODELS), wish, rest, problems


def _wish(kind: Literal["incident", "case"], value: str, problems: list[str]) -> Wish | None:
    try:
        return read_wish(kind, value)
    except ConfigError as error:
        problems += error.problems
        return None


def _loaded(names: Sequence[str], rest: list[str], request: Request, problems: list[str]) -> list[Loaded]:
    """Each structure with the other words; `ConfigError` with every mistake once."""
    from sim.config.load import load

    problems = [*request.problems, *problems]
    sides: list[Loaded] = []
    for name in filter(None, names):
        try:
            side = load([f"model={name}", *rest], request.config_dir)
        except ConfigError as error:
            problems += error.problems
            continue
        if any(side.config == other.config for other in sides):
            problems.append(f"model={name}: {side.label} is followed already; name another, or one alone")
        sides.append(side)
    if problems:
        raise ConfigError(problems)
    return sides


def _checked(sides: Sequence[Loaded]) -> Path:
    """The results folder, once it can be written to and every structure can be built."""
    from sim.cli.folder import writable
    from sim.study.check import problems_of

    problems = [problem for side in sides for problem in problems_of(side.config)]
    if problems:
        raise ConfigError(problems)
    return writable(sides[0].config.run.results)


def _list(sides: Sequence[Loaded], wish: Wish) -> int:
    from sim.cli.paper import columns
    from sim.report.trace.listing import table
    from sim.study.trace.trace import worth_a_look

    labels = [side.label for side in sides]
    print("\n".join(columns(table(wish.kind, worth_a_look([s.config for s in sides], wish), labels))))
    return 0


def _tell(sides: Sequence[Loaded], wish: Wish, out: Path) -> int:
    from sim.report.trace.keep import keep, page_of
    from sim.study.trace.trace import trace as follow

    configs = [side.config for side in sides]
    told = follow(configs, [side.label for side in sides], wish)
    page = page_of(told, configs[0])
    print(page, end="")
    sys.stdout.flush()
    if told.drawable:
        folder = keep(told, configs, page, out / "traces")
        print(f"Written to {folder}", file=sys.stderr)
    return 0
