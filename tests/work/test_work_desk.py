"""A desk: so many at work, the rest in order of arrival."""

from __future__ import annotations

from collections import deque
from types import SimpleNamespace

from fakes.runs import finished
from hypothesis import given
from hypothesis import strategies as st

from sim.agents.desk import Desk

MOVES = st.lists(st.sampled_from(["arrives", "done"]), max_size=60)


def desk(staff: int) -> Desk:
    made = Desk(finished(), "intake", -1)
    made.remove()
    made.staff = staff
    return made


@given(MOVES, st.integers(1, 4))
def test_messages_are_taken_in_order_by_whoever_is_free(moves: list[str], staff: int) -> None:
    one, taken, arrived = desk(staff), [], 0
    plain = SimpleNamespace(busy=0, queue=deque())
    for move in moves:
        if move == "arrives":
            plain.queue.append(arrived)
            if one.admit(arrived):
                taken.append(arrived)
            arrived += 1
        elif plain.busy:
            plain.busy -= 1
            following = one.release()
            if following is not None:
                taken.append(following)
        while plain.queue and plain.busy < staff:
            plain.busy += 1
            plain.queue.popleft()
        assert one.busy == plain.busy
        assert list(one.queue) == list(plain.queue)
    assert taken == sorted(taken)
    assert len(taken) == arrived - len(plain.queue)


def test_a_message_never_overtakes_one_that_waits_when_more_people_come_on_duty() -> None:
    one = desk(1)
    assert one.admit(0)
    assert not one.admit(1)
    one.staff = 2
    assert not one.admit(2), "message 1 has waited longer"
