"""Twice the residents and twice the force: on the same land, and on twice the land."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sim.study.simulate import simulate
from sim.validation.claims import Claim, Must, mean
from sim.validation.relation import Relation, Result, Results, config_of, run_days
from sim.validation.relations import halves, pairs
from sim.validation.setup import NO_TRAVEL
from sim.validation.tasks import Task

JOB = "scaled"
SEEDS = 40
MODELS = ("traditional", "dabuzhi", "one_five_n_one")
DAYS = 10
LOAD = "demand.effective_calls=450"
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
    return [Task(JOB, seed, (each,)) for each in what for seed in range(1, 7 if quick else SEEDS + 1)]


def _carry_out(task: Task) -> Result:
    """The metrics of the single county and of the double one, and the team-days of each."""
    found: Result = {"days": DAYS + 1, **{name: [] for name in (*METRICS, "team days")}}
    for config in _configs(task.words[0]):
        result = simulate(config, task.seed)
        for name in METRICS:
            found[name].append(result.metrics[name])
        found["team days"].append(float(result.teams["on_duty"].sum()) / 1440)
    return found


@lru_cache(maxsize=2)
def _configs(what: str) -> tuple[Any, Any]:
    if what == "twice the land":
        own_area = ("dispatch=own_area", "dispatch.rule=own_area", *run_days(1, DAYS))
        return halves.configs(own_area)
    if what in MODELS:
        words = (f"model={what}", *pairs.land(pairs.STATIONS), *pairs.PEOPLE, *run_days(1, DAYS))
        twice = ("county.residents=140000", "force.officers=200", "force.auxiliaries=280")
        return config_of(words), config_of((*words, *twice))
    land = (*pairs.land(pairs.SQUARE), *(NO_TRAVEL[:1] if what == "no travel" else ()))
    parts = {"desk": 2, "crews": 24, "property": 16, "general": 16}
    more = (f"posts.bodies.{body}.size.part={number}" for body, number in parts.items())
    words = (*land, *pairs.job(crews=12), LOAD, *run_days(1, DAYS))
    return config_of(words), config_of(
        (*words, *more, f"force.officers={sum(parts.values())}", "county.residents=140000")
    )


def _claims(results: Results) -> list[Claim]:
    found = []
    for what in dict.fromkeys(task.words[0] for task in results):
        found += _about(what, [r for task, r in results.items() if task.words == (what,)])
    return found


def _about(what: str, chosen: list[Result]) -> list[Claim]:
    """The claims on one comparison; nothing is said of the committed share where crews grow fuller, not only more."""

    def change(name: str, sign: float = 1.0) -> list[float]:
        return [sign * (r[name][1] - r[name][0]) for r in chosen]

    text = f"{what}, same land: " if what in MODELS else f"{what}: "
    equal = what == "twice the land"
    wait = Must.HOLD if equal else Must.NOT_ABOVE
    half = [r["effective_calls"][1] / 2 - r["effective_calls"][0] for r in chosen]
    found = [mean(f"{text}calls a year, half of the double county's less the single one's", half, "calls")]
    if what not in MODELS:
        per_team = [(r["effective_calls"][1] / r["team days"][1] - r["effective_calls"][0] / r["team days"][0]) / 365
                    * r["days"] for r in chosen]  # fmt: skip
        found.append(mean(f"{text}change of calls a team and day", per_team, "calls"))
        busy = Must.NOT_ABOVE if what == "same land" else Must.HOLD
        found.append(
            mean(f"{text}change of the committed share", change("committed_share"), "share", must=busy)
        )
    found.append(mean(f"{text}change of the mean response", change("response_time_mean"), must=wait))
    found.append(mean(f"{text}change of the response to nine of ten", change("response_time_p90"), must=wait))
    lower = change("period_rate", sign=-1.0)
    return [
        *found,
        mean(f"{text}clearances of the period, how much lower", lower, "ratio", must=Must.NOT_ABOVE),
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
