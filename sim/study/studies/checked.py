"""The points of a design checked: what can be built once for several of them is built once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from sim.config.errors import ConfigError
from sim.study.check import problems_of

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.county.county import County
    from sim.force.establishment import Establishment
    from sim.study.studies.plan import StudyPoint

NAMED = 3
"""Points that are named of those that have the same mistake."""
Made = TypeVar("Made")


def check_points(points: Sequence[StudyPoint]) -> None:
    """Every structure can be built in its county; `ConfigError` with every mistake once, and where it is made."""
    made_by: dict[str, list[str]] = {}
    for point, problems in zip(points, problems_of_all([point.config for point in points]), strict=True):
        for problem in problems:
            made_by.setdefault(problem, []).append(point.name)
    if made_by:
        raise ConfigError(f"{_where(names, len(points))}: {problem}" for problem, names in made_by.items())


def problems_of_all(configs: Sequence[Config]) -> list[list[str]]:
    """What `sim.study.check.problems_of` finds in each; a county, and a force, is built once for all that have it."""
    found: list[list[str]] = [[] for _ in configs]
    for in_county in _alike(range(len(configs)), lambda place: _of_county(configs[place])):
        county = _Once(partial(_county, configs[in_county[0]]))
        for alike in _alike(in_county, lambda place: _of_force(configs[place])):
            force = _Once(partial(_force, configs[alike[0]], county))
            for place in alike:
                found[place] = problems_of(configs[place], force)
    return found


def _alike(places: Iterable[int], key: Callable[[int], str]) -> list[list[int]]:
    """The places in groups that have the same key."""
    groups: dict[str, list[int]] = {}
    for place in places:
        groups.setdefault(key(place), []).append(place)
    return list(groups.values())


def _of_county(config: Config) -> str:
    return config.county.model_dump_json()


def _of_force(config: Config) -> str:
    """All that `sim.force.establish.establish` reads beside the county."""
    parts = (config.force, config.personnel, config.posts, config.people)
    return "\n".join([str(config.run.seed), *(part.model_dump_json() for part in parts)])


class _Once(Generic[Made]):
    """Builds when it is first asked, and then gives the same thing, or raises the same mistakes, every time."""

    def __init__(self, build: Callable[[], Made]) -> None:
        self.build = build
        self.made: list[Made] = []
        self.problems: list[str] = []

    def __call__(self) -> Made:
        if self.problems:
            raise ConfigError(self.problems)
        if not self.made:
            try:
                self.made.append(self.build())
            except ConfigError as error:
                self.problems = error.problems
                raise
        return self.made[0]


def _county(config: Config) -> County:
    from sim.county.build import build_county

    return build_county(config.county)


def _force(config: Config, county: Callable[[], County]) -> Establishment:
    from sim.force.establish import establish

    return establish(config, county(), config.run.seed)


def _where(names: Sequence[str], in_all: int) -> str:
    if len(names) == in_all > 1:
        return "every point"
    if len(names) <= NAMED:
        return "; ".join(names)
    return f"{'; '.join(names[:NAMED])} and {len(names) - NAMED} more points"
