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
ATTEMPTS = 2
"""How often a task is tried that fails, or whose process dies (for instance for want of memory)."""


def never() -> bool:
    """Nobody asks to stop."""
    return False


@dataclass(frozen=True)
class Policy:
    """What an engine does when something goes wrong.

    With `go_on` a task that fails is tried `ATTEMPTS` times and then set aside, and the others go on; otherwise
    the first failure is the last task begun. `stop` is asked before a task is begun; once it says yes, what runs
    is finished and nothing more is begun.
    """

    go_on: bool = False
    stop: Callable[[], bool] = never


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
    """Stopped by the user, at once or before all tasks were begun."""


def execute(
    function: Function, tasks: Sequence[Any], workers: int, report: Report, policy: Policy | None = None
) -> Execution:
    """Call `function` on every task and return what came of it.

    With one worker everything happens here, otherwise in at most `workers` processes. Tasks start in their
    order, and a task is asked for only when it is begun. Ctrl-C ends it early and is not raised again. Without a
    `policy` the first failure ends it.
    """
    workers, policy = min(workers, len(tasks)), policy or Policy()
    if workers <= 1:
        return execute_here(function, tasks, report, policy)
    from sim.engines.processes import execute_in_processes

    return execute_in_processes(function, tasks, workers, report, policy)


def execute_here(
    function: Function, tasks: Sequence[Any], report: Report, policy: Policy | None = None
) -> Execution:
    """One task after another in this process."""
    policy = policy or Policy()
    done = Execution()
    try:
        for index in range(len(tasks)):
            if policy.stop():
                done.interrupted = True
                break
            outcome = attempt(function, index, tasks[index])
            for _ in range(ATTEMPTS - 1):
                if not (policy.go_on and isinstance(outcome, Failure)):
                    break
                outcome = attempt(function, index, tasks[index])
            if not isinstance(outcome, Failure):
                done.results[index] = outcome
                report(index, outcome)
                continue
            done.failures.append(outcome)
            if not policy.go_on:
                break
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
