import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.force.apportion import apportion


def test_largest_remainder_by_hand() -> None:
    # 7 x (47, 16, 15, 22) % = 3.29, 1.12, 1.05, 1.54: floors 3 1 1 1, the seat left goes to the last
    assert apportion(7, [47, 16, 15, 22]) == [3, 1, 1, 2]
    assert apportion(5, [1, 1]) == [3, 2]  # of equal remainders the first wins
    assert apportion(10, [1, 1, 8], [3, 0, 0]) == [3, 1, 6]  # 7 left for 1 : 8 = 0.78, 6.22


def test_what_cannot_be_shared_is_refused() -> None:
    with pytest.raises(ValueError, match="4 are needed at least, there are 3"):
        apportion(3, [1, 1], [2, 2])
    with pytest.raises(ValueError, match="no entry has a weight"):
        apportion(3, [0, 0])


@given(
    total=st.integers(0, 5000),
    weights=st.lists(st.floats(0.01, 100), min_size=1, max_size=20),
    data=st.data(),
)
def test_totals_are_exact_and_minima_held(total: int, weights: list[float], data: st.DataObject) -> None:
    top = total // len(weights)
    least = [data.draw(st.integers(0, top)) for _ in weights]
    given_out = apportion(total, weights, least)
    assert sum(given_out) == total
    assert all(number >= low for number, low in zip(given_out, least, strict=True))
    free = apportion(total, weights)
    assert all(
        abs(number - total * weight / sum(weights)) < 1 + 1e-6
        for number, weight in zip(free, weights, strict=True)
    )
