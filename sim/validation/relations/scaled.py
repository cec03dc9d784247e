"""Twice the residents and twice the force: on the same land, and on twice the land."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sim.study.simulate import simulate
from sim.validation.claims import BUSY, CALLS, CLEARED, MINUTE, SLOW, TEAM, Claim, Must, mean
from sim.validation.relation import Relation, Result, Results, config_of, run_days
from sim.validation.relations import halves, pairs
from sim.validation.setup import NO_TRAVEL
from sim.validation.tasks import Task

JOB = "scaled"
SEEDS, FEW = 80, 6
MODELS = ("traditional", "dabuzhi", "one_five_n_one")
DAYS, FEWER_DAYS = 30, 10
LOADS = {"no travel": 450, "same land": 300, "twice the land": 120}
"""Effective calls: in areas of their own, crews make calls wait far sooner, and long waits differ too much."""
METRICS = (
    "effective_calls",
    "cases",
    "committed_share",
    "response_time_mean",
    "response_time_p90",
    "period_rate",
)


def _tasks(quick: bool) -> list[Task]:
    what = ("no travel", "twice the land") if quick else ("no travel", "same land", "twice the land", *MODELS)
    days = str(FEWER_DAYS if quick else DAYS)
    return [
        Task(JOB, seed, (each, days)) for each in what for seed in range(1, (FEW if quick else SEEDS) + 1)
    ]


def _carry_out(task: Task) -> Result:
    """The metrics of the single county and of the double one, and the team-days of each."""
    what, days = task.words
    found: Result = {"days": int(days) + 1, **{name: [] for name in (*METRICS, "team days")}}
    for config in _configs(what, int(days)):
        result = simulate(config, task.seed)
        for name in METRICS:
            found[name].append(result.metrics[name])
        found["team days"].append(float(result.teams["on_duty"].sum()) / 1440)
    return found


@lru_cache(maxsize=2)
def _configs(what: str, days: int) -> tuple[Any, Any]:
    if what in MODELS:
        words = (f"model={what}", *pairs.land(pairs.STATIONS), *pairs.PEOPLE, *run_days(1, days))
        twice = ("county.residents=140000", "force.officers=200", "force.auxiliaries=280")
        return config_of(words), config_of((*words, *twice))
    load = (f"demand.effective_calls={LOADS[what]}", *run_days(1, days))
    if what == "twice the land":
        return halves.configs(("dispatch=own_area", "dispatch.rule=own_area", *load))
    land = (*pairs.land(pairs.SQUARE), *(NO_TRAVEL[:1] if what == "no travel" else ()))
    parts = {"desk": 2, "crews": 24, "property": 16, "general": 16}
    more = (f"posts.bodies.{body}.size.part={number}" for body, number in parts.items())
    words = (*land, *pairs.job(crews=12), *load)
    return config_of(words), config_of(
        (*words, *more, f"force.officers={sum(parts.values())}", "county.residents=140000")
    )


def _claims(results: Results) -> list[Claim]:
    found = []
    for what in dict.fromkeys(task.words[0] for task in results):
        found += _about(what, [r for task, r in results.items() if task.words[0] == what])
    return found


def _about(what: str, chosen: list[Result]) -> list[Claim]:
    """The claims on one comparison; nothing is said of the committed share where crews grow fuller, not only more."""

    def change(name: str, sign: float = 1.0) -> list[float]:
        return [sign * (r[name][1] - r[name][0]) for r in chosen]

    text = f"{what}, same land: " if what in MODELS else f"{what}: "
    equal = what == "twice the land"
    wait = Must.EQUAL if equal else Must.NOT_ABOVE
    half = [(r["effective_calls"][1] / 2 - r["effective_calls"][0]) / 365 for r in chosen]
    found = [
        mean(f"{text}calls a day, half of the double county's less the single one's", half, CALLS, "calls")
    ]
    if what not in MODELS:
        per_team = [(r["effective_calls"][1] / r["team days"][1] - r["effective_calls"][0] / r["team days"][0]) / 365
                    * r["days"] for r in chosen]  # fmt: skip
        found.append(mean(f"{text}change of calls a team and day", per_team, TEAM, "calls"))
        busy = Must.NOT_ABOVE if what == "same land" else Must.EQUAL
        found.append(
            mean(f"{text}change of the committed share", change("committed_share"), BUSY, "share", busy)
        )
    response, slow = change("response_time_mean"), change("response_time_p90")
    found.append(mean(f"{text}change of the mean response", response, MINUTE, must=wait))
    found.append(mean(f"{text}change of the response to nine of ten", slow, SLOW, must=wait))
    lower = change("period_rate", sign=-1.0)
    return [
        *found,
        mean(f"{text}clearances of the period, how much lower", lower, CLEARED, "ratio", Must.NOT_ABOVE),
    ]


RELATION = Relation(
    name="scaled",
    title="Residents and force scaled together",
    must=(
        "Twice the residents with twice of every post: as many calls a resident and a team. On twice the land with "
        "crews in their areas the response and the share of time on calls are equal; investigators stand together, so "
        "clearance is not lower. On the same land teams are pooled and nearer, so the response is not longer and the "
        "share not higher (without travel: equal). In shipped structures seats round the clock do not double and "
        "crews grow fuller before they grow more, so only calls, response and clearance are held."
    ),
    tasks=_tasks,
    claims=_claims,
    jobs={JOB: _carry_out},
)
