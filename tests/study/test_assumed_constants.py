"""Draws of what is assumed: in range, the same under all structures, and the same however many are asked for."""

from __future__ import annotations

import copy
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.config.errors import ConfigError
from sim.config.load import load_config, open_catalogue
from sim.config.schema import Config
from sim.config.walk import quantities
from sim.store.manifest import plain
from sim.study.studies.assumed.constants import (
    COUNTIES,
    PLACES,
    Constant,
    Draw,
    all_constants,
    changed,
    changes,
    constants,
    draws,
    not_drawn,
    uniform,
)
from sim.study.studies.task import with_changes


@cache
def config(model: str) -> Config:
    return load_config([f"model={model}", "county=kaihua"])


def test_every_assumed_or_literature_number_with_a_range_is_drawn_and_the_others_say_why_not() -> None:
    made = config("dabuzhi")
    drawn = {each.path for each in constants(made)}
    left = dict(not_drawn(made))
    known = {path: number for path, number in quantities(made) if number.status in ("assumed", "literature")}
    assert drawn | left.keys() == known.keys()
    assert not drawn & left.keys()
    assert {
        "work.case.alpha",
        "work.call.relay.mean",
        "demand.effective_calls",
        "county.travel.hill",
    } <= drawn
    assert "county.cell_km" in left
    for path, why in left.items():
        low, high = known[path].range or (0.0, 0.0)
        assert low == high or why != "it has no range", path


def test_what_the_user_sets_is_not_drawn() -> None:
    made = load_config(["model=dabuzhi", "work.case.alpha=0.7"])
    assert "work.case.alpha" not in {each.path for each in constants(made)}


def test_the_same_draw_is_the_same_uniform_under_all_structures() -> None:
    one, other = (
        dict(changes(constants(config(name)), Draw(3, 5), 1)) for name in ("traditional", "dabuzhi")
    )
    shared = [path for path in one if path in other and path.split(".")[0] in ("work", "demand", "county")]
    assert len(shared) > 100
    assert all(one[path] == other[path] for path in shared)


def test_more_draws_leave_the_first_ones_as_they_are_and_have_seeds_of_their_own() -> None:
    few, many = draws(1, 5), draws(1, 30)
    assert many[:5] == few
    assert len({draw.seed for draw in many}) == 30
    assert min(draw.seed for draw in many) > 100_000


def test_numbers_of_the_county_are_drawn_once_a_county() -> None:
    first, again, other = Draw(2, 0), Draw(2 + COUNTIES, 0), Draw(3, 0)
    path = "county.travel.hill"
    assert uniform(path, first, 1) == uniform(path, again, 1) != uniform(path, other, 1)
    assert uniform("work.case.alpha", first, 1) != uniform("work.case.alpha", again, 1)
    places = [dict(changes([], draw, 1))[PLACES] for draw in (first, again, other)]
    assert places[0] == places[1] != places[2]


@given(
    low=st.floats(-1e3, 1e3), width=st.floats(1e-3, 1e3), part=st.floats(0, 1), place=st.integers(0, 300),
)  # fmt: skip
def test_a_number_stays_in_its_range(low: float, width: float, part: float, place: int) -> None:
    each = Constant("a.b", "", "", "assumed", low + part * width, low, low + width)
    ((_, number), _) = changes([each], Draw(place, 0), 1)
    assert low <= number <= low + width


def test_numbers_spread_as_a_triangle_with_its_peak_at_the_value_as_shipped() -> None:
    each = Constant("a.b", "", "", "assumed", 12.0, 6.0, 24.0)
    found = [changes([each], Draw(place, 0), 1)[0][1] for place in range(4000)]
    assert sum(found) / len(found) == pytest.approx((6 + 12 + 24) / 3, abs=0.25)
    assert sum(number < 12 for number in found) / len(found) == pytest.approx(6 / 18, abs=0.03)


def test_changes_are_set_over_a_copy_and_validated() -> None:
    made = config("dabuzhi")
    tree = plain(made)
    before = copy.deepcopy(tree)
    numbers = changes(constants(made), Draw(0, 1), 1)
    after = changed(tree, numbers)
    assert tree == before
    new = with_changes(made, numbers)
    assert plain(new) == after
    wanted = dict(numbers)
    was = dict(quantities(made))
    for path, number in quantities(new):
        assert float(number) == wanted.get(path, float(was[path]))
        assert (number.status, number.range, number.source) == (
            was[path].status,
            was[path].range,
            was[path].source,
        )
    assert new.county.places_seed == wanted[PLACES]


def test_a_number_that_cannot_be_is_one_line() -> None:
    with pytest.raises(ConfigError, match=r"county.terrain.hill_share: .*outside its own range"):
        with_changes(config("dabuzhi"), (("county.terrain.hill_share", 0.9),))


@pytest.mark.parametrize("county", [each.name for each in open_catalogue().choices("county")])
def test_draws_of_every_shipped_county_are_configurations(county: str) -> None:
    made = load_config(["model=dabuzhi", f"county={county}"])
    for draw in draws(1, 3):
        new = with_changes(made, changes(constants(made), draw, 1))
        assert new.county.places_seed != made.county.places_seed


def test_several_configurations_share_what_both_have() -> None:
    one, other = config("traditional"), config("dabuzhi")
    both = {each.path for each in all_constants([one, other])}
    assert both == {each.path for each in constants(one)} | {each.path for each in constants(other)}
