"""Tasks are kept one by one: what is stopped goes on, what changed is done again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.validation import tasks as room
from sim.validation.tasks import Task, TaskFailedError, carry_out

TASKS = [Task("twice", seed, ("a=1",)) for seed in range(1, 5)]
done: list[int] = []


@pytest.fixture(autouse=True)
def _none_done() -> None:
    done.clear()


def twice(task: Task) -> dict[str, Any]:
    done.append(task.seed)
    return {"value": 2 * task.seed}


def stopped_at_three(task: Task) -> dict[str, Any]:
    if task.seed == 3:
        raise KeyboardInterrupt
    return twice(task)


def fails_at_two(task: Task) -> dict[str, Any]:
    if task.seed == 2:
        raise ValueError("no such crew")
    return twice(task)


def test_results_come_by_index_and_progress_counts_them(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    found = carry_out(twice, TASKS, tmp_path, 1, lambda *what: told.append(what))
    assert [found.results[index]["value"] for index in range(4)] == [2, 4, 6, 8]
    assert told[-1] == (4, 4, "twice, seed 4") and len(told) == 4
    assert not found.interrupted


def test_what_is_stopped_goes_on_where_it_stopped(tmp_path: Path) -> None:
    stopped = carry_out(stopped_at_three, TASKS, tmp_path, 1)
    assert stopped.interrupted and sorted(stopped.results) == [0, 1]
    done.clear()
    assert len(carry_out(twice, TASKS, tmp_path, 1).results) == 4
    assert done == [3, 4]


def test_a_damaged_file_is_done_again(tmp_path: Path) -> None:
    carry_out(twice, TASKS, tmp_path, 1)
    next(tmp_path.glob("twice-2-*.json")).write_text('{"value": 4', encoding="utf-8")
    done.clear()
    assert carry_out(twice, TASKS, tmp_path, 1).results[1] == {"value": 4}
    assert done == [2]


DAMAGED = [
    "",
    "{}",
    "[]",
    "[" * 100_000,
    '{"value": 4',
    '{"kept": {}, "check": ""}',
    '{"kept": {"result": {"value": 7}, "seconds": 1.0, "date": "2026-01-01"}, "check": "made up"}',
]


@pytest.mark.parametrize("text", DAMAGED, ids=range(len(DAMAGED)))
def test_what_anybody_else_wrote_is_not_believed(text: str, tmp_path: Path) -> None:
    carry_out(twice, TASKS, tmp_path, 1)
    next(tmp_path.glob("twice-2-*.json")).write_text(text, encoding="utf-8")
    done.clear()
    assert carry_out(twice, TASKS, tmp_path, 1).results[1] == {"value": 4}
    assert done == [2]


def test_cost_and_day_are_those_of_all_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = carry_out(stopped_at_three, TASKS, tmp_path, 1)
    took = iter([10.0, 13.0, 20.0, 24.0])
    monkeypatch.setattr(room, "process_time", lambda: next(took))
    whole = carry_out(twice, TASKS, tmp_path, 1)
    assert whole.seconds == pytest.approx(stopped.seconds + 7)
    assert carry_out(twice, TASKS, tmp_path, 1).seconds == whole.seconds
    assert whole.began == whole.kept[0].date == stopped.began
    assert carry_out(twice, [], tmp_path, 1).began == ""


def test_another_version_of_a_package_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    carry_out(twice, TASKS, tmp_path, 1)
    done.clear()
    monkeypatch.setattr(room, "version", lambda package: "99" if package == "ciw" else "1")
    carry_out(twice, TASKS, tmp_path, 1)
    assert done == [1, 2, 3, 4]


@pytest.mark.parametrize("change", ["words", "code"])
def test_other_words_or_other_code_are_done_again(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out(twice, TASKS, tmp_path, 1)
    done.clear()
    tasks = [Task("twice", seed, ("a=2",)) for seed in range(1, 5)] if change == "words" else TASKS
    if change == "code":
        monkeypatch.setattr(room, "_state", lambda: "changed")
    carry_out(twice, tasks, tmp_path, 1)
    assert done == [1, 2, 3, 4]


def test_a_failure_names_its_task_and_keeps_what_was_done(tmp_path: Path) -> None:
    with pytest.raises(TaskFailedError, match="twice, seed 2: ValueError: no such crew") as caught:
        carry_out(fails_at_two, TASKS, tmp_path, 1)
    assert "fails_at_two" in caught.value.trace
    assert len(list(tmp_path.glob("*.json"))) == 1
