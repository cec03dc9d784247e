"""The event queue: order, ties, cancellation, and the past."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import Clock

MOMENTS = st.floats(0, 1e6, allow_nan=False)


@given(st.lists(st.tuples(MOMENTS, st.integers(-1, 1)), min_size=1, max_size=40))
def test_events_come_by_time_then_priority_then_order_of_scheduling(plan: list[tuple[float, int]]) -> None:
    clock, seen = Clock(), []
    for number, (time, priority) in enumerate(plan):
        clock.call_at(time, lambda n: seen.append((clock.now, n)), number, priority=priority)
    clock.advance(math.inf)
    expected = sorted(range(len(plan)), key=lambda n: (*plan[n], n))
    assert seen == [(plan[n][0], n) for n in expected]
    assert clock.handled == len(plan)


@given(st.lists(MOMENTS, min_size=1, max_size=20), st.data())
def test_a_cancelled_event_never_happens_and_the_others_do(times: list[float], data: st.DataObject) -> None:
    clock, seen = Clock(), []
    events = [clock.call_at(time, seen.append, number) for number, time in enumerate(times)]
    gone = data.draw(st.sets(st.integers(0, len(times) - 1)))
    for number in gone:
        clock.cancel(events[number])
    clock.advance(math.inf)
    assert sorted(seen) == sorted(set(range(len(times))) - gone)
    assert clock.handled == len(times) - len(gone)


@given(MOMENTS, MOMENTS)
def test_advancing_in_two_steps_is_advancing_in_one(first: float, second: float) -> None:
    first, second = sorted((first, second))
    seen: list[list[float]] = []
    for stops in ((second,), (first, second)):
        clock, times = Clock(), []

        def again(clock: Clock = clock, times: list[float] = times) -> None:
            times.append(clock.now)
            if len(times) < 30:
                clock.call_after(1 + clock.now / 3, again)

        clock.call_at(0.5, again)
        for stop in stops:
            clock.advance(stop)
        assert clock.now == second
        seen.append(times)
    assert seen[0] == seen[1]


@pytest.mark.parametrize("time", [9.999, -1.0, -math.inf, math.nan])
def test_the_past_and_not_a_number_are_refused(time: float) -> None:
    clock = Clock()
    clock.advance(10)
    with pytest.raises(ValueError, match="cannot be scheduled"):
        clock.call_at(time, lambda: None)


@pytest.mark.parametrize("delay", [-1e-9, math.nan])
def test_a_negative_delay_is_refused(delay: float) -> None:
    with pytest.raises(ValueError, match="cannot be scheduled"):
        Clock().call_after(delay, lambda: None)


def test_an_event_for_now_happens_after_those_that_were_there_first() -> None:
    clock, seen = Clock(), []

    def first() -> None:
        seen.append("first")
        clock.call_after(0, seen.append, "made by the first")

    clock.call_at(5, first)
    clock.call_at(5, seen.append, "second")
    clock.advance(5)
    assert seen == ["first", "second", "made by the first"]


def test_an_event_at_the_very_end_happens_and_a_later_one_waits() -> None:
    clock, seen = Clock(), []
    clock.call_at(7, seen.append, "at the end")
    clock.call_at(math.nextafter(7, 8), seen.append, "after it")
    clock.advance(7)
    assert seen == ["at the end"]
    clock.advance(3)
    assert clock.now == 7, "the clock never goes back"
