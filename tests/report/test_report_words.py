"""Numbers as a reader meets them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.words import interval, joined, shown, told_apart

FINITE = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12.34, "min", "12.3"),
        (0.4172, "share", "41.7"),
        (1.08, "ratio", "108.0"),
        (27634.2, "1/year", "27 634"),
        (-0.04, "min", "0.0"),
        (math.nan, "min", "-"),
        (math.inf, "min", "-"),
    ],
)
def test_shown(value: float, unit: str, text: str) -> None:
    assert shown(value, unit) == text


def test_a_sign_only_where_something_is_left_after_rounding() -> None:
    assert shown(0.26, "min", signed=True) == "+0.3"
    assert shown(-0.26, "min", signed=True) == "-0.3"
    assert shown(0.001, "min", signed=True) == "0.0"


@given(FINITE, FINITE)
def test_told_apart_says_whether_zero_is_outside(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert told_apart(low, high) == (not low <= 0 <= high)


def test_no_interval_tells_nothing_apart() -> None:
    assert not told_apart(math.nan, math.nan)
    assert interval(math.nan, 3, "min") == ""
    assert interval(1, 3, "min") == "[1.0, 3.0]"


def test_joined() -> None:
    assert [joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
