"""From a county's configuration to the county: outline, cells, places, land, travel, residents, stations."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.config.county import CountyConfig
from sim.county.county import County, Station, Terrain, Township
from sim.county.grid import Floats, Grid, make_grid
from sim.county.places import Places, settle
from sim.county.residents import populate, watch
from sim.county.stations import Distance, grounds, place_squadrons, place_stations
from sim.county.terrain import Land, shape_land
from sim.county.travel import TravelTimes


def build_county(config: CountyConfig) -> County:
    """Build the county that `config` describes; the same configuration always gives the same county.

    Nothing here depends on the run's seed. Raises ``ConfigError`` for what cannot be placed.
    """
    grid = make_grid(config)
    places = settle(config, grid)
    land = shape_land(config, grid, places)
    travel = TravelTimes(grid, land.road_kmh(config), config.travel)
    far = _distance(config, grid, travel)
    township = _parcel(places, land, far)
    residents = populate(config, grid, places, land, township)
    cells, station_urban = place_stations(config, grid, places, township, residents, far)
    area, station_of = grounds(cells, places, township, far)
    urban_place = places.urban.copy()
    urban_place[township[[cell for cell, urban in zip(cells, station_urban, strict=True) if urban]]] = True
    return County(
        name=config.name,
        title=config.title,
        stylised=config.stylised,
        cell_km=grid.cell_km,
        x=grid.x,
        y=grid.y,
        width=grid.index.shape[1],
        height=grid.index.shape[0],
        terrain=land.terrain,
        residents=residents,
        camera=watch(config, grid, places, land, residents),
        urban=(land.terrain == Terrain.TOWN) & urban_place[township],
        township=township,
        area=area,
        townships=_townships(places, urban_place, _sums(township, residents, len(places.cells))),
        stations=_stations(cells, station_urban, station_of, _sums(area, residents, len(cells))),
        seat_cell=int(places.cells[places.seat]),
        squadron_cells=place_squadrons(int(config.traffic_squadrons), places, far),
        outline=tuple((float(x), float(y)) for x, y in grid.corners),
        outline_km2=grid.outline_km2,
        scale=grid.scale,
        travel=travel,
    )


def _distance(config: CountyConfig, grid: Grid, travel: TravelTimes) -> Distance:
    """What 'near' means when places and grounds are chosen."""
    if config.travel.metric != "none":
        return lambda cells: travel["car"].minutes[cells].astype(float)
    centres = grid.centres
    return lambda cells: np.hypot(*(centres[cells][:, None, :] - centres).transpose(2, 0, 1))


def _parcel(places: Places, land: Land, far: Distance) -> npt.NDArray[np.int16]:
    """The township of each cell: that of its built-up centre, else the nearest."""
    minutes = far(places.cells)
    minutes[np.arange(len(places.cells)), places.cells] = -1.0
    return np.where(land.town_of >= 0, land.town_of, minutes.argmin(axis=0)).astype(np.int16)


def _sums(group: npt.NDArray[np.int16], residents: Floats, number: int) -> Floats:
    return np.bincount(group, residents, number).astype(float)


def _townships(places: Places, urban: npt.NDArray[np.bool_], residents: Floats) -> tuple[Township, ...]:
    rows = zip(places.labels, places.cells.tolist(), residents.tolist(), urban.tolist(), strict=True)
    return tuple(Township(*row) for row in rows)


def _stations(
    cells: list[int], urban: list[bool], station_of: npt.NDArray[np.intp], residents: Floats
) -> tuple[Station, ...]:
    return tuple(
        Station(
            f"S{index + 1:02d}",
            cell,
            float(residents[index]),
            urban[index],
            tuple(np.flatnonzero(station_of == index).tolist()),
        )
        for index, cell in enumerate(cells)
    )
