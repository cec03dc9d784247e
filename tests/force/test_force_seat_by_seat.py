"""Highest averages: exact totals, minima, one more seat for nobody's loss, ties by turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.force.apportion import seat_by_seat

WEIGHTS = st.lists(st.floats(0.01, 100), min_size=1, max_size=8)


@given(WEIGHTS, st.integers(0, 60), st.data())
def test_totals_are_exact_minima_are_kept_and_nobody_loses_by_one_more(
    weights: list[float], extra: int, data: st.DataObject
) -> None:
    least = data.draw(st.lists(st.integers(0, 5), min_size=len(weights), max_size=len(weights)))
    turn = data.draw(st.integers(0, 9))
    total = sum(least) + extra
    given_now, more = (seat_by_seat(seats, weights, least, turn) for seats in (total, total + 1))
    assert sum(given_now) == total
    assert all(number >= low for number, low in zip(given_now, least, strict=True))
    assert sum(b - a for a, b in zip(given_now, more, strict=True)) == 1
    assert all(b >= a for a, b in zip(given_now, more, strict=True))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), st.integers(1, 5))
def test_whole_quotas_are_met_exactly(quotas: list[int], scale: int) -> None:
    seats = [quota * scale for quota in quotas]
    assert seat_by_seat(sum(seats), [float(quota) for quota in quotas], [0] * len(quotas)) == seats


def test_of_equals_another_wins_at_every_turn() -> None:
    assert [seat_by_seat(4, [1, 1, 1], [0, 0, 0], turn) for turn in range(4)] == [
        [2, 1, 1], [1, 2, 1], [1, 1, 2], [2, 1, 1],
    ]  # fmt: skip


def test_what_cannot_be_divided_is_refused() -> None:
    with pytest.raises(ValueError, match="3 are needed"):
        seat_by_seat(2, [1, 1], [2, 1])
    with pytest.raises(ValueError, match="no entry has a weight"):
        seat_by_seat(2, [0, 0], [0, 1])
    assert seat_by_seat(1, [0, 0], [0, 1]) == [0, 1]
