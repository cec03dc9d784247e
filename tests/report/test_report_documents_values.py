"""Every number of every shipped structure is there; values follow the configuration, or nothing is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fakes.documents import SMALL, own_documents, own_material, rows, small_documents
from jinja2 import UndefinedError
from pydantic import BaseModel

from sim.config.catalogue import MECHANISMS, Catalogue, config_root
from sim.config.demand import Series
from sim.config.load import load_config
from sim.config.schema import Config
from sim.config.walk import parts, quantities
from sim.demand.reconcile import reconcile
from sim.report.documents import load, numbers, settings
from sim.report.documents.markdown import NBSP, Ready, finished
from sim.report.documents.material import BENCHMARKS, gather
from sim.report.documents.pages import PAGES, documents
from sim.report.documents.render import environment
from sim.report.documents.state import ENTITIES

MODELS = sorted(
    choice.name
    for choice in Catalogue((config_root(),)).choices("model")
    if choice.same_as is None and choice.name not in BENCHMARKS
)
Rows = dict[str, list[list[str]]]


def parameters(page: str) -> Rows:
    """Dotted key -> its rows in docs/parameters.md, read from headings and tables."""
    found: Rows = {}
    group = part = ""
    for block in re.split(r"^(?=##)", page, flags=re.MULTILINE):
        title = block.splitlines()[0] if block else ""
        if heading := re.match(r"## Numbers of `([\w.]+)`", title):
            group, part = heading[1], ""
        elif heading := re.match(r"### `([\w.]+)(?:, in general)?`", title):
            part = heading[1].removeprefix(group).removeprefix(".")
        else:
            continue
        for row in rows(block):
            if row[0].startswith("`"):
                key = ".".join(filter(None, (group, part, row[0].strip("`"))))
                found.setdefault(key, []).append(row)
    return found


def shown(value: float) -> float:
    return float(f"{value:.6g}")


def read(text: str) -> float:
    return float(text.replace(NBSP, ""))


def test_the_shipped_structures_are_documented() -> None:
    assert set(MODELS) >= {"traditional", "dabuzhi", "one_five_n_one"}
    assert sorted(structure.config.model.name for structure in own_material().structures) == MODELS


@pytest.mark.parametrize("model", MODELS)
def test_every_number_of_every_structure_is_there_with_unit_range_status_and_source(model: str) -> None:
    found = parameters(own_documents()["parameters.md"])
    count = 0
    for key, quantity in quantities(load_config([f"model={model}"])):
        mine = [row for row in found[key] if len(row) == 6 or row[6] == "all" or model in row[6].split(", ")]
        assert len(mine) == 1, f"{key} of {model}: {mine}"
        _, value, unit, within, status, source, *_ = mine[0]
        assert (read(value), unit, status) == (shown(quantity), quantity.unit, quantity.status)
        assert quantity.source in source and quantity.note in source
        if quantity.range is None:
            assert within == "-"
        elif quantity.range[0] == quantity.range[1]:
            assert within == "fixed"
        else:
            assert [read(end) for end in within.split(" to ")] == [shown(end) for end in quantity.range]
        count += 1
    assert count > 300


def all_series(node: object, path: str = "") -> list[tuple[str, Series]]:
    if isinstance(node, Series):
        return [(path, node)]
    if not isinstance(node, (BaseModel, dict)):
        return []
    return [
        pair for key, below in parts(node) for pair in all_series(below, f"{path}.{key}" if path else key)
    ]


def test_every_series_is_there_as_one_row() -> None:
    found = parameters(own_documents()["parameters.md"])
    series = all_series(load_config([]))
    assert len(series) == 2 + len(load_config([]).demand.categories)
    for key, each in series:
        (row,) = found[key]
        assert [read(value) for value in row[1].split(", ")] == list(each.values)
        assert row[2] == each.unit and row[4] == each.status


def test_nothing_is_there_that_no_structure_has() -> None:
    keys = set()
    for model in MODELS:
        config = load_config([f"model={model}"])
        keys |= {key for key, _ in quantities(config)} | {key for key, _ in all_series(config)}
    assert set(parameters(own_documents()["parameters.md"])) == keys


def test_counts_by_status_add_up() -> None:
    material = own_material()
    table = rows(numbers.counts(material))
    for column, structure in enumerate(material.structures, 2):
        found = [*quantities(structure.config), *all_series(structure.config)]
        by_status = {row[0]: int(row[column]) for row in table[1:-1]}
        assert sum(by_status.values()) == len(found) == int(table[-1][column])
        assert by_status["assumed"] == sum(held.status == "assumed" for _, held in found)
    assert numbers.count(material, "assumed") < numbers.count(material)


def test_every_plain_setting_is_there_with_its_meaning() -> None:
    page = own_documents()["parameters.md"]
    once = {row[0] for row in rows(settings.single(own_material()))}
    named = 0
    for structure in own_material().structures:
        for group in type(structure.config).model_fields:
            if group == "model" or (group not in MECHANISMS and structure is not own_material().main):
                continue
            for setting in settings.settings(getattr(structure.config, group), group):
                named += 1
                assert settings.meaning(setting.kind, setting.name).strip()
                if setting.kind in settings.TITLES:
                    section = setting.section.removeprefix(f"{group}.")
                    assert f"| `{section}` |" in page or f"- `{setting.name}`: " in page
                else:
                    assert f"`{setting.key}`" in once
    assert named > 300


def test_what_the_user_set_is_in_her_documents() -> None:
    pages = small_documents()
    assert "0.7 (user, 0.5 to 1)" in pages["ODD.md"]
    assert re.search(r"\| `alpha` \| 0\.7 \| .* \| user \|", pages["parameters.md"])
    assert "`model=traditional county=reference" in pages["ODD.md"]
    config = load_config(SMALL)
    calls = round(load.calls_a_year(config))
    assert calls == round(float(config.demand.effective_calls * config.county.residents / 1000))
    assert (
        f"| effective calls a year | {calls:,} |".replace(",", NBSP) in pages["STRESS.md"] + pages["ODD.md"]
    )


def test_headcounts_are_those_of_the_force() -> None:
    for structure in own_material().structures:
        officers = [
            row for row in rows(own_documents()["ODD.md"]) if row[0] == "County public security bureau"
        ]
        assert [row[2] for row in officers] == [f"{structure.config.force.officers:g}"] * len(MODELS)
        assert sum(bool(flag) for flag in structure.force.officer) == structure.config.force.officers


def test_the_load_is_the_flow_of_cases_and_calls() -> None:
    config: Config = load_config(["model=dabuzhi"])
    criminal = sum(f.recorded for f in reconcile(config.demand) if config.demand.offences[f.offence].criminal)
    assert load.cases_a_year(config, criminal=True) == pytest.approx(
        criminal * float(config.county.residents) / 1000
    )
    assert load.invalid_a_year(config) / (
        load.invalid_a_year(config) + load.calls_a_year(config)
    ) == pytest.approx(float(config.demand.invalid_share))


@pytest.mark.parametrize(
    "asked",
    [
        "{{ config.demand.gone }}",
        "{{ config.work.case.offences['arson'].need_hours }}",
        "{{ gone }}",
        "{% for x in config.gone %}{{ x }}{% endfor %}",
        "{{ constant('sim.work.closing.GONE') }}",
        "{{ constant('sim.gone.GONE') }}",
        "{{ numbers.symbols(config, [('a', 'work.case.gone')]) }}",
        "{{ state('Gone') }}",
        "{{ config.county.zones }}",
        "{{ config.review.filing }}",
        "{{ config.force }}",
    ],
)
def test_a_template_that_names_what_is_not_there_stops_the_rendering(asked: str) -> None:
    names = {"config": own_material().config}
    with pytest.raises((UndefinedError, AttributeError, KeyError, ImportError, TypeError)):
        environment().from_string(asked).render(names)


def test_what_a_template_may_print() -> None:
    assert finished(0.5) == "0.5"
    assert finished(230_000) == f"230{NBSP}000"
    assert finished("a|b<c <= 1") == r"a\|b&lt;c <= 1"
    assert finished(Ready("a|b")) == "a|b"


def test_an_attribute_that_comes_or_goes_stops_the_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    kind, words = ENTITIES["Desk"]
    fewer = {name: told for name, told in words.items() if name != "staff"}
    template = environment().from_string("{{ state('Desk') }}")
    assert "`staff`" in template.render()
    monkeypatch.setitem(ENTITIES, "Desk", (kind, fewer))
    with pytest.raises(KeyError, match="staff"):
        template.render()
    monkeypatch.setitem(ENTITIES, "Desk", (kind, {**words, "mood": ("", "fixed", "how it feels")}))
    with pytest.raises(ValueError, match="mood"):
        template.render()


def test_text_of_a_stranger_stays_text(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "mine.yaml").write_text(
        "# @package _global_\ndefaults:\n  - traditional\n  - _self_\nmodel:\n  name: mine\n"
        '  title: "<script>alert(1)</script> | `x` [y](z)\\n# Head"\n  source: "E99, mine"\n',
        encoding="utf-8",
    )
    material = gather(["model=mine", "county=reference", "run.baseline=none"], tmp_path)
    pages = documents(material)
    assert set(pages) == set(PAGES)
    for page in pages.values():
        assert "<script" not in page and "\n# Head" not in page
    assert r"&lt;script>alert(1)&lt;/script> \| \`x\` \[y](z)" in pages["ODD.md"]
