"""Engines: same results wherever they run, and a failure names its task."""

import pytest
from fakes import study as fakes

from sim.engines import execute


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
