"""What the report is made of: a study with its figures, comparisons, counties, forces and records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sim.config.errors import ConfigError
from sim.county.build import build_county
from sim.force.establish import establish
from sim.report.study.columns import read_wanted
from sim.report.study.labels import Versus, county_title, point_label, versus
from sim.report.study.numbers import Change, Figures
from sim.store.manifest import hash_of
from sim.study.studies.kept import records_of
from sim.study.studies.verdicts import Verdict, verdicts

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.county.county import County
    from sim.force.establishment import Establishment
    from sim.records.log import Records
    from sim.report.study.language import Words
    from sim.study.studies.assumed.findings import Uncertain
    from sim.study.studies.comparisons import Comparison
    from sim.study.studies.folder import Replicate
    from sim.study.studies.study import Study

MOST = 20
"""Replications a point whose records are drawn; more would change no picture."""

SHOWN = 6
"""Pairs that are shown in detail; more would make a book of a sweep."""


SHARED = ("county", "force", "personnel", "demand", "work", "run")
"""Sections of a configuration that are the world, not the structure."""


@dataclass(frozen=True)
class Pair:
    """A point and the one that it is compared with, by their places in the study."""

    point: int
    baseline: int


@dataclass(frozen=True)
class Prices:
    """What an hour of overtime and a kilometre cost, in the user's own money; None where it was not said."""

    overtime: float | None = None
    km: float | None = None


class StudyMaterial:
    """A study as the report sees it. Raises `ConfigError` where no replication is there."""

    def __init__(self, study: Study, prices: Prices | None = None) -> None:
        self.study, self.plan = study, study.plan
        self.prices = prices or Prices()
        self.names = study.names
        self.there: list[Replicate] = study.there()
        if not self.there:
            raise ConfigError(f"the study {self.plan.name} has no replication yet: {study.resume}")
        self.figures = Figures(study.metrics)
        self._counties: dict[str, County] = {}
        self._forces: dict[int, Establishment] = {}

    # -- points ----------------------------------------------------------------------------------------------

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every point with its baseline, without the baselines themselves."""
        return [Pair(place, other) for place, other in enumerate(self.plan.against) if place != other]

    @cached_property
    def strata(self) -> list[list[int]]:
        """Points that are compared with one baseline, the baseline first."""
        found: dict[int, list[int]] = {}
        for place, other in enumerate(self.plan.against):
            members = found.setdefault(other, [other])
            if place != other:
                members.append(place)
        return list(found.values())

    @cached_property
    def shown(self) -> list[Pair]:
        """The pairs that are shown in detail: the first `SHOWN`; the annex has all."""
        return self.pairs[:SHOWN]

    @cached_property
    def shown_strata(self) -> list[list[int]]:
        """The strata with only the points that are shown in detail; the first baseline where nothing is compared."""
        kept = {pair.point for pair in self.shown}
        found = [[first, *(place for place in rest if place in kept)] for first, *rest in self.strata]
        return [stratum for stratum in found if len(stratum) > 1] or found[:1]

    @cached_property
    def shown_points(self) -> list[int]:
        """All points of `shown_strata`, by their places."""
        return sorted(place for stratum in self.shown_strata for place in stratum)

    def config(self, place: int) -> Config:
        """The configuration of a point."""
        return self.plan.points[place].config

    def configs(self, pair: Pair) -> list[Config]:
        """The configurations of both points, the changed one first."""
        return [self.config(pair.point), self.config(pair.baseline)]

    def label(self, place: int, words: Words) -> str:
        """The point's name as a reader knows it."""
        return point_label(self.plan.points[place], words)

    def versus(self, pair: Pair, words: Words) -> Versus:
        """What the two of a pair are called beside each other."""
        return versus(self.plan.points[pair.point], self.plan.points[pair.baseline], words)

    @property
    def stylised(self) -> bool:
        """Whether the county of any point is stylised, and with it everything that follows from its places."""
        return any(point.config.county.stylised for point in self.plan.points)

    def county_title(self, place: int, words: Words) -> str:
        """What the county of a point is called."""
        return county_title(self.config(place).county, words)

    def done(self, place: int) -> int:
        """Replications of a point that are there."""
        return sum(each.point == place for each in self.there)

    def same_places(self, pair: Pair) -> bool:
        """Whether both points have the very same county, so that a township is the same one in both."""
        first, second = (
            hash_of(self.config(place).county.model_dump(mode="json"))
            for place in (pair.point, pair.baseline)
        )
        return bool(first == second)

    def differing(self, places: Sequence[int]) -> list[str]:
        """Which of `SHARED` are not the same at all these points; structures apart."""
        dumped = [self.config(place).model_dump(mode="json", include=set(SHARED)) for place in places]
        return [name for name in SHARED if any(each.get(name) != dumped[0].get(name) for each in dumped)]

    # -- figures ---------------------------------------------------------------------------------------------

    def change(self, pair: Pair, metric: str, **split: str) -> Change | None:
        """A metric of the pair, before and after."""
        return self.figures.change(self.names[pair.point], self.names[pair.baseline], metric, **split)

    @cached_property
    def comparisons(self) -> dict[tuple[str, str], Comparison]:
        """By name of the point, and metric."""
        return {(each.point, each.metric): each for each in self.study.comparisons()}

    @cached_property
    def uncertain(self) -> dict[tuple[str, str], Uncertain]:
        """What the draws of the assumptions say, by name of the point, and metric; empty without draws."""
        return {(each.point, each.metric): each for each in self.study.uncertain()}

    @cached_property
    def verdicts(self) -> dict[tuple[str, str], Verdict]:
        """What can be said of each comparison, by name of the point, and metric."""
        return verdicts(list(self.comparisons.values()), list(self.uncertain.values()), self.plan.margin)

    # -- places and people -----------------------------------------------------------------------------------

    def county(self, place: int) -> County:
        """The county of a point; points with the same settings share it."""
        config = self.config(place).county
        key = hash_of(config.model_dump(mode="json"))
        if key not in self._counties:
            self._counties[key] = build_county(config)
        return self._counties[key]

    def force(self, place: int) -> Establishment:
        """Who sits where at a point, with the people of the first seed."""
        if place not in self._forces:
            config = self.config(place)
            self._forces[place] = establish(config, self.county(place), config.run.seed)
        return self._forces[place]

    # -- records ---------------------------------------------------------------------------------------------

    def records(self, place: int) -> Iterator[Records]:
        """The records of a point, one replication after the other, of at most `MOST`; `ConfigError` for damage."""
        mine = [each for each in self.there if each.point == place]
        for each in mine[:MOST]:
            yield records_of(self.study, each, read_wanted)
