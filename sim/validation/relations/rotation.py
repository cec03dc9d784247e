"""The county turned and mirrored, and everything in it: the same moments."""

from __future__ import annotations

from collections.abc import Sequence

from sim.county.build import build_county
from sim.study.simulate import simulate
from sim.validation.claims import BUSY, MINUTE, SLOW, Claim, Margin, exactly, mean
from sim.validation.relation import Relation, Result, Results, config_of, records_of, run_days
from sim.validation.relations import pairs
from sim.validation.relations.worlds import (
    CALL_TIMES,
    CASE_TIMES,
    drawn,
    far_apart,
    furthest,
    moved,
    turned,
    waited,
)
from sim.validation.tasks import Task

JOB = "rotation"
MODELS = ("traditional", "dabuzhi", "one_five_n_one")
SEEDS = 40
Points = Sequence[tuple[float, float]]


def _tasks(quick: bool) -> list[Task]:
    models = MODELS[:1] if quick else MODELS
    found = [Task(JOB, 1, (what, model)) for model in models for what in ("half turn", "quarter turn")]
    return (
        found if quick else [*found, *(Task(JOB, seed, ("rectangle", "job")) for seed in range(1, SEEDS + 1))]
    )


def _carry_out(task: Task) -> Result:
    what, model = task.words
    return _rectangle(task.seed) if what == "rectangle" else _turn(model, 2 if what == "half turn" else 1)


def _turn(model: str, quarters: int) -> Result:
    """Stations, townships, calls and cases turned; a quarter turn with calls in bursts, far apart."""
    words = [f"model={model}", *pairs.PEOPLE, "patrol=at_base", "demand.effective_calls=180"]
    words += ["dispatch.preemption=none"] if quarters % 2 else []
    straight = config_of((*pairs.land(pairs.STATIONS), *words, *run_days(1, 20)))
    points, width, height = _quarters(pairs.STATIONS, quarters)
    other = config_of((*pairs.land(points, width, height), *words, *run_days(1, 20)))
    counties = [build_county(config.county) for config in (straight, other)]
    world = drawn(straight, counties[0], 1)
    if quarters % 2:
        world = far_apart(world, every=720, first=120, burst=25, within=15)
    records = (
        records_of(straight, 1, world),
        records_of(other, 1, moved(world, turned(counties[0], counties[1], quarters))),
    )
    return {
        "calls": len(records[0].tables["incidents"]["incident"]),
        "waited": waited(records[0]),
        "calls apart": furthest(*records, "incidents", CALL_TIMES),
        "cases apart": furthest(*records, "cases", CASE_TIMES),
        "cases": len(records[0].tables["cases"]["case"]),
    }


def _quarters(points: Points, quarters: int) -> tuple[Points, float, float]:
    """The points after so many quarter turns to the left, and the width and height of what they lie in."""
    width, height = pairs.WIDTH, pairs.HEIGHT
    for _ in range(quarters):
        points = [(height - y, x) for x, y in points]
        width, height = height, width
    return points, width, height


COMPARED: dict[str, tuple[str, Margin]] = {
    "response_time_mean": ("min", MINUTE),
    "response_time_p90": ("min", SLOW),
    "travel_time": ("min", MINUTE),
    "committed_share": ("share", BUSY),
}


def _rectangle(seed: int) -> Result:
    """The shipped rectangle lying and standing, each with calls of its own."""
    words = ("county=reference", "county.cell_km=1", *pairs.job(20), "demand.effective_calls=500")
    standing = ("county.outline.width=45", "county.outline.height=50")
    found = [simulate(config_of((*words, *more)), seed).metrics for more in ((), standing)]
    return {name: [each[name] for each in found] for name in COMPARED}


def _claims(results: Results) -> list[Claim]:
    found = []
    for task, r in results.items():
        what, model = task.words
        if what == "rectangle":
            continue
        text = f"{model}, {what}, {r['waited']} calls wait: furthest moment of a "
        found.append(exactly(f"{text}call", r["calls apart"], r["calls"]))
        if r["cases"]:
            found.append(exactly(f"{text}case", r["cases apart"], r["cases"]))
    turned_ones = [r for task, r in results.items() if task.words[0] == "rectangle"]
    for name, (unit, margin) in COMPARED.items() if turned_ones else ():
        sample = [r[name][1] - r[name][0] for r in turned_ones]
        found.append(
            mean(f"45 x 50 km instead of 50 x 45, calls of their own: change of {name}", sample, margin, unit)
        )
    return found


RELATION = Relation(
    name="rotation",
    title="The county turned",
    must=(
        "Turned by a half, every moment of every call and case is the same, queues and all. Turned by a "
        "quarter it is the same as long as nobody is sent or called off while driving (calls in bursts, far "
        "apart): drives go along the row first and then along the column, so a team on its way stands "
        "elsewhere in the turned county. With calls of their own the rectangle lying and standing have equal "
        "figures."
    ),
    tasks=_tasks,
    claims=_claims,
    jobs={JOB: _carry_out},
)
