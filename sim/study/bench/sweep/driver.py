"""What the process that a study was typed in does for each task, without the simulation."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import perf_counter, process_time

from sim.engines import Execution, Policy, execute
from sim.study.studies.carry_out import Tasks
from sim.study.studies.study import Study
from sim.study.studies.task import Task


def drive(study: Study, workers: int, seconds: float = 0.0) -> Execution:
    """Carry a study out as `sim.study.studies.carry_out` does, but that a task only computes for so many seconds.

    The result of a task is how long it took (s, on the wall).
    """
    asked = [*study.asked, *study.asked_draws]
    missing = [each for each in asked if not study.folder.store.find(each.key).whole]
    there = 0

    def finished(_: int, __: float) -> None:
        nonlocal there
        there += 1

    tasks = Tasks(study.folder, study.plan, missing)
    return execute(partial(burn, seconds), tasks, workers, finished, Policy(go_on=True))


def burn(seconds: float, _: Task) -> float:
    """Keep the processor busy for so many seconds of its own time; returns the seconds on the wall."""
    started, until = perf_counter(), process_time() + seconds
    while process_time() < until:
        pass
    return perf_counter() - started


def planned(folder: Path, points: int, seeds: int, draws: int) -> Study:
    """A study of so many points, two structures by forces of several sizes, as the command line would begin it."""
    from sim.study.studies.checked import check_points
    from sim.study.studies.plan import plan_study

    sizes = max(points // 2, 1)
    words = [
        "model=traditional,dabuzhi", "county=kaihua", f"force.officers=range(250,{250 + sizes})",
        f"replications={seeds}", f"draws={draws}", "study=bench",
    ]  # fmt: skip
    plan = plan_study(words)
    check_points(plan.points)
    return Study.begin(folder, plan)
