"""What every engine does: call one function on many tasks, and tell what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from traceback import format_exc
from typing import Any

Function = Callable[[Any], Any]
"""A function at the top level of a module, so that another process can find it."""
Report = Callable[[int, Any], None]
"""Called with the index of a task and its result, in the order in which tasks finish."""


@dataclass(frozen=True)
class Failure:
    """A task that has no result: its index, one line on why, the traceback, and a user's mistakes."""

    index: int
    reason: str
    trace: str = ""
    problems: tuple[str, ...] = ()


@dataclass
class Execution:
    """Results and failures by the index of the task; `interrupted` when the user stopped it."""

    results: dict[int, Any] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    interrupted: bool = False


def execute(function: Function, tasks: Sequence[Any], workers: int, report: Report) -> Execution:
    """Call `function` on every task and return what came of it.

    With one worker everything happens here, otherwise in at most `workers` processes. Tasks start in their
    order. After a failure no further task starts. Ctrl-C ends it early and is not raised again.
    """
    workers = min(workers, len(tasks))
    if workers <= 1:
        return execute_here(function, tasks, report)
    from sim.engines.processes import execute_in_processes

    return execute_in_processes(function, tasks, workers, report)


def execute_here(function: Function, tasks: Sequence[Any], report: Report) -> Execution:
    """One task after another in this process."""
    done = Execution()
    try:
        for index, task in enumerate(tasks):
            outcome = attempt(function, index, task)
            if isinstance(outcome, Failure):
                done.failures.append(outcome)
                break
            done.results[index] = outcome
            report(index, outcome)
    except KeyboardInterrupt:
        done.interrupted = True
    return done


def attempt(function: Function, index: int, task: Any) -> Any:
    """The result of one task, or the `Failure` that it ended in."""
    try:
        return function(task)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        return Failure(index, reason, format_exc(), tuple(getattr(error, "problems", ())))
