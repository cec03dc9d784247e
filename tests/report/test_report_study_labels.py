"""Names of points, constants and settings on the page: in its language, never a bare key."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.config.schema import Config
from sim.report.study.figures.lines import in_lines, width
from sim.report.study.labels import point_label, versus
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
        ("force.officers=250, dabuzhi", "250 officers · dabuzhi", "民警 250 名 · 大部制（三中心三署）"),
        ("work.call.seats=4, dabuzhi", "work.call.seats=4 · dabuzhi", "work.call.seats=4 · 大部制（三中心三署）"),
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
    assert constant(path, "weight", both, EN) == (
        "Case Management Centre: weight of review of cases in the share-out of its officers",
        "",
    )
    assert constant(path, "weight", both[:1], EN)[0].startswith("posts › bodies")


def test_what_both_names_have_is_said_once() -> None:
    after, before = point("dabuzhi, kaihua"), point("traditional, kaihua", model="traditional")
    told = versus(after, before, EN)
    assert (told.after, told.before, told.shared) == ("dabuzhi", "traditional", "Kaihua county")
    assert told.told("sooner", EN) == "Kaihua county: sooner"
    alone = versus(point("dabuzhi"), point("traditional", model="traditional"), EN)
    assert (alone.after, alone.before, alone.told("sooner", EN)) == ("dabuzhi", "traditional", "sooner")
    other = versus(point("dabuzhi, kaihua"), point("base"), EN)
    assert (other.after, other.before, other.shared) == ("dabuzhi · Kaihua county", "base", "")


@given(st.text(alphabet="ab 派出所", max_size=80), st.integers(4, 40))
def test_lines_fit_and_lose_nothing_that_fits(text: str, room: int) -> None:
    lines = in_lines(text, room).split("\n")
    assert len(lines) <= 2
    longest = max((width(word) for word in text.split()), default=0)
    assert all(width(line.removesuffix("…")) <= max(room, longest) for line in lines)
    if not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
