"""A difference that was put in, and how often it is found again."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.validation.claims import ENOUGH, NONE, OFTEN, Claim, Must, binomial_interval, mean, share
from sim.validation.relation import Relation, Results
from sim.validation.relations import pairs
from sim.validation.tasks import Task

POWER = 0.8
"""The share of repetitions in which a difference should be told apart, by convention (Cohen 1988)."""
WRONG = 0.025
"""What chance alone leaves on the wrong side."""
BLOCKS, FEW = 150, 2
SIZES = (2, 3, 4, 6, 8, 16)
PLANTED = {"hop": ("before", "one hop out of the chain"), "crews": ("job", "a fifth more crews"),
           "crew": ("job", "a tenth more crews")}  # fmt: skip
"""Variant -> what it is compared with, and what was put in."""
FOUND = {("hop", "response_time_mean"): -1, ("hop", "within_standard"): 1, ("crews", "response_time_mean"): -1,
         ("crews", "response_time_p90"): -1, ("crews", "committed_share"): -1}  # fmt: skip
"""What must be found again, and its direction."""
DRAWN = ("response_time_mean", "period_rate")


def _tasks(quick: bool) -> list[Task]:
    if quick:
        return pairs.tasks(("job", "crews"), FEW)
    return pairs.tasks(("before", "job", *PLANTED), BLOCKS)


def _there(results: Results) -> list[str]:
    done = {task.words[0] for task in results}
    return [variant for variant in PLANTED if variant in done]


def _pair(results: Results, variant: str) -> tuple[pairs.Values, pairs.Values]:
    return pairs.values(results, variant, BLOCKS), pairs.values(results, PLANTED[variant][0], BLOCKS)


def _claims(results: Results) -> list[Claim]:
    found = []
    there = _there(results)
    counts = {variant: pairs.told_apart(*_pair(results, variant)) for variant in there}
    for (variant, metric), direction in FOUND.items():
        if variant in there:
            one, other = _pair(results, variant)
            text = f"{PLANTED[variant][1]}: "
            must = Must.NOT_ABOVE if direction < 0 else Must.AT_LEAST
            found.append(
                mean(f"{text}change of {metric}", one[metric] - other[metric], NONE, "its own", must)
            )
            shorter, longer, groups = counts[variant][metric]
            right, wrong = (shorter, longer) if direction < 0 else (longer, shorter)
            text += f"{metric} told apart the "
            if groups >= ENOUGH:
                found.append(share(f"{text}right way", right, groups, POWER, NONE, Must.AT_LEAST))
                found.append(share(f"{text}wrong way", wrong, groups, WRONG, OFTEN, Must.NOT_ABOVE))
    return found


def _curves(results: Results) -> dict[str, Any]:
    """What was put in -> metric -> share told apart by replications, with what the noncentral t predicts.

    Nothing of so few repetitions as the quick form has.
    """
    drawn: dict[str, Any] = {}
    for variant in _there(results):
        one, other = _pair(results, variant)
        if len(one[DRAWN[0]]) < ENOUGH * pairs.SEEDS:
            continue
        for size in SIZES:
            for metric, (below, above, groups) in pairs.told_apart(one, other, size).items():
                if metric not in DRAWN or not groups:
                    continue
                low, high = binomial_interval(below + above, groups, 0.95)
                point = {"size": size, "groups": groups, "share": (below + above) / groups, "low": low, "high": high,
                         "expected": power(one[metric] - other[metric], size)}  # fmt: skip
                drawn.setdefault(PLANTED[variant][1], {}).setdefault(metric, []).append(point)
    return drawn


def power(differences: np.ndarray[Any, Any], size: int) -> float:
    """Chance that `size` of such differences, if normal, are told apart from 0 at 5 % (noncentral t)."""
    from scipy.stats import nct, t

    spread = float(differences.std(ddof=1))
    if spread == 0:
        return float(differences.mean() != 0)
    centre = float(differences.mean()) / spread * np.sqrt(size)
    edge = float(t.ppf(0.975, size - 1))
    return float(nct.sf(edge, size - 1, centre) + nct.cdf(-edge, size - 1, centre))


RELATION = Relation(
    name="planted",
    title="A planted difference found again",
    must=(
        f"One hop out of the chain, or a fifth more crews, changes figures the way it must, and is told apart by a run "
        f"of {pairs.SEEDS} replications in at least {POWER:.0%} of {BLOCKS} repetitions (in full form only), the wrong "
        f"way in no more than {WRONG:.1%}."
    ),
    tasks=_tasks,
    claims=_claims,
    jobs={pairs.JOB: pairs.carry_out},
    curves=_curves,
)
