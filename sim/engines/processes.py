"""Local processes: each takes one task at a time, so that a dead one names the task that killed it.

`multiprocessing` is always given its start method, because importing mesa sets one for the whole process.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from sim.engines.base import ATTEMPTS, Execution, Failure, Function, Policy, Report, attempt, received

_PATIENCE = 5.0


class Worker:
    """One process, the pipe to it, and the index of the task in its hands."""

    def __init__(self, function: Function) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(function, theirs), daemon=True)
        with _interrupts_held_back():
            self.process.start()
        theirs.close()
        self.index = -1

    def give(self, index: int, task: Any) -> None:
        """Hand over a task."""
        self.index = index
        with suppress(BrokenPipeError):  # it is dead already; receiving from it will say so
            self.pipe.send((index, task))

    def take(self) -> Any:
        """The result or `Failure` of the task in hand; raises ``EOFError`` when the process died."""
        try:
            return self.pipe.recv()
        except OSError as error:
            raise EOFError from error

    def end(self) -> None:
        """Close the pipe and stop the process, whatever it is doing."""
        self.pipe.close()
        self.process.terminate()
        self.process.join(_PATIENCE)
        if self.process.is_alive():
            self.process.kill()


def _serve(function: Function, pipe: Connection) -> None:
    """The life of a process: take a task, send back its result, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            index, task = pipe.recv()
            pipe.send(attempt(function, index, task))
        except (EOFError, OSError):
            return


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """A process started in here inherits the block: Ctrl-C is the parent's, even while the child starts."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it lets interrupts through again when it starts itself
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def execute_in_processes(
    function: Function, tasks: Sequence[Any], workers: int, report: Report, policy: Policy
) -> Execution:
    """As `sim.engines.execute`; a task whose process dies is tried again in a new one."""
    pool = _Pool(function, tasks, report, policy)
    try:
        pool.run(workers)
    except KeyboardInterrupt:
        pool.done.interrupted = True
    finally:
        for worker in pool.workers:
            worker.end()
    return pool.done


class _Pool:
    def __init__(self, function: Function, tasks: Sequence[Any], report: Report, policy: Policy) -> None:
        self.function, self.tasks, self.report, self.policy = function, tasks, report, policy
        self.done = Execution()
        self.waiting = deque(range(len(tasks)))
        self.tries = [0] * len(tasks)
        self.workers: list[Worker] = []

    def run(self, workers: int) -> None:
        for _ in range(workers):
            self._start_worker()
        while busy := {worker.pipe: worker for worker in self.workers if worker.index >= 0}:
            for pipe in wait(list(busy)):
                self._collect(next(worker for known, worker in busy.items() if known is pipe))

    def _start_worker(self) -> None:
        worker = Worker(self.function)
        self.workers.append(worker)
        self._give_next(worker)

    def _give_next(self, worker: Worker) -> None:
        worker.index = -1
        if self.waiting and self.policy.stop():
            self.done.interrupted = True
        elif self.waiting and self._goes_on():
            index = self.waiting.popleft()
            self.tries[index] += 1
            worker.give(index, self.tasks[index])

    def _collect(self, worker: Worker) -> None:
        index = worker.index
        try:
            outcome = received(self.policy, index, worker.take())
        except EOFError:
            self._bury(worker, index)
            return
        if isinstance(outcome, Failure):
            self._failed(worker, outcome)
            return
        self.done.results[index] = outcome
        self._give_next(worker)
        self.report(index, outcome)

    def _failed(self, worker: Worker, failure: Failure) -> None:
        """The task raised an error: try it again where the others are to go on, or give it up."""
        if self.policy.go_on and self.tries[failure.index] < ATTEMPTS:
            self.waiting.append(failure.index)
        else:
            self.done.failures.append(failure)
        self._give_next(worker)

    def _bury(self, worker: Worker, index: int) -> None:
        """The process died: try its task again in a new one, or give it up."""
        worker.end()
        self.workers.remove(worker)
        if self.tries[index] >= ATTEMPTS:
            code = worker.process.exitcode
            reason = (
                f"its process ended by itself {ATTEMPTS} times (exit code {code}); is there enough memory?"
            )
            self.done.failures.append(Failure(index, reason))
        else:
            self.waiting.appendleft(index)
        if self.waiting and self._goes_on():
            self._start_worker()

    def _goes_on(self) -> bool:
        return self.policy.go_on or not self.done.failures
