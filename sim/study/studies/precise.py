"""A study gone on with: its seeds, more of them until its differences are as precise as was asked, then its draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, isfinite

from sim.engines import Where
from sim.study.studies.carry_out import Carried, Progress
from sim.study.studies.comparisons import Comparison, headlines
from sim.study.studies.plan import Margin
from sim.study.studies.study import Study

MOST = 500
"""Seeds to which a study grows by itself."""
FEWEST_MORE = 2
SPARE = 1.05
"""A variance that is estimated is as often too small as too large."""


def go_on(
    study: Study, where: Where | int, progress: Progress | None = None, verify: bool = False
) -> tuple[Study, Carried]:
    """Simulate what is missing; returns the study, with the seeds that it has come to, and how it ended.

    With `precision=` the replications come first and seeds are added as long as an interval is too wide, at most
    twofold a time and to `MOST` in all. The draws of the assumptions come last.
    """
    if study.plan.precision is None:
        return study, study.go_on(where, progress, verify)
    carried = study.carry(study.asked, where, progress, verify)
    damaged = carried.damaged
    while not (carried.interrupted or carried.failed) and (more := _seeds(study)) > len(study.plan.seeds):
        first = study.plan.seeds[0]
        plan = replace(study.plan, seeds=tuple(range(first, first + more)))
        study = Study.begin(study.folder.results, plan)
        carried = study.carry(study.asked, where, progress)
    if carried.interrupted:
        return study, replace(carried, damaged=damaged)
    last = study.go_on(where, progress, verify)
    return study, replace(last, damaged=damaged + last.damaged)


def _seeds(study: Study) -> int:
    """How many seeds there should be."""
    have, precision = len(study.plan.seeds), study.plan.precision
    if precision is None:
        return have
    return wanted(study.comparisons(), precision, have)


def wanted(comparisons: Sequence[Comparison], precision: Margin, have: int) -> int:
    """Seeds for which no interval should be wider than `precision`; `have` where none is now."""
    wide = widest(comparisons, precision)
    if have < 2:
        return FEWEST_MORE
    if wide <= 1:
        return have
    # More than twofold is never asked for, so how far beyond that it lies does not matter.
    needed = ceil(have * min(wide, 2.0) ** 2 * SPARE)
    return max(have, min(max(needed, have + FEWEST_MORE), 2 * have, MOST))


def falls_short(study: Study) -> bool:
    """Whether a precision was asked for that the study has not come to."""
    precision = study.plan.precision
    return precision is not None and (len(study.plan.seeds) < 2 or widest(study.comparisons(), precision) > 1)


def widest(comparisons: Sequence[Comparison], precision: Margin) -> float:
    """The widest half-width as a share of what was asked for; 0 where there is no interval.

    It looks at the mean response and at the clearance within a year (within 90 days where that is not reached), at
    the intervals that hold for all comparisons together.
    """
    return max(
        (
            (each.joint_high - each.joint_low) / 2 / precision.of(each.metric, each.unit)
            for each in headlines(comparisons)
            if isfinite(each.joint_low)
        ),
        default=0.0,
    )
