"""Templates filled in; a name that a template asks for and that does not exist stops the rendering."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.report.documents import (
    demand,
    fixed,
    load,
    markdown,
    measured,
    numbers,
    people,
    settings,
    state,
    structures,
)
from sim.report.documents.code import constant, follows, members
from sim.report.documents.markdown import Ready
from sim.report.documents.material import Material
from sim.report.documents.software import software

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Jinja as the documents use it: nothing undefined, whatever is printed is escaped unless it is ready."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        finalize=markdown.finished,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # for Markdown; `finished` escapes what a configuration says
    )
    made.filters |= {
        "q": markdown.known,
        "n": markdown.number,
        "code": markdown.code,
        "codes": markdown.codes,
    }
    made.globals |= {
        "constant": constant, "demand": demand, "fixed": fixed, "load": load, "measured": measured, "members": members,
        "follows": follows, "numbers": numbers, "people": people, "settings": settings, "state": state.state,
        "structures": structures, "table": markdown.table,
    }  # fmt: skip
    return made


def render(template: str, material: Material, **more: Any) -> str:
    """One template filled in with what is known of the structures.

    Raises ``jinja2.UndefinedError``, ``AttributeError`` or ``KeyError`` when it names a key, a constant or an
    attribute that does not exist.
    """
    config = material.config
    names = {
        "material": material, "config": config, "main": material.main, "link": _links(material),
        "software": software(), "before": measured.before_state(), "validated": measured.validated(), **more,
    }  # fmt: skip
    return environment().get_template(template).render(names)


def _links(material: Material) -> Any:
    """Links to pages that are written by hand, where they stand beside; elsewhere their names."""

    def link(page: str) -> Ready:
        return Ready(f"[docs/{page}]({page})" if material.own else f"`docs/{page}` of the simulator")

    return link
