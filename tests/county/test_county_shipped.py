"""Every shipped county: its totals are those of its sources, and its parts fit together."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from sim.config.county import ForceSize
from sim.county.build import build_county
from sim.county.check import rural_round_trips
from sim.county.county import County, Terrain

CONFIGS = Path(__file__).parents[2] / "configs" / "county"
NAMES = sorted(path.stem for path in CONFIGS.glob("*.yaml"))
TOTALS = {  # stations, urban stations, townships, officers, auxiliaries
    "kaihua": (9, 3, 15, 331, 469),
    "songtao": (28, 5, 28, 282, 400),
    "lingwu": (8, 2, 8, 254, 360),
    "district": (14, 14, 14, 407, 577),
    "reference": (9, 0, 9, 331, 469),
    "synthetic": (9, 3, 15, 331, 469),
}


@pytest.fixture(scope="module")
def counties(shipped):
    return {name: build_county(shipped(name)) for name in NAMES}


def test_the_shipped_counties_are_the_ones_promised():
    assert set(NAMES) == set(TOTALS)


@pytest.mark.parametrize("name", NAMES)
def test_totals_are_those_of_the_sources(name, counties, shipped):
    county, config = counties[name], shipped(name)
    force = ForceSize.model_validate(
        yaml.safe_load((CONFIGS / f"{name}.yaml").read_text(encoding="utf-8"))["force"]
    )
    urban = sum(station.urban for station in county.stations)
    assert TOTALS[name] == (
        len(county.stations), urban, len(county.townships), int(force.officers), int(force.auxiliaries)
    )  # fmt: skip
    assert county.residents.sum() == pytest.approx(config.residents, rel=1e-12)
    stated = config.area or county.outline_km2
    assert county.cells_km2 == pytest.approx(stated, rel=0.01)
    assert len(county.squadron_cells) == int(config.traffic_squadrons)


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_and_township_belongs_to_one(name, counties):
    county = counties[name]
    for array in (
        county.terrain,
        county.residents,
        county.camera,
        county.urban,
        county.township,
        county.area,
    ):
        assert len(array) == county.n_cells
    assert len(set(zip(county.x.tolist(), county.y.tolist(), strict=True))) == county.n_cells
    assert set(county.township.tolist()) == set(range(len(county.townships)))
    assert set(county.area.tolist()) == set(range(len(county.stations)))
    held = [township for station in county.stations for township in station.townships]
    assert sorted(held) == list(range(len(county.townships)))
    for index, station in enumerate(county.stations):
        assert county.area[station.cell] == index
        assert station.residents == pytest.approx(county.residents[county.area == index].sum())
        for township in station.townships:
            assert (county.area[county.township == township] == index).all()
    for index, township in enumerate(county.townships):
        assert county.township[township.cell] == index
        assert township.residents == pytest.approx(county.residents[county.township == index].sum())


@pytest.mark.parametrize("name", NAMES)
def test_shares_and_terrain_are_sane(name, counties):
    county = counties[name]
    assert (county.residents >= 0).all()
    assert ((county.camera >= 0) & (county.camera < 1)).all()
    assert (county.terrain[county.urban] == Terrain.TOWN).all()
    assert county.stylised
    minutes = county.travel["car"].minutes
    assert minutes.dtype == np.float32 and np.isfinite(minutes).all() and (minutes > 0).all()


def test_a_townships_ground_goes_to_the_nearest_station(counties):
    for name in ("kaihua", "songtao", "lingwu"):
        county = counties[name]
        bases = np.array([station.cell for station in county.stations])
        for index, township in enumerate(county.townships):
            nearest = county.travel["car"].minutes[bases, township.cell].argmin()
            assert index in county.stations[nearest].townships


def test_kaihua_keeps_its_seat_and_cameras_in_towns(counties, shipped):
    county, config = counties["kaihua"], shipped("kaihua")
    sizes = [township.residents for township in county.townships]
    assert max(sizes) == sizes[0] == pytest.approx(float(config.townships.seat_share) * 230_000)
    assert 8_000 <= np.median(sizes[1:]) <= 13_000
    assert county.stations[0].cell == county.seat_cell == county.townships[0].cell
    x, y = (county.x[county.seat_cell], county.y[county.seat_cell])
    assert (int(x), int(y)) == (37, 25)
    towns = county.camera[county.terrain == Terrain.TOWN]
    others = county.camera[county.terrain != Terrain.TOWN]
    assert towns.min() > np.median(others) == 0
    assert (others > 0).sum() < 20


def test_round_trips_in_kaihua_are_as_long_as_k5_says(counties):
    trips = rural_round_trips(counties["kaihua"], minutes=40)
    assert trips.remote > 40
    assert 0.01 < trips.share_over < 0.2
    assert trips.median < 40


def test_round_trips_agree_with_a_plain_count(counties):
    county = counties["lingwu"]
    over = total = 0.0
    for cell in range(county.n_cells):
        if not county.urban[cell]:
            base = county.stations[county.area[cell]].cell
            total += county.residents[cell]
            over += county.residents[cell] * (2 * county.travel["car"].minutes[base, cell] > 25)
    assert rural_round_trips(county, 25).share_over == pytest.approx(over / total)


def test_round_trips_need_rural_residents(shipped):
    county = build_county(shipped("district", townships__seat_town_share=1, townships__town_share=1))
    with pytest.raises(ValueError, match="no rural residents"):
        rural_round_trips(county)


def same(one: County, other: County) -> bool:
    arrays = ("x", "y", "terrain", "residents", "camera", "urban", "township", "area")
    return (
        all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in arrays)
        and one.stations == other.stations
        and one.townships == other.townships
        and one.squadron_cells == other.squadron_cells
        and one.travel["car"].minutes.tobytes() == other.travel["car"].minutes.tobytes()
    )


def test_one_configuration_gives_one_county(shipped, counties):
    assert same(build_county(shipped("kaihua")), counties["kaihua"])
    assert same(build_county(shipped("kaihua", name="x", title="Another name")), counties["kaihua"])


def test_another_draw_moves_places_and_keeps_totals(shipped, counties):
    other = build_county(shipped("kaihua", places_seed=2))
    assert not same(other, counties["kaihua"])
    assert other.seat_cell == counties["kaihua"].seat_cell
    assert len(other.stations) == 9
    assert other.residents.sum() == pytest.approx(230_000)
    assert sorted(round(t.residents) for t in other.townships) == sorted(
        round(t.residents) for t in counties["kaihua"].townships
    )


def test_larger_cells_tell_the_same_story(shipped, counties):
    coarse = build_county(shipped("kaihua", cell_km=2))
    fine = counties["kaihua"]
    assert coarse.cells_km2 == pytest.approx(fine.cells_km2, rel=0.02)
    assert coarse.n_cells < fine.n_cells / 3.8
    for one, other in zip(coarse.townships, fine.townships, strict=True):
        assert abs((coarse.x[one.cell] + 0.5) * 2 - (fine.x[other.cell] + 0.5)) <= 1.5
    there, back = coarse.townships[1].cell, fine.townships[1].cell
    assert coarse.travel["car"].minutes[coarse.seat_cell, there] == pytest.approx(
        fine.travel["car"].minutes[fine.seat_cell, back], rel=0.25
    )


def test_the_reference_rectangle_is_flat(counties):
    county = counties["reference"]
    assert (county.width, county.height, county.n_cells) == (50, 45, 2250)
    assert len(set(county.terrain.tolist())) == 1 and not county.urban.any()
    assert np.ptp(county.residents) == 0 and not county.camera.any()
    spots = {(int(county.x[s.cell]), int(county.y[s.cell])) for s in county.stations}
    assert spots == {(x, y) for x in (8, 25, 41) for y in (7, 22, 37)}
