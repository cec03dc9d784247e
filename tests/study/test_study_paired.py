"""The statistics of replications: t-interval, p values and Holm as others compute them, and one rule for flags."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from sim.metrics.rows import KEYS, Flag
from sim.report.study.numbers import Figures
from sim.study.paired import (
    CENSORING,
    GRAVITY,
    LEVEL,
    Means,
    bound_hides,
    gravest,
    holm,
    interval,
    stands,
    together,
)
from sim.study.studies.comparisons import Answer, compare
from sim.study.summarise import summarise

NUMBERS = st.floats(-1e3, 1e3).map(lambda x: round(x, 3))
SAMPLES = st.lists(NUMBERS, min_size=2, max_size=12)
METRIC = "response_time_mean"


def spread(values: list[float]) -> None:
    assume(np.std(values) > 1e-3)


@given(SAMPLES, st.sampled_from([0.5, LEVEL, 0.999995]))
def test_the_interval_is_that_of_scipy(values: list[float], level: float) -> None:
    spread(values)
    found = Means.of(values)
    known = stats.t.interval(level, len(values) - 1, np.mean(values), stats.sem(values))
    assert found.mean == pytest.approx(np.mean(values), abs=1e-9)
    assert found.interval(level) == pytest.approx(known, rel=1e-6, abs=1e-6)


@given(SAMPLES, st.floats(0.1, 1e3))
def test_p_values_are_those_of_the_t_tests(values: list[float], margin: float) -> None:
    spread(values)
    found = Means.of(values)
    assert found.p() == pytest.approx(stats.ttest_1samp(values, 0.0).pvalue, rel=1e-6)
    below = stats.ttest_1samp(values, 0.0, alternative="greater").pvalue
    assert found.below() == pytest.approx(below, rel=1e-6)
    either = (
        stats.ttest_1samp(values, -margin, alternative="greater").pvalue,
        stats.ttest_1samp(values, margin, alternative="less").pvalue,
    )
    assert found.p_of_margin(margin) == pytest.approx(max(either), rel=1e-6)


@given(st.lists(st.lists(st.none() | NUMBERS, min_size=4, max_size=4), min_size=1, max_size=6))
def test_rows_together_are_the_rows_one_by_one_and_what_is_missing_is_left_out(
    rows: list[list[float | None]],
) -> None:
    values = np.array(rows, float)
    found = Means.of(values)
    low, high = found.interval()
    for place, row in enumerate(values):
        one = interval([each for each in row if not isnan(each)])
        assert (found.mean[place], low[place], high[place]) == pytest.approx(one, nan_ok=True)
        assert found.count[place] == np.isfinite(row).sum()


@given(NUMBERS, st.integers(2, 9))
def test_what_never_varies_is_certain(value: float, number: int) -> None:
    found = Means.of([value] * number)
    assert found.interval() == pytest.approx((value, value))
    if value == 0:
        assert (float(found.p()), float(found.below()), float(found.error)) == (1.0, 0.5, 0.0)
    else:
        assert found.p() < 1e-9
        assert found.below() == pytest.approx(float(value < 0))
    assert found.p_of_margin(abs(value) + 1) < 1e-9


def test_one_replication_has_no_interval_and_none_has_no_mean() -> None:
    one, none = Means.of([3.0, nan]), Means.of([])
    assert (float(one.mean), int(one.count)) == (3.0, 1)
    assert isnan(none.mean) and none.count == 0
    for found in (one, none):
        numbers = (*found.interval(), found.p(), found.below(), found.p_of_margin(1.0))
        assert np.isnan(numbers).all()
    assert interval([]) == pytest.approx((nan, nan, nan), nan_ok=True)


def test_without_a_margin_nothing_is_equivalent() -> None:
    assert isnan(Means.of([0.0, 0.0]).p_of_margin(nan))


@given(st.lists(st.just(nan) | st.floats(0, 1), max_size=8))
def test_holm_is_what_it_says(p: list[float]) -> None:
    """The k-th smallest p value times those that are not smaller, never less than that of a smaller one, at most 1."""
    adjusted = holm(p)
    known = [each for each in p if not isnan(each)]
    for each, found in zip(p, adjusted, strict=True):
        if isnan(each):
            assert isnan(found)
        else:
            smaller = [other for other in known if other <= each]
            steps = [other * sum(third >= other for third in known) for other in smaller]
            assert found == pytest.approx(min(1.0, max(steps)))


@pytest.mark.parametrize("flag", GRAVITY)
def test_censoring_counts_in_any_replication_the_others_in_half(flag: Flag) -> None:
    one_of_three, half = ["", flag.value, ""], ["", flag.value]
    assert together(one_of_three) == ([flag] if flag in CENSORING else [])
    assert together(half) == [flag]
    assert together([""]) == together([]) == []
    assert stands(flag, [0.0, 1 / 3, 0.5]).tolist() == [False, flag in CENSORING, True]


def test_the_gravest_flag_is_told() -> None:
    for lighter, graver in zip(GRAVITY[1:], GRAVITY, strict=False):
        assert gravest([lighter.value, graver.value]) == graver
    assert gravest(["", ""]) == ""


def test_only_a_bound_on_the_wrong_side_may_turn_a_difference() -> None:
    ours, theirs = [True, False, True, False], [False, True, True, False]
    assert bound_hides(-1.0, ours, theirs, told=True).tolist() == [True, False, True, False]
    assert bound_hides(1.0, ours, theirs, told=True).tolist() == [False, True, True, False]
    assert bound_hides(0.0, ours, theirs, told=True).tolist() == [True, True, True, False]
    for difference in (-1.0, 0.0, 1.0):
        assert bound_hides(difference, ours, theirs, told=False).tolist() == [True, True, True, False]


SIDES = st.lists(
    st.tuples(st.just(nan) | NUMBERS, st.sampled_from(["", *(flag.value for flag in GRAVITY)])),
    min_size=1, max_size=6,
)  # fmt: skip


def long(**sides: list[tuple[float, str]]) -> pd.DataFrame:
    """The metrics of points, a replication each."""
    return pd.DataFrame(
        [
            {**dict.fromkeys(KEYS[1:], "all"), "metric": METRIC, "unit": "min", "model": name, "seed": seed,
             "value": value, "n_events": 900, "flag": flag}
            for name, side in sides.items() for seed, (value, flag) in enumerate(side)
        ]
    )  # fmt: skip


@given(SIDES, SIDES)
def test_a_runs_summary_a_comparison_and_the_report_agree(
    after: list[tuple[float, str]], before: list[tuple[float, str]]
) -> None:
    metrics = long(after=after, before=before)
    summary = summarise(metrics, ["after", "before"]).iloc[0]
    change = Figures(metrics).change("after", "before", METRIC)
    (compared,) = compare(metrics, [("after", "before")], None)
    assert change is not None
    told = (change.difference, change.low, change.high)
    columns = ["difference", "difference_low", "difference_high"]
    assert told == pytest.approx(tuple(summary[columns]), nan_ok=True)
    assert told == pytest.approx((compared.difference, compared.low, compared.high), nan_ok=True)
    assert change.p() == pytest.approx(compared.p, nan_ok=True)
    assert (change.after.mean, change.after.events) == pytest.approx(
        tuple(summary[["mean", "n_events"]]), nan_ok=True
    )
    assert change.after.flag == summary["flag"]
    unreached = change.flag == Flag.NOT_REACHED or isnan(change.difference)
    assert (compared.answer is Answer.NOT_KNOWN) == unreached
    assert (compared.answer is Answer.SINGLE) == (not unreached and isnan(change.p()))
    if not unreached and not isnan(change.p()):
        assert (compared.answer is Answer.FEW) == change.few


def test_a_row_that_a_replication_lacks_had_no_events_in_the_report_either() -> None:
    metrics = pd.concat([long(a=[(3.0, ""), (5.0, "")]), long(a=[(7.0, "")]).assign(area="rare", n_events=1)])
    rare = summarise(metrics, ["a"]).query("area == 'rare'").iloc[0]
    value = Figures(metrics).value("a", METRIC, area="rare")
    assert value is not None
    assert (
        (value.events, value.flag, value.few) == (rare["n_events"], rare["flag"], True) == (0.5, "few", True)
    )
