"""The three kinds of tasks: places that are held, a pair of structures on one world, a pair after each warm-up."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.config.load import load_config
from sim.county.build import build_county
from sim.demand.world import World, draw_world
from sim.metrics.clearance import investigators, open_by_day
from sim.metrics.response import Calls
from sim.metrics.rows import DAY, Window
from sim.records.statuses import CaseChannel
from sim.streams import Streams
from sim.study.simulate import Result, records_of, simulate
from sim.validation.convergence.design import MODELS
from sim.validation.convergence.later import WEEK, later
from sim.validation.convergence.layout import facts, positions
from sim.validation.convergence.series import BATCH
from sim.validation.tasks import Task

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.records.log import Records


def held_places(task: Task, sizes: tuple[float, ...]) -> dict[str, Any]:
    """Where stations have to stand, at each of `sizes`, so that they stay in their townships."""
    return {"positions": positions(_config(task.words).county, sizes)}


def pair(task: Task) -> dict[str, Any]:
    """Both structures on one world: their figures, and the facts of the county."""
    configs = [_config((f"model={model}", *task.words)) for model in MODELS]
    metrics = [_numbers(simulate(config, task.seed).metrics) for config in configs]
    county = facts(build_county(configs[0].county))
    return {**dict(zip(MODELS, metrics, strict=True)), "county": county}


def long_pair(task: Task, warmups: tuple[int, ...]) -> dict[str, Any]:
    """Both structures, and one cohort after each of `warmups`, the last of which the words of the task have.

    The world is drawn for the longest warm-up; a shorter one meets the same calls and cases from a later day on,
    so that what differs is the warm-up alone. Series are those of the longest run.
    """
    configs = {model: _config((f"model={model}", *task.words)) for model in MODELS}
    one = configs[MODELS[0]]
    streams, days = Streams(task.seed), one.run.total_days
    world = draw_world(one.demand, one.work, build_county(one.county), streams, days)
    return {model: _after_each(config, task.seed, world, warmups) for model, config in configs.items()}


def _after_each(config: Config, seed: int, world: World, warmups: tuple[int, ...]) -> dict[str, Any]:
    """The figures of one structure after each warm-up, and its series."""
    records = records_of(config, seed, world)
    found: dict[str, Any] = {
        "series": _series(records, config),
        f"after {warmups[-1]}": _numbers(Result(config, seed, records).metrics),
    }
    for days in warmups[:-1]:
        run = config.run.model_copy(update={"warmup": days})
        shorter = config.model_copy(update={"run": run})
        records = records_of(shorter, seed, later(world, (warmups[-1] - days) // WEEK))
        found[f"after {days}"] = _numbers(Result(shorter, seed, records).metrics)
    return found


@lru_cache(maxsize=4)
def _config(words: tuple[str, ...]) -> Config:
    return load_config(list(words))


def _numbers(metrics: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in metrics.items() if np.isfinite(value)}


def _series(records: Records, config: Config) -> dict[str, list[float]]:
    """In batches of `BATCH` days from the start: open cases, caseload, waits and calls, cleared and reported."""
    number = (config.run.warmup + config.run.days) // BATCH
    edges = np.arange(number + 1) * BATCH * DAY
    window = Window(0.0, float(edges[-1]), float(records.clock["end"]))
    cases = records.tables["cases"]
    criminal = np.array([offence.criminal for offence in config.demand.offences.values()])[cases["offence"]]
    by_day = open_by_day(records, window)
    open_cases = by_day.count(criminal)[:-1].reshape(number, BATCH).mean(axis=1)
    load = by_day.count(np.ones(len(criminal), bool))[:-1].reshape(number, BATCH).mean(axis=1)
    calls = Calls.of(records, window)
    new = criminal & window.holds(cases["reported_at"]) & (cases["channel"] != CaseChannel.BACKLOG)
    cleared = new & (cases["solved_at"] - cases["reported_at"] <= config.run.follow_up * DAY)
    columns = {
        "open": open_cases,
        "caseload": load / investigators(records),
        "waits": np.histogram(calls["received_at"], edges, weights=calls.wait_so_far("first_able_at"))[0],
        "calls": np.histogram(calls["received_at"], edges)[0],
        "cleared": np.histogram(cases["reported_at"][cleared], edges)[0],
        "reported": np.histogram(cases["reported_at"][new], edges)[0],
    }
    return {name: column.astype(float).tolist() for name, column in columns.items()}
