"""Mistakes in plain words: one line each, with the name that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.config.catalogue import MECHANISMS

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_PLAIN = {
    "int_type": "is not a whole number",
    "int_parsing": "is not a whole number",
    "int_from_float": "is not a whole number",
    "float_type": "is not a number",
    "float_parsing": "is not a number",
    "finite_number": "is not a finite number",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "string_type": "is not a word",
    "list_type": "is not a list",
    "tuple_type": "is not a list",
    "dict_type": "is not a section with keys",
    "model_type": "is not a section with keys",
    "model_attributes_type": "is not a section with keys",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "is not one short word of letters, digits, - and _",
}
_BOUNDS = {
    "greater_than": ("gt", "must be greater than"),
    "greater_than_equal": ("ge", "must be at least"),
    "less_than": ("lt", "must be less than"),
    "less_than_equal": ("le", "must be at most"),
}
_QUANTITY = {"value", "unit", "status"}


def is_quantity(node: Any) -> bool:
    """Whether a part of a composed configuration is a number with its unit and status."""
    return isinstance(node, dict) and node.keys() >= _QUANTITY


def close_to(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?`, or, where nothing is close, the names there are if they are few, or nothing."""
    names = sorted(set(known))
    match = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.55)
    if match:
        return f"; did you mean {match[0]!r}?"
    return f"; there is {', '.join(names)}" if 0 < len(names) <= 12 else ""


def key_paths(node: Any, prefix: str = "") -> Iterator[str]:
    """Dotted paths of everything in a composed configuration, sections too; numbers are not entered."""
    if not isinstance(node, dict) or is_quantity(node):
        return
    for key, below in node.items():
        path = f"{prefix}{key}"
        yield path
        yield from key_paths(below, f"{path}.")


def unknown_key(path: Sequence[str], tree: dict[str, Any]) -> str:
    """One line on a key that is not there: neighbours are tried first, then its last word, then all keys."""
    written = ".".join(path)
    siblings, parent = _siblings(path, tree)
    known = [known for known in key_paths(tree) if known != written]
    meant = _closest(path[-1], siblings, 0.6)
    if meant:
        meant = ".".join([*parent, meant])
    else:
        same_leaf = [key for key in known if key.rpartition(".")[2] == path[-1]]
        same_leaf.sort(key=lambda key: (-difflib.SequenceMatcher(None, key, written).ratio(), key))
        meant = same_leaf[0] if same_leaf else _closest(written, known, 0.7) or _by_leaf(path[-1], known)
    return f"unknown key {written!r}" + (f"; did you mean {meant!r}?" if meant else "")


def _siblings(path: Sequence[str], tree: dict[str, Any]) -> tuple[list[str], Sequence[str]]:
    node: Any = tree
    for key in path[:-1]:
        node = node.get(key) if isinstance(node, dict) else None
    return ([key for key in node if key != path[-1]], path[:-1]) if isinstance(node, dict) else ([], ())


def _closest(word: str, known: Iterable[str], cutoff: float) -> str:
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)), "")


def _by_leaf(word: str, known: Sequence[str]) -> str:
    leaf = _closest(word, {key.rpartition(".")[2] for key in known}, 0.75)
    return next((key for key in known if key.rpartition(".")[2] == leaf), "") if leaf else ""


def lines(error: ValidationError, tree: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(dotted path, sentence) of every mistake that pydantic found in a composed configuration."""
    for detail in error.errors(include_url=False):
        path = [str(part) for part in detail["loc"]]
        yield ".".join(path), _sentence(path, detail, tree)


def _sentence(path: list[str], detail: ErrorDetails, tree: dict[str, Any]) -> str:
    where, kind, context = ".".join(path), detail["type"], detail.get("ctx", {})
    given = shown(detail["input"])
    if kind == "extra_forbidden":
        return unknown_key(path, tree)
    if kind == "missing":
        return f"{where} is missing" + _how_to_choose(path)
    if kind in _PLAIN:
        return f"{where}: {given} {_PLAIN[kind]}"
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return f"{where}: {given} is out of range, it {words} {context[key]:g}"
    if kind in {"literal_error", "enum"}:
        return f"{where}: {given} is none of {context['expected']}"
    text = detail["msg"].removeprefix("Value error, ")
    return f"{where}: {text}" if where else text


def _how_to_choose(path: list[str]) -> str:
    if len(path) == 1 and path[0] in MECHANISMS:
        return f": the model chooses no {path[0]} (add '/{path[0]}: <name>' to its defaults)"
    return ""


def shown(value: Any) -> str:
    """A value as a user would recognise it, cut to a line."""
    if is_quantity(value):
        value = value["value"]
    text = {None: "null", True: "true", False: "false"}.get(value) if _plain(value) else None
    if text is None:
        text = f"{value:g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, bool)
