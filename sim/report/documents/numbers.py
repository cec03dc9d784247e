"""Every number of the structures' configurations: value, unit, range, source, status; equal ones once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.config.catalogue import MECHANISMS
from sim.config.demand import Series
from sim.config.quantity import STATUSES, Quantity
from sim.config.walk import parts, quantities
from sim.report.documents.markdown import Ready, code, number, span, table
from sim.report.documents.material import Material

SPLIT = 60
"""Rows from which on a group is divided by the first part of its keys."""

MEANING = {
    "quoted": "stands in a source document",
    "derived": "arithmetic on quoted figures or on data",
    "literature": "from research, or data of other places",
    "assumed": "no source speaks: a choice of the model's authors",
    "fitted": "fitted to the state before the reforms",
    "user": "set by whoever asked for this document",
}


@dataclass(frozen=True)
class Figure:
    """One number, or one series of numbers, under its dotted key."""

    key: str
    value: str
    unit: str
    within: str
    source: str
    status: str

    @classmethod
    def of(cls, key: str, held: Quantity | Series) -> Figure:
        """The figure that a configuration holds."""
        source = "; ".join(filter(None, (held.source, held.note)))
        if isinstance(held, Series):
            return cls(key, ", ".join(map(number, held.values)), held.unit, "", source, held.status)
        return cls(key, number(held), held.unit, span(held), source, held.status)


def figures(node: Any, path: str = "") -> Iterator[Figure]:
    """Every number below a section in the order of declaration; a series counts as one."""
    if isinstance(node, (Quantity, Series)):
        yield Figure.of(path, node)
        return
    for key, below in parts(node):
        yield from figures(below, f"{path}.{key}" if path else key)


def counts(material: Material) -> Ready:
    """Numbers by status, one column a structure, and how many different ones there are in all."""
    each = [list(figures(structure.config)) for structure in material.structures]
    every = {figure for found in each for figure in found}
    held = [Counter(figure.status for figure in found) for found in (*each, every)]
    rows: list[Sequence[Any]] = [
        (status, MEANING[status], *(count[status] for count in held))
        for status in STATUSES
        if any(count[status] for count in held)
    ]
    rows.append((Ready("**all**"), "", *(sum(count.values()) for count in held)))
    return table(["status", "meaning", *material.labels, "different ones"], rows)


def count(material: Material, *statuses: str) -> int:
    """How many numbers of these statuses (all, if none is named) the structure asked about has."""
    found = list(figures(material.config))
    return sum(not statuses or figure.status in statuses for figure in found)


def without_range(material: Material) -> list[str]:
    """Keys of the assumed numbers (series left out) of the structure asked about that have no range."""
    return [
        key for key, held in quantities(material.config) if held.status == "assumed" and held.range is None
    ]


@dataclass(frozen=True)
class Section:
    """Numbers of one group, or of one part of it."""

    title: str
    table: Ready


def sections(material: Material, group: str) -> list[Section]:
    """The tables of one group of the configuration; mechanisms say which structure has a number."""
    holders: dict[Figure, list[str]] = {}
    for structure in material.structures:
        for figure in figures(getattr(structure.config, group)):
            holders.setdefault(figure, []).append(structure.label)
    ordered = _side_by_side(list(holders))
    if len(ordered) <= SPLIT:
        return [Section("", _table(ordered, holders, material, group))] if ordered else []
    by_part: dict[str, list[Figure]] = {}
    for figure in ordered:
        by_part.setdefault(_part(figure.key), []).append(figure)
    return [
        Section(
            f"{group}.{part}" if part else f"{group}, in general",
            _table(found, holders, material, group, part),
        )
        for part, found in sorted(by_part.items(), key=lambda item: item[0] != "")
    ]


def _side_by_side(found: list[Figure]) -> list[Figure]:
    """The figures in their order, those of one key next to one another."""
    first: dict[str, int] = {}
    for place, figure in enumerate(found):
        first.setdefault(figure.key, place)
    return sorted(found, key=lambda figure: first[figure.key])


def _part(key: str) -> str:
    """The part of a group to which a key belongs: its first word, or a body of the posts."""
    words = key.split(".")
    if words[0] == "bodies":
        return ".".join(words[:2])
    return words[0] if len(words) > 1 else ""


def _table(
    found: Sequence[Figure], holders: dict[Figure, list[str]], material: Material, group: str, part: str = ""
) -> Ready:
    head = ["number", "value", "unit", "range", "status", "source"]
    mechanism = group in MECHANISMS and len(material.structures) > 1
    rows = []
    for figure in found:
        key = figure.key.removeprefix(f"{part}.") if part else figure.key
        row = [code(key), figure.value, figure.unit, figure.within, figure.status, figure.source]
        rows.append([*row, _of(holders[figure], material)] if mechanism else row)
    return table([*head, "structure"] if mechanism else head, rows)


def _of(labels: Sequence[str], material: Material) -> str:
    return "all" if len(labels) == len(material.structures) else ", ".join(labels)


def symbols(config: Any, named: Sequence[tuple[str, str]]) -> Ready:
    """Symbols of an equation with the numbers behind them: key, value, unit, range, status.

    Raises ``AttributeError`` or ``KeyError`` for a key that is gone.
    """
    rows = []
    for symbol, key in named:
        figure = Figure.of(key, at(config, key))
        rows.append(
            (Ready(f"${symbol}$"), code(key), figure.value, figure.unit, figure.within, figure.status)
        )
    return table(["symbol", "number", "value", "unit", "range", "status"], rows)


def at(config: Any, key: str) -> Any:
    """What a dotted key holds; raises ``AttributeError`` or ``KeyError`` when there is no such key."""
    node = config
    for word in key.split("."):
        node = node[word] if isinstance(node, dict) else getattr(node, word)
    return node
