"""Documents rendered once for all tests that look at them."""

from __future__ import annotations

from functools import cache

from sim.report.documents.material import Material, gather
from sim.report.documents.pages import documents

SMALL = ("model=traditional", "county=reference", "run.baseline=none", "work.case.alpha=0.7")


@cache
def own_material() -> Material:
    """The default configuration with every shipped structure, as the project documents itself."""
    return gather([], own=True)


@cache
def own_documents() -> dict[str, str]:
    """The project's own documents as they should be now."""
    return documents(own_material())


@cache
def small_documents() -> dict[str, str]:
    """Documents of one structure in the reference county, with a number of the user's."""
    return documents(gather(SMALL))


def rows(page: str) -> list[list[str]]:
    """Cells of every line of a table, the lines under heads left out."""
    found = []
    for line in page.splitlines():
        if line.startswith("|") and not set(line) <= set("|- "):
            cells = line.replace(r"\|", "\0").strip("|").split("|")
            found.append([cell.strip().replace("\0", "|") for cell in cells])
    return found
