"""Comparisons on made-up metrics: intervals, Holm, equivalence, pairing, too few events, and their coverage."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from sim.metrics.rows import KEYS, Flag
from sim.study.studies.comparisons import HEADLINES, Answer, Comparison, compare
from sim.study.studies.plan import Margin

UNITS = {"response_time_mean": "min", "response_time_p90": "min", "worst_tenth": "min"}


def table(values: dict[str, dict[str, Any]], events: float = 900.0, flag: str = "") -> pd.DataFrame:
    """Metric -> point -> values by seed, as the metrics of a study are."""
    rows = [
        {**dict.fromkeys(KEYS[1:], "all"), "metric": metric, "unit": UNITS.get(metric, "share"), "model": point,
         "seed": seed, "value": value, "n_events": events, "flag": flag}
        for metric, by_point in values.items() for point, column in by_point.items()
        for seed, value in enumerate(column)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def only(
    values: dict[str, Any], margin: Margin | None = None, metric: str = "response_time_mean", **more: Any
) -> Comparison:
    baseline, point = values
    (found,) = compare(table({metric: values}, **more), [(point, baseline)], margin)
    return found


def test_a_paired_difference_is_that_of_the_seeds_that_both_have() -> None:
    found = only({"a": [10.0, 11.0, 12.0, 50.0], "b": [9.0, 10.1, 10.9]})
    assert found.replications == 3
    assert found.difference == pytest.approx(-1.0)
    half = 4.302653 * np.std([-1.0, -0.9, -1.1], ddof=1) / np.sqrt(3)
    assert (found.low, found.high) == pytest.approx((-1 - half, -1 + half))
    assert (found.joint_low, found.joint_high) == pytest.approx((found.low, found.high))
    assert found.answer is Answer.LESS
    assert found.saved > 0.9


def test_holm_and_the_joint_intervals_hold_for_all_comparisons_made() -> None:
    rng = np.random.default_rng(1)
    base = rng.normal(10, 1, 12)
    values = {
        metric: {"a": base, "b": base + rng.normal(0.5, 0.7, 12), "c": base + rng.normal(0, 0.7, 12)}
        for metric in HEADLINES
    }
    found = compare(table(values), [("b", "a"), ("c", "a")], None)
    made = 2 * len(HEADLINES)
    assert len(found) == made
    order = sorted(found, key=lambda each: each.p)
    holm, highest = [], 0.0
    for place, each in enumerate(order):
        highest = max(highest, min((made - place) * each.p, 1.0))
        holm.append(highest)
    assert [each.p_adjusted for each in order] == pytest.approx(holm)
    assert all(each.joint_low < each.low < each.high < each.joint_high for each in found)


@pytest.mark.parametrize(
    ("shift", "margin", "answer"),
    [
        (0.1, Margin(0.5, 2), Answer.EQUIVALENT),
        (0.1, None, Answer.MORE),
        (2.0, Margin(0.5, 2), Answer.MORE),
        (-2.0, Margin(0.5, 2), Answer.LESS),
    ],
)
def test_equivalence_is_the_users_to_define(shift: float, margin: Margin | None, answer: Answer) -> None:
    rng = np.random.default_rng(2)
    base = rng.normal(10, 1, 20)
    assert only({"a": base, "b": base + shift + rng.normal(0, 0.05, 20)}, margin).answer is answer


def test_points_of_clearance_are_hundredths() -> None:
    rng = np.random.default_rng(3)
    base = rng.normal(0.4, 0.02, 20)
    values = {"a": base, "b": base + 0.01 + rng.normal(0, 0.002, 20)}
    assert only(values, Margin(0.5, 2), "clearance_365").answer is Answer.EQUIVALENT
    assert only(values, Margin(0.5, 0.5), "clearance_365").answer is Answer.MORE


def test_what_cannot_be_said_is_not_said() -> None:
    wide = {"a": [10.0, 12.0, 9.0], "b": [11.0, 10.0, 12.0]}
    assert only(wide).answer is Answer.NOT_YET
    assert only({"a": [10.0, 11, 12], "b": [9.0, 10.1, 10.9]}, flag=Flag.FEW.value).answer is Answer.FEW
    nothing = {"a": [np.nan] * 3, "b": [np.nan] * 3}
    assert only(nothing, flag=Flag.NOT_REACHED.value).answer is Answer.NOT_KNOWN
    assert only({"a": [1.0], "b": [2.0]}).answer is Answer.SINGLE


def flagged(*flags: str) -> pd.DataFrame:
    """A mean response that is plainly less in `b`, with a flag a replication in both."""
    metrics = table({"response_time_mean": {"a": [10.0, 11, 12, 13], "b": [9.0, 10.1, 10.9, 12]}})
    return metrics.assign(flag=list(flags) * 2)


def test_few_events_in_one_replication_of_four_do_not_silence_the_others() -> None:
    few = Flag.FEW.value
    assert compare(flagged(few, "", "", ""), [("b", "a")], None)[0].answer is Answer.LESS
    assert compare(flagged(few, few, "", ""), [("b", "a")], None)[0].answer is Answer.FEW
    lost = Flag.NOT_REACHED.value
    assert compare(flagged(lost, "", "", ""), [("b", "a")], None)[0].answer is Answer.NOT_KNOWN


BOUND = Flag.LOWER_BOUND.value


@pytest.mark.parametrize(
    ("shift", "of", "answer"),
    [
        (2.0, "a", Answer.BOUND),
        (2.0, "b", Answer.MORE),
        (-2.0, "a", Answer.LESS),
        (-2.0, "b", Answer.BOUND),
        (2.0, "ab", Answer.BOUND),
        (0.0, "b", Answer.BOUND),
    ],
)
def test_what_waited_to_the_end_may_only_make_more_of_what_is_told(
    shift: float, of: str, answer: Answer
) -> None:
    """A level that is a lower bound can only be higher: that can turn a difference round, or widen it."""
    base = np.array([10.0, 11.0, 12.0, 10.5])
    metrics = table({"worst_tenth": {"a": base, "b": base + shift + np.array([0.1, -0.1, 0.05, 0.0])}})
    metrics.loc[metrics["model"].isin(list(of)) & (metrics["seed"] == 2), "flag"] = BOUND
    assert compare(metrics, [("b", "a")], None)[0].answer is answer


def test_lower_bounds_are_never_called_equivalent_or_the_same() -> None:
    same = {"a": [10.0, 11.0, 12.0], "b": [10.0, 11.0, 12.0]}
    assert only(same, Margin(0.5, 2), flag=BOUND).answer is Answer.BOUND
    assert only(same, flag=BOUND).answer is Answer.BOUND


def test_a_study_of_which_nothing_is_there_has_no_comparison() -> None:
    assert compare(pd.DataFrame(), [("b", "a")], None) == []
    half = table({"response_time_mean": {"a": [10.0, 11.0]}})
    (found,) = compare(half, [("b", "a")], None)
    assert (found.replications, found.answer) == (0, Answer.NOT_KNOWN)


def test_the_same_numbers_are_the_same() -> None:
    found = only({"a": [10.0, 11.0, 12.0], "b": [10.0, 11.0, 12.0]}, Margin(0.5, 2))
    assert (found.difference, found.p, found.answer) == (0.0, 1.0, Answer.SAME)
    assert only({"a": [10.0, 11.0, 12.0], "b": [10.0, 11.0, 12.0]}).answer is Answer.SAME


def test_a_sham_pair_is_told_apart_at_five_percent_and_intervals_hold_the_truth_at_95() -> None:
    rng = np.random.default_rng(4)
    apart = held = 0
    times = 600
    for _ in range(times):
        base = rng.normal(10, 1, 8)
        found = only({"a": base, "b": base + 0.3 * rng.standard_normal(8)})
        apart += found.p_adjusted < 0.05
        held += found.low <= 0 <= found.high
    assert binomtest(apart, times, 0.05).pvalue > 0.001
    assert binomtest(held, times, 0.95).pvalue > 0.001
