"""Functions that engines can send to another process, in place of a simulation."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from uuid import uuid4

from fakes.drawn import drawn

from sim.config.errors import ConfigError
from sim.engines import Parted
from sim.study import simulate as study
from sim.study.replicate import Replication, Task
from sim.study.replicate import replicate as real
from sim.study.studies.remote import Sent, replicate_there


def replicate(task: Task) -> Replication:
    """The real task around records drawn at random; `shift` of the configuration makes it misbehave.

    1: every wait is longer. 2: raises at seed 6. 3: finds the configuration impossible. 4: hangs from seed 6
    on. 5: kills its process at seed 6. 6: is interrupted at seed 6.
    """
    shift, late = task.config.shift, task.seed >= 6

    def simulate(config: object, seed: int) -> study.Result:
        records = drawn(seed)
        if shift == 1:
            for column in ("able_dispatched_at", "able_en_route_at", "first_able_at", "first_presence_at"):
                records.tables["incidents"][column] += 3 + seed % 2
        return study.Result(config, seed, records)

    if shift == 2 and late:
        raise RuntimeError("a wheel came off\nand rolled away")
    if shift == 3:
        raise ConfigError(["posts: more posts than people", "roster: nobody at night"])
    if shift == 4 and late:
        Path(os.environ["FAKE_STARTED"]).touch()
        time.sleep(60)
    if shift == 5 and task.seed == 6:
        os.kill(os.getpid(), signal.SIGKILL)
    if shift == 6 and late:
        raise KeyboardInterrupt
    study.simulate, before = simulate, study.simulate
    try:
        return real(task)
    finally:
        study.simulate = before


def square(number: int) -> int:
    """For engines alone."""
    if number == 13:
        raise ValueError("unlucky")
    return number * number


def dies_once(path: str) -> str:
    """Kills its process the first time."""
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "second time"


def unlucky_until(path: str) -> str:
    """Raises the first time, and every time for `never`."""
    file = Path(path)
    if file.name == "never" or not file.exists():
        file.touch()
        raise ValueError("not yet")
    return file.name


def dies_at_two(number: int) -> int:
    """Kills its process at every try of 2."""
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def joined(task: Parted) -> str:
    """Both parts of a task."""
    return f"{task.common}{task.own}"


def where_the_code_is(_: int) -> str:
    """The file that the simulator's engines were loaded from."""
    import sim.engines

    return str(sim.engines.__file__)


SECOND = "FAKE_SECOND_MACHINE"
"""Set where a task is executed on the machine that is going to be lost."""


def stuck_on_the_second(folder: str, number: int) -> int:
    """Leaves a file each time that it is begun. Never ends on the second machine, and elsewhere not before that."""
    where = "second" if SECOND in os.environ else "first"
    (Path(folder) / f"{where}-{uuid4().hex}").touch()
    until = time.monotonic() + 60
    while where == "second" or (not list(Path(folder).glob("second-*")) and time.monotonic() < until):
        time.sleep(0.05)
    return number


def replicate_unless_stuck(folder: str, task: Parted) -> Sent:
    """What a machine of a cluster does for a study, held up as `stuck_on_the_second` is."""
    stuck_on_the_second(folder, 0)
    return replicate_there(task)
