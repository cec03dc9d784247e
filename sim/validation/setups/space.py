"""How far the nearest of n teams has to drive, on a square of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.streams import stream
from sim.validation import geometry
from sim.validation.setup import Setup, Size, Values, calls_an_hour, everywhere, force
from sim.validation.setups.reading import counted

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.schema import Config
    from sim.study.simulate import Result
    from sim.validation.geometry import Floats

CELL = 0.2
"""Km; small, so that teams are soon back and many calls find all of them at base."""
RATE = 1.0
"""Calls an hour."""
DISTANCE = "mean distance"
"""What is compared; the minutes of travel are these kilometres over one speed."""
DRAWN, ACROSS = 36, 30
"""Teams placed at random, and the cells along a side of their square."""


# -- what is read off the records --------------------------------------------------------------------------------


def _driven(result: Result) -> Values:
    calls = undisturbed(result)
    sent = result.dispatches.set_index("incident").loc[calls["incident"]]
    return {DISTANCE: float(sent["kilometres"].mean())}


def undisturbed(result: Result) -> pd.DataFrame:
    """The counted calls that find every team at its base.

    That is sure when no call came for as long as the longest way there and back. Poisson calls do not know
    of one another, so nothing is selected about where they are.
    """
    longest = 2 * _side(result.config)
    calls = counted(result)
    quiet = calls["received_at"].diff() > 2 * minutes(result.config, longest)
    return calls[quiet]


# -- what the configuration says of the ground -------------------------------------------------------------------


def _side(config: Config) -> float:
    width = config.county.outline.width
    assert width is not None and width == config.county.outline.height
    return float(width)


def minutes(config: Config, distance: float) -> float:
    """Minutes for so many km; the reference county has one speed for all roads."""
    return distance / float(config.county.travel.valley) * 60


def _cells(config: Config) -> Floats:
    return geometry.square_of_cells(round(_side(config) / config.county.cell_km))


def _distances(config: Config, starts: Floats) -> Floats:
    """(starts, cells): km from these cells to all."""
    measure = geometry.octile if config.county.travel.metric == "road" else geometry.manhattan
    return measure(starts, _cells(config), float(config.county.cell_km))


# -- what is known -----------------------------------------------------------------------------------------------


def _on_the_grid(config: Config) -> Values:
    bases = geometry.cells_of(config.county.stations.positions or (), float(config.county.cell_km))
    return {DISTANCE: geometry.mean_nearest(_distances(config, bases))}


def _continuous(config: Config) -> Values:
    road = config.county.travel.metric == "road"
    to_centre = geometry.octile_to_centre if road else geometry.manhattan_to_centre
    return {DISTANCE: to_centre(_side(config))}


def _drawn_on_the_grid(config: Config) -> Values:
    distances = _distances(config, _cells(config))
    return {DISTANCE: geometry.mean_nearest_drawn(distances, config.county.stations.number)}


# -- words -------------------------------------------------------------------------------------------------------


def square(teams: int, cells: int, cell: float) -> tuple[str, ...]:
    """One team at each of so many stations in a square of `cells` by `cells` cells; calls everywhere alike."""
    side = f"{cells * cell:.10g}"
    return (*force(crews=teams), *everywhere("on_scene.mean", 0), calls_an_hour(RATE),
            "posts.bodies.crews.site_minimum=1", f"county.cell_km={cell}", f"county.outline.width={side}",
            f"county.outline.height={side}", "county.townships.count=1")  # fmt: skip


def stations(cells: Floats, cell: float) -> tuple[str, ...]:
    """A station in the middle of each of these cells, (n, 2)."""
    places = ", ".join(f"[{x:.10g}, {y:.10g}]" for x, y in ((cells + 0.5) * cell).tolist())
    return (f"county.stations.count={len(cells)}", f"county.stations.positions=[{places}]")


def _lattice(rows: int, cells: int) -> tuple[str, ...]:
    """`rows` x `rows` squares of `cells` x `cells` cells (an odd number), a station in the middle of each."""
    middles = geometry.square_of_cells(rows) * cells + cells // 2
    return (*square(rows**2, rows * cells, CELL), *stations(middles, CELL))


def _at_random(seed: int) -> tuple[str, ...]:
    """Stations in different cells, each as likely as any other."""
    chosen = stream(seed, "validation", "stations").choice(ACROSS**2, DRAWN, replace=False)
    return stations(geometry.square_of_cells(ACROSS)[chosen], CELL)


ROAD = "county.travel.metric=road"
UNITS = {DISTANCE: "km"}
SOURCE = "Larson & Odoni 1981, ch. 3"
COARSE, FINE = 15, 45
"""Cells along a side of a team's square where the grid and where the continuum is checked."""


def _of_the_grid(rows: int, cells: int) -> Setup:
    side = cells * CELL
    return Setup(
        name=f"nearest-{rows**2}",
        title=f"Nearest of {rows**2} teams in squares of {side:g} km, streets: exact on {cells} x {cells} cells "
        f"(continuum {geometry.manhattan_to_centre(side):.4g} km)",
        source=SOURCE,
        words=_lattice(rows, cells),
        units=UNITS,
        measure=_driven,
        exact=_on_the_grid,
        quick=Size(16, 40),
        full=Size(80, 40),
    )


SETUPS = (
    *(_of_the_grid(rows, cells) for rows, cells in ((1, 29), (2, COARSE), (3, 9), (4, 7))),
    Setup(
        name="nearest-continuum",
        title=f"Distance from the middle of a square along streets: side / 2, cells 1/{FINE} of the side",
        source=SOURCE,
        words=_lattice(1, FINE),
        units=UNITS,
        measure=_driven,
        exact=_continuous,
        quick=Size(16, 40),
        full=Size(80, 40),
    ),
    Setup(
        name="nearest-road",
        title=f"Nearest of 4 teams over eight neighbours: exact on {COARSE} x {COARSE} cells "
        f"(continuum {geometry.octile_to_centre(COARSE * CELL):.4g} km)",
        source="mean of max + (sqrt 2 - 1) min over the cells",
        words=(*_lattice(2, COARSE), ROAD),
        units=UNITS,
        measure=_driven,
        exact=_on_the_grid,
        quick=Size(16, 40),
        full=Size(80, 40),
    ),
    Setup(
        name="nearest-road-continuum",
        title="Distance from the middle of a square over eight neighbours: side (1 + sqrt 2) / 6, "
        f"cells 1/{FINE} of the side",
        source="mean of max + (sqrt 2 - 1) min over the square",
        words=(*_lattice(1, FINE), ROAD),
        units=UNITS,
        measure=_driven,
        exact=_continuous,
        quick=Size(16, 40),
        full=Size(80, 40),
    ),
    Setup(
        name="nearest-drawn",
        title=f"Nearest of {DRAWN} teams at random places: exact on {ACROSS} x {ACROSS} cells (continuum with edges "
        f"{geometry.manhattan_to_nearest(DRAWN, ACROSS * CELL):.4g} km, without edges "
        f"{geometry.without_edges(DRAWN, ACROSS * CELL):.4g} km)",
        source=SOURCE,
        words=(*square(DRAWN, ACROSS, CELL), f"county.stations.count={DRAWN}"),
        drawn=_at_random,
        units=UNITS,
        measure=_driven,
        exact=_drawn_on_the_grid,
        quick=Size(16, 60),
        full=Size(150, 100),
    ),
)
