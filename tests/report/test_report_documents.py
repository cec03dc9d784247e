"""Documents in docs/ are those that the code and the shipped configurations give, whole and well formed."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from fakes.documents import own_documents, own_material, small_documents

from sim.demand.cases import SLOTS
from sim.report.documents.code import constant
from sim.report.documents.material import own_folder
from sim.report.documents.pages import OWN_PAGES, PAGES
from sim.report.documents.people import shifts
from sim.report.documents.render import TEMPLATES
from sim.report.documents.sources import FACTS, METHODS, OTHERS, RESEARCH, unresolved
from sim.report.documents.write import MARK
from sim.work.geography import zone_count

DOCS = Path(__file__).parents[2] / "docs"
Documents = Callable[[], dict[str, str]]
BOTH = pytest.mark.parametrize("documents", [own_documents, small_documents])

ODD = (
    "1 Purpose and patterns", "2 Entities, state variables, and scales", "3 Process overview and scheduling",
    "4 Design concepts", "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction",
    "Sensing", "Interaction", "Stochasticity", "Collectives", "Observation",
    "5 Initialization", "6 Input data", "7 Submodels",
)  # fmt: skip
"""The elements of the protocol in its order (Grimm et al. 2020)."""
PARENT = "4 Design concepts"
"""The one that is followed by its parts at once."""

STRESS = (
    "1.1 Purpose of the model", "1.2 Model outputs", "1.3 Experimentation aims", "2.1 Base model overview diagram",
    "2.2 Base model logic", "2.3 Scenario logic", "2.4 Algorithms", "2.5 Components", "3.1 Data sources",
    "3.2 Pre-processing", "3.3 Input parameters", "3.4 Assumptions", "4.1 Initialisation", "4.2 Run length",
    "4.3 Estimation approach", "5.1 Software or programming language", "5.2 Random sampling", "5.3 Model execution",
    "5.4 System specification", "6.1 Computer model sharing statement",
)  # fmt: skip
"""The items of the checklist in its order (Monks et al. 2019)."""


@pytest.mark.parametrize("name", PAGES)
def test_every_document_of_the_project_is_current(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == own_documents()[name], "type: python -m sim document out=docs"


def test_what_says_that_the_command_wrote_it_is_written_by_the_command() -> None:
    assert own_folder() == DOCS
    marked = {file.name for file in DOCS.glob("*.md") if file.read_text(encoding="utf-8").startswith(MARK)}
    assert marked == set(PAGES | OWN_PAGES)


def headings(page: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", page, flags=re.DOTALL), re.MULTILINE)


@pytest.mark.parametrize(("name", "items"), [("ODD.md", ODD), ("STRESS.md", STRESS)])
@BOTH
def test_every_element_stands_under_its_heading_in_order_and_says_something(
    name: str, items: tuple[str, ...], documents: Documents
) -> None:
    page = documents()[name]
    found = [heading for heading in headings(page) if heading in items]
    assert tuple(found) == items
    for heading, following in pairwise(items):
        between = page[page.index(f" {heading}\n") + len(heading) + 2 : page.index(f" {following}\n")]
        assert heading == PARENT or len(between.strip("# \n")) > 40, f"nothing under {heading}"


def test_components_of_the_checklist_are_all_there() -> None:
    page = own_documents()["STRESS.md"]
    for item in ("1 Entities", "2 Activities", "3 Resources", "4 Queues", "5 Entry and exit points"):
        assert f"**2.5.{item}.**" in page


@pytest.mark.parametrize("name", PAGES)
@BOTH
def test_tables_are_whole_and_nothing_is_left_to_fill_in(name: str, documents: Documents) -> None:
    page = documents()[name]
    assert page.startswith(f"{MARK}\n# ")
    assert not re.search(r"\{\{|\{%|%\}|Undefined|\bnan\b(?! where)|<sim\.", page.replace("NaN", ""))
    width = 0
    for line in page.splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert cells == width or not width or not cells, line
        width = cells
    assert r"\`" not in page, "code that was escaped"


@pytest.mark.parametrize("name", PAGES)
def test_lines_of_text_are_short_and_links_lead_somewhere(name: str) -> None:
    page = own_documents()[name]
    text = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    assert [line for line in text.splitlines() if len(line) > 120 and line[0] not in "|$<"] == []
    linked = set(re.findall(r"\]\(([^)#]+)\)", page))
    missing = {link for link in linked if not (DOCS / link).exists()}
    assert not missing, "a page that is not there"


def test_a_document_for_somebody_else_links_to_nothing_that_it_does_not_bring() -> None:
    for page in small_documents().values():
        assert set(re.findall(r"\]\(([^)#]+)\)", page)) <= set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_every_id_is_spelt_out(name: str) -> None:
    page = own_documents()[name]
    assert unresolved(page) == []
    if "## Sources" in page:
        body, _, sources = page.rpartition("## Sources")
        for found in set(re.findall(r"\b([EIOPC][1-9]\d?)\b", body)):
            assert f"| {found} | {RESEARCH[found]} |" in sources


def test_an_unknown_id_would_be_found_and_no_entry_is_empty() -> None:
    assert unresolved("E99 and S3") == ["E99"]
    assert all(
        text.strip() for text in (*RESEARCH.values(), *FACTS.values(), *OTHERS.values(), *METHODS.values())
    )


def test_files_and_keys_that_the_documents_name_exist() -> None:
    page = own_documents()["ODD.md"] + own_documents()["STRESS.md"]
    for file in set(re.findall(r"`(sim/[\w/]+(?:\.py|/))`", page)):
        assert (DOCS.parent / file).exists(), file
    shipped = own_material().structures
    trees = [structure.config.model_dump(mode="json") for structure in shipped]
    for key in set(
        re.findall(r"`((?:county|demand|work|dispatch|command|casework|review|run|posts)\.[\w.]+)`", page)
    ):
        assert any(_has(tree, key.split(".")) for tree in trees), key


def _has(node: object, path: list[str]) -> bool:
    for word in path:
        if not isinstance(node, dict) or word not in node:
            return False
        node = node[word]
    return True


def test_every_template_is_used() -> None:
    report = TEMPLATES.parents[1]
    folders = sorted(report.rglob("templates"))
    assert TEMPLATES in folders
    named = {str(file.relative_to(folder)) for folder in folders for file in folder.rglob("*.md.j2")}
    used = {f"{name}.j2" for name in PAGES}
    for file in (*report.rglob("*.md.j2"), *report.rglob("*.py")):
        used |= set(re.findall(r'"([\w/]+\.md\.j2)"', file.read_text(encoding="utf-8")))
    assert named == used


def test_figures_that_the_templates_spell_out_are_those_of_the_code() -> None:
    """Literals that stand in functions and can be imported from nowhere."""
    page = " ".join(own_documents()["ODD.md"].split())
    assert "max(1, round(stations x 4 / 28))" in page
    assert all(zone_count(n) == max(1, round(n * 4 / 28)) for n in range(1, 60))
    assert "08:30, 17:30, 20:30" in page and shifts() == ["08:30", "17:30", "20:30"]
    assert "a third review lets it pass" in page
    assert [slot for slot in SLOTS if slot.startswith("review")] == ["review1", "review2"]
    assert "three sums of exponentials" in page
    assert sum(slot.startswith("reveal") for slot in SLOTS) == 3


def test_constants_of_the_code_stand_in_the_text() -> None:
    page = own_documents()["ODD.md"]
    for path in ("sim.county.places._WAVES", "sim.work.closing.TOGETHER", "sim.work.team_work.SLIVER"):
        assert re.search(rf"\b{constant(path):g}\b", page)
