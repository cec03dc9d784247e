"""Cases and calls without each other: calls come first, so they do not feel the cases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.county.build import build_county
from sim.validation.claims import CLEARED, Claim, Must, exactly, mean
from sim.validation.relation import Relation, Result, Results, config_of, records_of, run_days
from sim.validation.relations import pairs
from sim.validation.relations.worlds import (
    CALL_TIMES,
    CASE_TIMES,
    calls_only,
    cases_only,
    drawn,
    furthest,
    waited,
)
from sim.validation.tasks import Task

if TYPE_CHECKING:
    from sim.records.log import Records

JOB = "cases"
MODELS = ("traditional", "dabuzhi", "one_five_n_one", "job")
DISPATCH = ("incident", "team", "from_cell", "kilometres", "dispatched_at", "en_route_at", "arrived_at", "cleared_at",
            "available_at")  # fmt: skip
SEEDS = 30


def _tasks(quick: bool) -> list[Task]:
    models = ("traditional", "job") if quick else MODELS
    found = [Task(JOB, 1, ("no cases", model, sharing)) for model in models for sharing in ("true", "false")]
    found += [Task(JOB, 1, ("no calls", model, "false")) for model in models]
    return found if quick else [*found, *(Task(JOB, seed, ("no calls", "traditional", "true"))
                                          for seed in range(1, SEEDS + 1))]  # fmt: skip


def _carry_out(task: Task) -> Result:
    what, model, sharing = task.words
    config = config_of((*_words(model), f"work.case.standby_cases={sharing}"))
    world = drawn(config, build_county(config.county), task.seed)
    if what == "no cases":
        one, other = (records_of(config, task.seed, each) for each in (world, calls_only(world)))
        apart = [furthest(one, other, "incidents", CALL_TIMES), furthest(one, other, "dispatches", DISPATCH)]
    else:
        alone = cases_only(world)
        with_calls = replace(alone, calls=calls_only(world).calls)
        one, other = (records_of(config, task.seed, each) for each in (with_calls, alone))
        apart = [furthest(one, other, "cases", CASE_TIMES)]
    return {
        "rows": len(one.tables["incidents" if what == "no cases" else "cases"]["cell"]),
        "waited": waited(one),
        "apart": apart,
        "cleared": [_cleared(found) for found in (one, other)],
    }


def _cleared(records: Records) -> float:
    """Share of the cases that were cleared before the end."""
    solved = records.tables["cases"]["solved_at"]
    return float((~np.isnan(solved)).mean()) if len(solved) else 0.0


def _words(model: str) -> tuple[str, ...]:
    days = run_days(1, 20)
    if model == "job":
        return (*pairs.land(pairs.SQUARE), *pairs.job(), "demand.recorded_cases=20", *days)
    return (f"model={model}", *pairs.land(pairs.STATIONS), *pairs.PEOPLE, "demand.effective_calls=180", *days)


def _claims(results: Results) -> list[Claim]:
    found = []
    for task, r in results.items():
        what, model, sharing = task.words
        shared = "crews work on cases at base" if sharing == "true" else "crews do no casework at base"
        if what == "no cases":
            text = f"{model}, {shared}, {r['waited']} calls wait: without any case, furthest moment of a "
            found.append(exactly(f"{text}call", r["apart"][0], r["rows"]))
            found.append(exactly(f"{text}dispatch", r["apart"][1], r["rows"]))
        elif sharing == "false":
            text = f"{model}, {shared}: without any call, furthest moment of a case"
            found.append(exactly(text, r["apart"][0], r["rows"]))
    shared_ones = [
        r["cleared"] for task, r in results.items() if task.words == ("no calls", "traditional", "true")
    ]
    if shared_ones:
        text = "traditional, crews work on cases at base: cases cleared with calls less without"
        found.append(mean(text, [a - b for a, b in shared_ones], CLEARED, "share", Must.NOT_ABOVE))
    return found


RELATION = Relation(
    name="cases",
    title="No cases, equal response",
    must=(
        "Without any case every moment of every call and dispatch is the same: calls come first in this model, also "
        "where crews work on cases while they wait at base (they stop at once and turn out no later). The other way "
        "round, without calls, cases are the same only where crews do no casework; where they do, calls cost clearance."
    ),
    tasks=_tasks,
    claims=_claims,
    jobs={JOB: _carry_out},
)
