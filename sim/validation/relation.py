"""One relation between runs: what is run, and what must hold of the results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sim.validation.claims import Claim
from sim.validation.tasks import Task

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.demand.world import World
    from sim.records.log import Records

Result = dict[str, Any]
"""What one task hands back: a JSON object."""
Results = Mapping[Task, Result]
Job = Callable[[Task], Result]
Tree = dict[str, Any]
"""A configuration as plain mappings."""


@dataclass(frozen=True)
class Relation:
    """What must not matter, or what must: the runs that it takes, and the claims that they bear out."""

    name: str
    title: str
    must: str
    """What must hold, in plain words, and where it is only approximate."""
    tasks: Callable[[bool], list[Task]]
    """(quick) -> tasks; two relations may ask for the same."""
    claims: Callable[[Results], list[Claim]]
    jobs: Mapping[str, Job]
    """By the names of the tasks: what carries one out."""
    curves: Callable[[Results], dict[str, Any]] | None = None
    """What the picture draws of it."""


def config_of(words: Sequence[str], change: Callable[[Tree], Tree] | None = None) -> Config:
    """The configuration of these overrides; `change` then rewrites it where no override can (an order)."""
    from sim.config.schema import Config

    config = _config(tuple(words))
    return config if change is None else Config.model_validate(change(config.model_dump(mode="json")))


@lru_cache(maxsize=16)
def _config(words: tuple[str, ...]) -> Config:
    """As `sim.load_config`, but files are composed only once for all words that choose the same ones."""
    from sim.config.errors import ConfigError
    from sim.config.load import open_catalogue, validate
    from sim.config.preflight import preflight

    wishes = preflight(words, open_catalogue())
    if wishes.problems:
        raise ConfigError(wishes.problems)
    config, problems = validate(deepcopy(_tree(tuple(wishes.choices.items()))), wishes.settings)
    if config is None or problems:
        raise ConfigError(problems)
    return config


@lru_cache(maxsize=16)
def _tree(choices: tuple[tuple[str, str], ...]) -> Tree:
    from sim.config.compose import compose
    from sim.config.load import open_catalogue

    return compose(dict(choices), open_catalogue())[0]


def run_days(warmup: int, days: int, follow_up: int = 0) -> tuple[str, ...]:
    """The words that set how long a run is."""
    return (f"run.warmup={warmup}", f"run.days={days}", f"run.follow_up={follow_up}")


def records_of(config: Config, seed: int = 1, world: World | None = None) -> Records:
    """The records of one run, of the calls and cases of `world` if one is given."""
    from sim.study.simulate import records_of as simulated

    return simulated(config, seed, world)
