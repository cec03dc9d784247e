"""The order in which a structure's bodies and duties are declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sim.county.build import build_county
from sim.force.establish import establish
from sim.study.simulate import simulate
from sim.validation.claims import BUSY, CASELOAD, CLEARED, MINUTE, Claim, Margin, exactly, mean
from sim.validation.relation import Relation, Result, Results, Tree, config_of, run_days
from sim.validation.relations.pairs import last_first
from sim.validation.tasks import Task

JOB = "order"
MODELS = ("traditional", "dabuzhi", "one_five_n_one")
SEEDS, FEW = 60, 5
"""Of bodies, whose order brings other chance with it; of duties, whose order changes nothing at all."""
METRICS: dict[str, tuple[str, Margin]] = {
    "response_time_mean": ("min", MINUTE),
    "clearance_30": ("share", CLEARED),
    "caseload": ("cases/person", CASELOAD),
    "utilisation": ("share", BUSY),
}


def duties_last_first(tree: Tree) -> Tree:
    """The duties of each body declared in the opposite order."""
    for body in tree["posts"]["bodies"].values():
        body["duties"] = dict(reversed(list(body["duties"].items())))
    return tree


CHANGES: dict[str, Callable[[Tree], Tree] | None] = {
    "as shipped": None,
    "bodies": last_first,
    "duties": duties_last_first,
}


def _tasks(quick: bool) -> list[Task]:
    last = dict.fromkeys(CHANGES, 0 if quick else SEEDS) | ({} if quick else {"duties": FEW})
    return [
        Task(JOB, seed, (model, what))
        for model in MODELS
        for what in CHANGES
        for seed in range(last[what] + 1)
    ]


def _carry_out(task: Task) -> Result:
    """Metrics of one seed; seed 0 stands for the posts alone: officers by line of duty."""
    config = _config(*task.words)
    if task.seed:
        metrics = simulate(config, task.seed).metrics
        return {name: metrics[name] for name in METRICS}
    made = establish(config, build_county(config.county), 1)
    return dict(Counter(post.line for post in made.posts[: round(config.force.officers)]))


@lru_cache(maxsize=2)
def _config(model: str, what: str) -> Any:
    words = (f"model={model}", "county=kaihua", "county.cell_km=2", *run_days(2, 14, 30))
    return config_of(words, CHANGES[what])


def _claims(results: Results) -> list[Claim]:
    found = []
    for model in dict.fromkeys(task.words[0] for task in results):
        for what in ("bodies", "duties"):
            found += _about(model, what, results)
    return found


def _about(model: str, what: str, results: Results) -> list[Claim]:
    pairs = [(results[Task(JOB, task.seed, (model, "as shipped"))], result) for task, result in results.items()
             if task.words == (model, what)]  # fmt: skip
    if not pairs:
        return []
    (before, after), *runs = pairs
    text = f"{model}, {what} declared in the opposite order: "
    others = sum(abs(before.get(line, 0) - after.get(line, 0)) for line in {*before, *after}) / 2
    found = [
        exactly(
            f"{text}officers of the county who do other work", others, sum(before.values()), unit="officers"
        )
    ]
    for name, (unit, margin) in METRICS.items() if runs else ():
        changes = [b[name] - a[name] for a, b in runs]
        if what == "duties":
            worst = max(map(abs, changes))
            found.append(exactly(f"{text}furthest change of {name} of any seed", worst, len(runs), unit=unit))
        else:
            found.append(mean(f"{text}change of {name}", changes, margin, unit))
    return found


RELATION = Relation(
    name="order",
    title="The order of declaration",
    must=(
        "The order in which bodies and duties are declared is no fact of a structure, so as many officers should do "
        "each work. Figures should be the same to the digit with duties in another order, and equal but for chance "
        "with bodies in another order, because people are numbered body by body. Kaihua, as shipped."
    ),
    tasks=_tasks,
    claims=_claims,
    jobs={JOB: _carry_out},
)
