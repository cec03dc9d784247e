"""Numbers of a study's report: paired on seeds, chances, splits."""

from __future__ import annotations

from math import isnan, nan

import pandas as pd
import pytest
from scipy import stats

from sim.report.study.numbers import Figures


def table(**values: list[float]) -> pd.DataFrame:
    """A metric `wait` of points by name, a value a seed from 1 on."""
    rows = [
        {
            "model": name, "seed": seed, "metric": "wait", "priority": "all", "category": "all", "area": "all",
            "offence": "all", "unit": "min", "value": value, "n_events": 10 * seed, "flag": "",
        }
        for name, listed in values.items() for seed, value in enumerate(listed, 1)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_differences_are_paired_on_the_seeds_that_both_have() -> None:
    figures = Figures(table(before=[10.0, 12.0, 20.0], after=[9.0, 10.0]))
    change = figures.change("after", "before", "wait")
    assert change is not None
    assert change.differences == (-1.0, -2.0)
    assert change.difference == -1.5
    assert change.before.mean == 14.0, "a level is that of all replications"
    known = stats.ttest_rel([9.0, 10.0], [10.0, 12.0])
    assert change.p() == pytest.approx(known.pvalue)


def test_what_has_no_value_counts_nowhere() -> None:
    figures = Figures(table(before=[1.0, nan, 3.0], after=[2.0, 5.0, nan]))
    change = figures.change("after", "before", "wait")
    assert change is not None and change.differences == (1.0,)
    assert isnan(change.low) and isnan(change.p())
    assert figures.value("before", "wait") is not None
    assert figures.value("before", "no_such") is None
    assert figures.change("after", "nobody", "wait") is None


def test_no_difference_at_all_is_an_even_chance() -> None:
    change = Figures(table(before=[1.0, 2.0], after=[1.0, 2.0])).change("after", "before", "wait")
    assert change is not None
    assert change.p() == 1.0


def test_splits_are_told_apart_from_splits_by_two() -> None:
    made = pd.concat(
        [table(a=[1.0]), table(a=[2.0]).assign(area="T01"), table(a=[3.0]).assign(area="urban", priority="1")]
    )
    figures = Figures(made)
    assert figures.splits("a", "wait", "area") == ["T01"]
    value = figures.value("a", "wait", area="urban", priority="1")
    assert value is not None and value.mean == 3.0
