"""The formulas against textbook values, against each other, and at their limits."""

from __future__ import annotations

from math import cos, exp, factorial, inf, isclose, log1p, pi, sin, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from sim.validation import formulas

SERVERS = st.integers(1, 15)
SHARE = st.floats(0.05, 0.95)
MINUTES = st.floats(0.5, 60)
CV = st.floats(0.05, 3)
FAMILY = st.sampled_from(("exponential", "lognormal", "constant"))
CLASSES = st.lists(st.tuples(st.floats(0.1, 1), MINUTES, CV), min_size=1, max_size=4)


def classes(
    drawn: list[tuple[float, float, float]], load: float
) -> tuple[list[float], list[tuple[float, float]]]:
    """Rates that bring this load to one server, and moments, of classes drawn as (weight, mean, cv)."""
    work = sum(weight * mean for weight, mean, _ in drawn)
    return [load * w / work for w, _, _ in drawn], [(m, m**2 * (1 + cv**2)) for _, m, cv in drawn]


# -- Erlang ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("servers", "load", "lost", "waits"),
    [(1, 0.5, 1 / 3, 0.5), (2, 1.0, 0.2, 1 / 3), (4, 3.0, 27 / 131, 0.5094), (5, 3.0, 0.1101, 0.2362),
     (10, 5.0, 0.01838, 0.03611)],
)  # fmt: skip
def test_erlangs_tables(servers: int, load: float, lost: float, waits: float) -> None:
    assert formulas.erlang_b(servers, load) == pytest.approx(lost, abs=5e-5)
    assert formulas.erlang_c(servers, load) == pytest.approx(waits, abs=5e-5)


@given(SERVERS, st.floats(0.01, 30))
def test_the_recursion_is_erlangs_sum(servers: int, load: float) -> None:
    terms = [load**count / factorial(count) for count in range(servers + 1)]
    assert formulas.erlang_b(servers, load) == pytest.approx(terms[-1] / sum(terms))


@given(SHARE, MINUTES)
def test_one_server_is_the_simplest_queue(load: float, service: float) -> None:
    assert formulas.erlang_c(1, load) == pytest.approx(load)
    assert formulas.mean_wait(1, load, service) == pytest.approx(load * service / (1 - load))


@given(SERVERS, SHARE, MINUTES)
def test_the_mean_wait_is_the_integral_of_its_tail(servers: int, share: float, service: float) -> None:
    load = share * servers
    tail, _ = integrate.quad(lambda t: formulas.waits_longer(servers, load, service, t), 0, inf, epsabs=0)
    assert tail == pytest.approx(formulas.mean_wait(servers, load, service), rel=1e-5, abs=0)
    assert formulas.waits_longer(servers, load, service, 0) == pytest.approx(formulas.erlang_c(servers, load))


# -- desks -----------------------------------------------------------------------------------------------------


@given(st.integers(1, 6), SHARE, MINUTES, st.floats(0, 300))
def test_the_time_through_a_chain_is_erlangs(desks: int, share: float, service: float, than: float) -> None:
    rate = share / service
    law = stats.gamma(desks, scale=1 / (1 / service - rate))
    assert formulas.chain_longer(desks, rate, service, than) == pytest.approx(law.sf(than), abs=1e-12)


# -- general services ------------------------------------------------------------------------------------------


@given(SHARE, MINUTES)
def test_exponential_and_constant_services_at_one_server(load: float, service: float) -> None:
    rate = load / service
    exponential = formulas.one_server_wait(rate, formulas.moments("exponential", service, 7.0))
    constant = formulas.one_server_wait(rate, formulas.moments("constant", service, 7.0))
    assert exponential == pytest.approx(formulas.mean_wait(1, load, service))
    assert constant == pytest.approx(exponential / 2)


@given(SHARE, MINUTES, CV)
def test_a_first_service_like_the_others_changes_nothing(load: float, mean: float, cv: float) -> None:
    service = formulas.moments("lognormal", mean, cv)
    wait, free = formulas.first_differs(load / mean, service, service)
    assert wait == pytest.approx(formulas.one_server_wait(load / mean, service))
    assert free == pytest.approx(1 - load)


