"""Hydra's sweep syntax as the points of a design."""

from __future__ import annotations

import pytest

from sim.config.errors import ConfigError
from sim.config.load import load, open_catalogue
from sim.study.studies.sweep import MOST, points, swept


def values(*words: str) -> list[tuple[str, ...]]:
    return [tuple(value for _, value in point.values) for point in points(words, open_catalogue())]


def test_every_combination_the_last_key_fastest() -> None:
    made = points(["run.days=30", "model=traditional,dabuzhi", "force.officers=250,300"], open_catalogue())
    assert [point.name for point in made] == [
        "traditional, force.officers=250", "traditional, force.officers=300",
        "dabuzhi, force.officers=250", "dabuzhi, force.officers=300",
    ]  # fmt: skip
    assert made[2].words == ("run.days=30", "model=dabuzhi", "force.officers=250")
    assert load(made[2].words).config.force.officers == 250


def test_nothing_swept_is_one_point() -> None:
    (point,) = points(["county=kaihua", "run.days=30"], open_catalogue())
    assert (point.name, point.values, point.words) == ("", (), ("county=kaihua", "run.days=30"))


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("force.officers=250,300,250", ["250", "300"]),
        ("force.officers=range(250,351,50)", ["250", "300", "350"]),
        ("force.officers=choice(250,300)", ["250", "300"]),
        ("work.case.alpha=0.5,1", ["0.5", "1"]),
        ("work.case.alpha=range(0.1,0.5,0.1)", ["0.1", "0.2", "0.3", "0.4"]),
        ("work.case.alpha=range(0.1,0.8,0.1)", ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7"]),
        ("model=choice(dabuzhi,traditional)", ["dabuzhi", "traditional"]),
        ("model=glob(tra*)", ["traditional"]),
        ("+model=traditional,dabuzhi", ["traditional", "dabuzhi"]),
        ("dispatch.reserve=0,1", ["0", "1"]),
        ("model=traditional,大部制", ["traditional", "大部制"]),
    ],
)
def test_lists_ranges_choices_and_globs(word: str, found: list[str]) -> None:
    assert [one for (one,) in values(word)] == found


def test_a_glob_takes_no_structure_twice() -> None:
    assert "three_centres_three_bureaus" not in {one for (one,) in values("model=glob(*)")}
    assert {"traditional", "dabuzhi", "one_five_n_one"} <= {one for (one,) in values("model=glob(*)")}


def test_a_list_in_brackets_is_one_value() -> None:
    assert values("county.stations.positions=[[1,2],[3,4]]") == [()]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["model=glob(nothing*)"], "nothing fits"),
        (["force.officers=glob(2*)"], "is no group"),
        (["work.case.alpha=interval(0,1)"], "interval()"),
        (["force.officers=250,300", "force.officers=1,2"], "more than once"),
        (["force.officers=250,300", "+force.officers=1"], "force.officers is swept, too"),
        (["force.officers=range(1,400)", "force.auxiliaries=range(1,400)"], f"{MOST} at most"),
    ],
)
def test_what_cannot_be_swept_is_said(words: list[str], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        swept(words, open_catalogue())
    assert said in caught.value.problems[0]


def test_all_mistakes_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        swept(["model=glob(nothing*)", "work.case.alpha=interval(0,1)"], open_catalogue())
    assert len(caught.value.problems) == 2


def test_words_that_nobody_can_read_are_left_to_the_run() -> None:
    assert swept(["bad", "a=[", "model=dabuzhi"], open_catalogue()) == ([], ["bad", "a=[", "model=dabuzhi"])
