"""Claims: shown by an interval within the margin, refuted only by one that excludes what must be."""

from __future__ import annotations

import json
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.validation.claims import (
    ENOUGH,
    MARGINS,
    MINUTE,
    NONE,
    Claim,
    Margin,
    Must,
    binomial_interval,
    exactly,
    mean,
    rows,
    share,
)
from sim.validation.findings import Answer
from sim.validation.intervals import level_for

HOLDS, NOT_SHOWN, FAILS = Answer.HOLDS, Answer.NOT_SHOWN, Answer.DOES_NOT_HOLD


def row_of(claim: Claim, level: float = 0.999) -> dict[str, Any]:
    (row,) = rows("title", "about", [claim], level)
    json.dumps(row, allow_nan=False)
    return row


def answer(claim: Claim, level: float = 0.999) -> str:
    row = row_of(claim, level)
    assert row["holds"] is (row["verdict"] == HOLDS)
    return str(row["verdict"])


@given(st.integers(1, 300), st.data(), st.floats(0.5, 0.999))
def test_the_interval_of_a_share_is_clopper_and_pearsons(of: int, data: st.DataObject, level: float) -> None:
    hits = data.draw(st.integers(0, of))
    known = stats.binomtest(hits, of).proportion_ci(level, method="exact")
    assert binomial_interval(hits, of, level) == pytest.approx((known.low, known.high), abs=1e-9)


def test_an_exact_value_may_miss_by_rounding_only() -> None:
    assert answer(exactly("a", 2.0 + 1e-9, 5, expected=2.0)) == HOLDS
    assert answer(exactly("a", 2.001, 5, expected=2.0)) == FAILS
    for value in (nan, inf):
        assert answer(exactly("a", value, 5)) == FAILS
    assert answer(exactly("a", 0.0, 0)) == FAILS, "nothing compared is no agreement"


def around(middle: float, half: float) -> list[float]:
    """Ten numbers whose 95 % interval reaches `half` on each side of their mean."""
    spread = np.tile([-1.0, 1.0], 5)
    return list(middle + half * spread / (stats.t.ppf(0.975, 9) * spread.std(ddof=1) / np.sqrt(10)))


@pytest.mark.parametrize(
    ("middle", "half", "must", "expected"),
    [
        (0.1, 0.3, Must.EQUAL, HOLDS),
        (0.1, 3.0, Must.EQUAL, NOT_SHOWN),  # no change that is significant, and nothing shown by that
        (0.4, 0.2, Must.EQUAL, NOT_SHOWN),
        (0.3, 0.1, Must.EQUAL, HOLDS),  # a change that nobody would notice
        (2.0, 0.3, Must.EQUAL, FAILS),
        (-2.0, 0.3, Must.EQUAL, FAILS),
        (-2.0, 0.3, Must.NOT_ABOVE, HOLDS),
        (-2.0, 3.0, Must.NOT_ABOVE, NOT_SHOWN),
        (0.2, 0.2, Must.NOT_ABOVE, HOLDS),
        (2.0, 0.3, Must.NOT_ABOVE, FAILS),
        (2.0, 0.3, Must.AT_LEAST, HOLDS),
        (-2.0, 0.3, Must.AT_LEAST, FAILS),
        (-0.2, 0.4, Must.AT_LEAST, NOT_SHOWN),
    ],
)
def test_the_three_answers_on_a_mean(middle: float, half: float, must: Must, expected: Answer) -> None:
    claim = mean("a", around(middle, half), MINUTE, must=must)
    assert answer(claim) == expected
    row = row_of(claim)
    assert (row["low"], row["high"], row["margin"]) == pytest.approx((middle - half, middle + half, 0.5))
    assert row["joint low"] < row["low"] < row["high"] < row["joint high"]


@given(st.floats(-3, 3), st.floats(0.01, 3), st.sampled_from(list(Must)[1:]), st.floats(0, 2))
def test_what_is_shown_is_never_refuted_by_a_narrower_margin_alone(
    middle: float, half: float, must: Must, size: float
) -> None:
    """A wider margin shows more and refutes less; whatever is refuted lies beyond what must be."""
    narrow, wide = (
        answer(mean("a", around(middle, half), Margin(width, ""), must=must)) for width in (size / 2, size)
    )
    order = [FAILS, NOT_SHOWN, HOLDS]
    assert order.index(Answer(narrow)) <= order.index(Answer(wide))
    if wide == FAILS:
        assert abs(middle) > half, "its interval holds 0"


def test_what_has_no_interval_is_not_shown_and_what_has_no_value_does_not_hold() -> None:
    assert answer(mean("a", [0.0], MINUTE)) == NOT_SHOWN
    assert answer(mean("a", [nan, 0.0, 0.1], MINUTE)) == FAILS
    assert answer(mean("a", [], MINUTE)) == FAILS
    assert answer(mean("a", [0.0, 0.0], NONE)) == HOLDS
    assert row_of(mean("a", [0.0], MINUTE))["low"] is None


def test_a_share_of_repetitions() -> None:
    assert answer(share("a", 20, 400, 0.05)) == HOLDS
    assert answer(share("a", 33, 400, 0.05)) == NOT_SHOWN
    assert answer(share("a", 70, 400, 0.05)) == FAILS
    assert answer(share("a", 3, 400, 0.05, must=Must.NOT_ABOVE)) == HOLDS
    assert answer(share("a", 100, 110, 0.8, NONE, Must.AT_LEAST)) == HOLDS
    assert answer(share("a", 91, 110, 0.8, NONE, Must.AT_LEAST)) == NOT_SHOWN
    assert answer(share("a", 40, 110, 0.8, NONE, Must.AT_LEAST)) == FAILS
    assert answer(share("a", 0, 0, 0.05)) == FAILS


@given(st.integers(1, ENOUGH - 1), st.data())
def test_a_handful_of_repetitions_shows_nothing(of: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, of))
    for must in (Must.EQUAL, Must.NOT_ABOVE, Must.AT_LEAST):
        assert answer(share("a", hits, of, 0.5, Margin(1.0, ""), must)) == NOT_SHOWN


def test_every_margin_says_why() -> None:
    assert all(
        margin.size > 0 and str(margin.size).rstrip("0").rstrip(".")[-1] in margin.why for margin in MARGINS
    )
    assert len({margin.why for margin in MARGINS}) == len(MARGINS)


def test_equal_means_are_seldom_refuted_however_many_are_compared() -> None:
    draws = np.random.default_rng(1).normal(size=(60, 50, 8))
    level = level_for(50)
    refuted = [any(answer(mean("a", sample, NONE), level) == FAILS for sample in each) for each in draws]
    assert np.mean(refuted) < 0.15
