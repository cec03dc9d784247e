"""What the code says of itself: attributes with the docstrings under them, members with the comments beside them."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Attribute:
    """A public attribute of a class: what it holds at first (as code) and what its docstring says."""

    name: str
    start: str
    words: str


def attributes(kind: type) -> list[Attribute]:
    """Attributes that the class and its own bases declare or set when made, in the order of the code."""
    found: dict[str, Attribute] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.startswith("sim."):
            found |= {attribute.name: attribute for attribute in _declared(base)}
    return list(found.values())


def _declared(kind: type) -> Iterator[Attribute]:
    parsed = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(parsed, ast.ClassDef)
    yield from _of_body(parsed.body, fields=True)
    for part in parsed.body:
        if isinstance(part, ast.FunctionDef) and part.name == "__init__":
            yield from _of_body(part.body, fields=False)


def _of_body(body: list[ast.stmt], fields: bool) -> Iterator[Attribute]:
    for place, statement in enumerate(body):
        below = body[place + 1] if place + 1 < len(body) else None
        for name, start in _set_by(statement, fields):
            if not name.startswith("_"):
                yield Attribute(name, start, _docstring(below))


def _set_by(statement: ast.stmt, fields: bool) -> Iterator[tuple[str, str]]:
    """Name and first value of what a statement sets: fields of a class, or attributes of `self`."""
    if isinstance(statement, ast.AnnAssign):
        targets: list[ast.expr] = [statement.target]
        value = statement.value
        start = ast.unparse(statement.annotation) if fields else "" if value is None else ast.unparse(value)
    elif isinstance(statement, ast.Assign) and not fields:
        targets, value = list(statement.targets), statement.value
        start = ast.unparse(value)
    else:
        return
    for target in targets:
        for part in target.elts if isinstance(target, ast.Tuple) else [target]:
            if isinstance(part, ast.Name) and fields:
                yield part.id, start
            elif isinstance(part, ast.Attribute) and not fields and ast.unparse(part.value) == "self":
                yield part.attr, start


def _docstring(statement: ast.stmt | None) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return " ".join(str(statement.value.value).split())
    return ""


def members(kind: type[IntEnum]) -> list[tuple[IntEnum, str]]:
    """Members of a closed list with the comment beside each, empty where there is none."""
    comments = dict(re.findall(r"^ +(\w+) = \d+ *(?:# *(.*))?$", inspect.getsource(kind), re.MULTILINE))
    return [(member, comments[member.name]) for member in kind]


def constant(path: str) -> Any:
    """A constant of the code by its dotted path; raises ``AttributeError`` when it is gone."""
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def follows(kind: type[IntEnum], allowed: Sequence[Sequence[bool]]) -> list[tuple[str, list[str]]]:
    """Each member of a closed list with those that may follow it, as the code holds it; endings have none."""
    return [
        (before.name.lower(), [after.name.lower() for after in kind if allowed[before][after]])
        for before in kind
    ]
