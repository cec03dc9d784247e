"""More teams on the same calls: nobody waits longer for one."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.study.simulate import simulate
from sim.validation.claims import MINUTE, TEAM, Claim, Must, exactly, mean
from sim.validation.relation import Relation, Result, Results, config_of, records_of, run_days
from sim.validation.relations import pairs
from sim.validation.setup import NO_TRAVEL, calls_an_hour, force
from sim.validation.tasks import Task

if TYPE_CHECKING:
    from sim.records.log import Records

JOB = "teams"
CREWS = (3, 4, 5, 6)
MODELS = ("traditional", "dabuzhi", "one_five_n_one")
SEEDS = 40
OFFICERS = range(96, 111)
"""Officers of a small county, one more at a time: their crews are counted."""
AUXILIARIES = {"as many auxiliaries": 0.0, "auxiliaries in proportion": 1.4}
"""By what goes with the officers: auxiliaries an officer, none of them where there are always as many."""
MORE = 1.1
"""Officers and auxiliaries of a shipped structure are raised by a tenth; the job gets one crew more of ten."""


def _tasks(quick: bool) -> list[Task]:
    found = [Task(JOB, seed, ("queue",)) for seed in range(1, 2 if quick else 6)]
    counted = [("crews", model, which) for model in MODELS for which in AUXILIARIES]
    found += [Task(JOB, 0, words) for words in (counted[:1] if quick else counted)]
    models = ("job",) if quick else ("job", *MODELS)
    return [
        *found,
        *(Task(JOB, seed, (model,)) for model in models for seed in range(1, 9 if quick else SEEDS + 1)),
    ]


def _carry_out(task: Task) -> Result:
    if task.words[0] == "crews":
        return _crews(*task.words[1:])
    return _queue(task.seed) if task.words == ("queue",) else _county(task.words[0], task.seed)


def _crews(model: str, which: str) -> Result:
    """Teams on duty in the mean over four weeks without calls and absences, officer by officer."""
    quiet = ("demand.effective_calls=0", "demand.recorded_cases=0", "demand.administrative_cases=0",
             "demand.backlog_days=0", "personnel.absence=0", *run_days(0, 28))  # fmt: skip
    words = (f"model={model}", *pairs.land(pairs.STATIONS), *pairs.PEOPLE, *quiet)
    found = []
    for number in OFFICERS:
        auxiliaries = round(AUXILIARIES[which] * number) or 140
        force = (f"force.officers={number}", f"force.auxiliaries={auxiliaries}")
        teams = simulate(config_of((*words, *force)), 1).teams
        found.append(float(teams["on_duty"].sum()) / (28 * 1440))
    return {"teams": found}


def _queue(seed: int) -> Result:
    """One place, first come first served: the wait of every call with one crew more less that before."""
    waits = [_waits(records_of(_queue_config(crews), seed)) for crews in CREWS]
    differences = [after - before for before, after in pairwise(waits)]
    return {
        "calls": len(waits[0]),
        "waited": [int((wait > 0).sum()) for wait in waits],
        "longest": [float(np.nan_to_num(difference, nan=np.inf).max()) for difference in differences],
        "shorter": [float(-difference.mean()) for difference in differences],
    }


@lru_cache(maxsize=len(CREWS))
def _queue_config(crews: int) -> Any:
    return config_of(
        (*force(crews=crews), *NO_TRAVEL, calls_an_hour(15.0), "dispatch.ageing=0", *run_days(0, 5, 1))
    )


def _waits(records: Records) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Minutes of waiting for a team, of the calls of the first five days."""
    calls = records.tables["incidents"]
    wait = calls["able_dispatched_at"] - calls["relayed_at"]
    return np.asarray(wait[calls["received_at"] < 5 * 1440.0])


def _county(model: str, seed: int) -> Result:
    """Before and with more people: mean minutes, and teams on duty. The minutes of choosing a team are left out."""
    found: Result = {"teams": [], "queue_time": [], "response_time_mean": []}
    for more in (False, True):
        config = _config(model, more)
        result = simulate(config, seed)
        for name in ("queue_time", "response_time_mean"):
            found[name].append(result.metrics[name])
        found["teams"].append(float(result.teams["on_duty"].sum()) / (config.run.total_days * 1440))
    return found


@lru_cache(maxsize=4)
def _config(model: str, more: bool) -> Any:
    off = "work.call.selection_minutes_per_doubling=0"
    if model == "job":
        return config_of((*pairs.land(pairs.SQUARE), *pairs.job(pairs.CREWS + more), off))
    people = {"force.officers": 100, "force.auxiliaries": 140}
    raised = [f"{key}={round(number * (MORE if more else 1))}" for key, number in people.items()]
    load = ("demand.effective_calls=120", *run_days(1, 30))
    return config_of((f"model={model}", *pairs.land(pairs.STATIONS), *pairs.PEOPLE, *load, *raised, off))


def _claims(results: Results) -> list[Claim]:
    queues = [r for task, r in results.items() if task.words == ("queue",)]
    found = []
    for place, crews in enumerate(CREWS[1:] if queues else ()):
        calls, waited = sum(r["calls"] for r in queues), sum(r["waited"][place] for r in queues)
        text = f"one place, {crews} crews instead of {crews - 1} ({waited} of {calls} calls wait): "
        longest = max(0.0, *(r["longest"][place] for r in queues))
        found.append(exactly(f"{text}longest that any call waits longer", longest, calls))
    for task, r in results.items():
        if task.words[0] == "crews":
            lost = max(0.0, *(before - after for before, after in pairwise(r["teams"])))
            model, which = task.words[1:]
            text = f"{model}, one officer more from {OFFICERS[0]} to {OFFICERS[-1]}, {which}: most crews that one costs"
            found.append(exactly(text, lost, len(OFFICERS) - 1, unit="teams"))
    for model in dict.fromkeys(task.words[0] for task in results if task.words[0] not in ("queue", "crews")):
        chosen = [r for task, r in results.items() if task.words == (model,)]
        more = "one crew more of ten" if model == "job" else "a tenth more people"
        fewer = [r["teams"][0] - r["teams"][1] for r in chosen]
        found.append(
            mean(f"{model}, {more}: teams on duty that it costs", fewer, TEAM, "teams", Must.NOT_ABOVE)
        )
        for name, words in (("queue_time", "wait for a team"), ("response_time_mean", "response")):
            sample = [r[name][1] - r[name][0] for r in chosen]
            found.append(
                mean(f"{model}, {more}: change of the mean {words}", sample, MINUTE, must=Must.NOT_ABOVE)
            )
    return found


RELATION = Relation(
    name="teams",
    title="More teams, no longer wait",
    must=(
        "One officer more never means a crew fewer. At one place, first come first served, no call of any seed waits "
        "longer with one crew more (for every call, not only in the mean). In a county the nearest team goes, and "
        "which one is near may turn out worse for a call, so there the mean over seeds must not be longer. Choosing "
        "among more teams takes longer in this model; those minutes are left out here."
    ),
    tasks=_tasks,
    claims=_claims,
    jobs={JOB: _carry_out},
)
