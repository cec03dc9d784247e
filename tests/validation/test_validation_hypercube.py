"""Larson's hypercube: by hand, against the textbook, in its limits; and the model beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from fakes.known import configured, measured, runs
from hypothesis import given
from hypothesis import strategies as st

from sim.study.simulate import Result
from sim.validation.exact import compare
from sim.validation.formulas import erlang_b, erlang_c
from sim.validation.hypercube import Floats, Ints, preferences, solve
from sim.validation.setup import Setup
from sim.validation.setups.hypercube import FIVE, SETUPS, THREE, _time_by_state, words
from sim.work.free_teams import WAITING, FreeTeams

LOST, QUEUED = SETUPS


# -- the formulas ------------------------------------------------------------------------------------------------


@st.composite
def towns(draw: st.DrawFn) -> tuple[Floats, Ints, float]:
    """Rates, orders and service of up to four teams and five atoms, not saturated."""
    teams, atoms = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    rates = np.array(draw(st.lists(st.floats(0.01, 1), min_size=atoms, max_size=atoms)))
    offered = np.array([draw(st.permutations(range(teams))) for _ in range(atoms)])
    return rates, offered, float(rates.sum()) / teams / draw(st.floats(0.05, 0.95))


@given(towns(), st.booleans())
def test_as_much_flows_into_each_state_as_out_of_it(town: tuple[Floats, Ints, float], loss: bool) -> None:
    """Flows are added up event by event, with sets of teams, unlike in `solve`; one state more for a queue."""
    rates, offered, service = town
    teams = offered.shape[1]
    found = solve(rates, offered, service, loss)
    into: defaultdict[frozenset[int], float] = defaultdict(float)
    out_of: defaultdict[frozenset[int], float] = defaultdict(float)
    for number, share in enumerate(found.states):
        busy = frozenset(team for team in range(teams) if number >> team & 1)
        happenings = [(service, busy - {team}) for team in busy]
        if len(busy) < teams:
            happenings += [
                (rate, busy | {next(team for team in order if team not in busy)})
                for rate, order in zip(rates, offered.tolist(), strict=True)
            ]
        for rate, after in happenings:
            out_of[busy] += share * rate
            into[after] += share * rate
    for busy, flow in out_of.items():
        assert into[busy] == pytest.approx(flow, abs=1e-12)
    if not loss:
        queue_grows = found.states[-1] * rates.sum()
        one_waits = found.waiting * (1 - rates.sum() / (teams * service))
        assert one_waits * teams * service == pytest.approx(queue_grows, abs=1e-12)
    assert found.states.sum() + found.waiting == pytest.approx(1)


@given(towns(), st.booleans())
def test_who_is_busy_aside_it_is_erlangs_queue(town: tuple[Floats, Ints, float], loss: bool) -> None:
    rates, offered, service = town
    teams, load = offered.shape[1], float(rates.sum()) / service
    found = solve(rates, offered, service, loss)
    formula = erlang_b if loss else erlang_c
    assert found.all_busy == pytest.approx(formula(teams, load))
    served = load * (1 - found.all_busy) if loss else load
    assert found.workloads.sum() == pytest.approx(served)
    assert found.dispatches.sum(axis=0) == pytest.approx(rates / rates.sum())
    assert (found.workloads / found.workloads.sum()) == pytest.approx(found.dispatches.sum(axis=1))


@given(towns())
def test_with_little_to_do_every_atom_gets_its_nearest_team(town: tuple[Floats, Ints, float]) -> None:
    rates, offered, _ = town
    found = solve(rates * 1e-9, offered, 1.0, loss=True)
    assert found.elsewhere(offered[:, 0]) == pytest.approx(0, abs=1e-7)
    assert found.dispatches[offered[:, 0], np.arange(len(rates))] == pytest.approx(rates / rates.sum())


def test_one_team_is_erlangs() -> None:
    found = solve(np.array([0.2, 0.4]), np.array([[0], [0]]), 1.0, loss=True)
    assert found.states == pytest.approx([1 / 1.6, 0.6 / 1.6])
    queue = solve(np.array([0.2, 0.4]), np.array([[0], [0]]), 1.0, loss=False)
    assert (queue.states[0], queue.waiting) == pytest.approx((0.4, 0.36))


def test_two_teams_by_hand() -> None:
    """Rates 1 and 2, service 1: p1 + p2 = 3 p0, 4 p1 = p0 + p12, 4 p2 = 2 p0 + p12, 2 p12 = 3 (p1 + p2)."""
    found = solve(np.array([1.0, 2.0]), np.array([[0, 1], [1, 0]]), 1.0, loss=True)
    assert found.states == pytest.approx(np.array([1, 11 / 8, 13 / 8, 9 / 2]) / 8.5)
    sent = np.array([[1 * (1 + 13 / 8), 2 * 13 / 8], [1 * 11 / 8, 2 * (1 + 11 / 8)]])
    assert found.dispatches == pytest.approx(sent / sent.sum())


def test_the_three_teams_of_the_textbook() -> None:
    """Larson and Odoni 1981, 5.4.3: areas of 0.75, 0.35 and 0.40 calls, the first with two second choices.

    Their rates are 0.5 and 0.25, and the workloads are those of equations (5.30).
    """
    orders = np.array([[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1]])
    found = solve(np.array([0.5, 0.25, 0.35, 0.4]), orders, 1.0, loss=False)
    assert found.workloads == pytest.approx([0.5574, 0.4734, 0.4693], abs=5e-5)


def _rectangular_city(boundary: float) -> tuple[float, float]:
    """Mean distance and imbalance of workload where calls east of 0.75 - boundary are the first team's.

    Larson and Odoni 1981, 5.3.3: half of 1.25 calls east of 0.75, the other half evenly from -1 to 0.75; teams
    at 0.75 and -0.25.
    """
    east, west = np.linspace(0.75, 1, 505), np.linspace(-1, 0.75, 3529)
    places = np.concatenate([(line[1:] + line[:-1]) / 2 for line in (east, west)])
    rates = np.concatenate([np.full(len(line) - 1, 0.625 / (len(line) - 1)) for line in (east, west)])
    away = np.abs(np.array([[0.75], [-0.25]]) - places)
    parts = [places > 0.75 - boundary, places < 0.75 - boundary]
    to_parts = np.array([[np.average(row[part], weights=rates[part]) for part in parts] for row in away])
    city = solve(np.array([rates[part].sum() for part in parts]), np.array([[0, 1], [1, 0]]), 1.0, loss=True)
    return city.travel(to_parts, np.zeros((2, 2))), float(np.ptp(city.workloads))


def test_the_rectangular_city_of_the_textbook() -> None:
    """Halfway 0.46246 and 0.05236; best is the boundary 53/126, with 0.46166 and 0.04405 (5.3.3, 5.3.4)."""
    assert _rectangular_city(0.5) == pytest.approx((0.46246, 0.05236), abs=6e-6)
    assert _rectangular_city(53 / 126) == pytest.approx((0.46166, 0.04405), abs=6e-6)
    distances = {tenth: _rectangular_city(tenth / 126)[0] for tenth in range(40, 66)}
    assert min(distances, key=distances.__getitem__) == 53


def test_after_waiting_a_team_comes_from_its_last_call() -> None:
    between = np.array([[0.5, 4.0], [4.0, 0.5]])
    found = solve(np.array([0.9, 0.3]), np.array([[0, 1], [1, 0]]), 1.0, loss=False)
    assert found.after_waiting(between) == pytest.approx((9 / 16 + 1 / 16) * 0.5 + 6 / 16 * 4)
    assert found.queued.sum() == pytest.approx(erlang_c(2, 1.2))
    here = np.array([[0.5, 4.0], [4.0, 0.5]])
    assert found.travel(here, between) == pytest.approx(
        (found.at_once * here).sum() + found.queued.sum() * found.after_waiting(between)
    )


def test_two_teams_equally_near_leave_the_order_open() -> None:
    with pytest.raises(ValueError, match="equally near"):
        preferences(np.array([[1.0, 2.0], [1.0, 3.0]]))


def test_a_queue_that_never_ends_is_refused() -> None:
    with pytest.raises(ValueError, match="without end"):
        solve(np.array([2.0]), np.array([[0, 1]]), 1.0, loss=False)


# -- the model ---------------------------------------------------------------------------------------------------


def compared(setup: Setup, results: Iterable[Result]) -> list[dict[str, Any]]:
    return compare(setup, measured(setup, results))


def _longest_free(free: FreeTeams, incident: Any, grounds: Any, now: float) -> Any:
    teams = [team for depot in free._at_depot for team in depot] + list(free._moving)
    return min(teams, key=WAITING, default=None)


def test_a_model_that_sends_whoever_is_free_the_longest_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many are busy stays as it was; who is, where they go, and how far, does not."""
    monkeypatch.setattr(FreeTeams, "nearest", _longest_free)
    rows = compared(LOST, runs(LOST, 8))
    failed = {row["quantity"] for row in rows if not row["holds"]}
    assert {"cross-area share", "mean distance", "workload of team 1", "team 1 to area 1"} <= failed
    assert not {"busy: 1 2 3", "turned away"} & failed


