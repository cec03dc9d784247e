"""What a configuration's parts must agree on, found by building the county and the force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from sim.config.errors import ConfigError
from sim.config.messages import close_to

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.force.establishment import Establishment

CREWS = ("respond", "traffic", "patrol")
"""Functions that ride out to calls."""


def problems_of(config: Config, build: Callable[[], Establishment] | None = None) -> list[str]:
    """One line on everything that cannot be run: an unknown rule, a call that nobody may serve, too few people.

    `build` gives the force where somebody has built it already, or raises the mistakes made in it.
    """
    problems = [*_unknown_rules(config), *_unknown_names(config)]
    from sim.demand.reconcile import check_flows

    try:
        check_flows(config.demand)
        problems += _calls_without_crew(config, _build(config) if build is None else build())
    except ConfigError as error:
        problems += error.problems
    return list(dict.fromkeys(problems))


def check(config: Config) -> None:
    """Raise `ConfigError` with every line of `problems_of`, if there is one."""
    problems = problems_of(config)
    if problems:
        raise ConfigError(problems)


def _build(config: Config) -> Establishment:
    from sim.county.build import build_county
    from sim.force.establish import establish

    return establish(config, build_county(config.county), config.run.seed)


def _unknown_rules(config: Config) -> Iterator[str]:
    from sim.rules.dispatch import DISPATCH_RULES
    from sim.rules.next_case import NEXT_CASE_RULES
    from sim.rules.plans import PATROL_PLANS
    from sim.rules.referral import REFERRAL_RULES

    lookups: dict[str, Callable[[], object]] = {
        "dispatch.rule": partial(DISPATCH_RULES.get, config.dispatch.rule),
        "patrol.plan": partial(PATROL_PLANS.get, config.patrol.plan),
        "casework.referral": partial(REFERRAL_RULES.get, config.casework.referral),
        "work.case.next_case": partial(NEXT_CASE_RULES.get, config.work.case.next_case),
    }
    for key, look_up in lookups.items():
        try:
            look_up()
        except ConfigError as error:
            yield from (f"{key}: {problem}" for problem in error.problems)


def _unknown_names(config: Config) -> Iterator[str]:
    """Names of categories, offences and functions in one part that another part does not have."""
    from sim.config.posts import LINES

    categories, offences = [*config.demand.categories, "default"], list(config.demand.offences)
    investigators = [line for line in LINES if line.startswith("investigate:")]
    casework, serves = config.casework, config.dispatch.serves
    yield from _strangers("dispatch.serves", serves, categories, "call category")
    for category, functions in serves.items():
        yield from _strangers(f"dispatch.serves.{category}", functions, CREWS, "function of a crew")
    yield from _strangers("casework.routes", casework.routes, [*offences, "default"], "offence")
    yield from _strangers("casework.routes", casework.routes.values(), investigators, "line of duty")
    yield from _strangers("casework.negative_list", casework.negative_list, offences, "offence")
    yield from _strangers("work.case.offences", config.work.case.offences, offences, "offence")
    for offence in set(offences) - set(config.work.case.offences):
        yield f"work.case.offences: {offence} is missing"


def _strangers(where: str, names: Iterable[str], known: Iterable[str], kind: str) -> Iterator[str]:
    known = list(known)
    for name in names:
        if name not in known:
            yield f"{where}: {name!r} is no {kind}{close_to(name, known)}"


def _calls_without_crew(config: Config, force: Establishment) -> Iterator[str]:
    serves = config.dispatch.serves
    crews = {post.crew_function for post in force.posts}
    led = {post.crew_function for post in force.posts if force.officer[post.person]}
    for name, category in config.demand.categories.items():
        able = led if category.needs_officer > 0 else crews
        functions = serves.get(name, serves.get("default", ()))
        if category.share > 0 and not able.intersection(functions):
            wanted = ", ".join(functions) or "no function at all"
            yield f"calls of category {name!r}: nobody may serve them; no crew does what they ask for ({wanted})"
