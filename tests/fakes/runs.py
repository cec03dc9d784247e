"""Short runs of the real model, each made once and shared by all tests that look at it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any
from unittest.mock import patch

from fakes import collector

import sim.model
from sim.config.load import load_config
from sim.config.schema import Config
from sim.county.build import build_county
from sim.county.county import County
from sim.demand.world import World
from sim.model import PolicingModel
from sim.records.log import Records

MODELS = ("traditional", "dabuzhi", "one_five_n_one")
COUNTIES = ("kaihua", "songtao", "lingwu", "district", "reference", "synthetic")
MECHANISMS = ("people", "posts", "command", "dispatch", "patrol", "casework", "review", "duty_load")
SHORT = ("run.warmup=2", "run.days=10", "run.follow_up=3")
DAY = 1440.0

Values = Mapping[str, Any]
"""Dotted key -> value."""


@cache
def _tree(model: str, county: str) -> dict[str, Any]:
    return load_config([f"model={model}", f"county={county}", *SHORT]).model_dump(mode="json")


def config(
    model: str = "dabuzhi", county: str = "kaihua", values: Values | None = None, take: Values | None = None
) -> Config:
    """A shipped model in a shipped county, with values changed; `take` maps a mechanism to the model whose it is."""
    tree = deepcopy(_tree(model, county))
    for mechanism, other in (take or {}).items():
        tree[mechanism] = deepcopy(_tree(other, county)[mechanism])
    for key, value in (values or {}).items():
        *path, last = key.split(".")
        node = tree
        for part in path:
            node = node[part]
        assert last in node, f"{key}: there is no such setting"
        node[last] = value
    return Config.model_validate(tree)


_COUNTIES: dict[str, County] = {}


def county_of(settings: Config) -> County:
    """The county, built once."""
    key = settings.county.model_dump_json()
    if key not in _COUNTIES:
        _COUNTIES[key] = build_county(settings.county)
    return _COUNTIES[key]


def model_of(settings: Config, seed: int = 1, world: World | None = None) -> PolicingModel:
    """The model of a configuration, on a county that is built only once."""
    with patch.object(sim.model, "build_county", lambda _: county_of(settings)):
        return PolicingModel(settings, seed, world)


def run_of(settings: Config, seed: int = 1, world: World | None = None) -> Records:
    """The records of one run."""
    return model_of(settings, seed, world).run()


@cache
def finished(model: str = "dabuzhi", county: str = "kaihua", seed: int = 1) -> PolicingModel:
    """A shipped model after its short run (`records` is set); not to be changed by any test."""
    made = model_of(config(model, county), seed)
    made.run()
    collector.spare()
    return made


def records(model: str = "dabuzhi", county: str = "kaihua", seed: int = 1) -> Records:
    """The records of `finished`."""
    found = finished(model, county, seed).records
    assert found is not None
    return found


BUSY = {"demand.effective_calls": 400, "demand.backlog_days": 20, "run.days": 30, "run.follow_up": 1}
"""So many calls that desks and teams have queues, and more than a month of them."""


@cache
def busy(model: str = "dabuzhi", county: str = "kaihua") -> PolicingModel:
    """A shipped model after a run in which everything queues; not to be changed by any test."""
    made = model_of(config(model, county, BUSY), 3)
    made.run()
    collector.spare()
    return made
