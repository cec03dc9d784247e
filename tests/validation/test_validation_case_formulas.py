"""Formulas about cases: against integrals, special cases that are known otherwise, and plain counting."""

from __future__ import annotations

from math import exp, inf, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from sim.validation import case_formulas as formulas
from sim.validation import leads
from sim.validation.formulas import erlang_c, mean_wait

chances = st.floats(0.05, 0.95)
needs = st.floats(0.5, 50)
taus = st.floats(5, 500)
loads = st.floats(0.1, 0.8)

# -- queues ------------------------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(load=loads, service=st.floats(0.2, 5))
def test_a_busy_period_has_its_known_moments(load: float, service: float) -> None:
    def longer(time: float) -> float:
        return formulas.busy_longer(load, service, time)

    far = 60 * service / (1 - load) ** 2
    points = [service, 5 * service / (1 - load)]
    mean = quad(longer, 0, far, points=points, limit=400)[0]
    square = quad(lambda time: 2 * time * longer(time), 0, far, points=points, limit=400)[0]
    assert longer(0) == 1
    assert mean == pytest.approx(service / (1 - load), rel=1e-4)
    assert square == pytest.approx(2 * service**2 / (1 - load) ** 3, rel=1e-3)


def test_the_order_changes_the_spread_of_a_wait_and_not_its_mean() -> None:
    def longer(time: float) -> float:
        return formulas.newest_waits_longer(3, 1.8, 2.0, time)

    assert quad(longer, 0, 400, limit=400)[0] == pytest.approx(mean_wait(3, 1.8, 2.0), rel=1e-6)
    assert longer(0) == pytest.approx(erlang_c(3, 1.8))
    oldest_square = erlang_c(3, 1.8) * 2 * (2.0 / 1.2) ** 2
    square = quad(lambda time: 2 * time * longer(time), 0, 400, limit=400)[0]
    assert square == pytest.approx(oldest_square / (1 - 0.6), rel=1e-5)


@given(servers=st.integers(1, 6), load=loads, service=st.floats(0.2, 5))
def test_birth_and_death_gives_erlangs_queue(servers: int, load: float, service: float) -> None:
    rate = load * servers / service
    speeds = [count / service for count in range(1, servers + 1)]
    chances = formulas.states(rate, speeds)
    assert chances.sum() == pytest.approx(1)
    assert chances[servers:].sum() == pytest.approx(erlang_c(servers, load * servers))
    expected = mean_wait(servers, load * servers, service) + service
    assert formulas.mean_time(rate, speeds) == pytest.approx(expected)


def test_reading_in_is_counted_as_often_as_it_happens() -> None:
    """One server, newest first, by hand: a stack of (own work left), each return adds the reading."""
    rate, need, reading, cases = 0.7, 0.5, 0.125, 60_000
    draws = np.random.default_rng(3)
    arrivals = np.cumsum(draws.exponential(1 / rate, cases)).tolist()
    work = draws.exponential(need, cases).tolist()
    stack: list[list[float]] = []
    took, read, now = [], 0.0, 0.0
    for arrival, own in zip([*arrivals, inf], [*work, 0.0], strict=True):
        while stack and now + stack[-1][1] <= arrival:
            begun, left = stack.pop()
            now += left
            took.append(now - begun)
            if stack:
                stack[-1][1] += reading
                read += reading
        if stack:
            stack[-1][1] -= arrival - now
        now = arrival
        stack.append([arrival, own])
    error = np.std(took) / cases**0.5
    assert np.mean(took) == pytest.approx(formulas.time_with_reading(rate, need, reading), abs=6 * error)
    own_time = formulas.own_time_with_reading(rate, need, reading)
    assert read / cases == pytest.approx(own_time - need, rel=0.03)


@given(load=loads)
def test_without_reading_it_is_a_busy_period(load: float) -> None:
    assert formulas.time_with_reading(load, 1.0, 0.0) == pytest.approx(1 / (1 - load))


