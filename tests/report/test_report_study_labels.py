"""Names of points, constants and settings on the page: in its language, never a bare key."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

import sim
from sim.config.schema import Config
from sim.report.study.labels import point_label
from sim.report.study.language import Words
from sim.report.study.naming import constant, named
from sim.study.studies.assumed.constants import constants

EN, ZH = Words("en"), Words("zh")


@cache
def config(model: str = "dabuzhi", county: str = "kaihua") -> Config:
    return sim.load_config([f"model={model}", f"county={county}"])


def point(name: str, *words: str, model: str = "dabuzhi") -> Any:
    return SimpleNamespace(name=name, words=words, config=config(model))


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("dabuzhi", "dabuzhi", "大部制（三中心三署）"),
        ("dabuzhi, kaihua", "dabuzhi · Kaihua county", "大部制（三中心三署） · 开化县"),
        ("kaihua, dabuzhi", "Kaihua county · dabuzhi", "开化县 · 大部制（三中心三署）"),
        ("force.officers=250, dabuzhi", "force.officers=250 · dabuzhi", "force.officers=250 · 大部制（三中心三署）"),
        ("dabuzhi-own_area", "dabuzhi-own_area", "大部制（三中心三署）-own_area"),
        ("posts alone", "posts alone", "posts alone"),
    ],
)  # fmt: skip
def test_every_part_of_a_name_is_in_the_language_of_the_page(name: str, english: str, chinese: str) -> None:
    assert point_label(point(name), EN) == english
    assert point_label(point(name), ZH) == chinese


def test_another_name_of_a_structure_is_known_by_the_word_that_was_typed() -> None:
    typed = point("大部制, 开化", "model=大部制", "county=开化")
    assert point_label(typed, EN) == "dabuzhi · Kaihua county"


def test_no_structure_is_named_by_a_bare_key() -> None:
    assert point_label(point("one_five_n_one", model="one_five_n_one"), EN) == "1+5+N+1"
    assert point_label(point("one_five_n_one", model="one_five_n_one"), ZH) == "“1+5+N+1”大部门制"


@pytest.mark.parametrize("model", ["traditional", "dabuzhi", "one_five_n_one"])
def test_chinese_names_of_structures_are_their_titles(model: str) -> None:
    assert ZH(f"structure.{model}") == config(model).model.title_zh


@pytest.mark.parametrize("words", [EN, ZH])
@pytest.mark.parametrize("model", ["traditional", "dabuzhi", "one_five_n_one"])
def test_every_number_that_is_drawn_has_a_name_in_words(model: str, words: Words) -> None:
    found = config(model)
    paths = [each.path for each in constants(found)]
    assert len(paths) > 200
    assert not [path for path in paths if not named(path, [found], words)]


def test_a_body_of_the_other_structure_is_named_too() -> None:
    path = "posts.bodies.case_centre.duties.review.part"
    both = [config("traditional"), config("dabuzhi")]
    assert constant(path, "weight", both, EN) == ("Case Management Centre: weight of review of cases", "")
    assert constant(path, "weight", both[:1], EN)[0].startswith("posts › bodies")
