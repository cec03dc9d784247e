"""Every number of a configuration with its dotted path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from sim.config.quantity import Quantity


def quantities(node: Any, path: str = "") -> Iterator[tuple[str, Quantity]]:
    """(dotted path, number) of every `Quantity` below a section, in the order of declaration."""
    if isinstance(node, Quantity):
        yield path, node
    for key, below in parts(node):
        yield from quantities(below, f"{path}.{key}" if path else key)


def parts(node: Any) -> Iterator[tuple[str, Any]]:
    """Name and value of what a section, mapping or list holds; nothing for a single value."""
    if isinstance(node, BaseModel):
        yield from ((name, getattr(node, name)) for name in type(node).model_fields)
    elif isinstance(node, Mapping):
        yield from ((str(key), value) for key, value in node.items())
    elif isinstance(node, Sequence) and not isinstance(node, str):
        yield from ((str(place), value) for place, value in enumerate(node))
