"""The report's words: both languages have the same, with the same places, and the font has every character."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from fontTools.ttLib import TTFont

import sim.report.study as package
from sim.config.catalogue import config_root
from sim.report.study.figures.frame import FONT
from sim.report.study.language import LANGUAGES, Words, languages, texts
from sim.report.study.sections.reported import results
from sim.study.studies.comparisons import HEADLINES, Answer
from sim.study.studies.verdicts import Outcome

HERE = Path(package.__file__).parent
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_say_the_same_things() -> None:
    english, chinese = (texts(code) for code in LANGUAGES)
    assert english.keys() == chinese.keys()
    assert {key: places(text) for key, text in english.items()} == {
        key: places(text) for key, text in chinese.items()
    }


def test_every_answer_outcome_and_headline_has_its_words() -> None:
    answers = {f"answer.{answer.name.lower()}" for answer in Answer}
    outcomes = {f"{kind}.{outcome}" for kind in ("outcome", "verdict") for outcome in Outcome}
    own = {Outcome.LESS, Outcome.MORE}  # a cell has the word of its metric for these
    headlines = {
        f"metric.{metric}.{part}" for metric in HEADLINES for part in ("name", "subject", "less", "more")
    }
    wanted = answers | headlines | outcomes - {f"outcome.{outcome}" for outcome in own}
    assert wanted <= set(texts("en"))


def test_every_text_that_the_code_names_is_there() -> None:
    sources = [file.read_text(encoding="utf-8") for file in (*HERE.rglob("*.py"), *HERE.rglob("*.j2"))]
    named = {key for text in sources for key in re.findall(r"""\b(?:words|t)\(\s*["']([\w.]+)["']""", text)}
    assert len(named) > 80
    assert named <= set(texts("en"))


def test_chinese_is_chinese_and_english_is_not() -> None:
    signs = {
        "unit.%",
        "unit.Gini",
        "chance.tiny",
        "chance.sure",
        "comparisons.head.p",
        "comparisons.head.holm",
    }
    kept = {key for key in texts("zh") if key.startswith(("html.", "assumptions.head.p", "join."))} | signs
    said = {key: re.sub(r"\{\w+\}", "", text).strip() for key, text in texts("zh").items()}
    assert not [key for key, text in said.items() if text and not CHINESE.search(text) and key not in kept]
    assert not [key for key, text in texts("en").items() if CHINESE.search(text)]


def test_a_text_or_a_place_that_is_missing_stops_the_report() -> None:
    words = Words("en")
    with pytest.raises(KeyError):
        words("no.such")
    with pytest.raises(KeyError):
        words("page.title")
    assert words("page.title", study="{x}") == "Report of the study {x}"


def test_languages_that_are_asked_for() -> None:
    assert languages("zh") == ("zh",)
    assert languages("both") == ("en", "zh")
    with pytest.raises(KeyError):
        languages("fr")


@pytest.mark.parametrize(
    ("parts", "told"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists(parts: list[str], told: str) -> None:
    assert Words("en").joined(parts) == told


def test_the_font_has_every_chinese_character_that_can_stand_in_a_figure() -> None:
    known = set(TTFont(FONT)["cmap"].getBestCmap())
    files = [*config_root().rglob("*.yaml"), *HERE.rglob("*.toml")]
    wanted = {each for file in files for each in CHINESE.findall(file.read_text(encoding="utf-8"))}
    assert len(wanted) > 300
    assert not {each for each in wanted if ord(each) not in known}


def test_all_reported_results_are_there_with_their_caution() -> None:
    assert list(results()) == [f"R{number}" for number in range(1, 19)]
    for each in results().values():
        assert all(each[key] for key in ("en", "zh", "caution_en", "caution_zh"))
        assert ("metric" in each) == ("model" in each) == ("county" in each)
