"""The county: land, residents, townships, stations, roads; and how many people its force has."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from annotated_types import Gt, Interval, MinLen
from pydantic import AfterValidator, StrictFloat, model_validator

from sim.config.base import Frozen, NonNegative, Positive, Share
from sim.config.quantity import Quantity


def _whole(number: Quantity) -> Quantity:
    if not number.is_integer():
        raise ValueError(f"{number:g} is not a whole number")
    return number


Count = Annotated[NonNegative, AfterValidator(_whole)]
PositiveCount = Annotated[Positive, AfterValidator(_whole)]
Point = tuple[StrictFloat, StrictFloat]
"""(x, y) in kilometres east and north of the outline's south-west corner."""


class OutlineConfig(Frozen):
    """The county's border: a polygon, or a rectangle of `width` x `height` kilometres."""

    source: str
    points: Annotated[tuple[Point, ...], MinLen(3)] | None = None
    width: Positive | None = None
    height: Positive | None = None
    seat: Point | None = None
    """Where the county seat lies; drawn from the valleys near the middle when absent."""

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if (self.points is None) == (self.width is None or self.height is None):
            raise ValueError("give either points, or both width and height")
        return self


class PlaceConfig(Frozen):
    """One township of a user's own county."""

    label: str
    x: StrictFloat
    y: StrictFloat
    residents: Positive
    """Its share of the county's residents is this over the sum of all townships'."""
    urban: bool = False


class TownshipsConfig(Frozen):
    """How many townships there are, how large, and where."""

    layout: Literal["valley", "lattice"] = "valley"
    """`valley`: drawn by `places_seed`. `lattice`: evenly spread, residents uniform over the land."""
    count: PositiveCount | None = None
    villages: Count
    seat_share: Share
    spread: NonNegative
    """Standard deviation of the logarithm of the other townships' residents."""
    seat_town_share: Share
    town_share: Share
    """Share of the seat's, and of any other township's, residents who live in its built-up centre."""
    village_share: Share
    """Share of the residents outside the centres who live in the villages' own cells."""
    places: Annotated[tuple[PlaceConfig, ...], MinLen(1)] | None = None

    @model_validator(mode="after")
    def _counted(self) -> Self:
        if self.places is None and self.count is None:
            raise ValueError("give either count or places")
        if self.places is not None and self.count is not None and int(self.count) != len(self.places):
            raise ValueError(f"count is {self.count:g}, but there are {len(self.places)} places")
        return self


class StationsConfig(Frozen):
    """How many stations there are, how many of them urban, and where."""

    count: PositiveCount | None = None
    urban: Count
    positions: Annotated[tuple[Point, ...], MinLen(1)] | None = None

    @model_validator(mode="after")
    def _counted(self) -> Self:
        if self.positions is None and self.count is None:
            raise ValueError("give either count or positions")
        if self.positions is not None and self.count is not None and int(self.count) != len(self.positions):
            raise ValueError(f"count is {self.count:g}, but there are {len(self.positions)} positions")
        if self.urban > self.number:
            raise ValueError(f"{self.urban:g} urban stations are more than the {self.number} stations")
        return self

    @property
    def number(self) -> int:
        """How many stations there are."""
        return len(self.positions) if self.positions is not None else int(self.count or 0)


class TerrainConfig(Frozen):
    """How much of the land is what, and how many people live on it."""

    hill_share: Share
    mountain_share: Share
    town_density: Positive
    """Residents per km2 of a built-up centre."""
    valley_settled: NonNegative
    hill_settled: NonNegative
    mountain_settled: NonNegative
    """Residents outside the centres: relative density by terrain."""

    @model_validator(mode="after")
    def _within_one(self) -> Self:
        if self.hill_share + self.mountain_share > 1:
            raise ValueError("hill_share and mountain_share together exceed 1")
        if not self.valley_settled + self.hill_settled + self.mountain_settled > 0:
            raise ValueError("somebody must live somewhere: all of *_settled are 0")
        return self


class VehicleConfig(Frozen):
    """How fast something moves: `factor` times the road's speed, at most `cap` km/h."""

    factor: Positive
    cap: Positive | None = None


class TravelConfig(Frozen):
    """How long it takes from cell to cell."""

    metric: Literal["road", "manhattan", "none"] = "road"
    """`road`: shortest path over the grid. `manhattan`: straight streets at one speed. `none`: no time."""
    town: Positive
    valley: Positive
    hill: Positive
    mountain: Positive
    manhattan: Positive | None = None
    vehicles: dict[str, VehicleConfig]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if "car" not in self.vehicles:
            raise ValueError("vehicles lacks 'car'")
        if self.metric == "manhattan" and self.manhattan is None:
            raise ValueError("metric 'manhattan' needs the speed manhattan beside it")
        return self


class CamerasConfig(Frozen):
    """Cameras stand at the seat, in the market towns and at the main junctions (K6)."""

    count: Count
    seat_share: Share
    town_share: Share
    """Shares of the cameras at the seat and in other centres; the rest is at junctions."""
    view: NonNegative
    """km2 that one camera sees."""

    @model_validator(mode="after")
    def _within_one(self) -> Self:
        if self.seat_share + self.town_share > 1:
            raise ValueError("seat_share and town_share together exceed 1")
        return self


class CountyConfig(Frozen):
    """Everything `sim.county.build.build_county` needs."""

    name: str
    title: str
    title_zh: str = ""
    description: str = ""
    stylised: bool = True
    """Whether places are drawn rather than real; stamped on every picture."""
    places_seed: int = 1
    """Which draw of places; apart from the run's seed."""
    cell_km: Annotated[Quantity, Interval(ge=0.1, le=10)]
    area: Positive | None = None
    """km2; the outline is scaled to it. Absent: the outline's own area."""
    residents: Annotated[Quantity, Gt(0)]
    registered: Positive | None = None
    """Registered residents: context, moves nothing."""
    outline: OutlineConfig
    townships: TownshipsConfig
    stations: StationsConfig
    terrain: TerrainConfig
    travel: TravelConfig
    cameras: CamerasConfig
    traffic_squadrons: Count
    zones: PositiveCount | None = None
    """Dispatch zones; absent: max(1, round(stations x 4 / 28))."""


class ForceSize(Frozen):
    """How many people the force has; they belong to the county, not to a structure."""

    officers: PositiveCount
    auxiliaries: Count
