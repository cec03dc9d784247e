"""Whether an interval of a few replications holds the long-run mean as often as it says."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.validation.claims import Claim, binomial_interval, share
from sim.validation.relation import Relation, Results
from sim.validation.relations import pairs, sham
from sim.validation.tasks import Task

Floats = NDArray[np.float64]
PROMISED = 0.95
TITLES = {"before": "traditional", "job": "the reference job"}
PAIRS = {("crews", "job"): "a fifth more crews"}
"""Two structures that really differ."""


def _tasks(quick: bool) -> list[Task]:
    """None in quick form: a share of repetitions needs a hundred of them."""
    return [] if quick else pairs.tasks(("before", "job", "crews"), sham.BLOCKS)


def _claims(results: Results) -> list[Claim]:
    found = []
    for what, metric, size, held, groups in _coverage(results, (pairs.SEEDS,)):
        text = f"{what}: {metric}, interval of {size} replications holds the mean of all others"
        found.append(share(text, held, groups, PROMISED))
    return found


def _coverage(results: Results, sizes: tuple[int, ...]) -> list[tuple[str, str, int, int, int]]:
    """(what, metric, replications, intervals that hold the mean of all other replications, intervals)."""
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
            truth = _of_others(numbers, size)
            found.append((what, metric, size, int(((low <= truth) & (truth <= high)).sum()), len(rows)))
    return found


def _of_others(numbers: Floats, size: int) -> Floats:
    """For each `size` numbers in a row the mean of all others: an interval must not be held against itself."""
    whole = numbers[: len(numbers) // size * size].reshape(-1, size)
    return np.asarray((numbers.sum() - whole.sum(axis=1)) / (len(numbers) - size))


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
        f"The 95 % interval of a run of {pairs.SEEDS} replications holds the long-run mean (that of all other "
        f"replications) in 95 % of {sham.BLOCKS} repetitions, in full form only: that of a mean, and that of the "
        f"difference between two structures on the same calls. Only approximately so for a figure that is skewed over "
        f"replications (waits, the tail of the response)."
    ),
    tasks=_tasks,
    claims=_claims,
    jobs={pairs.JOB: pairs.carry_out},
    curves=_curves,
)