@given(extra=st.floats(0, 3))
def test_moments_of_a_geometric_number(extra: float) -> None:
    stop = 1 / (1 + extra)
    numbers = np.arange(1, 2000)
    weights = stop * (1 - stop) ** (numbers - 1)
    found = formulas.geometric(extra)
    assert found == pytest.approx((weights @ numbers, weights @ numbers**2))


# -- leads -------------------------------------------------------------------------------------------------------


@given(start=st.floats(0, 100), hours=st.floats(0, 100), tau=taus)
def test_effective_hours_are_an_integral(start: float, hours: float, tau: float) -> None:
    whole = quad(lambda age: exp(-age / tau), start, start + hours)[0]
    assert leads.gathered(start, start + hours, tau) == pytest.approx(whole, abs=1e-9)
    assert leads.gathered(start, start + hours, inf) == pytest.approx(hours)


@given(chance=chances, need=needs, tau=taus, age=st.floats(1, 400))
def test_on_duty_day_and_night_is_the_plain_integral(
    chance: float, need: float, tau: float, age: float
) -> None:
    found = leads.cleared_on_duty(chance, need, tau, 1.0, [(0.0, 168.0)], age)
    assert found == pytest.approx(leads.cleared(chance, leads.gathered(0, age, tau), need), abs=1e-9)


def test_the_week_is_the_mean_of_its_minutes() -> None:
    """Hours on duty walked through in steps of three minutes, for cases that come every three minutes."""
    spans, tau, need, age, step = [(8.5, 17.5), (32.5, 41.5)], 30.0, 6.0, 40.0, 0.05
    times = np.arange(step / 2, 336 + step, step)
    on = np.any([(times % 168 >= a) & (times % 168 < b) for a, b in spans], axis=0)
    warm = np.exp(-(np.arange(round(age / step)) * step + step / 2) / tau) * step
    week = round(168 / step)
    left = [np.exp(-0.9 * (warm @ on[place : place + len(warm)]) / need) for place in range(week)]
    found = leads.cleared_on_duty(0.8, need, tau, 0.9, spans, age)
    assert found == pytest.approx(0.8 * (1 - np.mean(left)), abs=2e-4)


def test_mean_over_is_exact_over_bends() -> None:
    assert leads.mean_over(lambda x: abs(x - 1), (0, 1, 4)) == pytest.approx((0.5 + 4.5) / 4)


# -- giving up ---------------------------------------------------------------------------------------------------


def test_the_next_look_is_a_forward_recurrence_time() -> None:
    assert leads.mean_at_look(lambda hours: 1.0) == pytest.approx(1)
    assert leads.mean_at_look(lambda hours: hours) == pytest.approx((9**2 + 3**2 + 12**2) / (2 * 24))


@given(chance=chances, need=needs, threshold=st.floats(0.01, 0.9))
def test_the_belief_falls_to_the_threshold_by_bayes(chance: float, need: float, threshold: float) -> None:
    found = leads.age_not_worth_it(chance, need, inf, threshold)
    known = need * log(chance * (1 - threshold) / (threshold * (1 - chance)))
    assert found == pytest.approx(max(known, 0.0), abs=1e-7)


@given(chance=chances, need=needs, tau=taus, threshold=st.floats(0.01, 0.9), start=st.floats(0, 30))
def test_what_is_given_up_adds_up(
    chance: float, need: float, tau: float, threshold: float, start: float
) -> None:
    found = leads.given_up(chance, need, tau, threshold, start)
    assert 1 - chance <= found.suspended <= 1
    assert found.suspended * (1 - found.solvable) == pytest.approx(1 - chance)
    end = leads.age_not_worth_it(chance, need, tau, threshold, start)
    assert found.solvable <= leads.posterior(chance, leads.gathered(start, end, tau), need) + 1e-9
    assert end - start <= found.hours <= end - start + 12


