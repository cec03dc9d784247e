"""The three kinds of tasks: places that are held, a pair of structures on one world, a pair of long runs."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.config.load import load_config
from sim.county.build import build_county
from sim.metrics import measure
from sim.metrics.clearance import investigators, open_by_day
from sim.metrics.response import Calls
from sim.metrics.rows import DAY, Window
from sim.records.statuses import CaseChannel
from sim.study.simulate import simulate
from sim.validation.convergence.design import MODELS
from sim.validation.convergence.layout import facts, positions
from sim.validation.convergence.series import BATCH
from sim.validation.tasks import Task

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.records.log import Records

SPLITS = ["priority", "category", "area", "offence"]


def held_places(task: Task, sizes: tuple[float, ...]) -> dict[str, Any]:
    """Where stations have to stand, at each of `sizes`, so that they stay in their townships."""
    return {"positions": positions(_config(task.words).county, sizes)}


def pair(task: Task) -> dict[str, Any]:
    """Both structures on one world: their figures, and the facts of the county."""
    configs = {model: _config((f"model={model}", *task.words)) for model in MODELS}
    found: dict[str, Any] = {
        model: _numbers(simulate(config, task.seed).metrics) for model, config in configs.items()
    }
    found["county"] = facts(build_county(configs[MODELS[0]].county))
    return found


def long_pair(task: Task) -> dict[str, Any]:
    """Both structures in one long run: the figures of each cohort, and series from the start.

    Cohorts are as long as the warm-up and follow one another from the first day.
    """
    found: dict[str, Any] = {}
    for model in MODELS:
        config = _config((f"model={model}", *task.words))
        records = simulate(config, task.seed).records
        found[model] = {"cohorts": _cohorts(records, config), **_series(records, config)}
    return found


@lru_cache(maxsize=4)
def _config(words: tuple[str, ...]) -> Config:
    return load_config(list(words))


def _numbers(metrics: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in metrics.items() if np.isfinite(value)}


def _cohorts(records: Records, config: Config) -> list[dict[str, float]]:
    """The figures of each cohort, read with the window moved along: behaviour does not know the window."""
    found = []
    length, counted = config.run.warmup * DAY, config.run.warmup + config.run.days
    for cohort in range(counted // config.run.warmup):
        start = cohort * length
        clock = {**records.clock, "cohort_from": start, "cohort_until": start + length}
        table = measure(replace(records, clock=clock), config)
        whole = table[(table[SPLITS] == "all").all(axis=1)]
        found.append(_numbers(dict(zip(whole["metric"], whole["value"].astype(float), strict=True))))
    return found


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
