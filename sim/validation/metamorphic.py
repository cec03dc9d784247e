"""What must not matter does not, what must does: every relation is run, and its claims looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.validation.claims import MARGINS, SHOWN, Claim, rows
from sim.validation.findings import Answer, Findings, Row
from sim.validation.intervals import TOGETHER, level_for
from sim.validation.relation import Job, Relation, Result
from sim.validation.relations import RELATIONS
from sim.validation.tasks import Done, Progress, Task, carry_out


def run_metamorphic(
    folder: Path,
    workers: int,
    quick: bool = False,
    progress: Progress | None = None,
    relations: Sequence[Relation] = RELATIONS,
) -> Findings:
    """Run what the relations ask for (kept in `folder`, so that it can be resumed) and look at their claims.

    The level of the intervals that refute is adjusted for their number (Bonferroni). Raises `ConfigError` where a
    word of a relation is not understood and `TaskFailedError` where a run fails.
    """
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
        sentences=[*_sentences(found, claims, quick), *_costs(whole, asked, tasks, done)],
        curves=_curves(whole, mine),
        missing=[relation.name for relation in relations if relation not in whole],
        seconds=done.seconds,
        workers=workers,
        began=done.began,
    )


JOBS: Mapping[str, Job] = {name: job for relation in RELATIONS for name, job in relation.jobs.items()}


def _carry_out(task: Task) -> Result:
    return JOBS[task.name](task)


def judged(relations: Sequence[Relation], claims: Mapping[str, Sequence[Claim]]) -> list[Row]:
    """One row a claim; what is refuted is so at the level that is left when all intervals hold together."""
    level = level_for(_comparisons(claims))
    return [
        row
        for relation in relations
        for row in rows(relation.title, relation.must, claims[relation.name], level)
    ]


def _comparisons(claims: Mapping[str, Sequence[Claim]]) -> int:
    return sum(claim.by_chance for each in claims.values() for claim in each)


def _curves(whole: Sequence[Relation], results: Mapping[str, Any]) -> dict[str, Any]:
    made = {relation.name: relation.curves(results[relation.name]) for relation in whole if relation.curves}
    return {name: curves for name, curves in made.items() if curves}


def _sentences(found: Sequence[Row], claims: Mapping[str, Sequence[Claim]], quick: bool) -> list[str]:
    if not found:
        return []
    count = Counter(row["verdict"] for row in found)
    comparisons = _comparisons(claims)
    told = [
        f"{count[Answer.HOLDS]} of {len(found)} claims hold, {count[Answer.NOT_SHOWN]} are not shown and "
        f"{count[Answer.DOES_NOT_HOLD]} do not hold; {len(found) - comparisons} leave nothing to chance."
    ]
    if comparisons:
        told.append(
            f"A claim with a part of chance holds where its {SHOWN:.0%} interval lies within the margin of what it "
            f"must be, or on the right side of it. It does not hold where that interval does not and the joint one "
            f"excludes what it must be: each of the {comparisons} joint intervals is at the level "
            f"{100 * level_for(comparisons):.3f} %, so that all together would hold with a chance of at least "
            f"{TOGETHER:.0%} if the model is right. Else it is not shown: more replications would be needed."
        )
        told.append(f"Margins, laid down beforehand: {'; '.join(margin.why for margin in MARGINS)}.")
    if quick:
        told.append(
            "In this quick form replications are few: where chance has a part, 'not shown' is to be expected, and "
            "shares of repetitions (shams, coverage, power) are left to the full form."
        )
    for answer, words in ((Answer.DOES_NOT_HOLD, "Does not hold"), (Answer.NOT_SHOWN, "Not shown")):
        told += [f"{words}: {row['group']}: {row['compared']}." for row in found if row["verdict"] == answer]
    return told


def _costs(
    whole: Sequence[Relation], asked: Mapping[str, Sequence[Task]], tasks: Sequence[Task], done: Done
) -> list[str]:
    """Processor time of each relation; what several share is counted with the first."""
    spent = {task: done.kept[index].seconds for index, task in enumerate(tasks) if index in done.kept}
    parts = []
    for relation in whole:
        seconds = sum(spent.pop(task, 0.0) for task in asked[relation.name])
        parts.append(f"{relation.name} {seconds:.0f}")
    return [f"Processor time in seconds, what relations share counted with the first: {', '.join(parts)}."]
