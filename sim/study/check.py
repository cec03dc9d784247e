"""What a configuration's parts must agree on, found by building the county and the force."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sim.config.errors import ConfigError

if TYPE_CHECKING:
    from sim.config.schema import Config


def problems_of(config: Config) -> list[str]:
    """One line on everything that cannot be run: a rule that is not there, more posts than people, ..."""
    problems = _unknown_rules(config)
    try:
        _build(config)
    except ConfigError as error:
        problems += error.problems
    return list(dict.fromkeys(problems))


def check(config: Config) -> None:
    """Raise `ConfigError` with every line of `problems_of`, if there is one."""
    problems = problems_of(config)
    if problems:
        raise ConfigError(problems)


def _build(config: Config) -> None:
    from sim.county.build import build_county
    from sim.force.establish import establish

    establish(config, build_county(config.county), config.run.seed)


def _unknown_rules(config: Config) -> list[str]:
    from sim.rules.dispatch import DISPATCH_RULES
    from sim.rules.referral import REFERRAL_RULES

    lookups: dict[str, Callable[[], object]] = {
        "dispatch.rule": partial(DISPATCH_RULES.get, config.dispatch.rule),
        "casework.referral": partial(REFERRAL_RULES.get, config.casework.referral),
    }
    problems = []
    for key, look_up in lookups.items():
        try:
            look_up()
        except ConfigError as error:
            problems += [f"{key}: {problem}" for problem in error.problems]
    return problems
