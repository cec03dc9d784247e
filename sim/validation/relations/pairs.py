"""Blocks of replications of a few small structures, from which several relations draw their pairs."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.validation.relation import Result, Results, Tree, config_of, run_days
from sim.validation.tasks import Task

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.schema import Config

JOB = "pairs"
SEEDS = 8
"""Replications of a block: as many as an ordinary run has (`run.replications`)."""
MAIN = ("response_time_mean", "response_time_p50", "response_time_p90", "response_time_p95", "within_standard",
        "travel_time", "queue_time", "period_rate", "caseload", "committed_share", "call_inequality")  # fmt: skip
"""The metrics that are looked at; the clearance of a cohort is not, because its follow-up would cost as much again."""


@dataclass(frozen=True)
class Variant:
    """A structure by its words, and what no word can change."""

    words: tuple[str, ...]
    change: Callable[[Tree], Tree] | None = None


# -- two small counties ------------------------------------------------------------------------------------------

WIDTH, HEIGHT = 50.0, 44.0
STATIONS = ((9.0, 7.0), (27.0, 11.0), (43.0, 19.0), (15.0, 29.0), (35.0, 37.0))
"""Kilometres east and north: no symmetry, so that the mirrored county is another one."""
SQUARE = ((13.0, 11.0), (37.0, 11.0), (13.0, 33.0), (37.0, 33.0))
"""Four stations with equal grounds."""


def land(
    points: Sequence[tuple[float, float]], width: float = WIDTH, height: float = HEIGHT
) -> tuple[str, ...]:
    """The words of a flat county with a station and a township at each point, residents spread evenly."""
    towns = ",".join(
        f"{{label:T{n:02d},x:{x},y:{y},residents:1}}" for n, (x, y) in enumerate(points, start=1)
    )
    return (
        "county=reference",
        "county.cell_km=2",
        f"county.outline.width={width}",
        f"county.outline.height={height}",
        f"county.stations.count={len(points)}",
        f"county.stations.positions={[list(point) for point in points]}".replace(" ", ""),
        f"county.townships.count={len(points)}",
        f"county.townships.places=[{towns}]",
    )


PEOPLE = ("county.residents=70000", "force.officers=100", "force.auxiliaries=140", "demand.effective_calls=90",
          "demand.recorded_cases=6")  # fmt: skip
"""A small county with three times the calls that there really are, so that teams are short at times."""
BEFORE = ("model=traditional", *PEOPLE, *run_days(1, 14))
"""The structure before the reforms."""
CREWS = 10


def job(crews: int = CREWS, investigators: int = 8) -> tuple[str, ...]:
    """The words of the reference job made small; absences and unequal skills make it matter who sits where."""
    parts = {"desk": 1, "crews": crews, "property": investigators, "general": investigators}
    sizes = (f"posts.bodies.{body}.size.part={number}" for body, number in parts.items())
    return ("model=reference_job", "personnel=always_on", "demand=reference", "work=reference", *run_days(1, 14),
            "county.residents=70000", "personnel.absence=0.08", "personnel.skills.cv=0.22",
            "demand.effective_calls=300",
            f"force.officers={sum(parts.values())}", "force.auxiliaries=0", *sizes)  # fmt: skip


def last_first(tree: Tree) -> Tree:
    """The bodies under each body declared in the opposite order."""
    bodies = tree["posts"]["bodies"]
    below: dict[str | None, list[str]] = {}
    for name, body in bodies.items():
        below.setdefault(body["parent"], []).append(name)

    def under(name: str) -> list[str]:
        return [name, *(each for child in reversed(below.get(name, [])) for each in under(child))]

    tree["posts"]["bodies"] = {name: bodies[name] for name in under(next(iter(bodies)))}
    return tree


def other_names(tree: Tree) -> Tree:
    """The same structure under other names: model, mechanisms, bodies, duties."""
    from sim.config.catalogue import MECHANISMS

    tree["model"] |= {"name": "x", "title": "Another name", "title_zh": "别名", "description": "the same"}
    for mechanism in MECHANISMS:
        tree[mechanism] |= {"title": f"Another {mechanism}", "source": "elsewhere"}
    old = tree["posts"]["bodies"]
    names = {name: f"zz_{len(old) - place}" for place, name in enumerate(old)}
    bodies = {names[name]: body for name, body in old.items()}
    for place, body in enumerate(bodies.values()):
        body |= {"title": f"Body {place}", "title_zh": f"机构{place}", "parent": names.get(body["parent"])}
        body["by_rotation_from"] = [names[other] for other in body["by_rotation_from"]]
        body["duties"] = {f"duty_{n}": duty for n, duty in enumerate(body["duties"].values())}
    tree["posts"]["bodies"] = bodies
    return tree


MIRRORED = tuple((WIDTH - x, y) for x, y in STATIONS)
VARIANTS: dict[str, Variant] = {
    "before": Variant((*land(STATIONS), *BEFORE)),
    "names": Variant((*land(STATIONS), *BEFORE), other_names),
    "lots": Variant((*land(STATIONS), *BEFORE, "+people.picks.first_half={rule:by_lot,share:0.5}")),
    "mirrored": Variant((*land(MIRRORED), *BEFORE)),
    "hop": Variant((*land(STATIONS), *BEFORE, "command=songtao_flat")),
    "job": Variant((*land(SQUARE), *job())),
    "order": Variant((*land(SQUARE), *job()), last_first),
    "swapped": Variant((*land([SQUARE[n] for n in (1, 0, 3, 2)]), *job())),
    "crew": Variant((*land(SQUARE), *job(CREWS + 1))),
    "crews": Variant((*land(SQUARE), *job(CREWS + 2))),
}


# -- running them ------------------------------------------------------------------------------------------------


def tasks(variants: Iterable[str], blocks: int) -> list[Task]:
    """Blocks 1, 2, ... of each variant; block b holds the seeds from `SEEDS` x (b - 1) + 1 on."""
    return [Task(JOB, block, (variant,)) for block in range(1, blocks + 1) for variant in variants]


def carry_out(task: Task) -> Result:
    """The main metrics of the replications of one block: metric -> one number a seed.

    What the models leave behind is collected once a block: that takes about as long as one of these short runs.
    """
    config = _config(task.words[0])
    seeds = range(SEEDS * (task.seed - 1) + 1, SEEDS * task.seed + 1)
    found = [_metrics(config, seed) for seed in seeds]
    gc.collect()
    return {metric: [each[metric] for each in found] for metric in MAIN}


def _metrics(config: Config, seed: int) -> dict[str, float]:
    from sim.model import PolicingModel, forget
    from sim.study.simulate import Result

    model = PolicingModel(config, seed)
    try:
        return Result(config, seed, model.run()).metrics
    finally:
        forget(model)


@lru_cache(maxsize=16)
def _config(variant: str) -> Config:
    chosen = VARIANTS[variant]
    return config_of(chosen.words, chosen.change)


# -- reading them ------------------------------------------------------------------------------------------------

Values = dict[str, "np.ndarray[tuple[int], np.dtype[np.float64]]"]
"""Metric -> one number a seed, in the order of seeds."""


def values(results: Results, variant: str, blocks: int | None = None) -> Values:
    """All replications of a variant, or those of its first blocks."""
    kept = sorted(
        (task for task in results if task.name == JOB and task.words == (variant,)), key=lambda t: t.seed
    )
    chosen = [results[task] for task in kept[:blocks]]
    return {metric: np.array([number for each in chosen for number in each[metric]]) for metric in MAIN}


def intervals(one: Values, other: Values, size: int = SEEDS) -> pd.DataFrame:
    """What an ordinary run says of `one` against `other`, for each metric and each `size` seeds in a row.

    The rows of `sim.study.summarise.summarise`: differences (one minus other) with their paired 95 % interval,
    the means of `one` with theirs; column `area` holds the number of the group.
    """
    from sim.study.summarise import summarise

    frame = _frame({"one": one, "other": other}, size)
    summary = summarise(frame, ["one", "other"])
    return summary[summary["model"] == "one"]


def _frame(models: dict[str, Values], size: int) -> pd.DataFrame:
    import pandas as pd

    count = len(next(iter(models["one"].values()))) // size * size
    parts = [
        pd.DataFrame({
            "metric": metric, "priority": "all", "category": "all", "area": np.arange(count) // size,
            "offence": "all", "unit": "", "value": numbers[:count], "n_events": 1, "flag": "", "model": model,
            "seed": np.arange(count) % size,
        })
        for model, metrics in models.items() for metric, numbers in metrics.items()
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def told_apart(one: Values, other: Values, size: int = SEEDS) -> dict[str, tuple[int, int, int]]:
    """Metric -> groups whose interval of the difference lies below 0, above 0, and how many groups there are."""
    table = intervals(one, other, size)
    found = {}
    for metric, rows in table.groupby("metric", sort=False):
        low, high = rows["difference_low"].to_numpy(), rows["difference_high"].to_numpy()
        there = ~np.isnan(low)
        found[str(metric)] = (int((high < 0).sum()), int((low > 0).sum()), int(there.sum()))
    return found
