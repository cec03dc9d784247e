"""Numbers as a reader meets them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.words import folded, half, interval, joined, no_number, shown, told_apart

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


def test_half_of_an_interval_is_what_lies_to_each_side() -> None:
    assert half(10.9, 12.9, "min") == "±1.0" and half(-0.02, 0.04, "share") == "±3.0"
    assert half(math.nan, 3, "min") == half(3, math.inf, "min") == ""


@given(st.text("ab_- ", max_size=40), st.integers(1, 20))
def test_a_folded_name_is_the_same_name_and_breaks_only_where_it_may(name: str, width: int) -> None:
    lines = folded(name, width).split("\n")
    assert "".join(lines) == name
    assert all(line.endswith(("_", "-", " ")) for line in lines[:-1])
    for line in lines:
        assert len(line) <= width or not any(mark in line[:-1] for mark in "_- ")


def test_why_there_is_no_number() -> None:
    assert no_number("not reached") == "not reached"
    assert {no_number(flag) for flag in ("", "few", "lower bound", "not stationary")} == {"no events"}


def test_joined() -> None:
    assert [joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
