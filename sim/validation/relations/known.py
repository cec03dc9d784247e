"""One mechanism put in alone where its effect is known beforehand: it must show, and by that much."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.config.posts import GRASSROOTS
from sim.county.build import build_county
from sim.validation.claims import SECONDS, Claim, Must, exactly, mean
from sim.validation.relation import Relation, Result, Results, config_of, records_of, run_days
from sim.validation.relations.worlds import drawn, far_apart
from sim.validation.tasks import Task

if TYPE_CHECKING:
    from sim.records.log import Records

JOB = "known"
BEFORE = (
    "model=traditional",
    "county=kaihua",
    "county.cell_km=2",
    "work.call.selection_minutes_per_doubling=0",
)
"""Without the minutes of choosing a team, which depend on who chooses among how many."""
FLAT = "command=songtao_flat"
CONSTANT = ("work.call.relay.mean=2", "work.call.relay.family=constant")
NOTHING = ("demand.effective_calls=0", "demand.recorded_cases=0", "demand.administrative_cases=0",
           "demand.backlog_days=0")  # fmt: skip
HOUR = 60.0


def _tasks(quick: bool) -> list[Task]:
    exact = [Task(JOB, 1, (what,)) for what in ("drawn hop", "constant hop", "duty load")]
    return exact if quick else [*exact, *(Task(JOB, seed, ("many calls",)) for seed in range(1, 31))]


def _carry_out(task: Task) -> Result:
    what = task.words[0]
    if what == "duty load":
        return _duty_load()
    if what == "many calls":
        return _many_calls(task.seed)
    return _hop(CONSTANT if what == "constant hop" else ())


def _hop(words: tuple[str, ...]) -> Result:
    """Calls that are over before the next: minutes that each gains without the area desk, and what the desk took."""
    config = config_of((*BEFORE, *words, *run_days(0, 60)))
    world = far_apart(drawn(config, build_county(config.county), 1), every=8 * HOUR, first=2 * HOUR)
    relayed, direct = (
        _response(records_of(config_of((*BEFORE, *words, *run_days(0, 60), *more)), 1, world))
        for more in ((), (FLAT,))
    )
    served = ~np.isnan(relayed)
    gained, hop = (relayed - direct)[served], world.calls.relay[: len(relayed), 0][served]
    return {"gained": float(gained.mean()), "hop": float(hop.mean()), "calls": int(served.sum()),
            "furthest": float(np.abs(gained - hop).max())}  # fmt: skip


def _response(records: Records) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    calls = records.tables["incidents"]
    minutes = calls["first_able_at"] - calls["received_at"]
    return np.where(calls["priority"] > 0, minutes, np.nan)


def _many_calls(seed: int) -> Result:
    """The same hop among all the calls that there are: mean minutes gained, and mean minutes that the hop took."""
    config = config_of((*BEFORE, *run_days(1, 30)))
    world = drawn(config, build_county(config.county), seed)
    relayed, direct = (_response(records_of(config_of((*BEFORE, *run_days(1, 30), *more)), seed, world))
                       for more in ((), (FLAT,)))  # fmt: skip
    both = ~np.isnan(relayed) & ~np.isnan(direct)
    hops = world.calls.relay[: len(relayed), 0]
    return {"gained": float((relayed - direct)[both].mean()), "hop": float(hops[both].mean())}


def _duty_load() -> Result:
    """Minutes of duty load of each officer with Songtao's against those before, where nothing else happens."""
    words = (*BEFORE, *NOTHING, *run_days(0, 30))
    before, after = (config_of((*words, *more)) for more in ((), ("duty_load=songtao",)))
    one, other = (records_of(config).tables["people"]["duty_load"] for config in (before, after))
    here = _at_grassroots()
    stated = float(after.duty_load.headquarters / before.duty_load.headquarters)
    found = {}
    for place, chosen in (("headquarters", ~here), ("stations and squadrons", here)):
        loaded = chosen & (one[: len(here)] > 0)
        ratio = other[: len(here)][loaded] / one[: len(here)][loaded]
        found[place] = {
            "ratio": float(ratio.mean()),
            "spread": float(np.ptp(ratio)),
            "officers": int(loaded.sum()),
        }
    return {**found, "stated": stated}


@lru_cache(maxsize=1)
def _at_grassroots() -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Of each officer, whether the post is at a station or squadron."""
    from sim.force.establish import establish

    config = config_of(BEFORE)
    made = establish(config, build_county(config.county), 1)
    kinds = [made.bodies[post.body].kind in GRASSROOTS for post in made.posts]
    return np.array(kinds)[: round(config.force.officers)]


def _claims(results: Results) -> list[Claim]:
    one = {task.words[0]: result for task, result in results.items() if task.seed == 1}
    found = []
    for what in ("drawn hop", "constant hop"):
        r = one[what]
        text = f"mean response without the {what}, no call waits for another"
        found.append(exactly(f"{text}: minutes gained", r["gained"], r["calls"], r["hop"]))
        found.append(exactly(f"{text}: furthest from its own hop, of any call", r["furthest"], r["calls"]))
    load = one["duty load"]
    for place, stated in (("headquarters", load["stated"]), ("stations and squadrons", 1.0)):
        r = load[place]
        text = f"duty load of Songtao alone, officers at {place}: minutes against before"
        found.append(exactly(text, r["ratio"], r["officers"], stated, "ratio"))
        found.append(exactly(f"{text}, spread", r["spread"], r["officers"], 0.0, "ratio"))
    many = [result for task, result in results.items() if task.words[0] == "many calls"]
    if many:
        found.append(mean("without the hop among all calls: minutes less than the hop that were gained",
                          [r["hop"] - r["gained"] for r in many], SECONDS, must=Must.NOT_ABOVE))  # fmt: skip
    return found


RELATION = Relation(
    name="known",
    title="A mechanism whose effect is known",
    must=(
        "Taking a hop of m minutes out of the chain (the command of dabuzhi put into the traditional model) shortens "
        "the response to every call by its m where no call waits for another; among all calls by m at least, because "
        "the desk's queue goes with it. Duty load put in alone changes its own minutes in the stated proportion."
    ),
    tasks=_tasks,
    claims=_claims,
    jobs={JOB: _carry_out},
)
