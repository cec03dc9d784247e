"""What a study is asked to be: points, baseline, seeds, margin, name, and every mistake at once."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import pytest
from fakes.runs import SHORT
from hypothesis import given
from hypothesis import strategies as st

from sim.config.errors import ConfigError
from sim.study.studies.plan import Margin, StudyPoint, _against, _distinct, plan_study
from sim.study.studies.sweep import Point

WORDS = ("county=reference", *SHORT)


def test_the_first_value_is_the_baseline_and_another_can_be_named() -> None:
    plan = plan_study([*WORDS, "model=traditional,dabuzhi,one_five_n_one", "replications=3", "run.seed=5"])
    assert [point.name for point in plan.points] == ["traditional", "dabuzhi", "one_five_n_one"]
    assert (plan.against, plan.seeds, plan.margin, plan.precision) == ((0, 0, 0), (5, 6, 7), None, None)
    other = plan_study([*WORDS, "model=traditional,dabuzhi", "baseline=dabuzhi"])
    assert [point.name for point in other.points] == ["dabuzhi", "traditional"]


def pairs(*words: str) -> list[tuple[str, str]]:
    return plan_study([*WORDS, *words]).pairs


def test_the_first_key_is_compared_within_the_values_of_the_others() -> None:
    swept = ("model=traditional,dabuzhi", "work.case.alpha=0.5,0.8")
    low, high = "work.case.alpha=0.5", "work.case.alpha=0.8"
    assert pairs(*swept) == [
        (f"dabuzhi, {low}", f"traditional, {low}"),
        (f"dabuzhi, {high}", f"traditional, {high}"),
    ]
    assert pairs(*swept, "baseline=dabuzhi")[0] == (f"traditional, {low}", f"dabuzhi, {low}")
    assert pairs(*swept, "baseline=0.8") == [
        (f"traditional, {low}", f"traditional, {high}"),
        (f"dabuzhi, {low}", f"dabuzhi, {high}"),
    ]
    assert {other for _, other in pairs(*swept, f"baseline=dabuzhi, {high}")} == {f"dabuzhi, {high}"}


@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.data())
def test_every_point_has_a_baseline_that_is_its_own(sizes: list[int], data: st.DataObject) -> None:
    keys = [(f"k{place}", [f"{place}{value}" for value in range(size)]) for place, size in enumerate(sizes)]
    made = [
        Point(tuple(zip((key for key, _ in keys), values, strict=True)), ())
        for values in product(*(values for _, values in keys))
    ]
    wanted = data.draw(st.none() | st.sampled_from([value for _, values in keys for value in values]))
    against = _against({} if wanted is None else {"baseline": wanted}, made, [])
    assert all(against[other] == other for other in against)
    for place, other in enumerate(against):
        apart = [
            key
            for (key, own), (_, theirs) in zip(made[place].values, made[other].values, strict=True)
            if own != theirs
        ]
        assert len(apart) <= 1


def test_precision_and_draws_are_the_users() -> None:
    plan = plan_study([*WORDS, "model=traditional,dabuzhi", "precision=0.2,1", "draws=7"])
    assert (plan.precision, plan.draws) == (Margin(0.2, 1.0), 7)


def test_any_key_can_be_swept() -> None:
    plan = plan_study([*WORDS, "model=dabuzhi", "work.case.alpha=0.5,0.8,1"])
    assert [float(point.config.work.case.alpha) for point in plan.points] == [0.5, 0.8, 1.0]
    assert plan.points[1].name == "work.case.alpha=0.8"


def test_points_that_are_the_same_are_left_out_and_named() -> None:
    plan = plan_study([*WORDS, "model=dabuzhi,three_centres_three_bureaus,traditional"])
    assert [point.name for point in plan.points] == ["dabuzhi", "traditional"]
    assert any("is the same as dabuzhi" in note for note in plan.notes)


@given(st.lists(st.integers(0, 2), min_size=4, max_size=12), st.integers(1, 3))
def test_no_comparison_is_lost_or_made_twice(parts: list[int], strata: int) -> None:
    points = [StudyPoint(str(place), (), SimpleNamespace(part=part)) for place, part in enumerate(parts)]
    against = [place % strata for place in range(len(parts))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.study.studies.plan.simulated_part", lambda config: str(config.part))
        kept, others, _ = _distinct(points, against)
    wanted = {(parts[place], parts[other]) for place, other in enumerate(against)}
    made = [(point.config.part, kept[other].config.part) for point, other in zip(kept, others, strict=True)]
    assert set(made) == wanted and len(made) == len(wanted)


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
        (["model=traditional,dabuzhi", "precision=0.1"], "two numbers above 0"),
        (["model=traditional,dabuzhi", "draws=-1"], "a whole number from 0"),
        (["model=traditional,dabuzhi", "draws=many"], "a whole number from 0"),
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
