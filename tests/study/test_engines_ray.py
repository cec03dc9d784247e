"""Ray as an engine: as the others, also where a process, or a machine, is lost in mid-run."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes import study as fakes
from fakes.kept import TINY, kept
from fakes.ray_cluster import TESTS, Cluster, is_initialized, kill, one_more, two_nodes

from sim.config.errors import ConfigError
from sim.engines import Execution, Parted, Policy, Where, execute
from sim.engines import ray as engine
from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study

GO_ON = Policy(go_on=True)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with two_nodes() as made:
        yield made


def where(cluster: Cluster) -> Where:
    return Where("ray", address=cluster.address)


def nothing(*_: object) -> None:
    """A report that goes nowhere."""


def test_a_local_ray_is_started_and_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", TESTS)
    done = execute(fakes.square, range(4), Where("ray", 2), nothing, GO_ON)
    assert done.results == {0: 0, 1: 1, 2: 4, 3: 9}
    assert not is_initialized()


def test_each_task_has_its_result_and_what_fails_is_tried_again_and_set_aside(
    cluster: Cluster, tmp_path
) -> None:
    seen: list[tuple[int, object]] = []
    tasks = [str(tmp_path / name) for name in ("a", "never", "b", "c")]
    done = execute(fakes.unlucky_until, tasks, where(cluster), lambda *each: seen.append(each), GO_ON)
    assert done.results == {0: "a", 2: "b", 3: "c"}
    assert sorted(seen) == sorted(done.results.items())
    (failure,) = done.failures
    assert (failure.index, failure.reason) == (1, "ValueError: not yet")
    assert "unlucky_until" in failure.trace and not done.interrupted


def test_a_cluster_without_a_processor_is_given_up_after_a_while_and_not_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ray as it is while no machine has a processor: it takes tasks, and nothing ever comes of them."""
    moment = [0.0]
    cancelled: list[object] = []

    def wait(references: list[object], **_: object) -> tuple[list[object], list[object]]:
        moment[0] += 10.0
        return [], references

    empty = SimpleNamespace(
        remote=lambda **_: lambda call: SimpleNamespace(remote=lambda *_: object()),
        cluster_resources=lambda: {"CPU": 1.0} if 500 < moment[0] < 520 else {},
        wait=wait,
        cancel=lambda reference, force: cancelled.append(reference),
    )
    monkeypatch.setattr(engine, "monotonic", lambda: moment[0])
    with pytest.raises(ConfigError, match="no machine of the Ray cluster has had a processor for 10 minutes"):
        engine._Pool(empty, fakes.square, range(4), nothing, GO_ON, Execution()).run()
    assert moment[0] == pytest.approx(510 + engine.NOBODY), (
        "a machine that joined and left began the time anew"
    )
    assert len(cancelled) == 1


def test_without_a_policy_the_first_failure_is_the_last_task_begun(cluster: Cluster) -> None:
    done = execute(fakes.square, [13] * 50, where(cluster), nothing)
    assert 1 <= len(done.failures) <= 2, "the other processor had one in hand"
    assert not done.results


def test_a_process_that_dies_is_a_try_and_at_the_second_the_task_is_set_aside(
    cluster: Cluster, tmp_path
) -> None:
    once = execute(fakes.dies_once, [str(tmp_path / "a"), str(tmp_path / "b")], where(cluster), nothing)
    assert once.results == {0: "second time", 1: "second time"}
    done = execute(fakes.dies_at_two, range(4), where(cluster), nothing, GO_ON)
    assert done.results == {0: 0, 1: 1, 3: 3}
    (failure,) = done.failures
    assert failure.index == 2 and "Ray lost it 2 times" in failure.reason


def test_what_is_received_is_kept_and_an_error_in_receiving_is_the_tasks(cluster: Cluster) -> None:
    def receive(index: int, result: int) -> str:
        if index == 1:
            raise OSError("no space left")
        return f"{result} received"

    done = execute(fakes.square, [3, 4], where(cluster), nothing, Policy(go_on=True, receive=receive))
    assert done.results == {0: "9 received"}
    assert [failure.reason for failure in done.failures] == ["OSError: no space left"]


def test_once_asked_to_stop_nothing_more_is_begun(cluster: Cluster) -> None:
    seen: list[int] = []
    policy = Policy(go_on=True, stop=lambda: len(seen) >= 3)
    done = execute(fakes.square, [2] * 50, where(cluster), lambda index, _: seen.append(index), policy)
    assert done.interrupted
    assert 3 <= len(done.results) <= 6
    assert sorted(done.results) == sorted(seen)


def test_a_second_ctrl_c_ends_it_at_once_with_what_is_there(cluster: Cluster) -> None:
    def twice(*_: object) -> None:
        raise KeyboardInterrupt

    done = execute(fakes.square, [2] * 50, where(cluster), twice, GO_ON)
    assert done.interrupted and not done.failures
    assert len(done.results) == 1


def test_the_common_part_of_tasks_reaches_all_of_them(cluster: Cluster) -> None:
    tasks = [Parted(name, name * 1000, own) for name in "ab" for own in range(3)]
    done = execute(fakes.joined, tasks, where(cluster), nothing)
    assert list(dict(sorted(done.results.items())).values()) == [
        f"{name * 1000}{own}" for name in "ab" for own in range(3)
    ]


def test_the_code_is_sent_to_the_machines(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # Ray also looks where the driver is, and there is the code itself
    (place,) = execute(fakes.where_the_code_is, [0], where(cluster), nothing).results.values()
    assert "py_modules" in place


@contextmanager
def a_machine_that_is_lost(cluster: Cluster, folder: Path) -> Iterator[None]:
    """One more machine, whose plug is pulled as soon as it holds a task, which leaves a file there."""
    with one_more(cluster, **{fakes.SECOND: "1"}) as node:

        def pull_the_plug() -> None:
            until = time.monotonic() + 60
            while not list(folder.glob("second-*")) and time.monotonic() < until:
                time.sleep(0.05)
            kill(cluster, node)

        pulling = threading.Thread(target=pull_the_plug)
        pulling.start()
        yield
        pulling.join()
    assert len(list(folder.glob("second-*"))) == 1
    assert len(list(folder.glob("first-*"))) == 4, "what was stuck there was begun again elsewhere"


def test_a_machine_lost_in_mid_run_loses_no_task(
    cluster: Cluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with a_machine_that_is_lost(cluster, tmp_path):
        task = partial(fakes.stuck_on_the_second, str(tmp_path))
        done = execute(task, range(4), where(cluster), nothing, GO_ON)
    assert done.results == {n: n for n in range(4)} and not done.failures
    out, err = capfd.readouterr()
    assert not out and "raylet" not in err


def test_a_study_gives_the_same_bytes_though_a_machine_is_lost(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_study([*TINY, "replications=2", "study=tiny", "draws=0"])
    here, there = (Study.begin(tmp_path / name, plan) for name in ("here", "there"))
    here.go_on(Where("serial"))
    held = partial(fakes.replicate_unless_stuck, str(tmp_path))
    monkeypatch.setattr("sim.study.studies.carry_out.replicate_there", held)
    with a_machine_that_is_lost(cluster, tmp_path):
        carried = there.go_on(where(cluster))
    assert (carried.there, carried.failed, carried.interrupted) == (4, 0, False)
    assert kept(tmp_path / "there") == kept(tmp_path / "here")