def test_a_first_service_of_its_own_by_hand() -> None:
    """Rate 0.1, services of exactly 4, the first of 9: by Welch 1.6/1.2 + 0.1 (81 - 16) / (2 (1 - 0.4 + 0.9))."""
    wait, free = formulas.first_differs(0.1, (4, 16), (9, 81))
    assert wait == pytest.approx(1.6 / 1.2 + 6.5 / 3)
    assert free == pytest.approx(0.6 / 1.5)


@given(MINUTES, CV, MINUTES, CV)
def test_variances_of_independent_times_add_up(a: float, cv: float, b: float, other: float) -> None:
    mean, second = formulas.added(
        formulas.moments("lognormal", a, cv), formulas.moments("lognormal", b, other)
    )
    assert mean == pytest.approx(a + b)
    assert second - mean**2 == pytest.approx((a * cv) ** 2 + (b * other) ** 2, rel=1e-6)


@given(st.floats(0.1, 30), st.integers(0, 60))
def test_poissons_law(mean: float, count: int) -> None:
    assert formulas.poisson(mean, count) == pytest.approx(stats.poisson(mean).pmf(count), rel=1e-9)
    assert [formulas.poisson(0, n) for n in (0, 1)] == [1, 0]


# -- priorities ------------------------------------------------------------------------------------------------


def test_two_priorities_by_hand() -> None:
    """Rates 0.2 and 0.2, exponential services of 1: work in hand 0.4."""
    exponential = [(1.0, 2.0), (1.0, 2.0)]
    assert formulas.priority_waits([0.2, 0.2], exponential) == pytest.approx([0.5, 0.4 / 0.48])
    assert formulas.interrupting([0.2, 0.2], exponential) == [
        pytest.approx((0.25, 1.25)), pytest.approx((0.4 / 0.48, 0.4 / 0.48 + 1.25)),
    ]  # fmt: skip


@given(CLASSES, SHARE)
def test_priorities_only_pass_the_wait_on(drawn: list[tuple[float, float, float]], load: float) -> None:
    """Kleinrock's conservation law (1965): the waits weighted by load are those of first come, first served."""
    rates, services = classes(drawn, load)
    waits = formulas.priority_waits(rates, services)
    loads = [rate * mean for rate, (mean, _) in zip(rates, services, strict=True)]
    total = sum(rates)
    second = sum(r * s for r, (_, s) in zip(rates, services, strict=True)) / total
    alike = formulas.one_server_wait(total, (load / total, second))
    assert sum(r * w for r, w in zip(loads, waits, strict=True)) == pytest.approx(load * alike)
    assert waits == sorted(waits)


@given(CLASSES, SHARE, MINUTES, SERVERS)
def test_priorities_of_one_service_wait_as_long_in_all(
    drawn: list[tuple[float, float, float]], share: float, service: float, servers: int
) -> None:
    weights = [weight for weight, _, _ in drawn]
    rates = [share * servers / service * weight / sum(weights) for weight in weights]
    load = share * servers
    waits = formulas.shared_priority_waits(rates, service, servers)
    until = formulas.shared_interrupting(rates, service, servers)
    alike = formulas.mean_wait(servers, load, service)
    assert sum(r * w for r, w in zip(rates, waits, strict=True)) == pytest.approx(sum(rates) * alike)
    assert sum(r * t for r, t in zip(rates, until, strict=True)) == pytest.approx(
        sum(rates) * (alike + service)
    )
    if servers == 1:
        exponential = [formulas.moments("exponential", service, 1)] * len(rates)
        assert waits == pytest.approx(formulas.priority_waits(rates, exponential))
        assert until == pytest.approx([each for _, each in formulas.interrupting(rates, exponential)])