def test_a_team_kept_in_reserve_is_caught() -> None:
    rows = compared(QUEUED, runs(QUEUED, 5, "dispatch.reserve=1"))
    assert {"has to wait", "calls wait"} <= {row["quantity"] for row in rows if not row["holds"]}


def test_places_with_two_nearest_teams_are_refused() -> None:
    between = words(replace(THREE, calls={**THREE.calls, (2, 4): 1}), 1.5, "dispatch.loss=true")
    assert LOST.exact is not None
    with pytest.raises(ValueError, match="equally near"):
        LOST.exact(configured(between))


@pytest.mark.parametrize(("setup", "teams"), [(LOST, THREE.teams), (QUEUED, FIVE.teams)], ids=["3", "5"])
def test_time_by_state_is_that_of_walking_through_the_run(setup: Setup, teams: tuple[Any, ...]) -> None:
    """The same shares from looking at many random moments."""
    result = next(runs(setup, 1))
    sent, calls = result.dispatches, result.incidents
    shares = _time_by_state(result, len(teams))
    random = np.random.default_rng(1)
    moments = random.uniform(1440, 21 * 1440, 20_000)
    busy = np.zeros(len(moments), int)
    for team in range(len(teams)):
        own = sent[sent["team_area"] == team].sort_values("dispatched_at")
        last = np.searchsorted(own["dispatched_at"].to_numpy(), moments) - 1
        on = (last >= 0) & ~(own["available_at"].to_numpy()[last] <= moments)
        busy |= on.astype(int) << team
    queue = calls[calls["dispatched_at"] > calls["relayed_at"]]
    arrived = np.searchsorted(np.sort(queue["relayed_at"]), moments)
    taken = np.searchsorted(np.sort(queue["dispatched_at"]), moments)
    busy[arrived > taken] = 1 << len(teams)
    looked = np.bincount(busy, minlength=len(shares)) / len(moments)
    assert shares.sum() == pytest.approx(1)
    assert looked == pytest.approx(shares, abs=5 * np.sqrt(0.25 / len(moments)))


def test_a_share_of_time_is_a_share_of_calls() -> None:
    """Poisson calls see time averages (Wolff 1982): those turned away are as many as all are busy."""
    values = [LOST.measure(result) for result in runs(LOST, 8)]
    gaps = np.array([value["turned away"] - value["busy: 1 2 3"] for value in values])
    assert abs(gaps.mean()) < 5 * gaps.std(ddof=1) / np.sqrt(len(gaps))