def test_giving_up_by_counting() -> None:
    """Many cases, drawn and walked through."""
    chance, need, threshold, number = 0.7, 10.0, 0.4, 400_000
    draws = np.random.default_rng(5)
    came, solvable = draws.random(number) * 24, draws.random(number) < chance
    limit = need * log(chance * (1 - threshold) / (threshold * (1 - chance)))
    looks = np.array([8.5, 17.5, 20.5])
    after = (looks[None, :] - (came + limit)[:, None]) % 24
    hours = limit + after.min(axis=1)
    left = ~solvable | (draws.exponential(need, number) > hours)
    found = leads.given_up(chance, need, inf, threshold)
    assert found.suspended == pytest.approx(left.mean(), abs=0.004)
    assert found.hours == pytest.approx(hours[left].mean(), rel=0.005)
    assert found.solvable == pytest.approx(solvable[left].mean(), abs=0.004)


def test_late_by_nothing_is_not_late() -> None:
    early = leads.given_up(0.7, 10.0, 48.0, 0.3)
    late = leads.given_up_late(0.7, 10.0, 48.0, 0.3, 1e-3)
    assert late.suspended == pytest.approx(early.suspended, rel=1e-3)
    assert late.hours == pytest.approx(early.hours, rel=1e-3)
    assert late.never_begun == 0


def test_late_by_far_is_never_begun() -> None:
    late = leads.given_up_late(0.7, 10.0, 48.0, 0.3, 1e5)
    assert late.never_begun == pytest.approx(1, abs=1e-3)
    assert late.suspended == pytest.approx(1, abs=1e-3)


def test_reopened_after_long_is_a_case_at_any_hour() -> None:
    first = leads.given_up(0.7, 10.0, inf, 0.4)
    assert leads.cleared_in_second_life(0.7, 10.0, 0.4, 1e5) == pytest.approx(1 - first.suspended, rel=1e-3)


def test_reopened_at_once_starts_at_the_end_of_a_shift() -> None:
    """Given up at 08:30 and begun again at 08:30, the limit is passed at a known look."""
    limit = leads.age_not_worth_it(0.7, 10.0, inf, 0.4)
    assert 12 < limit < 15
    weights = [
        leads.mean_over(lambda x: 0.3 + 0.7 * exp(-(limit + x) / 10), (0, b)) * b for b in leads.BLOCKS
    ]
    # From 17:30, 20:30 and 08:30 the next looks after the limit are 08:30, 17:30 and 08:30 of the next day.
    hours = (15.0, 21.0, 24.0)
    left = sum(w * exp(-h / 10) for w, h in zip(weights, hours, strict=True)) / sum(weights)
    found = leads.cleared_in_second_life(0.7, 10.0, 0.4, 1e-4)
    assert found == pytest.approx(0.7 * (1 - left), rel=1e-3)


# -- whether a case can be solved ----------------------------------------------------------------------------------


def test_without_a_slope_only_the_features_count() -> None:
    response = leads.Response(15.0, 1.0, 60.0)
    found = leads.solvable_by_response(0.4, 0.0, 5.0, 1.0, response, 20.0)
    assert found == pytest.approx(leads.logistic(0.4))


def test_the_response_by_counting() -> None:
    draws = np.random.default_rng(7)
    number, spread = 400_000, np.sqrt(np.log(2))
    delay = 5.0 * np.exp(spread * draws.standard_normal(number))
    answered = np.clip(draws.exponential(15.0, number), 1.0, 60.0)
    odds = 0.4 - 1.2 * np.log((delay + answered) / 20.0)
    response = leads.Response(15.0, 1.0, 60.0)
    found = leads.solvable_by_response(0.4, -1.2, 5.0, 1.0, response, 20.0)
    assert found == pytest.approx(float(np.mean(1 / (1 + np.exp(-odds)))), abs=0.002)
