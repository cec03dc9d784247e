"""Single values set over a composed configuration; a number keeps the unit and range it was shipped with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.config.messages import is_quantity, unknown_key

_ABOUT = {"title", "title_zh", "description", "source", "status", "note", "unit", "range"}


@dataclass(frozen=True)
class Setting:
    """One value from the command line: where it goes, what it is, and whether its key may be new (``+``)."""

    path: tuple[str, ...]
    value: Any
    may_be_new: bool
    text: str

    @property
    def key(self) -> str:
        """The dotted path."""
        return ".".join(self.path)


def overlay(tree: dict[str, Any], settings: Iterable[Setting]) -> list[str]:
    """Set the values in place, in order, and return a line on each that has no place.

    A bare number put on a number with its unit replaces the value only and gives it the status ``user``; any
    other value gives that status to the profile or mechanism that it belongs to.
    """
    problems = []
    for setting in settings:
        problem = _set(tree, setting)
        if problem:
            problems.append(problem)
    return problems


def _set(tree: dict[str, Any], setting: Setting) -> str | None:
    *above, key = setting.path
    node: Any = tree
    owner: dict[str, Any] = {}
    for depth, name in enumerate(above):
        below = _below(node, name)
        if below is None and setting.may_be_new and isinstance(node, dict) and not is_quantity(node):
            below = node[name] = {}
        if not isinstance(below, (dict, list)):
            return _refusal(tree, setting.path[: depth + 2], below)
        node = below
        owner = node if isinstance(node, dict) and isinstance(node.get("status"), str) else owner
    old = _below(node, key)
    if not _has_place(node, key, setting.may_be_new):
        return _refusal(tree, setting.path, None, node)
    node[int(key) if isinstance(node, list) else key] = merged(old, setting.value)
    if owner and not is_quantity(old) and key not in _ABOUT:
        owner["status"] = "user"
    return None


def _has_place(node: Any, key: str, may_be_new: bool) -> bool:
    if isinstance(node, list):
        return key.isdecimal() and int(key) < len(node)
    return key in node or may_be_new or (is_quantity(node) and key in _ABOUT)


def merged(old: Any, new: Any) -> Any:
    """The new value over the old: sections key by key, lists of one length place by place."""
    if is_quantity(old) and new is not None and not isinstance(new, (dict, list)):
        return {**old, "value": new, "status": "user"}
    if is_quantity(old) and isinstance(new, dict):
        return {**old, "status": "user", **new}
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [merged(was, value) for was, value in zip(old, new, strict=True)]
    return new


def _below(node: Any, key: str) -> Any:
    if isinstance(node, list):
        return node[int(key)] if key.isdecimal() and int(key) < len(node) else None
    return node.get(key) if isinstance(node, dict) else None


def _refusal(tree: dict[str, Any], path: Sequence[str], found: Any, node: Any = None) -> str:
    above = ".".join(path[:-1])
    if found is not None:
        return f"{above} is a single value and has nothing named {path[-1]!r}"
    if isinstance(node, list):
        return f"{above} is a list with the places 0 to {len(node) - 1}; there is no {path[-1]!r}"
    return unknown_key(path, tree)
