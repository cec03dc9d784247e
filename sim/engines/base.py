"""What every engine does: call one function on many tasks, and tell what became of each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from traceback import format_exc
from typing import Any

from sim.engines.where import Where, on

Function = Callable[[Any], Any]
"""A function at the top level of a module, so that another process can find it."""
Report = Callable[[int, Any], None]
"""Called with the index of a task and its result, in the order in which tasks finish."""
ATTEMPTS = 2
"""How often a task is tried that fails, or whose process dies (for instance for want of memory)."""


def never() -> bool:
    """Nobody asks to stop."""
    return False


def as_it_is(index: int, result: Any) -> Any:
    """Nothing is done with a result before it is kept."""
    return result


@dataclass(frozen=True)
class Parted:
    """A task most of which many tasks have in common; an engine on other machines sends that part once."""

    name: Hashable
    """What tells the common part from others."""
    common: Any
    own: Any


@dataclass(frozen=True)
class Policy:
    """What an engine does when something goes wrong.

    With `go_on` a task that fails is tried `ATTEMPTS` times and then set aside, and the others go on; otherwise
    the first failure is the last task begun. `stop` is asked before a task is begun; once it says yes, what runs
    is finished and nothing more is begun. `receive` is called in this process with the index and the result of
    each task, and what it returns is kept as the result; an error that it raises is one of the task.
    """

    go_on: bool = False
    stop: Callable[[], bool] = never
    receive: Callable[[int, Any], Any] = as_it_is


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


def check(where: Where) -> None:
    """Raise `ConfigError` where the engine is not to be had: its package, or the cluster at its address."""
    if where.kind == "ray":
        from sim.engines.ray import check_ray

        check_ray(where)


def execute(
    function: Function,
    tasks: Sequence[Any],
    where: Where | int,
    report: Report,
    policy: Policy | None = None,
) -> Execution:
    """Call `function` on every task and return what came of it.

    `where` may be a number of local processes; with one worker everything happens here. Tasks start in their
    order, and a task is asked for only when it is begun. Ctrl-C ends it early and is not raised again. Without a
    `policy` the first failure ends it. Raises `ConfigError` where the engine is not to be had.
    """
    where, policy = on(where), policy or Policy()
    where = on(replace(where, workers=min(where.workers, len(tasks))))
    if where.kind == "serial" or not tasks:
        return execute_here(function, tasks, report, policy)
    if where.kind == "ray":
        from sim.engines.ray import execute_on_ray

        return execute_on_ray(function, tasks, where, report, policy)
    from sim.engines.processes import execute_in_processes

    return execute_in_processes(function, tasks, where.workers, report, policy)


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
            outcome = _tried_here(function, index, tasks, policy)
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


def _tried_here(function: Function, index: int, tasks: Sequence[Any], policy: Policy) -> Any:
    for _ in range(ATTEMPTS if policy.go_on else 1):
        outcome = received(policy, index, attempt(function, index, tasks[index]))
        if not isinstance(outcome, Failure):
            break
    return outcome


def received(policy: Policy, index: int, outcome: Any) -> Any:
    """What is kept of an outcome: what the policy makes of a result, or the `Failure`."""
    if isinstance(outcome, Failure):
        return outcome
    return attempt(partial(policy.receive, index), index, outcome)


def attempt(function: Function, index: int, task: Any) -> Any:
    """The result of one task, or the `Failure` that it ended in."""
    try:
        return function(task)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        return Failure(index, reason, format_exc(), tuple(getattr(error, "problems", ())))