@given(CLASSES, SHARE)
def test_who_interrupts_does_not_see_the_others(drawn: list[tuple[float, float, float]], load: float) -> None:
    rates, services = classes(drawn, load)
    wait, until = formulas.interrupting(rates, services)[0]
    assert wait == pytest.approx(formulas.one_server_wait(rates[0], services[0]))
    assert until == pytest.approx(wait + services[0][0])


@given(CLASSES, SHARE)
def test_the_least_urgent_waits_the_same_for_its_first_service(
    drawn: list[tuple[float, float, float]], load: float
) -> None:
    """All work that it finds is done before it is begun, whether others are interrupted or not."""
    rates, services = classes(drawn, load)
    assert formulas.interrupting(rates, services)[-1][0] == pytest.approx(
        formulas.priority_waits(rates, services)[-1]
    )


# -- rates that change -----------------------------------------------------------------------------------------


@given(FAMILY, MINUTES, CV, st.floats(0.1, 4))
def test_limited_means_are_integrals_of_the_tail(family: str, mean: float, cv: float, times: float) -> None:
    variance = log1p(cv**2)
    laws = {
        "exponential": stats.expon(scale=mean).sf,
        "constant": lambda u: (u < mean).astype(float),
        "lognormal": stats.lognorm(s=sqrt(variance), scale=mean * exp(-variance / 2)).sf,
    }
    grid = np.linspace(0, times * mean, 20_001)
    assert formulas.limited(family, mean, cv)(grid[-1]) == pytest.approx(
        integrate.trapezoid(laws[family](grid), grid), rel=2e-4
    )
    assert formulas.limited(family, mean, cv)(inf) == pytest.approx(mean)


@settings(max_examples=50)
@given(FAMILY, MINUTES, st.floats(0.05, 1), st.floats(0.01, 5), st.floats(0, 2000))
def test_a_steady_rate_keeps_rate_times_service_busy(
    family: str, mean: float, cv: float, rate: float, time: float
) -> None:
    service = formulas.limited(family, mean, cv)
    assert formulas.busy_at(time, [rate] * 24, 60, service) == pytest.approx(rate * mean, rel=1e-6)


def test_a_wave_of_calls_comes_later_and_lower() -> None:
    """Rate 1 + 0.8 sin, exponential services: the closed form of Eick, Massey and Whitt (1993), eq. 15."""
    steps, cycle, mean = 2000, 24.0, 3.0
    frequency = 2 * pi / cycle
    rates = [1 + 0.8 * sin(frequency * (place + 0.5) * cycle / steps) for place in range(steps)]
    service = formulas.limited("exponential", mean, 1)
    for time in (0.0, 5.0, 12.3, 20.0):
        wave = sin(frequency * time) - frequency * mean * cos(frequency * time)
        expected = mean * (1 + 0.8 * wave / (1 + (frequency * mean) ** 2))
        assert formulas.busy_at(time, rates, cycle / steps, service) == pytest.approx(expected, rel=1e-3)


@settings(max_examples=20)
@given(FAMILY, st.lists(st.floats(0, 5), min_size=2, max_size=8), st.floats(0.1, 3), st.floats(0.05, 1))
def test_over_a_cycle_the_busy_are_those_of_the_mean_rate(
    family: str, rates: list[float], mean: float, cv: float
) -> None:
    service = formulas.limited(family, mean, cv)
    moments = [(k + 0.5) / 40 for k in range(40 * len(rates))]
    over = sum(formulas.busy_at(time, rates, 1, service) for time in moments) / len(moments)
    assert over == pytest.approx(sum(rates) / len(rates) * mean, rel=0.01, abs=1e-9)


def test_the_cycle_repeats() -> None:
    rates, service = [0.5, 2.0, 1.0], formulas.limited("lognormal", 1.3, 0.8)
    first = [formulas.busy_at(t / 10, rates, 1, service) for t in range(30)]
    later = [formulas.busy_at(300 + t / 10, rates, 1, service) for t in range(30)]
    assert all(isclose(a, b, rel_tol=1e-6) for a, b in zip(first, later, strict=True))
    assert max(first) > 1.2 * min(first)
