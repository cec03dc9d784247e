"""Engines: same results wherever they run, and a failure names its task."""

from collections.abc import Sequence

import pytest
from fakes import study as fakes

from sim.engines import Policy, execute


@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_has_its_result_and_is_reported_once(workers: int) -> None:
    seen = []
    done = execute(fakes.square, range(10), workers, lambda index, value: seen.append((index, value)))
    assert done.results == {index: index * index for index in range(10)}
    assert sorted(seen) == sorted(done.results.items())
    assert not done.failures and not done.interrupted


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_is_kept_with_its_task_and_stops_the_rest(workers: int) -> None:
    done = execute(fakes.square, [1, 13, *[2] * 20], workers, lambda *_: None)
    (failure,) = done.failures
    assert failure.index == 1
    assert failure.reason == "ValueError: unlucky"
    assert "Traceback" in failure.trace
    assert done.results[0] == 1
    if workers == 1:
        assert len(done.results) == 1


def test_a_task_whose_process_dies_is_tried_again(tmp_path) -> None:
    tasks = [str(tmp_path / name) for name in ("a", "b", "c")]
    done = execute(fakes.dies_once, tasks, 2, lambda *_: None)
    assert done.results == dict.fromkeys(range(3), "second time")


def test_nothing_to_do_is_done_at_once() -> None:
    assert execute(fakes.square, [], 2, lambda *_: None).results == {}


@pytest.mark.parametrize("workers", [1, 2])
def test_where_the_others_go_on_a_failed_task_is_tried_again_and_then_set_aside(
    workers: int, tmp_path
) -> None:
    names = ["a", "never", "b", "c", "d"]
    done = execute(
        fakes.unlucky_until,
        [str(tmp_path / name) for name in names],
        workers,
        lambda *_: None,
        Policy(go_on=True),
    )
    assert done.results == {0: "a", 2: "b", 3: "c", 4: "d"}
    (failure,) = done.failures
    assert (failure.index, failure.reason) == (1, "ValueError: not yet")
    assert not done.interrupted


def test_where_the_others_go_on_a_task_that_kills_its_process_is_set_aside() -> None:
    done = execute(fakes.dies_at_two, range(6), 2, lambda *_: None, Policy(go_on=True))
    assert done.results == {n: n for n in (0, 1, 3, 4, 5)}
    (failure,) = done.failures
    assert failure.index == 2
    assert "ended by itself" in failure.reason


@pytest.mark.parametrize("workers", [1, 2])
def test_once_asked_to_stop_what_runs_is_finished_and_nothing_more_is_begun(workers: int) -> None:
    seen: list[int] = []
    done = execute(
        fakes.square,
        range(50),
        workers,
        lambda index, _: seen.append(index),
        Policy(stop=lambda: len(seen) >= 3),
    )
    assert done.interrupted
    assert 3 <= len(done.results) <= 3 + workers
    assert sorted(done.results) == sorted(seen)


class Counted(Sequence[int]):
    """Tasks that are made when they are asked for."""

    def __init__(self, size: int) -> None:
        self.size, self.asked = size, 0

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int) -> int:
        self.asked += 1
        return index


@pytest.mark.parametrize("workers", [1, 2])
def test_a_task_is_made_when_it_is_begun(workers: int) -> None:
    tasks, most = Counted(30), []
    done = execute(
        fakes.square, tasks, workers, lambda *_: most.append(tasks.asked - len(most)), Policy(go_on=True)
    )
    assert len(done.results) == 29 and len(done.failures) == 1
    assert max(most) <= workers + 3
