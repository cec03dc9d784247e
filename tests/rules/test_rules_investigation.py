"""The arithmetic of an investigation against numeric integration and against Bayes by counting."""

from __future__ import annotations

from math import exp, inf

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import quad

from sim.rules.investigation import (
    age_when_gathered,
    effective_hours,
    posterior,
    response_term,
    solvability,
    worth,
)

RATES = st.floats(0.01, 8)
AGES = st.floats(0, 2000)
SPANS = st.floats(0, 500)
TAUS = st.floats(24, 2000)
NEEDS = st.floats(0.5, 800)
CHANCES = st.floats(0.001, 0.999)


@given(RATES, AGES, SPANS, TAUS)
def test_effective_hours_are_the_integral_of_the_cooling_rate(
    rate: float, age: float, span: float, tau: float
) -> None:
    numeric, _ = quad(lambda s: rate * exp(-s / tau), age, age + span, epsabs=1e-12, epsrel=1e-11)
    assert effective_hours(rate, age, age + span, tau) == pytest.approx(numeric, rel=1e-7, abs=1e-9)


@given(RATES, AGES, SPANS, TAUS, st.floats(0, 1))
def test_effective_hours_add_up_over_an_interruption(
    rate: float, age: float, span: float, tau: float, where: float
) -> None:
    middle = age + where * span
    parts = effective_hours(rate, age, middle, tau) + effective_hours(rate, middle, age + span, tau)
    assert parts == pytest.approx(effective_hours(rate, age, age + span, tau), abs=1e-9)
    assert parts <= rate * span + 1e-9


@given(RATES, AGES, st.floats(0, 400), TAUS)
def test_the_moment_of_solving_is_where_the_hours_are_gathered(
    rate: float, age: float, hours: float, tau: float
) -> None:
    limit = rate * tau * exp(-age / tau)
    assume(abs(hours - limit) > 1e-6 * max(hours, limit))
    found = age_when_gathered(rate, age, hours, tau)
    if hours >= limit:
        assert found == inf, "the leads cool before so many hours are gathered"
    else:
        assert found >= age - 1e-6
        if hours < 0.999 * limit:
            assert effective_hours(rate, age, found, tau) == pytest.approx(hours, rel=1e-5, abs=1e-7)


def test_nobody_at_work_gathers_nothing() -> None:
    assert age_when_gathered(0, 10, 1, 100) == inf
    assert effective_hours(0, 0, 10, 100) == 0
    assert age_when_gathered(1, 10, 0, 100) == pytest.approx(10)


@given(CHANCES, NEEDS)
def test_belief_starts_at_the_chance_and_only_falls(chance: float, need: float) -> None:
    gathered = np.linspace(0, 5 * need, 50)
    beliefs = [posterior(chance, hours, need) for hours in gathered]
    assert beliefs[0] == pytest.approx(chance)
    assert (np.diff(beliefs) < 0).all()
    assert posterior(1, 1e4, need) == 1
    assert posterior(0, 0, need) == 0


def test_belief_is_the_share_of_solvable_cases_among_those_still_unsolved() -> None:
    rng = np.random.default_rng(3)
    chance, need, cases = 0.4, 12.0, 400_000
    solvable = rng.random(cases) < chance
    needs = np.where(solvable, rng.exponential(need, cases), inf)
    for hours in (3.0, 12.0, 30.0):
        unsolved = needs > hours
        share = solvable[unsolved].mean()
        assert posterior(chance, hours, need) == pytest.approx(share, abs=4 * 0.5 / np.sqrt(unsolved.sum()))


@given(CHANCES, st.floats(0, 900), NEEDS, AGES, TAUS)
def test_worth_is_belief_times_warmth(
    chance: float, gathered: float, need: float, age: float, tau: float
) -> None:
    found = worth(chance, gathered, need, age, tau)
    assert found == pytest.approx(posterior(chance, gathered, need) * exp(-age / tau))
    assert 0 <= found <= chance + 1e-12


@given(st.floats(-2000, 700))
def test_solvability_is_a_chance_and_rises(log_odds: float) -> None:
    chance = solvability(log_odds)
    assert 0 <= chance <= 1
    assert solvability(log_odds + 0.5) >= chance
    assert chance + solvability(-log_odds) == pytest.approx(1)


@given(st.floats(0.1, 500), st.floats(0, 1e4), st.floats(1, 60))
def test_response_counts_between_its_limits(delay: float, response: float, reference: float) -> None:
    found = response_term(delay, response, (1, 60), reference)
    assert reference * exp(found) == pytest.approx(delay + np.clip(response, 1, 60))
    assert response_term(delay, 0, (1, 60), reference) == response_term(delay, 1, (1, 60), reference)
    assert response_term(delay, 1e6, (1, 60), reference) == response_term(delay, 60, (1, 60), reference)
