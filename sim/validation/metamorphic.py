"""What must not matter does not, what must does: every relation is run, and its claims looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from sim.validation.claims import Claim, level_for, rows
from sim.validation.findings import Findings, Row
from sim.validation.relation import Job, Relation, Result
from sim.validation.relations import RELATIONS
from sim.validation.tasks import Progress, Task, carry_out

LEVEL = 0.95
"""Chance that all intervals together hold what they should, if the model is right."""


def run_metamorphic(
    folder: Path,
    workers: int,
    quick: bool = False,
    progress: Progress | None = None,
    relations: Sequence[Relation] = RELATIONS,
) -> Findings:
    """Run what the relations ask for (kept in `folder`, so that it can be resumed) and look at their claims.

    The level of the intervals is adjusted for their number (Bonferroni). Raises `ConfigError` where a word of a
    relation is not understood and `TaskFailedError` where a run fails.
    """
    started = perf_counter()
    asked = {relation.name: relation.tasks(quick) for relation in relations}
    tasks = list(dict.fromkeys(task for wanted in asked.values() for task in wanted))
    done = carry_out(_carry_out, tasks, folder, workers, progress)
    results = {task: done.results[index] for index, task in enumerate(tasks) if index in done.results}
    whole = [relation for relation in relations if all(task in results for task in asked[relation.name])]
    mine = {relation.name: {task: results[task] for task in asked[relation.name]} for relation in whole}
    claims = {relation.name: relation.claims(mine[relation.name]) for relation in whole}
    found = judged(whole, claims)
    return Findings(
        part="metamorphic",
        quick=quick,
        rows=found,
        sentences=_sentences(found, claims),
        curves=_curves(whole, mine),
        missing=[relation.name for relation in relations if relation not in whole],
        seconds=perf_counter() - started,
        workers=workers,
    )


JOBS: Mapping[str, Job] = {name: job for relation in RELATIONS for name, job in relation.jobs.items()}


def _carry_out(task: Task) -> Result:
    return JOBS[task.name](task)


def judged(relations: Sequence[Relation], claims: Mapping[str, Sequence[Claim]]) -> list[Row]:
    """One row a claim, the intervals at the level that is left when all of them are to hold together."""
    level = level_for(_comparisons(claims), LEVEL)
    return [
        row
        for relation in relations
        for row in rows(relation.title, relation.must, claims[relation.name], level)
    ]


def _comparisons(claims: Mapping[str, Sequence[Claim]]) -> int:
    return sum(claim.by_chance for each in claims.values() for claim in each)


def _curves(whole: Sequence[Relation], results: Mapping[str, Any]) -> dict[str, Any]:
    return {relation.name: relation.curves(results[relation.name]) for relation in whole if relation.curves}


def _sentences(found: Sequence[Row], claims: Mapping[str, Sequence[Claim]]) -> list[str]:
    if not found:
        return []
    comparisons = _comparisons(claims)
    exact = [row for row in found if row["must be"] == "exactly"]
    told = [
        f"{sum(row['holds'] for row in found)} of {len(found)} claims hold; {len(exact)} of them leave nothing to "
        f"chance.",
        f"Each of the {comparisons} intervals is at the level {100 * level_for(comparisons, LEVEL):.3f} %, so that all "
        f"together would hold with a chance of at least {LEVEL:.0%} if the model is right.",
    ]
    told += [f"Does not hold: {row['group']}: {row['compared']}." for row in found if not row["holds"]]
    return told
