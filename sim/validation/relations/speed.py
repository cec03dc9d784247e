"""Half the travel at twice the speed, twice the county at twice the speed, everything at half the pace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.county.build import build_county
from sim.validation.claims import MINUTE, Claim, Must, exactly, mean
from sim.validation.relation import Relation, Result, Results, config_of, records_of, run_days
from sim.validation.relations import pairs
from sim.validation.relations.worlds import CALL_TIMES, CASE_TIMES, drawn, far_apart, furthest, scaled, waited
from sim.validation.tasks import Task

if TYPE_CHECKING:
    from sim.records.log import Records

JOB = "speed"
ROADS = ("town", "valley", "hill", "mountain")
SEEDS = 40
LOADED = (*pairs.PEOPLE, "demand.effective_calls=180", *run_days(1, 10))


def _tasks(quick: bool) -> list[Task]:
    models = ("traditional", "dabuzhi", "one_five_n_one")
    found = [Task(JOB, 1, ("alone", model)) for model in (models[:1] if quick else models)]
    found += [Task(JOB, 1, ("larger", model)) for model in (models[1:2] if quick else models)]
    found += [Task(JOB, seed, ("slower", "job")) for seed in range(1, 2 if quick else 6)]
    return found if quick else [*found, *(Task(JOB, seed, ("loaded", "job")) for seed in range(1, SEEDS + 1))]


def _carry_out(task: Task) -> Result:
    what, model = task.words
    jobs = {"alone": _alone, "larger": _larger, "slower": _slower, "loaded": _loaded}
    return jobs[what](model, task.seed)


def _alone(model: str, seed: int) -> Result:
    """Real roads at twice the speed, calls that are over before the next: every drive, half as long."""
    words = (f"model={model}", "county=kaihua", "county.cell_km=2", "patrol=at_base", *run_days(0, 60))
    slow = config_of(words)
    roads = slow.county.travel
    fast = config_of((*words, *(f"county.travel.{road}={2 * getattr(roads, road)}" for road in ROADS)))
    world = far_apart(drawn(slow, build_county(slow.county), seed), every=480, first=120)
    one, other = (records_of(config, seed, world).tables["dispatches"] for config in (slow, fast))
    drives = [found["arrived_at"] - found["en_route_at"] for found in (one, other)]
    same = len(one["team"]) == len(other["team"]) and bool((one["team"] == other["team"]).all())
    return {
        "drives": len(drives[0]),
        "other teams": 0.0 if same else float("inf"),
        "minutes": float(np.nanmax(np.abs(drives[0] - 2 * drives[1]))) if same else float("inf"),
        "kilometres": float(np.abs(one["kilometres"] - other["kilometres"]).max()) if same else float("inf"),
    }


def _larger(model: str, seed: int) -> Result:
    """Every length twice as long and every drive twice as fast, with queues: each time as before, each km double."""
    words = (f"model={model}", *LOADED)
    one = records_of(config_of((*pairs.land(pairs.STATIONS), *words)), seed)
    wide = tuple((2 * x, 2 * y) for x, y in pairs.STATIONS)
    land = (
        *pairs.land(wide, 2 * pairs.WIDTH, 2 * pairs.HEIGHT),
        "county.cell_km=4",
        "county.travel.manhattan=80",
    )
    other = records_of(config_of((*land, *words)), seed)
    kilometres = [found.tables["dispatches"]["kilometres"] for found in (one, other)]
    same = len(kilometres[0]) == len(kilometres[1])
    return {
        "calls": len(one.tables["incidents"]["incident"]),
        "waited": waited(one),
        "times": max(
            furthest(one, other, "incidents", CALL_TIMES), furthest(one, other, "cases", CASE_TIMES)
        ),
        "kilometres": float(np.abs(2 * kilometres[0] - kilometres[1]).max()) if same else float("inf"),
    }


SLOWER = ("dispatch.ageing=60", "county.travel.manhattan=20", "work.call.turnout.mean=3",
          "work.call.selection_minutes_per_doubling=0.2")  # fmt: skip


def _slower(model: str, seed: int) -> Result:
    """Calls twice as far apart that take twice as long in everything: every moment at twice the time."""
    words = (*pairs.land(pairs.SQUARE), *pairs.job(), "personnel.absence=0", "demand.effective_calls=450")
    config = config_of((*words, *run_days(0, 8)))
    world = drawn(config, build_county(config.county), seed)
    one = records_of(config, seed, scaled(world, 1.0))
    other = records_of(config_of((*words, *SLOWER, *run_days(0, 16))), seed, scaled(world, 2.0))
    return {
        "calls": len(one.tables["incidents"]["incident"]),
        "waited": waited(one),
        "times": _doubled(one, other),
    }


def _doubled(one: Records, other: Records) -> float:
    """How far the moments of `other` are from twice those of `one`, of calls that the end cut off in neither."""
    a, b = (found.tables["incidents"] for found in (one, other))
    if len(a["incident"]) != len(b["incident"]):
        return float("inf")
    worst = 0.0
    for name in CALL_TIMES:
        if (np.isnan(a[name]) != np.isnan(b[name])).any():
            return float("inf")
        worst = max(worst, float(np.nanmax(np.abs(2 * a[name] - b[name]), initial=0.0)))
    return worst


def _loaded(model: str, seed: int) -> Result:
    """Among many calls: mean minutes of the drive to a call and of the response, at 40 and at 80 km/h."""
    found = {}
    for kmh in (40, 80):
        words = (*pairs.land(pairs.SQUARE), *pairs.job(), f"county.travel.manhattan={kmh}")
        calls = records_of(config_of(words), seed).tables["incidents"]
        drive = calls["first_able_at"] - calls["able_en_route_at"]
        response = calls["first_able_at"] - calls["received_at"]
        found[str(kmh)] = [float(np.nanmean(drive)), float(np.nanmean(response))]
    return found


def _claims(results: Results) -> list[Claim]:
    found = []
    for task, r in results.items():
        what, model = task.words
        if what == "alone":
            text = f"{model}, roads twice as fast, no call waits for another: "
            found.append(
                exactly(f"{text}teams sent that are others", r["other teams"], r["drives"], unit="drives")
            )
            found.append(exactly(f"{text}a drive, furthest from half", r["minutes"], r["drives"]))
            found.append(
                exactly(f"{text}its length, furthest from the same", r["kilometres"], r["drives"], unit="km")
            )
        elif what == "larger":
            text = f"{model}, twice the county at twice the speed, {r['waited']} calls wait: "
            found.append(exactly(f"{text}furthest moment of a call or case", r["times"], r["calls"]))
            found.append(
                exactly(f"{text}furthest length from double", r["kilometres"], r["calls"], unit="km")
            )
        elif what == "slower":
            text = f"everything at half the pace, {r['waited']} calls wait: furthest moment of a call from double"
            found.append(exactly(text, r["times"], r["calls"]))
    loaded = [r for task, r in results.items() if task.words[0] == "loaded"]
    if loaded:
        drives = [2 * r["80"][0] - r["40"][0] for r in loaded]
        found.append(mean("at twice the speed among many calls: twice the drive less the drive before", drives,
                          MINUTE, must=Must.NOT_ABOVE))  # fmt: skip
        responses = [r["80"][1] - r["40"][1] for r in loaded]
        found.append(mean("at twice the speed among many calls: change of the response", responses,
                          MINUTE, must=Must.NOT_ABOVE))  # fmt: skip
    return found


RELATION = Relation(
    name="speed",
    title="Twice the speed, half the travel",
    must=(
        "Exactly: where no call waits for another the same teams drive the same kilometres in half the minutes; in a "
        "county twice as wide and high, driven twice as fast, every moment of every call and case is the same, queues "
        "and all; and calls twice as far apart that take twice as long are served at twice the time. Only in "
        "direction among many calls: teams are free sooner and nearer, so the drive is at most half as long."
    ),
    tasks=_tasks,
    claims=_claims,
    jobs={JOB: _carry_out},
)
