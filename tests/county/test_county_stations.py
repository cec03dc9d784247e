"""Stations and townships: drawn, or given by the user; bad ones are named, all at once."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.config.errors import ConfigError
from sim.county.build import build_county
from sim.county.residents import largest_remainder

PLACES = [
    {"label": "Seat", "x": 7.2, "y": 5.1, "residents": 3_000},
    {"label": "East", "x": 12.5, "y": 5.0, "residents": 1_000, "urban": True},
    {"label": "West", "x": 1.5, "y": 3.0, "residents": 2_000},
]


def test_every_station_outside_is_named(small):
    positions = [[3.5, 3.5], [14.5, 2.0], [5.0, -0.1]]
    with pytest.raises(ConfigError) as caught:
        build_county(small(stations__positions=positions))
    assert len(caught.value.problems) == 2
    assert "S02 at (14.5, 2) km lies outside" in caught.value.problems[0]
    assert "S03 at (5, -0.1) km lies outside" in caught.value.problems[1]


def test_a_station_in_the_bounding_box_but_outside_the_border_is_named(shipped):
    with pytest.raises(ConfigError, match="S01 at \\(1, 64\\) km lies outside"):
        build_county(
            shipped("kaihua", stations__positions=[[1, 64]], stations__count=None, stations__urban=0)
        )


def test_two_stations_in_one_cell_are_named(small):
    with pytest.raises(ConfigError, match="S03 lies in the same cell as S01"):
        build_county(small(stations__positions=[[3.5, 3.5], [8, 3], [3.6, 3.4]]))


def test_given_stations_stand_where_they_are_put(small):
    positions = [[1.5, 1.5], [7.5, 5.5], [13.5, 8.5]]
    county = build_county(small(stations__positions=positions, outline__seat=[7.5, 4.5]))
    found = [(county.x[s.cell] + 0.5, county.y[s.cell] + 0.5) for s in county.stations]
    assert found == [tuple(position) for position in positions]
    assert [station.urban for station in county.stations] == [False, True, False]


def test_given_townships_keep_their_proportions(small):
    county = build_county(small(townships__places=PLACES, townships__count=None, outline__seat=[7, 5]))
    assert [township.label for township in county.townships] == ["Seat", "East", "West"]
    people = [township.residents for township in county.townships]
    assert people == pytest.approx([15_000, 5_000, 10_000])
    assert county.townships[1].urban
    assert county.seat_cell == county.townships[0].cell


def test_bad_townships_are_named_together(small):
    places = [*PLACES, {"label": "West", "x": 40, "y": 3, "residents": 9}]
    with pytest.raises(ConfigError) as caught:
        build_county(small(townships__places=places, townships__count=None))
    assert [p for p in caught.value.problems if "outside" in p]
    assert [p for p in caught.value.problems if "stands twice" in p]


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("stations__count", 2.5, "not a whole number"),
        ("stations__count", 0, "greater than 0"),
        ("stations__count", None, "either count or positions"),
        ("stations__urban", 4, "more than the 3 stations"),
        ("stations__positions", [[1, 1]], "there are 1 positions"),
        ("stations__positions", [[1, float("nan")]] * 3, "finite"),
        ("residents", 0, "greater than 0"),
        ("residents", float("nan"), "finite"),
        ("residents", "many", "not a number"),
        ("cell_km", 0.01, "greater than or equal"),
        ("townships__seat_share", 1.2, "less than or equal"),
        ("travel__metric", "crow", "manhattan"),
        ("travel__metric", "manhattan", "needs the speed"),
        ("travel__town", float("inf"), "finite"),
        ("travel__vehicles", {"foot": {"factor": 1}}, "lacks 'car'"),
        ("terrain__hill_share", 0.9, "together exceed 1"),
        ("cameras__seat_share", 0.9, "together exceed 1"),
        ("outline__width", None, "both width and height"),
        ("sations", 3, "Extra inputs"),
    ],
)
def test_impossible_settings_are_refused(small, key, value, says):
    with pytest.raises(ValidationError, match=says):
        small(**{key: value})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"stations__count": 141}, "141 stations do not fit into 140 cells"),
        ({"townships__count": 150}, "150 townships do not fit into 140 cells"),
        ({"outline__seat": [20.0, 3.0]}, "outline.seat"),
        ({"outline__width": 9000}, "enlarge the cells"),
    ],
)
def test_what_does_not_fit_is_said(small, changes, says):
    with pytest.raises(ConfigError, match=says):
        build_county(small(**changes))


def test_ten_times_the_county_on_the_same_grid(shipped):
    county = build_county(shipped("kaihua", stations__count=90, residents=2_300_000))
    plain = build_county(shipped("kaihua"))
    assert len({station.cell for station in county.stations}) == 90
    assert county.x.tolist() == plain.x.tolist() and county.y.tolist() == plain.y.tolist()
    for one, other in zip(county.townships, plain.townships, strict=True):
        assert (one.cell, one.residents) == (other.cell, pytest.approx(other.residents * 10))
    assert min(station.residents for station in county.stations) > 0
    base = np.array([station.cell for station in county.stations])
    minutes = county.travel["car"].minutes
    own = minutes[base[county.area], np.arange(county.n_cells)]
    assert (own <= minutes[base].min(axis=0) + 1.5).all()
    assert [s.urban for s in county.stations].count(True) == 3
    assert all(county.township[s.cell] == 0 for s in county.stations[:3])


def seat_of(county, cell):
    """The cell at which the township stands that a cell belongs to."""
    return county.townships[county.township[cell]].cell


@pytest.mark.xfail(
    strict=True,
    reason="on a lattice whole townships go to the nearest station, also the one in which another station stands",
)
def test_a_station_stands_on_its_own_ground_on_a_lattice_too(small):
    lattice = {"townships__layout": "lattice", "townships__count": 6, "stations__count": 2, "cell_km": 2.0}
    county = build_county(small(outline__width=9, outline__height=10, places_seed=0, **lattice))
    assert all(county.area[station.cell] == index for index, station in enumerate(county.stations))


@settings(max_examples=25, deadline=None)
@given(
    width=st.integers(2, 16),
    height=st.integers(2, 12),
    townships=st.integers(1, 8),
    stations=st.integers(1, 12),
    seed=st.integers(0, 10**6),
    cell_km=st.sampled_from([0.5, 1.0, 2.0]),
    layout=st.sampled_from(["valley", "lattice"]),
    metric=st.sampled_from(["road", "none"]),
)
def test_any_synthetic_county_fits_together(small, width, height, townships, stations, seed, **setting):
    config = small(
        outline__width=width,
        outline__height=height,
        townships__count=townships,
        stations__count=stations,
        places_seed=seed,
        cell_km=setting["cell_km"],
        townships__layout=setting["layout"],
        travel__metric=setting["metric"],
    )
    room = max(1, -(-width // setting["cell_km"]) * -(-height // setting["cell_km"]))
    assume(room >= 4 * max(stations, townships))
    county = build_county(config)
    assert len(county.stations) == len({station.cell for station in county.stations}) == stations
    assert len(county.townships) == len({township.cell for township in county.townships}) == townships
    assert county.residents.sum() == pytest.approx(30_000, rel=1e-12)
    held = [township for station in county.stations for township in station.townships]
    assert sorted(held) == list(range(townships))
    for index, station in enumerate(county.stations):
        whose = county.area[station.cell]
        of_the_township = setting["layout"] == "lattice" and stations <= townships
        assert whose == index or (of_the_township and whose == county.area[seat_of(county, station.cell)])
    assert sum(station.residents for station in county.stations) == pytest.approx(30_000)
    assert sum(township.residents for township in county.townships) == pytest.approx(30_000)


@given(st.integers(0, 500), st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_largest_remainder_adds_up(total, weights):
    counts = largest_remainder(total, np.array(weights))
    assert counts.sum() == total and (counts >= 0).all()
    if sum(weights) > 1e-6:
        assert (np.abs(counts - total * np.array(weights) / sum(weights)) <= 1 + 1e-6).all()
