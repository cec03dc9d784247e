"""The tables of a sweep, of made-up figures: blocks, levels, differences, marks, and notes that fit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.metrics.rows import KEYS, Flag
from sim.report.design_points import COLUMNS, blocks, render
from sim.study.studies.assumed.findings import Uncertain
from sim.study.studies.comparisons import Answer, Comparison, compare
from sim.study.studies.plan import Margin, StudyPlan, StudyPoint
from sim.study.summarise import summarise

Settings = dict[str, str]


def plan(points: dict[str, Settings], against: list[int], **more: Any) -> StudyPlan:
    made = tuple(
        StudyPoint(name, tuple(f"{key}={value}" for key, value in told.items()), None)  # type: ignore[arg-type]
        for name, told in points.items()
    )
    return StudyPlan("made-up", (), made, tuple(against), (1, 2, 3), **more)


STRUCTURES = plan(
    {
        f"{model}, force.officers={officers}": {
            "county": "kaihua", "+model": model, "force.officers": officers, "run.replications": "3",
        }
        for officers in ("250", "300") for model in ("a", "<b>[red]")
    },
    [0, 0, 2, 2],
)  # fmt: skip


def metrics(made: StudyPlan, flag: str = "") -> pd.DataFrame:
    rows = [
        {**dict.fromkeys(KEYS[1:], "all"), "metric": metric, "unit": "min" if column < 3 else "share",
         "model": point.name, "seed": seed, "n_events": 900, "flag": flag if metric == "clearance_365" else "",
         "value": (10 if column < 3 else 0.1) + column + place + 0.01 * seed ** (2 if place % 2 else 1)}
        for column, metric in enumerate(COLUMNS) for place, point in enumerate(made.points) for seed in made.seeds
    ]  # fmt: skip
    return pd.DataFrame(rows)


def printed(made: StudyPlan, width: int = 100, flag: str = "", wider: bool = False) -> str:
    table = metrics(made, flag)
    summary = pd.concat([summarise(table, [point.name]) for point in made.points], ignore_index=True)
    found = compare(table, made.pairs, made.margin)
    return render(made, summary, found, [assumed(each) for each in found] if wider else [], width)


def assumed(each: Comparison) -> Uncertain:
    return Uncertain(
        each.metric, each.unit, each.point, each.baseline, 40, 1.5, -0.5, 3.5, 1.0, 2.0, 0.1, 0.5, ()
    )


def test_structures_stand_together_one_block_a_value_of_the_others() -> None:
    assert [(block.title, block.rows) for block in blocks(STRUCTURES)] == [
        ("force.officers=250", ((0, "a"), (1, "<b>[red]"))),
        ("force.officers=300", ((2, "a"), (3, "<b>[red]"))),
    ]


@pytest.mark.parametrize(
    "points",
    [
        {"a": {"model": "a"}, "b": {"model": "b"}},
        {"x=1": {"x": "1"}, "x=2": {"x": "2"}},
        {"alone": {"model": "a", "x": "1"}, "without": {"model": "b"}},
        {"only": {"model": "a"}},
    ],
)
def test_everything_else_is_one_block_by_name(points: dict[str, Settings]) -> None:
    (block,) = blocks(plan(points, [0] * len(points)))
    assert (block.title, [name for _, name in block.rows]) == ("", list(points))


def test_levels_then_differences() -> None:
    text = printed(STRUCTURES)
    first, second = text.split("force.officers=300\n")
    assert "<b>[red] less a" in first, "a name is never markup"
    half = 4.302653 * np.std([0.01, 0.02, 0.03], ddof=1) / np.sqrt(3)
    assert f"10.0 [{10.02 - half:.1f}, {10.02 + half:.1f}]" in first
    assert "13.0 [" in second
    assert "+1.0 [" in first and "] #" in first
    assert "hold together for all 12 (Bonferroni)" in " ".join(text.split())
    assert "with assumptions" not in text and "draws= counts it in" in text


def test_columns_stand_beside_each_other_where_there_is_room() -> None:
    assert printed(STRUCTURES, 80).count("mean response, min") == 4
    assert "cleared in a year" not in printed(STRUCTURES, 80).splitlines()[1]
    wide = next(line for line in printed(STRUCTURES, 160).splitlines() if "mean response, min" in line)
    assert "cleared in a year, %" in wide
    for width in (80, 160):
        assert max(map(len, printed(STRUCTURES, width, wider=True).splitlines())) <= width


def test_the_wider_interval_is_a_table_of_its_own() -> None:
    text = printed(STRUCTURES, wider=True)
    assert "difference, with assumptions" in text and "+1.5 [-0.5, +3.5]" in text
    assert "40 draws" in text


def test_the_margin_is_named_where_there_is_one() -> None:
    text = printed(replace(STRUCTURES, margin=Margin(5, 500)))
    assert "] =" in text and "smaller than your margin" in text


@pytest.mark.parametrize("flag", [Flag.FEW, Flag.LOWER_BOUND, Flag.NOT_STATIONARY])
def test_what_a_level_is_worth_is_said(flag: Flag) -> None:
    plain, marked = printed(STRUCTURES), printed(STRUCTURES, flag=flag.value)
    assert len(marked.splitlines()) > len(plain.splitlines())
    assert (Answer.FEW.value in marked) == (flag is Flag.FEW)


def test_a_difference_that_lower_bounds_hide_is_no_number() -> None:
    """Clearance never is a bound; the mean response is, of the calls that were waiting when the run ended."""
    table = metrics(STRUCTURES)
    table.loc[table["metric"] == "response_time_mean", "flag"] = Flag.LOWER_BOUND.value
    summary = pd.concat([summarise(table, [point.name]) for point in STRUCTURES.points], ignore_index=True)
    found = compare(table, STRUCTURES.pairs, None)
    text = render(STRUCTURES, summary, found, [assumed(each) for each in found])
    assert text.count("  lower bound") == 2 and ">= 10.0" in text
    assert all(each.answer is Answer.BOUND for each in found if each.metric == "response_time_mean")


def test_with_assumptions_only_a_sign_that_stays_has_the_mark() -> None:
    table = metrics(STRUCTURES)
    summary = pd.concat([summarise(table, [point.name]) for point in STRUCTURES.points], ignore_index=True)
    found = compare(table, STRUCTURES.pairs, None)
    stays, turns = ([replace(assumed(each), low=low) for each in found] for low in (0.5, -0.5))
    marked, plain = (render(STRUCTURES, summary, found, wider) for wider in (stays, turns))
    assert marked.count("] #") == 2 * plain.count("] #") > 0


def test_names_that_are_no_combination_are_compared_by_name() -> None:
    made = plan(
        {"plain": {"model": "a"}, "whole": {"model": "b"}, "part": {"model": "b", "x": "1"}}, [0, 0, 1]
    )
    text = printed(made)
    assert "whole less plain" in text and "part less whole" in text


def test_a_baseline_in_another_block_is_named_in_full() -> None:
    text = " ".join(printed(replace(STRUCTURES, against=(0, 1, 1, 0)), 260).split())
    assert "a, force.officers=300 less <b>[red], force.officers=250" in text


def test_one_replication_has_no_intervals() -> None:
    made = replace(STRUCTURES, seeds=(1,))
    text = printed(made)
    assert "no intervals" in text and "[" not in text.replace("[red]", "")
