"""Worlds made out of drawn ones: what is kept, what is moved, what is taken out."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from fakes.small import call, records

from sim.config.schema import Config
from sim.county.build import build_county
from sim.county.county import County
from sim.demand.world import World
from sim.validation.relation import config_of, run_days
from sim.validation.relations import pairs, worlds
from sim.validation.relations.worlds import CALL_TIMES


@pytest.fixture(scope="module")
def config() -> Config:
    return config_of((*pairs.land(pairs.STATIONS), *pairs.BEFORE, *run_days(0, 20)))


@pytest.fixture(scope="module")
def county(config: Config) -> County:
    return build_county(config.county)


@pytest.fixture(scope="module")
def world(config: Config, county: County) -> World:
    return worlds.drawn(config, county, 1)


def test_four_quarter_turns_bring_every_cell_back(county: County) -> None:
    standing = build_county(
        config_of((*pairs.land(((9.0, 7.0),), pairs.HEIGHT, pairs.WIDTH), *pairs.BEFORE)).county
    )
    turned = worlds.turned(county, standing, 1)
    assert sorted(turned.tolist()) == list(range(county.n_cells))
    half = worlds.turned(county, county, 2)
    assert (half[half] == np.arange(county.n_cells)).all()
    assert (worlds.turned(standing, county, 1)[turned] == half).all()
    assert (worlds.turned(county, county, 4) == np.arange(county.n_cells)).all()
    x, y = county.x[5], county.y[5]
    assert (standing.x[turned[5]], standing.y[turned[5]]) == (county.height - 1 - y, x)


def test_without_cases_the_calls_stay(world: World) -> None:
    alone = worlds.calls_only(world)
    assert len(alone.cases.cell) == 0
    assert (alone.calls.case == -1).all()
    assert (alone.calls.received_at == world.calls.received_at).all()
    assert len(worlds.cases_only(world).calls.cell) == 0
    assert (worlds.cases_only(world).cases.call == -1).all()
    assert 0 < len(worlds.cases_only(world).cases.cell) < len(world.cases.cell)


def test_bursts_lie_apart(world: World) -> None:
    spread = worlds.far_apart(world, every=600, first=60, burst=3, within=9)
    assert (spread.calls.priority > 0).all()
    assert spread.calls.received_at[:7].tolist() == [60, 63, 66, 660, 663, 666, 1260]


def test_everything_happens_twice(world: World, county: County) -> None:
    left = np.arange(county.n_cells)
    both = worlds.twice(world, left, left + county.n_cells)
    assert len(both.calls.cell) == 2 * len(world.calls.cell)
    for half, start in ((left, 0), (left + county.n_cells, 1)):
        assert (both.calls.cell[start::2] == half[world.calls.cell]).all()
        assert (both.calls.received_at[start::2] == world.calls.received_at).all()
        linked = np.flatnonzero(world.calls.case >= 0)
        rows = both.calls.case[start::2][linked]
        assert (rows == 2 * world.calls.case[linked] + start).all()
        assert (both.cases.call[rows] == 2 * linked + start).all()


def test_half_the_pace_doubles_every_time(world: World) -> None:
    slow = worlds.scaled(world, 2.0)
    for name in ("received_at", "handling", "relay", "scene", "report"):
        assert np.array_equal(getattr(slow.calls, name), 2 * getattr(world.calls, name))
    kept = {"received_at", "handling", "relay", "scene", "report", "offence", "case"}
    for each in fields(world.calls):
        if each.name not in kept:
            assert np.array_equal(getattr(slow.calls, each.name), getattr(world.calls, each.name))


def test_records_side_by_side() -> None:
    one = records(incidents=[call(10, 1, 1, 1, 1, 1), call(20, 1, 1)])
    other = records(incidents=[call(10, 1, 1, 1, 1, 1.5), call(20, 1, 1)])
    assert worlds.furthest(one, one, "incidents", CALL_TIMES) == 0
    assert worlds.furthest(one, other, "incidents", CALL_TIMES) == 0.5
    cut_off = records(incidents=[call(10, 1, 1, 1, 1, 1), call(20, 1)])
    assert worlds.furthest(one, cut_off, "incidents", CALL_TIMES) == np.inf
    assert worlds.furthest(one, records(incidents=[call(10, 1)]), "incidents", CALL_TIMES) == np.inf
    assert worlds.waited(one) == 1
