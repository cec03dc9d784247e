"""Two copies of a county side by side: each half is the single one, call by call and case by case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.county.build import build_county
from sim.validation.claims import Claim, exactly
from sim.validation.relation import Relation, Result, Results, config_of, records_of, run_days
from sim.validation.relations import pairs
from sim.validation.relations.worlds import CALL_TIMES, CASE_TIMES, cells_at, drawn, furthest, twice, waited
from sim.validation.tasks import Task

if TYPE_CHECKING:
    from sim.config.schema import Config

JOB = "halves"
EQUAL = ("dispatch=own_area", "dispatch.rule=own_area", "personnel.absence=0", "personnel.skills.cv=0",
         "demand.effective_calls=450", *run_days(1, 10, 3))  # fmt: skip
"""Everybody is as able and as present as everybody else, so that it does not matter who sits where."""


def _tasks(quick: bool) -> list[Task]:
    return [Task(JOB, seed, ("own area",)) for seed in range(1, 2 if quick else 6)]


def _carry_out(task: Task) -> Result:
    """The single county, and the double one in which everything happens twice at the same moment."""
    single, double = configs(EQUAL)
    counties = [build_county(config.county) for config in (single, double)]
    world = drawn(single, counties[0], task.seed)
    x, y = counties[0].x, counties[0].y
    both = twice(world, cells_at(counties[1], x, y), cells_at(counties[1], x + counties[0].width, y))
    one, other = records_of(single, task.seed, world), records_of(double, task.seed, both)
    found: Result = {"calls": len(one.tables["incidents"]["incident"]), "waited": waited(one)}
    found["cases"] = int((~np.isnan(one.tables["cases"]["solved_at"])).sum())
    for half, rows in (("left", slice(0, None, 2)), ("right", slice(1, None, 2))):
        found[half] = {
            "call": furthest(one, other, "incidents", CALL_TIMES, rows),
            "case": furthest(one, other, "cases", CASE_TIMES, rows),
        }
    return found


def configs(words: tuple[str, ...]) -> tuple[Config, Config]:
    """A county with one desk, twelve crews and two pools of eight, and two of it side by side with two of each."""
    wide = [*pairs.SQUARE, *((x + pairs.WIDTH, y) for x, y in pairs.SQUARE)]
    parts = {"desk": 2, "crews": 24, "property": 16, "general": 16}
    more = (f"posts.bodies.{body}.size.part={number}" for body, number in parts.items())
    single = (*pairs.land(pairs.SQUARE), *pairs.job(crews=12), *words)
    double = (*pairs.land(wide, 2 * pairs.WIDTH), *pairs.job(), *words, *more,
              f"force.officers={sum(parts.values())}", "county.residents=140000")  # fmt: skip
    return config_of(single), config_of(double)


def _claims(results: Results) -> list[Claim]:
    found = []
    for half in ("left", "right"):
        for what in ("call", "case"):
            chosen = list(results.values())
            number = sum(r["calls" if what == "call" else "cases"] for r in chosen)
            about = (
                f"{sum(r['waited'] for r in chosen)} calls wait" if what == "call" else f"{number} are solved"
            )
            text = f"{half} half, {about}: furthest moment of a {what} from the single county's"
            found.append(exactly(text, max(r[half][what] for r in chosen), number))
    return found


RELATION = Relation(
    name="halves",
    title="Two identical halves merged",
    must=(
        "Two copies of a county side by side under one roof, with two of every post, in which everything happens twice "
        "at the same moment: every moment of every call and case of each half is that of the single county, queues and "
        "all. Exactly so where crews stay in their area and people are alike. With calls of its own each half lends "
        "the other its desk and its investigators: that is the next relation."
    ),
    tasks=_tasks,
    claims=_claims,
    jobs={JOB: _carry_out},
)
