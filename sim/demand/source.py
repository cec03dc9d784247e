"""What every draw of a world starts from: demand, work, county, streams, days."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sim.config.demand import DemandConfig, Offence
from sim.config.work import WorkConfig
from sim.county.county import County
from sim.demand.draws import Floats, weekly_shape
from sim.demand.places import Places, Profile
from sim.demand.reconcile import Flow, reconcile
from sim.streams import Streams

EVERY_DAY_ALIKE = (1.0,) * 7


@dataclass(frozen=True)
class Source:
    """The facts and streams from which calls and cases are drawn."""

    demand: DemandConfig
    work: WorkConfig
    county: County
    streams: Streams
    days: float

    @cached_property
    def flows(self) -> list[Flow]:
        """Cases by offence, through calls and otherwise."""
        return reconcile(self.demand)

    @property
    def offences(self) -> list[Offence]:
        """Offences in declaration order."""
        return list(self.demand.offences.values())

    def offence_name(self, index: int) -> str:
        """The name by which an offence's streams are keyed."""
        return list(self.demand.offences)[index]

    def per_day(self, per_thousand_a_year: float) -> float:
        """A yearly rate for 1 000 residents as a rate a day for the county."""
        return per_thousand_a_year * float(self.county.residents.sum()) / 1000 / 365

    def shape(self, weekday: tuple[float, ...] = EVERY_DAY_ALIKE) -> Floats:
        """The relative rate by hour of the week."""
        return weekly_shape(self.demand.hour_profile.values, weekday)

    def places(self, profile: Profile) -> Places:
        """Where things of this profile happen."""
        return Places(self.county, profile, float(self.demand.road_share))

    def uniforms(self, purpose: str, rows: int, slots: int, *entity: str) -> Floats:
        """The fixed uniforms of so many calls or cases, one row each."""
        return self.streams.get(purpose, *entity).random((rows, slots))
