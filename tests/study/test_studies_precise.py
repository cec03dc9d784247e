"""Seeds are added until the differences are as precise as was asked, and no further."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.studies.comparisons import Answer, Comparison
from sim.study.studies.plan import Margin, plan_study
from sim.study.studies.precise import MOST, go_on, wanted
from sim.study.studies.study import Study

TINY = ("county=reference", "run.warmup=1", "run.days=6", "run.follow_up=1", "model=traditional,dabuzhi")


def comparison(metric: str, half: float, unit: str = "min") -> Comparison:
    return Comparison(
        metric,
        unit,
        "b",
        "a",
        8,
        900.0,
        0.0,
        -half,
        half,
        -half,
        half,
        0.5,
        0.5,
        0.5,
        0.5,
        0.9,
        Answer.NOT_YET,
    )


def test_the_widest_headline_decides() -> None:
    both = [comparison("response_time_mean", 0.4), comparison("clearance_365", 0.02, "share")]
    assert wanted(both, Margin(0.4, 2), 8) == 8
    assert wanted(both, Margin(0.3, 2), 8) == 15  # 8 x (4 / 3)^2 x 1.05
    assert wanted(both, Margin(0.4, 1.9), 8) == 10
    assert wanted([*both, comparison("response_time_p90", 9.0)], Margin(0.4, 2), 8) == 8


def test_where_a_year_is_not_reached_ninety_days_decide() -> None:
    lost = replace(comparison("clearance_365", 0.0, "share"), difference=float("nan"), joint_low=float("nan"))
    ninety = comparison("clearance_90", 0.04, "share")
    assert wanted([lost, ninety], Margin(9, 2), 8) == 16
    assert wanted([comparison("clearance_365", 0.01, "share"), ninety], Margin(9, 2), 8) == 8


@given(st.floats(1e-6, 1e3), st.floats(1e-6, 1e3), st.integers(1, 700))
def test_it_grows_at_most_twofold_and_never_shrinks(half: float, precision: float, have: int) -> None:
    found = wanted([comparison("response_time_mean", half)], Margin(precision, 1), have)
    assert have <= found <= max(2 * have, have)
    assert found <= max(MOST, have)
    assert (found == have) == (half <= precision or have >= MOST) or have < 2


def test_a_study_adds_seeds_and_keeps_them(tmp_path: Path) -> None:
    def begun() -> Study:
        return Study.begin(
            tmp_path, plan_study([*TINY, "replications=2", "draws=0", "precision=1e-6,100", "study=tiny"])
        )

    asked: list[int] = []

    def stop_early(there: int, in_all: int, _: str) -> None:
        asked.append(in_all)
        if in_all >= 8:
            raise KeyboardInterrupt

    study, carried = go_on(begun(), 1, stop_early)
    assert carried.interrupted
    assert len(study.plan.seeds) == 4
    assert len(Study.open(tmp_path, "tiny").plan.seeds) == 4
    assert asked[:4] == [4, 4, 4, 4]


def test_a_study_that_is_precise_adds_none(tmp_path: Path) -> None:
    plan = plan_study([*TINY, "replications=2", "draws=0", "precision=1e6,1e6", "study=tiny"])
    study, carried = go_on(Study.begin(tmp_path, plan), 1)
    assert (carried.there, carried.in_all, len(study.plan.seeds)) == (4, 4, 2)


@pytest.mark.parametrize("draws", [0, 2])
def test_draws_come_last(tmp_path: Path, draws: int) -> None:
    plan = plan_study([*TINY, "replications=1", f"draws={draws}", "study=tiny"])
    told: list[str] = []
    study, carried = go_on(Study.begin(tmp_path, plan), 1, lambda _, __, what: told.append(what))
    assert (carried.there, carried.in_all, carried.failed) == (2 + 2 * draws, 2 + 2 * draws, 0)
    assert told[:2] == ["traditional, seed 1", "dabuzhi, seed 1"]
    assert [what.split(", ")[1] for what in told[2:]] == [
        f"draw {place + 1}" for place in range(draws) for _ in (0, 1)
    ]
    assert len(study.drawn_there()) == 2 * draws
    assert set(study.drawn_metrics["seed"].unique() if draws else []) == {
        1_000_001 + place for place in range(draws)
    }
