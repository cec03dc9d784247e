"""What uniforms are turned into: durations, counts, arrivals, places."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from fakes.runs import config, county_of
from hypothesis import given
from hypothesis import strategies as st

from sim.config.demand import LogNormal
from sim.county.county import Terrain
from sim.demand.draws import MINUTES_A_WEEK, arrivals, durations, extra_counts, weekly_shape, with_median
from sim.demand.places import Places
from sim.streams import stream

N = 40_000
MIDDLES = (np.arange(N) + 0.5) / N
"""An even grid of uniforms: what sampling would give with far more draws."""
FLAT = np.ones(168)
SHAPES = st.lists(st.floats(0, 5), min_size=24, max_size=24).filter(lambda hours: max(hours) > 0.1)


def spec(mean: float, cv: float, family: str = "lognormal") -> LogNormal:
    def of(value: float) -> dict[str, object]:
        return {"value": value, "unit": "min", "status": "user"}

    return LogNormal.model_validate({"mean": of(mean), "cv": of(cv), "family": family})


@given(st.floats(0.05, 500), st.floats(0.01, 1.5), st.floats(0.2, 3))
def test_log_normal_durations_have_the_mean_and_the_spread_asked_for(
    mean: float, cv: float, factor: float
) -> None:
    found = durations(spec(mean, cv), MIDDLES, factor)
    assert found.mean() == pytest.approx(mean * factor, rel=0.01)
    assert found.std() / found.mean() == pytest.approx(cv, rel=0.06)
    assert (np.diff(found) > 0).all(), "a larger uniform is a longer duration"


def test_drawn_durations_lie_within_sampling_error() -> None:
    for number, (mean, cv) in enumerate(((1.5, 0.5), (66.3, 0.8), (480, 1))):
        found = durations(spec(mean, cv), stream(number, "test").random(N))
        assert abs(found.mean() - mean) < 4 * mean * cv / np.sqrt(N)
        assert found.std() / mean == pytest.approx(cv, rel=0.1)


@given(st.floats(0.05, 500), st.floats(0.2, 3))
def test_exponential_durations(mean: float, factor: float) -> None:
    found = durations(spec(mean, 1, "exponential"), MIDDLES, factor)
    assert found.mean() == pytest.approx(mean * factor, rel=0.01)
    assert np.median(found) == pytest.approx(mean * factor * np.log(2), rel=0.01)


@given(st.floats(0, 500), st.floats(0, 2), st.sampled_from(["constant", "lognormal"]))
def test_durations_without_spread_are_their_mean(mean: float, factor: float, family: str) -> None:
    found = durations(spec(mean, 0, family), np.array([0.01, 0.5, 0.99]), factor)
    assert found == pytest.approx([mean * factor] * 3)


def test_a_duration_of_nothing_is_nothing_even_where_the_uniform_is_zero() -> None:
    assert durations(spec(0, 1), np.array([0.0, 0.5])).tolist() == [0, 0]
    assert np.isfinite(durations(spec(3, 0.5), np.array([0.0]))).all()


@given(st.floats(0.1, 100), st.floats(0, 2))
def test_durations_by_median(median: float, cv: float) -> None:
    found = with_median(median, cv, MIDDLES)
    assert np.median(found) == pytest.approx(median, rel=1e-3)


@given(st.floats(0, 3))
def test_extra_counts_are_geometric(mean: float) -> None:
    found = extra_counts(mean, MIDDLES)
    assert found.min() == 0
    assert found.mean() == pytest.approx(mean, rel=0.01, abs=1e-3)
    assert (found == 0).mean() == pytest.approx(1 / (1 + mean), abs=1e-3)
    assert ((found == 1).sum() + 1) / N == pytest.approx(mean / (1 + mean) ** 2, abs=1e-3)


@given(SHAPES, st.lists(st.floats(0.1, 3), min_size=7, max_size=7))
def test_the_week_is_relative_to_its_mean(hours: list[float], days: list[float]) -> None:
    shape = weekly_shape(tuple(hours), tuple(days))
    assert shape.shape == (168,)
    assert shape.mean() == pytest.approx(1)
    assert shape[24 * 3 + 5] * hours[6] * days[0] == pytest.approx(shape[6] * hours[5] * days[3])


@given(st.integers(0, 999), st.floats(0.1, 200), SHAPES, st.floats(0, 2e4), st.floats(0, 3e4))
def test_arrivals_lie_in_order_in_their_span_and_not_in_hours_without_any(
    seed: int, per_day: float, hours: list[float], start: float, length: float
) -> None:
    shape = weekly_shape(tuple(hours), (1.0,) * 7)
    times = arrivals(stream(seed, "t"), per_day, shape, start, start + length)
    assert (np.diff(times) >= 0).all()
    if len(times):
        assert start - 1e-6 <= times[0] <= times[-1] <= start + length + 1e-6
        quiet = shape[(times % MINUTES_A_WEEK // 60).astype(int) % 168] == 0
        edge = np.minimum(times % 60, 60 - times % 60) < 1e-6
        assert not (quiet & ~edge).any()


@given(st.integers(0, 999), st.floats(0.1, 50), st.integers(1, 40), st.integers(0, 40))
def test_a_longer_span_begins_with_the_same_arrivals(seed: int, per_day: float, days: int, more: int) -> None:
    short = arrivals(stream(seed, "t"), per_day, FLAT, 0, days * 1440)
    long = arrivals(stream(seed, "t"), per_day, FLAT, 0, (days + more) * 1440)
    assert long[: len(short)].tolist() == short.tolist()
    assert (long[len(short) :] >= days * 1440 - 1e-6).all()


@given(st.integers(0, 999), st.floats(1, 50), st.floats(1, 4))
def test_a_changed_rate_moves_the_same_arrivals(seed: int, per_day: float, factor: float) -> None:
    few = arrivals(stream(seed, "t"), per_day, FLAT, 0, 20 * 1440)
    many = arrivals(stream(seed, "t"), per_day * factor, FLAT, 0, 20 * 1440)
    assert len(many) >= len(few)
    assert many[: len(few)] == pytest.approx(few / factor)


def test_arrivals_follow_the_hours_of_the_week() -> None:
    profile = config().demand
    shape = weekly_shape(profile.hour_profile.values, profile.weekday_traffic.values)
    times = arrivals(stream(1, "t"), 200, shape, 0, 364 * 1440)
    counts = np.bincount((times % MINUTES_A_WEEK // 60).astype(int), minlength=168)
    expected = 52 * 200 / 24 * shape
    chi_square = ((counts - expected) ** 2 / expected).sum()
    # 168 degrees of freedom: mean 168, standard deviation 18.3.
    assert chi_square < 168 + 4 * 18.3
    assert len(times) == pytest.approx(364 * 200, abs=4 * np.sqrt(364 * 200))


def test_gaps_of_a_flat_week_are_exponential() -> None:
    gaps = np.diff(arrivals(stream(2, "t"), 100, FLAT, 0, 300 * 1440)) / 14.4
    assert gaps.mean() == pytest.approx(1, abs=4 / np.sqrt(len(gaps)))
    for quantile in (0.25, 0.5, 0.9):
        share = (gaps < -np.log(1 - quantile)).mean()
        assert share == pytest.approx(quantile, abs=4 * np.sqrt(quantile * (1 - quantile) / len(gaps)))


@pytest.mark.parametrize(("per_day", "start", "end"), [(0, 0, 1440), (-1, 0, 1440), (5, 10, 10), (5, 20, 10)])
def test_no_rate_or_no_time_means_no_arrival(per_day: float, start: float, end: float) -> None:
    assert len(arrivals(stream(1, "t"), per_day, FLAT, start, end)) == 0


@pytest.mark.parametrize("profile", ["residents", "roads", "uniform"])
def test_places_follow_their_profile(profile: str) -> None:
    county = county_of(config())
    cells = Places(county, profile, 0.5).at(MIDDLES)
    assert (np.diff(cells) >= 0).all()
    assert 0 <= cells.min() <= cells.max() < county.n_cells
    share = np.bincount(cells, minlength=county.n_cells) / N
    if profile == "residents":
        assert share == pytest.approx(county.residents / county.residents.sum(), abs=2 / N)
        assert not share[county.residents == 0].any()
    elif profile == "uniform":
        assert share == pytest.approx(np.full(county.n_cells, 1 / county.n_cells), abs=2 / N)
    else:
        road = county.terrain <= Terrain.VALLEY
        half_and_half = (county.residents / county.residents.sum() + road / road.sum()) / 2
        assert share == pytest.approx(half_and_half, abs=2 / N)


def test_the_last_uniforms_still_fall_on_a_cell() -> None:
    county = county_of(config())
    ends = np.array([0.0, np.nextafter(1, 0)])
    for profile in ("residents", "roads", "uniform"):
        first, last = Places(county, profile).at(ends)
        assert 0 <= first <= last < county.n_cells


def test_successive_uniforms_are_successive_cells() -> None:
    county = county_of(config("traditional", "reference"))
    cells = Places(county, "uniform").at(MIDDLES).tolist()
    assert all(0 <= b - a <= 1 for a, b in pairwise(cells))
