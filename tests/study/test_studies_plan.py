"""What a study is asked to be: points, baseline, seeds, margin, name, and every mistake at once."""

from __future__ import annotations

import pytest
from fakes.runs import SHORT

from sim.config.errors import ConfigError
from sim.study.studies.plan import Margin, plan_study

WORDS = ("county=reference", *SHORT)


def test_the_first_value_is_the_baseline_and_another_can_be_named() -> None:
    plan = plan_study([*WORDS, "model=traditional,dabuzhi,one_five_n_one", "replications=3", "run.seed=5"])
    assert [point.name for point in plan.points] == ["traditional", "dabuzhi", "one_five_n_one"]
    assert (plan.baseline, plan.seeds, plan.margin) == (0, (5, 6, 7), None)
    other = plan_study([*WORDS, "model=traditional,dabuzhi", "baseline=dabuzhi"])
    assert [point.name for point in other.points] == ["dabuzhi", "traditional"]


def test_any_key_can_be_swept() -> None:
    plan = plan_study([*WORDS, "model=dabuzhi", "work.case.alpha=0.5,0.8,1"])
    assert [float(point.config.work.case.alpha) for point in plan.points] == [0.5, 0.8, 1.0]
    assert plan.points[1].name == "work.case.alpha=0.8"


def test_points_that_are_the_same_are_left_out_and_named() -> None:
    plan = plan_study([*WORDS, "model=dabuzhi,three_centres_three_bureaus,traditional"])
    assert [point.name for point in plan.points] == ["dabuzhi", "traditional"]
    assert any("is the same as dabuzhi" in note for note in plan.notes)


def test_the_margin_is_the_users_in_minutes_and_points() -> None:
    assert plan_study([*WORDS, "model=traditional,dabuzhi", "margin=0.5,2"]).margin == Margin(0.5, 2.0)


def test_a_name_is_made_of_county_and_points() -> None:
    assert plan_study([*WORDS, "model=traditional,dabuzhi"]).name == "reference-traditional-dabuzhi"
    assert plan_study([*WORDS, "model=traditional,dabuzhi", "study=mine"]).name == "mine"
    assert plan_study([*WORDS, "model=traditional,大部制"]).name


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["model=traditional,dabuzi"], "did you mean 'dabuzhi'"),
        (["model=traditional,dabuzhi", "baseline=dabuzi"], "did you mean 'dabuzhi'"),
        (["model=traditional,dabuzhi", "margin=half"], "two numbers above 0"),
        (["model=traditional,dabuzhi", "margin=0,2"], "two numbers above 0"),
        (["model=traditional,dabuzhi", "margin=1"], "two numbers above 0"),
        (["model=traditional,dabuzhi", "study=../../etc"], "a name of at most 60"),
        (["model=traditional,dabuzhi", "study=<script>"], "a name of at most 60"),
        (["model=traditional,dabuzhi", "study="], "a name of at most 60"),
        (["model=traditional,dabuzhi", "replications=0"], "replications"),
        (["model=traditional,dabuzhi", "replications=x"], "replications"),
        (["model=traditional,dabuzhi", "study=a", "study=b"], "more than once"),
        (["model=glob(nothing*)"], "nothing fits"),
    ],
)
def test_every_mistake_is_one_line(words: list[str], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        plan_study([*WORDS, *words])
    assert any(said in problem for problem in caught.value.problems), caught.value.problems
    assert all("\n" not in problem for problem in caught.value.problems)
