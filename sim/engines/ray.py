"""A Ray cluster, joined or started here. Each task is one of Ray's, so that a lost machine loses only what ran on it.

Ray's own retries are switched off: how often a task is tried, and when nothing more is begun, is for the policy to say.
As many tasks are given to Ray as it has processors, so that each runs at once, and one that was asked to stop has
nothing left in a queue.
"""

from __future__ import annotations

import logging
import os
import socket
from collections import OrderedDict, deque
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic
from types import ModuleType
from typing import Any

from sim.config.errors import ConfigError
from sim.engines.base import ATTEMPTS, Execution, Failure, Function, Parted, Policy, Report, attempt, received
from sim.engines.where import ADDRESS, Where, host_and_port
from sim.store.errors import first_line

PACKAGE = Path(__file__).resolve().parents[1]
INSTALL = (
    "pip install -c constraints.txt 'county-policing-sim[ray]', or in a checkout: "
    "pip install -c constraints.txt -e '.[ray]'"
)
NO_ANSWER = 3.0
"""Seconds after which an address counts as dead."""
SETTINGS = bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
HTTP2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SETTINGS
"""How a conversation in HTTP/2 begins, which Ray speaks; the other side begins with a frame of settings, too."""
LOOK = 2.0
"""Seconds between looks at how many processors the cluster has; machines may join and leave."""
NOBODY = 600.0
"""Seconds after which a cluster is given up that has no processor at all; until then a machine may join."""
PAUSE = 0.2
"""Seconds after which waiting for results lets Ctrl-C through; two within them count as one."""
COMMON = 256
"""Common parts of tasks that are held on the cluster."""


def execute_on_ray(
    function: Function, tasks: Sequence[Any], where: Where, report: Report, policy: Policy
) -> Execution:
    """As `sim.engines.execute`; a task whose process or machine is lost is tried again on another."""
    done = Execution()
    try:
        with cluster(where) as ray:
            _Pool(ray, function, tasks, report, policy, done).run()
    except KeyboardInterrupt:
        done.interrupted = True
    return done


@contextmanager
def cluster(where: Where) -> Iterator[ModuleType]:
    """A connection to Ray, ended in the end, and with it a cluster that was started here.

    Raises `ConfigError` where Ray is not installed, cannot be started, or does not answer.
    """
    ray = check_ray(where)
    ray._private.worker._worker_logs_enabled = False  # or what befell a machine is printed among the results
    try:
        ray.init(**_settings(where))
    except Exception as error:  # Ray's have no class in common
        ray.shutdown()
        reason = first_line(error)
        token = "" if where.address is None else "; if it asks for a token: export RAY_AUTH_MODE=token"
        raise ConfigError(f"{_start_one(where)} Ray says: {reason}{token}") from error
    try:
        yield ray
    finally:
        ray.shutdown()


def check_ray(where: Where) -> ModuleType:
    """Ray itself, once it is installed and something at the address answers as Ray does; raises `ConfigError`."""
    ray = _installed()
    if where.address is not None:
        _answers(where.address)
    return ray


def _installed() -> ModuleType:
    """Ray, told to be silent and to report to nobody."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError as error:
        raise ConfigError(f"engine=ray: Ray is not installed; type: {INSTALL}") from error
    logging.getLogger("ray").setLevel(logging.ERROR)
    return ray


def _settings(where: Where) -> dict[str, Any]:
    """What `ray.init` is told. The code is sent to the machines of a cluster; a local one has it already."""
    silent = {"include_dashboard": False} if where.address is None else {}
    settings: dict[str, Any] = {
        **silent, "log_to_driver": False, "configure_logging": False, "logging_level": "error",
    }  # fmt: skip
    if where.address is None:
        return {**settings, "address": "local", "num_cpus": where.workers}
    code = {"py_modules": [str(PACKAGE)], "excludes": ["__pycache__"]}
    return {**settings, "address": where.address, "runtime_env": code}


def _answers(address: str) -> None:
    """Whether something answers there in Ray's protocol; Ray itself would ask for minutes."""
    try:
        with socket.create_connection(host_and_port(address), timeout=NO_ANSWER) as connection:
            if "RAY_USE_TLS" in os.environ:
                return
            connection.sendall(HTTP2)
            is_ray = connection.recv(len(SETTINGS))[3:4] == SETTINGS[3:4]
    except OSError as error:
        reason = error.strerror or str(error) or "no answer"
        raise ConfigError(f"{_start_one(Where('ray', address=address))} ({reason})") from error
    if not is_ray:
        raise ConfigError(f"{_start_one(Where('ray', address=address))} (something else answers)")


