"""Means, intervals and paired differences."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.metrics.rows import COLUMNS
from sim.study.summarise import SUMMARY_COLUMNS, summarise


def replications(label: str, values: dict[int, float], events: int = 100, flag: str = "") -> pd.DataFrame:
    rows = [
        ("response_time_mean", "all", "all", "all", "all", "min", v, events, flag) for v in values.values()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).assign(model=label, seed=list(values))


AFTER = {1: 10.0, 2: 12.0, 3: 9.0, 4: 13.0}
BEFORE = {1: 11.0, 2: 12.5, 3: 11.0, 4: 13.0}


PROMISED = """metric priority category area offence unit model mean ci_low ci_high
difference difference_low difference_high n_replications n_events"""


def test_columns_are_those_promised() -> None:
    table = summarise(replications("new", AFTER), ["new"])
    assert list(table.columns) == [*SUMMARY_COLUMNS, "flag"]
    assert " ".join(SUMMARY_COLUMNS) == " ".join(PROMISED.split())


def test_interval_is_the_t_interval_and_the_difference_is_paired() -> None:
    metrics = pd.concat([replications("new", AFTER), replications("old", BEFORE, events=50)])
    new, old = (row for _, row in summarise(metrics, ["new", "old"]).iterrows())
    assert (new["model"], old["model"]) == ("new", "old")
    after, before = list(AFTER.values()), list(BEFORE.values())
    low, high = stats.t.interval(0.95, 3, np.mean(after), stats.sem(after))
    assert (new["mean"], new["ci_low"], new["ci_high"]) == pytest.approx((11, low, high))
    paired = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert new["difference"] == pytest.approx(np.mean(after) - np.mean(before))
    assert (new["difference_low"], new["difference_high"]) == pytest.approx((paired.low, paired.high))
    assert np.isnan(old["difference"]) and np.isnan(old["difference_low"])
    assert (new["n_replications"], new["n_events"], old["n_events"]) == (4, 100, 50)


def test_only_seeds_that_both_finished_make_a_difference() -> None:
    metrics = pd.concat([replications("new", AFTER), replications("old", {1: 11.0, 2: 12.5})])
    new, old = (row for _, row in summarise(metrics, ["new", "old"]).iterrows())
    assert new["difference"] == pytest.approx(-0.75)
    assert (new["n_replications"], old["n_replications"]) == (4, 2)


def test_one_replication_has_no_interval() -> None:
    metrics = pd.concat([replications("new", {1: 3.0}), replications("old", {1: 5.0})])
    new = summarise(metrics, ["new", "old"]).iloc[0]
    assert (new["mean"], new["difference"], new["n_replications"]) == (3, -2, 1)
    assert new[["ci_low", "ci_high", "difference_low", "difference_high"]].isna().all()


def test_a_value_not_reached_is_left_out_and_said() -> None:
    metrics = pd.concat(
        [replications("new", {1: 3.0, 2: 5.0}), replications("new", {3: np.nan}, flag="not reached")]
    )
    new = summarise(metrics, ["new"]).iloc[0]
    assert (new["mean"], new["n_replications"], new["flag"]) == (4, 2, "not reached")
    nothing = summarise(replications("new", {1: np.nan}, flag="not reached"), ["new"]).iloc[0]
    assert np.isnan(nothing["mean"]) and nothing["n_replications"] == 0 and nothing["flag"] == "not reached"


def test_few_stands_when_half_of_the_replications_say_so() -> None:
    few, enough = replications("new", {1: 1.0}, flag="few"), replications("new", {2: 1.0})
    assert summarise(pd.concat([few, enough]), ["new"]).iloc[0]["flag"] == "few"
    third = replications("new", {3: 1.0})
    assert summarise(pd.concat([few, enough, third]), ["new"]).iloc[0]["flag"] == ""


def test_a_row_that_a_replication_lacks_had_no_events() -> None:
    rare = replications("new", {1: 7.0}, events=1).assign(category="rare")
    table = summarise(pd.concat([replications("new", {1: 3.0, 2: 5.0}), rare]), ["new"])
    row = table[table["category"] == "rare"].iloc[0]
    assert (row["mean"], row["n_replications"], row["n_events"], row["flag"]) == (7, 1, 0.5, "few")


def test_same_values_differ_by_exactly_nothing() -> None:
    metrics = pd.concat([replications("new", AFTER), replications("old", AFTER)])
    new = summarise(metrics, ["new", "old"]).iloc[0]
    assert new[["difference", "difference_low", "difference_high"]].tolist() == [0, 0, 0]


def test_intervals_cover_the_truth_as_often_as_they_promise() -> None:
    draws = np.random.default_rng(3).normal(5, 2, (2000, 6))
    rows = [
        replications("new", dict(enumerate(draw))).assign(category=str(i))
        for i, draw in enumerate(draws[:400])
    ]
    table = summarise(pd.concat(rows), ["new"])
    covered = ((table["ci_low"] < 5) & (table["ci_high"] > 5)).mean()
    assert 0.92 < covered < 0.98
