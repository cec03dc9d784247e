"""The documents by file name, and how each is made."""

from __future__ import annotations

from collections.abc import Callable

from sim.report.documents.material import Material, own_folder
from sim.report.documents.reflow import reflow
from sim.report.documents.render import render
from sim.report.documents.sources import CODES, sources
from sim.report.documents.write import MARK


def _page(template: str) -> Callable[[Material], str]:
    def make(material: Material) -> str:
        return reflow(render(template, material))

    return make


def _with_sources(template: str) -> Callable[[Material], str]:
    def make(material: Material) -> str:
        body = reflow(render(template, material))
        return f"{body.rstrip()}\n\n## Sources\n\n{reflow(CODES)}\n{sources(body)}\n"

    return make


PAGES: dict[str, Callable[[Material], str]] = {
    "ODD.md": _with_sources("ODD.md.j2"),
    "STRESS.md": _with_sources("STRESS.md.j2"),
    "parameters.md": _with_sources("parameters.md.j2"),
    "limits.md": _with_sources("limits.md.j2"),
    "demand.md": _with_sources("demand.md.j2"),
    "metrics.md": _with_sources("metrics.md.j2"),
    "records.md": _page("records.md.j2"),
}
"""File name -> what writes it."""


def _validation(material: Material) -> str:
    from sim.report.documents import validation

    docs = own_folder()
    named = {"findings": validation.findings(docs), "pictures": validation.pictures, "validation": validation}
    return reflow(render("validation.md.j2", material, docs=docs, **named))


OWN_PAGES: dict[str, Callable[[Material], str]] = {"validation.md": _validation}
"""What the simulator says of itself, whatever the configuration: written for the project alone."""


def documents(material: Material) -> dict[str, str]:
    """Every document by file name; raises `ConfigError` where the project's own findings are not there."""
    pages = PAGES | OWN_PAGES if material.own else PAGES
    return {name: f"{MARK}\n{make(material)}" for name, make in pages.items()}