def _start_one(where: Where) -> str:
    if where.address is None:
        return "engine=ray: a local Ray cluster cannot be started here."
    _, port = host_and_port(where.address)
    return (
        f"{ADDRESS}={where.address}: no Ray cluster is to be had there. Start one with "
        f"`ray start --head --port={port}`, and on every other machine, also the one that you type this on, "
        f"`ray start --address={where.address}`."
    )


def _call(function: Function, index: int, task: Any, common: Any) -> Any:
    """One task on a machine of the cluster."""
    return attempt(function, index, replace(task, common=common) if isinstance(task, Parted) else task)


class _Pool:
    def __init__(
        self,
        ray: ModuleType,
        function: Function,
        tasks: Sequence[Any],
        report: Report,
        policy: Policy,
        done: Execution,
    ) -> None:
        self.ray, self.function, self.tasks = ray, function, tasks
        self.report, self.policy, self.done = report, policy, done
        self.call = ray.remote(num_cpus=1, max_retries=0)(_call)
        self.waiting = deque(range(len(tasks)))
        self.tries = [0] * len(tasks)
        self.running: dict[Any, int] = {}
        """Ray's reference to each result that is to come -> index of its task."""
        self.common: OrderedDict[Hashable, Any] = OrderedDict()
        self.places, self.looked, self.seen = 1, -LOOK, monotonic()

    def run(self) -> None:
        try:
            self._begin()
            while self.running:
                ready, _ = self.ray.wait(list(self.running), num_returns=1, timeout=PAUSE)
                for reference in ready:
                    self._collect(reference)
                self._begin()
        finally:
            for reference in self.running:
                self.ray.cancel(reference, force=True)

    def _begin(self) -> None:
        """Give out tasks while there are processors for them; raises `ConfigError` where there have long been none."""
        while len(self.running) < self._processors() and self.waiting and self._goes_on():
            if self.policy.stop():
                self.done.interrupted = True
                return
            index = self.waiting.popleft()
            self.tries[index] += 1
            self.running[self._sent(index)] = index

    def _processors(self) -> int:
        if monotonic() - self.looked >= LOOK:
            self.looked = monotonic()
            found = int(self.ray.cluster_resources().get("CPU", 0))
            if found:
                self.seen = self.looked
            elif self.looked - self.seen >= NOBODY:
                raise ConfigError(
                    f"no machine of the Ray cluster has had a processor for {NOBODY / 60:.0f} minutes; let one "
                    "join with `ray start --address=HOST:PORT`, then go on with: python -m sim resume NAME"
                )
            self.places = max(1, found)
        return self.places

    def _sent(self, index: int) -> Any:
        task, common = self.tasks[index], None
        if isinstance(task, Parted):
            if task.name not in self.common:
                self.common[task.name] = self.ray.put(task.common)
            self.common.move_to_end(task.name)
            common = self.common[task.name]
            if len(self.common) > COMMON:
                self.common.popitem(last=False)
            task = replace(task, common=None)
        return self.call.remote(self.function, index, task, common)

    def _collect(self, reference: Any) -> None:
        index = self.running.pop(reference)
        try:
            outcome = self.ray.get(reference)
        except self.ray.exceptions.RayError as error:
            self._lost(index, error)
            return
        if self.policy.go_on:
            self._begin()  # the processor need not wait until the result is on disk
        outcome = received(self.policy, index, outcome)
        if not isinstance(outcome, Failure):
            self.done.results[index] = outcome
            self.report(index, outcome)
        elif self.policy.go_on and self.tries[index] < ATTEMPTS:
            self.waiting.append(index)
        else:
            self.done.failures.append(outcome)

    def _lost(self, index: int, error: Exception) -> None:
        """The process or the machine is gone, or could not do with the task: try it elsewhere, or give it up."""
        if self.tries[index] < ATTEMPTS:
            self.waiting.appendleft(index)
            return
        why = (str(error).splitlines() or [""])[0]
        reason = f"Ray lost it {ATTEMPTS} times; is there enough memory? ({type(error).__name__}: {why})"
        self.done.failures.append(Failure(index, reason, str(error)))

    def _goes_on(self) -> bool:
        return self.policy.go_on or not self.done.failures
