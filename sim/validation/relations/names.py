"""Names, files and orders that say nothing: the records of a run are the same bytes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sim.config.catalogue import MECHANISMS, config_root
from sim.config.load import load_config
from sim.study.simulate import simulate
from sim.validation.claims import Claim, exactly
from sim.validation.relation import Relation, Result, Results, config_of, run_days
from sim.validation.relations.pairs import other_names
from sim.validation.tasks import Task

if TYPE_CHECKING:
    from sim.config.schema import Config

JOB = "names"
MODELS = ("traditional", "dabuzhi", "one_five_n_one")
COUNTY = ("county=kaihua", "county.cell_km=2", *run_days(2, 10, 3))
ALIASES = {"dabuzhi": "大部制"}
CHANGED = {"traditional": "work.call.relay.mean=1.01", "dabuzhi": "posts.bodies.case_bureau.size.share=0.3",
           "one_five_n_one": "casework.threshold=4"}  # fmt: skip
"""A fact that must show: the control, without which equal bytes would say little."""


def _tasks(quick: bool) -> list[Task]:
    seeds = Task(JOB, 1, ("dabuzhi", "seeds"))
    if quick:
        return [*(Task(JOB, 1, ("dabuzhi", what)) for what in ("renamed", "files", "control")), seeds]
    each = ("renamed", "files", "words", "control")
    found = [Task(JOB, 1, (model, what)) for model in MODELS for what in each]
    found += [Task(JOB, 1, (model, "alias")) for model in ALIASES]
    return [*found, Task(JOB, 1, ("one_five_n_one", "same facts")), seeds]


def _carry_out(task: Task) -> Result:
    """Digests of the records that are compared: the structure itself, and the same in other words."""
    model, what = task.words
    if what == "seeds":
        return _seeds(model)
    config = config_of((f"model={model}", *COUNTY))
    return {"one": _digest(config), "other": _digest(_in_other_words(config, model, what))}


def _digest(config: Config, seed: int = 1) -> str:
    return simulate(config, seed).records.digest()


def _in_other_words(config: Config, model: str, what: str) -> Config:
    if what == "renamed":
        return type(config).model_validate(other_names(config.model_dump(mode="json")))
    if what == "files":
        return _from_own_files(model)
    if what == "words":
        return load_config([*reversed(COUNTY), f"model={model}"])
    if what == "alias":
        return config_of((f"model={ALIASES[model]}", *COUNTY))
    if what == "same facts":
        files = _mechanisms(model)
        return config_of(
            ("model=traditional", *(f"{group}={name}" for group, name in files.items()), *COUNTY)
        )
    return config_of((f"model={model}", *COUNTY, CHANGED[model]))


def _from_own_files(model: str) -> Config:
    """The model written again as a user would: every mechanism under another name, listed in the opposite order."""
    import yaml

    raw = yaml.safe_load((config_root() / "model" / f"{model}.yaml").read_text(encoding="utf-8"))
    chosen = _mechanisms(model)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for group, file in chosen.items():
            (folder / group).mkdir()
            text = (config_root() / group / f"{file}.yaml").read_text(encoding="utf-8")
            (folder / group / f"own_{group}.yaml").write_text(text, encoding="utf-8")
        raw["defaults"] = [*({f"/{group}": f"own_{group}"} for group in reversed(chosen)), "_self_"]
        raw["model"] = {"title": "Another", "source": "elsewhere", **raw["model"], "name": "own", "also": []}
        (folder / "model").mkdir()
        text = "# @package _global_\n" + yaml.safe_dump(raw, allow_unicode=True, sort_keys=False)
        (folder / "model" / "own.yaml").write_text(text, encoding="utf-8")
        return load_config(["model=own", *COUNTY], folder)


def _mechanisms(model: str) -> dict[str, str]:
    """The file of each mechanism that a model chooses in this county."""
    from sim.config.load import load

    choices = load([f"model={model}", *COUNTY]).choices
    return {group: choices[group] for group in MECHANISMS if group in choices}


def _seeds(model: str) -> Result:
    """Three seeds in a row and in the opposite order, in one process."""
    config = config_of((f"model={model}", *COUNTY))
    forth = [_digest(config, seed) for seed in (1, 2, 3)]
    back = [_digest(config, seed) for seed in (3, 2, 1)]
    return {"one": "".join(forth), "other": "".join(reversed(back)), "apart": len(set(forth))}


TEXTS = {
    "renamed": "structure, mechanisms, bodies and duties renamed",
    "files": "the same files under other names, chosen in the opposite order",
    "words": "the words of the command in the opposite order",
    "alias": "under its Chinese name",
    "same facts": "all mechanisms of 1+5+N+1 put into the traditional model",
    "seeds": "seeds 1, 2, 3 in the opposite order",
}


def _claims(results: Results) -> list[Claim]:
    found = []
    for task, result in results.items():
        model, what = task.words
        differs = float(result["one"] != result["other"])
        if what == "control":
            found.append(
                exactly(f"{model}: one fact changed ({CHANGED[model]})", differs, 1, 1.0, "runs that differ")
            )
        else:
            found.append(exactly(f"{model}: {TEXTS[what]}", differs, 1, 0.0, "runs that differ"))
    return found


RELATION = Relation(
    name="names",
    title="Names, files and orders that say nothing",
    must="The records of a run are the same bytes; a fact that is changed (the control) changes them.",
    tasks=_tasks,
    claims=_claims,
    jobs={JOB: _carry_out},
)
