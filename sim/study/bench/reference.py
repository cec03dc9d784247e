"""The reference job, by configuration alone, and whether the model and SimPy give the same answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.demand.world import World

Tables = dict[str, dict[str, np.ndarray[Any, Any]]]

JOB = (
    "model=reference_job", "county=reference", "demand=reference", "personnel=always_on", "work=reference",
    "force.officers=161", "force.auxiliaries=0", "run.warmup=0", "run.days=365", "run.follow_up=0",
)  # fmt: skip
"""40 000 calls a year, 40 teams, two pools of 60: 161 officers are 1 at the desk, 40 in crews, 60 and 60."""
TEN_TIMES = {"force.officers": 1610, "county.residents": 2_300_000}
"""What makes it 400 000 calls and 400 teams."""
ORDER = {
    "incidents": ("incident",),
    "dispatches": ("incident", "ordinal"),
    "cases": ("case",),
    "case_steps": ("case", "at", "step"),
}
"""Tables that are compared, and by what their rows are put in order."""
CHOICE = "team"
"""Column of cases and steps that is left out: any of a pool's equal investigators may take the next case."""


def job(days: int, times: int = 1) -> list[str]:
    """Overrides of the reference job over so many days, `times` being 1 or 10."""
    words = [
        word for word in JOB if word.partition("=")[0] not in ("run.days", *(TEN_TIMES if times > 1 else ()))
    ]
    more = [f"{key}={value}" for key, value in TEN_TIMES.items()] if times > 1 else []
    return [*words, *more, f"run.days={days}"]


def draw(config: Config, seed: int) -> World:
    """The world that both engines meet."""
    from sim.county.build import build_county
    from sim.demand.world import draw_world
    from sim.streams import Streams

    county = build_county(config.county)
    return draw_world(config.demand, config.work, county, Streams(seed), config.run.total_days)


def by_model(config: Config, seed: int, world: World) -> Tables:
    """The job done by the model; all tables."""
    from sim.model import PolicingModel, forget

    model = PolicingModel(config, seed, world)
    try:
        return model.run().tables
    finally:
        forget(model)


def by_simpy(config: Config, seed: int, world: World) -> Tables:
    """The job done in SimPy; the four tables of `ORDER`. Raises `ConfigError` where SimPy is not installed."""
    from sim.study.bench.twin import Twin

    return Twin(config, seed, world).run(config.run.total_days * 1440.0)


@dataclass(frozen=True)
class Comparison:
    """How many rows each table has, and where the two engines differ."""

    rows: dict[str, int]
    differences: list[str]


def compare(model: Tables, simpy: Tables, tolerance: float = 1e-6) -> Comparison:
    """Compare all columns of the four tables; times and hours may differ by `tolerance` (min, h)."""
    rows, differences = {}, []
    for table, keys in ORDER.items():
        one, other = _in_order(model[table], keys), _in_order(simpy[table], keys)
        rows[table] = len(one[keys[0]])
        if rows[table] != len(other[keys[0]]):
            differences.append(f"{table}: {rows[table]} rows and {len(other[keys[0]])}")
            continue
        for name, column in one.items():
            if name == CHOICE and table.startswith("case"):
                continue
            alike = np.isclose(column, other[name], rtol=0, atol=tolerance, equal_nan=True)
            if not alike.all():
                differences.append(f"{table}.{name}: {(~alike).sum()} of {len(alike)} rows differ")
    return Comparison(rows, differences)


def _in_order(
    table: dict[str, np.ndarray[Any, Any]], keys: tuple[str, ...]
) -> dict[str, np.ndarray[Any, Any]]:
    # Two steps at one moment come in either order, so times are rounded before they are sorted by.
    order = np.lexsort([np.round(table[key], 3) for key in reversed(keys)])
    return {name: column[order] for name, column in table.items()}
