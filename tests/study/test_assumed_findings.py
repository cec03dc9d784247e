"""The wider interval and what matters: planted influences are found, none are told where there are none, coverage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, linregress

from sim.study.studies.assumed.constants import COUNTIES, Constant
from sim.study.studies.assumed.findings import FEWEST, Spread, uncertain
from sim.study.studies.assumed.influence import Drawn, Influence, ranked
from sim.study.studies.comparisons import Answer, Comparison


def constant(path: str, low: float = 0.0, high: float = 1.0) -> Constant:
    return Constant(path, "unit", "source", "assumed", (low + high) / 2, low, high)


def drawn(rng: np.random.Generator, size: int, number: int = 20, of_county: int = 0) -> Drawn:
    county = np.arange(size) % COUNTIES
    values = rng.random((size, number + of_county))
    values[:, number:] = rng.random((COUNTIES, of_county))[county]
    named = [constant(f"work.{place}") for place in range(number)]
    return Drawn([*named, *(constant(f"county.{place}") for place in range(of_county))], values, county)


def named(found: tuple[Influence, ...], path: str) -> Influence:
    return next(each for each in found if each.path == path)


def comparison(difference: float = 0.0, half: float = 0.1) -> Comparison:
    low, high = difference - half, difference + half
    return Comparison("response_time_mean", "min", "b", "a", 9, 900.0, difference, low, high, low, high,
                      0.5, 0.5, 0.5, 0.5, 0.9, Answer.NOT_YET)  # fmt: skip


def test_a_planted_influence_is_found_with_its_share_and_where_the_sign_flips() -> None:
    rng = np.random.default_rng(1)
    made = drawn(rng, 200)
    x = made.values[:, 4]
    y = 6 * (x - 0.25) + rng.normal(0, 1, 200)
    first, *others = ranked(y, made)
    assert first.path == "work.4"
    assert first.told
    truth = 6**2 / 12 / (6**2 / 12 + 1)
    assert first.share == pytest.approx(truth, abs=0.06)
    assert first.flips_at == pytest.approx(0.25, abs=0.06)
    assert first.at_low == pytest.approx(-1.5, abs=0.5)
    assert first.at_high == pytest.approx(4.5, abs=0.5)
    assert not any(each.told for each in others)
    assert all(each.flips_at is None for each in others)


def test_lines_are_those_of_scipy() -> None:
    rng = np.random.default_rng(11)
    made = drawn(rng, 37, number=6)
    y = made.values @ rng.normal(0, 1, 6) + rng.normal(0, 1, 37)
    theirs = {f"work.{place}": linregress(made.values[:, place], y) for place in range(6)}
    ours = ranked(y, made)
    order = sorted(ours, key=lambda each: theirs[each.path].pvalue)
    highest = 0.0
    for place, each in enumerate(order):
        fit = theirs[each.path]
        highest = max(highest, min(1.0, (6 - place) * fit.pvalue))
        assert each.p == pytest.approx(highest)
        assert (each.at_low, each.at_high) == pytest.approx((fit.intercept, fit.intercept + fit.slope))
        assert each.share == pytest.approx(max(0.0, 1 - (1 - fit.rvalue**2) * 36 / 35))


def test_a_sign_that_stays_flips_nowhere() -> None:
    rng = np.random.default_rng(2)
    made = drawn(rng, 100)
    found = named(ranked(3 + made.values[:, 0] + rng.normal(0, 0.1, 100), made), "work.0")
    assert found.told
    assert found.flips_at is None


def test_a_number_of_the_county_is_judged_by_counties_and_not_by_draws() -> None:
    rng = np.random.default_rng(3)
    told = 0
    for _ in range(60):
        made = drawn(rng, 200, number=3, of_county=3)
        unknown = rng.normal(0, 2, COUNTIES)[made.county]  # the places differ, whatever the constants are
        told += any(each.told for each in ranked(unknown + rng.normal(0, 1, 200), made))
    assert binomtest(told, 60, 0.05).pvalue > 0.001
    made = drawn(rng, 200, number=3, of_county=3)
    y = 5 * made.values[:, 4] + rng.normal(0, 0.5, 200)
    first = ranked(y, made)[0]
    assert first.path == "county.1"
    assert first.told


def test_without_influence_something_is_told_in_five_studies_of_a_hundred() -> None:
    rng = np.random.default_rng(4)
    told = sum(
        any(each.told for each in ranked(rng.normal(0, 1, 60), drawn(rng, 60, number=20))) for _ in range(100)
    )
    assert binomtest(told, 100, 0.05).pvalue > 0.001


@pytest.mark.parametrize("number", [10, 20, 40, 200])
@pytest.mark.parametrize("of_county", [0.0, 0.8])
@pytest.mark.parametrize("sigma", [0.3, 2.0])
def test_the_interval_holds_the_expected_difference_of_another_world_95_times_in_100(
    number: int, of_county: float, sigma: float
) -> None:
    """Worlds differ by their assumptions (variance 1, a share of it by county), and each is seen through chance."""
    rng = np.random.default_rng(5)
    times = 400
    held = 0
    for _ in range(times):
        county = rng.normal(0, np.sqrt(of_county), COUNTIES)[np.arange(number) % COUNTIES]
        truth = 1 + county + rng.normal(0, np.sqrt(1 - of_county), number)
        low, high = Spread.of(truth + rng.normal(0, sigma, number), rng.normal(1, sigma, 20)).interval
        held += low <= rng.normal(1, 1) <= high
    assert binomtest(held, times, 0.95, alternative="less").pvalue > 0.01


def test_with_one_replication_nobody_knows_what_is_chance() -> None:
    spread = Spread.of(np.arange(20.0), np.array([1.0]))
    assert np.isnan(spread.explained)


def test_the_chance_of_less_is_as_sure_as_the_wider_interval() -> None:
    rng = np.random.default_rng(9)
    made = drawn(rng, 50)
    by_chance = uncertain(comparison(half=3.0), rng.normal(-0.1, 1, 9), rng.normal(-5, 0.1, 50), made)
    assert by_chance is not None
    assert 0.2 < by_chance.below < 0.95


@given(
    st.lists(st.floats(-100, 100), min_size=FEWEST, max_size=60, unique=True),
    st.lists(st.floats(-9, 9), max_size=20),
)
def test_no_side_is_nearly_certain_where_the_interval_holds_zero(
    values: list[float], chance: list[float]
) -> None:
    spread = Spread.of(np.array(values), np.array(chance))
    low, high = spread.interval
    if low < -1e-9 and high > 1e-9:
        assert 0.02 < spread.below_zero < 0.98


def test_where_assumptions_do_not_matter_the_interval_is_that_of_the_mean() -> None:
    rng = np.random.default_rng(6)
    spread = Spread.of(rng.normal(1, 1.0, 400), rng.normal(1, 1.05, 400))
    assert spread.explained < 0.2
    assert spread.quantile(0.975) - spread.quantile(0.025) < 2.5


@given(
    st.lists(st.floats(-100, 100), min_size=FEWEST, max_size=60), st.lists(st.floats(-100, 100), max_size=20)
)
def test_quantiles_rise_and_agree_with_probabilities(values: list[float], chance: list[float]) -> None:
    spread = Spread.of(np.array(values), np.array(chance))
    low, middle, high = (spread.quantile(level) for level in (0.025, 0.5, 0.975))
    assert low <= middle <= high
    assert np.isnan(spread.explained) if len(chance) < 2 else 0.0 <= spread.explained <= 1.0
    assert spread.interval[0] <= low + 1e-9 and high - 1e-9 <= spread.interval[1]
    if spread.error > 1e-6:
        assert spread.below(middle) == pytest.approx(0.5, abs=1e-6)


def test_the_wider_interval_holds_that_of_chance_alone() -> None:
    rng = np.random.default_rng(7)
    made = drawn(rng, 50)
    narrow = rng.normal(0, 0.01, 50)
    found = uncertain(comparison(half=3.0), rng.normal(0, 1, 9), narrow, made)
    assert found is not None
    assert (found.low, found.high) == (-3.0, 3.0)
    wide = uncertain(comparison(half=0.1), rng.normal(0, 0.1, 9), rng.normal(0, 5, 50), made)
    assert wide is not None
    assert wide.low < -5 and wide.high > 5


def test_draws_that_lack_a_number_are_left_out_and_too_few_say_nothing() -> None:
    rng = np.random.default_rng(8)
    made = drawn(rng, 30)
    some = np.where(np.arange(30) < 12, rng.normal(2, 1, 30), np.nan)
    found = uncertain(comparison(), rng.normal(0, 1, 9), some, made)
    assert found is not None
    assert found.draws == 12
    assert found.below < 0.5
    assert (
        uncertain(comparison(), rng.normal(0, 1, 9), np.where(np.arange(30) < 9, some, np.nan), made) is None
    )
