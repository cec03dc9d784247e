"""Setups with a known answer, in a part of their quick form, as tests carry them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from sim.config.load import load_config
from sim.config.schema import Config
from sim.study.simulate import Result, simulate
from sim.validation.setup import Setup
from sim.validation.setups import SETUPS

Rows = list[dict[str, Any]]
SETUP = {setup.name: setup for setup in SETUPS}
REPLICATIONS = 12
"""How many of the quick form's a test carries out."""
SUBSET = (
    "many-crews",
    "invalid-calls",
    "interrupting",
    "turned-away",
    "hours-and-days",
    "ciw-lognormal",
    "nearest-4",
    "hypercube-3",
    "pool-newest",
    "arrest-first",
    "given-up",
)
"""The setups that the tests compare: of each module at least one, chosen for what they cover and cost.

All of them, with all replications, are compared by `python -m sim validate exact quick`, which takes minutes.
"""


@cache
def configured(words: tuple[str, ...]) -> Config:
    """The configuration that these words make."""
    return load_config(list(words))


def runs(setup: Setup, replications: int, *more: str) -> Iterator[Result]:
    """The first replications of the quick form, with further words, one after the other."""
    seeds = setup.seeds(setup.quick)[:replications]
    assert len(seeds) == replications
    for seed in seeds:
        yield simulate(configured((*setup.overrides(setup.quick, seed), *more)), seed)


def measured(setup: Setup, results: Iterable[Result]) -> Rows:
    """What is read off these replications, as the comparison takes it; none is kept longer than that."""
    return [{"simulated": dict(setup.measure(result))} for result in results]


def replicated(setup: Setup) -> Rows:
    """The first replications of the quick form, with the other simulation where there is one."""
    made = measured(setup, runs(setup, REPLICATIONS))
    if setup.other is not None:
        for each, seed in zip(made, setup.seeds(setup.quick), strict=False):
            config = configured(tuple(setup.overrides(setup.quick, seed)))
            each["other"] = dict(setup.other(config, seed))
    return made
