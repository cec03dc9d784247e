"""`explain`: who sits where, who passes what to whom, and how each number is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.cli import options, text
from sim.cli.paper import Section, print_sections
from sim.config.catalogue import MECHANISMS

if TYPE_CHECKING:
    from sim.config.load import Loaded

_HEAD = ("", "value", "unit", "status", "source")
_BODIES = ("", "places", "officers", "auxiliaries", "posts", "size")
_ABOUT = {"title", "title_zh", "description", "source", "status", "name", "note"}


def explain(argv: list[str]) -> int:
    """Print a structure in a county: bodies with headcounts first, then each of its mechanisms."""
    from sim.cli.run import loaded_model

    request = options.read(argv, "config_dir")
    if request.help:
        print(text.EXPLAIN, end="")
        return 0
    loaded = loaded_model(request)
    print_sections(
        [_heading(loaded), _bodies(loaded), *_mechanisms(loaded), *_context(loaded), *_changed(loaded)]
    )
    return 0


def _heading(loaded: Loaded) -> Section:
    model, force = loaded.config.model, loaded.config.force
    county = loaded.config.county
    section = Section(f"{loaded.label}: {model.title} {model.title_zh}".rstrip(), [])
    section.sentences += [model.description] if model.description else []
    section.sentences.append(f"Source: {model.source}")
    stylised = ", stylised places" if county.stylised else ""
    section.sentences.append(f"In {county.title}{stylised}:")
    section.table = [_HEAD, *numbers(force, "")]
    return section


def _bodies(loaded: Loaded) -> Section:
    from sim.county.build import build_county
    from sim.force.establish import establish

    config = loaded.config
    force = establish(config, build_county(config.county), config.run.seed)
    depth = {"": -1}
    rows = []
    for body in force.table():
        depth[body["body"]] = depth[body["parent"]] + 1
        rows.append((_indented(body, depth[body["body"]]), *_filled(body)))
    return Section("Bodies and their headcounts", [], [_BODIES, *rows])


def _indented(body: dict[str, Any], depth: int) -> str:
    virtual = "" if body["real"] else " (virtual)"
    return f"{'  ' * depth}{body['title']} {body['title_zh']}".rstrip() + virtual


def _filled(body: dict[str, Any]) -> tuple[str, ...]:
    """Places, officers, auxiliaries, who does what, how large it is meant to be, and how that is known."""
    does = ", ".join(f"{line} {heads}" for line, heads in body["functions"].items())
    if body["by_rotation_from"]:
        does = "; ".join(filter(None, [does, f"by rotation from {', '.join(body['by_rotation_from'])}"]))
    known = f"{body['size']} ({body['status']}: {body['source']})"
    return _cell(body["sites"]), _cell(body["officers"]), _cell(body["auxiliaries"]), does, known


def _mechanisms(loaded: Loaded) -> Iterator[Section]:
    for group in MECHANISMS:
        part: Any = getattr(loaded.config, group)
        section = Section(f"{group}={loaded.choices[group]}: {part.title}")
        section.sentences += [part.description] if part.description else []
        section.sentences += [f"{part.status}: {part.source}"]
        rows = list(numbers(part, ""))
        if group == "command":
            section.sentences.append(_path_of_a_call(part.chain()))
        if group == "posts":  # the bodies are above; their many numbers are in the configuration
            section.sentences.append("All numbers: python -m sim run --cfg job --package posts")
            rows = [row for row in rows if row[3] == "user"]
        section.table = [_HEAD, *rows] if rows else []
        yield section


def _path_of_a_call(chain: Sequence[str]) -> str:
    desks = {"command": "command desk", "area_desk": "duty desk of the area"}
    return " -> ".join(["A call: intake desk", *(desks[desk] for desk in chain), "crew"])


def _context(loaded: Loaded) -> Iterator[Section]:
    """Facts that the sources tell of the structure and that change no record."""
    told = loaded.config.model.context
    if told:
        yield Section("Told by the sources, moving nothing", [], [("fact", "says"), *told.items()])


def _changed(loaded: Loaded) -> Iterator[Section]:
    """Numbers outside the mechanisms that the user set."""
    rows = [
        row
        for group in type(loaded.config).model_fields
        if group not in (*MECHANISMS, "model", "run", "force")
        for row in numbers(getattr(loaded.config, group), group)
        if row[3] == "user"
    ]
    if rows:
        yield Section("Set by the user", [], [_HEAD, *rows])


def numbers(node: Any, path: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Name, value, unit, status and source of everything in a section; plain settings have the first two."""
    from sim.config.quantity import Quantity
    from sim.config.walk import parts

    if isinstance(node, Quantity):
        span = f" ({node.range[0]:g} to {node.range[1]:g})" if node.range else ""
        yield path, f"{node:g}{span}", node.unit, node.status, node.source
    elif hasattr(node, "values") and hasattr(node, "unit"):
        yield path, _cell(node.values), node.unit, node.status, node.source
    elif _flat(node):
        if node not in (None, "", (), []):
            yield path, _cell(node), "", "", ""
    else:
        for key, below in parts(node):
            if key not in _ABOUT:
                yield from numbers(below, f"{path}.{key}" if path else key)


def _flat(node: Any) -> bool:
    from pydantic import BaseModel

    if isinstance(node, (tuple, list)):
        return all(isinstance(part, (str, int, float)) and not hasattr(part, "unit") for part in node)
    return not isinstance(node, (BaseModel, dict))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ", ".join(_cell(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
