"""Claims: intervals at the level that is asked for, and when a value agrees with what it must be."""

from __future__ import annotations

import json
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.validation.claims import (
    Claim,
    Must,
    binomial_interval,
    exactly,
    level_for,
    mean,
    rows,
    share,
    t_interval,
)


def holds(claim: Claim, level: float = 0.95) -> bool:
    (row,) = rows("title", "about", [claim], level)
    json.dumps(row, allow_nan=False)
    found = row["holds"]
    assert isinstance(found, bool)
    return found


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30), st.floats(0.5, 0.999))
def test_the_interval_of_a_mean_is_students(sample: list[float], level: float) -> None:
    middle, low, high = t_interval(sample, level)
    assert low <= middle <= high
    error = stats.sem(sample)
    if error > 1e-9:
        assert (low, high) == pytest.approx(stats.t.interval(level, len(sample) - 1, np.mean(sample), error))


@given(st.integers(1, 300), st.data(), st.floats(0.5, 0.999))
def test_the_interval_of_a_share_is_clopper_and_pearsons(of: int, data: st.DataObject, level: float) -> None:
    hits = data.draw(st.integers(0, of))
    known = stats.binomtest(hits, of).proportion_ci(level, method="exact")
    assert binomial_interval(hits, of, level) == pytest.approx((known.low, known.high), abs=1e-9)


def test_an_exact_value_may_miss_by_rounding_only() -> None:
    assert holds(exactly("a", 2.0 + 1e-9, 5, expected=2.0))
    assert not holds(exactly("a", 2.001, 5, expected=2.0))
    for value in (nan, inf):
        assert not holds(exactly("a", value, 5))
    assert not holds(exactly("a", 0.0, 0)), "nothing compared is no agreement"


def test_an_interval_holds_lies_below_or_does_not() -> None:
    above, around, below = ([1.0, 1.1, 0.9], [0.1, -0.1, 0.0], [-1.0, -1.1, -0.9])
    assert [holds(mean("a", sample)) for sample in (above, around, below)] == [False, True, False]
    not_above = [holds(mean("a", sample, must=Must.NOT_ABOVE)) for sample in (above, around, below)]
    assert not_above == [False, True, True]
    assert not holds(mean("a", [0.0])), "one replication has no interval"
    assert not holds(mean("a", [nan, 0.0, 0.1]))
    assert holds(mean("a", [0.0, 0.0]))


def test_a_share_of_repetitions() -> None:
    assert holds(share("a", 20, 400, 0.05))
    assert not holds(share("a", 60, 400, 0.05))
    assert not holds(share("a", 3, 400, 0.05))
    assert holds(share("a", 3, 400, 0.05, Must.NOT_ABOVE))
    assert holds(share("a", 80, 100, 0.8, Must.AT_LEAST))
    assert not holds(share("a", 79, 100, 0.8, Must.AT_LEAST))
    assert not holds(share("a", 0, 0, 0.05))


def test_the_level_is_shared_out_over_the_comparisons() -> None:
    assert level_for(1, 0.95) == pytest.approx(0.95)
    assert level_for(100, 0.95) == pytest.approx(0.9995)
    draws = np.random.default_rng(1).normal(size=(400, 50, 8))
    level = level_for(50, 0.95)
    all_hold = [all(holds(mean("a", sample), level) for sample in each) for each in draws[:60]]
    assert np.mean(all_hold) > 0.85
