"""Structures that differ in nothing that can matter, told apart as often as the interval promises."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.validation.claims import OFTEN, Claim, Must, binomial_interval, exactly, share
from sim.validation.relation import Relation, Results
from sim.validation.relations import pairs
from sim.validation.tasks import Task

PROMISED = 0.05
SHAMS = {"lots": "before", "mirrored": "before", "order": "job", "swapped": "job"}
"""Sham -> what it is compared with."""
TITLES = {
    "names": "other names",
    "lots": "posts drawn in two rounds instead of one",
    "mirrored": "the county mirrored, calls where they were",
    "order": "bodies declared in the opposite order",
    "swapped": "two pairs of identical stations swapped",
}
MOVED = 0.95
"""Share of the seeds in which a metric must differ at all: where many differences are zero, intervals are too wide."""
BLOCKS = 320
SIZES = (4, 8, 16, 32)
"""Replications of a run, for the curves."""


def _tasks(quick: bool) -> list[Task]:
    """A share of repetitions needs a hundred of them, so the quick form has the names alone."""
    if quick:
        return pairs.tasks(("before", "names"), 1)
    return [*pairs.tasks(("before", "job", *SHAMS), BLOCKS), *pairs.tasks(("names",), 5)]


def _there(results: Results) -> list[str]:
    done = {task.words[0] for task in results}
    return [sham for sham in SHAMS if sham in done]


def _claims(results: Results) -> list[Claim]:
    found = [_names(results)]
    for sham in _there(results):
        one, other = pairs.values(results, sham), pairs.values(results, SHAMS[sham])
        counts = pairs.told_apart(one, other)
        for metric, part in moved(one, other).items():
            below, above, groups = counts[metric]
            must = Must.EQUAL if part >= MOVED else Must.NOT_ABOVE
            text = f"{TITLES[sham]}: {metric} told apart"
            found.append(share(text, below + above, groups, PROMISED, OFTEN, must))
    return found


def _names(results: Results) -> Claim:
    names = pairs.values(results, "names")
    count = len(names["response_time_mean"])
    plain = {metric: numbers[:count] for metric, numbers in pairs.values(results, "before").items()}
    furthest = max(float(np.nanmax(np.abs(names[metric] - plain[metric]))) for metric in pairs.MAIN)
    text = f"{TITLES['names']}: furthest difference of any of {len(pairs.MAIN)} metrics"
    return exactly(text, furthest, count, unit="its own")


def moved(one: pairs.Values, other: pairs.Values) -> dict[str, float]:
    """The metrics that differ between the two at all, each with the share of the seeds in which it does."""
    parts = {metric: float(np.mean(one[metric] != other[metric])) for metric in pairs.MAIN
             if not np.isnan(one[metric] + other[metric]).any()}  # fmt: skip
    return {metric: part for metric, part in parts.items() if part > 0}


def _curves(results: Results) -> dict[str, Any]:
    """Sham -> metric -> share told apart with its plain 95 % interval, for runs of 4, 8, 16 and 32 replications."""
    drawn: dict[str, Any] = {}
    for sham in _there(results):
        one, other = pairs.values(results, sham), pairs.values(results, SHAMS[sham])
        metrics: dict[str, list[dict[str, float]]] = {
            metric: [] for metric, part in moved(one, other).items() if part >= MOVED
        }
        for size in SIZES:
            for metric, (below, above, groups) in pairs.told_apart(one, other, size).items():
                if metric in metrics and groups:
                    low, high = binomial_interval(below + above, groups, 0.95)
                    metrics[metric].append({"size": size, "groups": groups, "share": (below + above) / groups,
                                            "low": low, "high": high})  # fmt: skip
        drawn[sham] = {"title": TITLES[sham], "metrics": metrics}
    return drawn


RELATION = Relation(
    name="sham",
    title="A sham pair of structures",
    must=(
        f"Structures that differ in names only have differences of exactly zero. Structures that differ in facts that "
        f"cannot matter but bring other chance with them are told apart by the run's own 95 % interval (the paired "
        f"one, {pairs.SEEDS} replications) in 5 % of many repetitions; in no more than that where a metric does "
        f"not differ at all in one seed of twenty or more, because an interval of many zeros is wider than it need be. "
        f"Repetitions in full form only: {BLOCKS}."
    ),
    tasks=_tasks,
    claims=_claims,
    jobs={pairs.JOB: pairs.carry_out},
    curves=_curves,
)
