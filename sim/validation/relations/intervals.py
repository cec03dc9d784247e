"""Whether an interval of a few replications holds the long-run mean as often as it says."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.validation.claims import Claim, binomial_interval, share
from sim.validation.relation import Relation, Results
from sim.validation.relations import pairs, sham
from sim.validation.tasks import Task

PROMISED = 0.95
TITLES = {"before": "traditional", "job": "the reference job"}
PAIRS = {("crew", "job"): "one crew more of ten"}
"""Two structures that really differ."""


def _tasks(quick: bool) -> list[Task]:
    if quick:
        return pairs.tasks(("job", "crews"), sham.QUICK)
    return pairs.tasks(("before", "job", "crew"), sham.BLOCKS)


def _claims(results: Results) -> list[Claim]:
    found = []
    for what, metric, size, held, groups in _coverage(results, (pairs.SEEDS,)):
        found.append(share(f"{what}: {metric}, interval of {size} replications holds the mean of all", held, groups,
                           PROMISED))  # fmt: skip
    return found


def _coverage(results: Results, sizes: tuple[int, ...]) -> list[tuple[str, str, int, int, int]]:
    """(what, metric, replications, intervals that hold the mean over all seeds, intervals)."""
    done = {task.words[0] for task in results}
    found = []
    for variant, title in TITLES.items():
        if variant in done:
            one = pairs.values(results, variant)
            found += _held(one, one, f"mean, {title}", ("ci_low", "ci_high"), sizes)
    for (one_name, other_name), title in PAIRS.items():
        if one_name in done:
            one, other = pairs.values(results, one_name), pairs.values(results, other_name)
            found += _held(one, other, f"difference, {title}", ("difference_low", "difference_high"), sizes)
    return found


def _held(
    one: pairs.Values, other: pairs.Values, what: str, ends: tuple[str, str], sizes: tuple[int, ...]
) -> list[tuple[str, str, int, int, int]]:
    of_pairs = ends[0] == "difference_low"
    found = []
    for size in sizes:
        table = pairs.intervals(one, other, size)
        for metric in pairs.MAIN:
            numbers = one[metric] - other[metric] if of_pairs else one[metric]
            rows = table[table["metric"] == metric]
            low, high = rows[ends[0]].to_numpy(), rows[ends[1]].to_numpy()
            if np.isnan(numbers).any() or np.ptp(numbers) == 0:
                continue
            truth = numbers.mean()
            found.append((what, metric, size, int(((low <= truth) & (truth <= high)).sum()), len(rows)))
    return found


def _curves(results: Results) -> dict[str, Any]:
    drawn: dict[str, Any] = {}
    for what, metric, size, held, groups in _coverage(results, sham.SIZES):
        low, high = binomial_interval(held, groups, 0.95)
        point = {"size": size, "groups": groups, "share": held / groups, "low": low, "high": high}
        drawn.setdefault(what, {}).setdefault(metric, []).append(point)
    return drawn


RELATION = Relation(
    name="intervals",
    title="Intervals of few replications",
    must=(
        f"The 95 % interval of a run of {pairs.SEEDS} replications holds the mean over all seeds in 95 % of many "
        f"repetitions: that of a mean, and that of the difference between two structures on the same calls. Only "
        f"approximately so for a figure that is skewed over replications (waits, the tail of the response)."
    ),
    tasks=_tasks,
    claims=_claims,
    jobs={pairs.JOB: pairs.carry_out},
    curves=_curves,
)
