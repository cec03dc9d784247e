"""The named rules: rings of dispatch, order of cases, referral."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from fakes.runs import config
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.dispatch import DISPATCH_RULES, Ground, Ring
from sim.rules.next_case import NEXT_CASE_RULES
from sim.rules.referral import REFERRAL_RULES, STATION

CASES = st.lists(
    st.tuples(st.integers(-1000, 10**6), st.integers(1, 7)), min_size=2, max_size=12, unique=True
)


@pytest.mark.parametrize(
    ("model", "wait", "rings"),
    [
        ("traditional", 15, [Ring(Ground.OWN), Ring(Ground.NEIGHBOURS, 15), Ring(Ground.COUNTY, 30)]),
        ("dabuzhi", 0, [Ring(Ground.ZONE), Ring(Ground.COUNTY, 0)]),
        ("one_five_n_one", 0, [Ring(Ground.COUNTY)]),
    ],
)
def test_the_rings_of_the_shipped_rules(model: str, wait: float, rings: list[Ring]) -> None:
    settings = config(model).dispatch
    assert settings.widen_after == wait
    assert list(DISPATCH_RULES.get(settings.rule)(float(settings.widen_after))) == rings


@pytest.mark.parametrize("rule", [name for name, _ in DISPATCH_RULES])
@pytest.mark.parametrize("wait", [0, 7.3, 30])
def test_rings_open_one_after_the_other_and_the_first_at_once(rule: str, wait: float) -> None:
    rings = DISPATCH_RULES.get(rule)(wait)
    assert rings[0].after == 0
    assert all(a.after <= b.after for a, b in pairwise(rings))
    assert [ring.after for ring in rings[1:]] == [wait * (n + 1) for n in range(len(rings) - 1)]


@given(CASES)
def test_newest_oldest_and_gravest(cases: list[tuple[int, int]]) -> None:
    def first(rule: str) -> tuple[int, int]:
        return min(cases, key=lambda case: NEXT_CASE_RULES.get(rule)(float(case[0]), case[1]))

    assert first("newest")[0] == max(at for at, _ in cases)
    assert first("oldest")[0] == min(at for at, _ in cases)
    gravest = min(gravity for _, gravity in cases)
    assert first("gravest") == (max(at for at, gravity in cases if gravity == gravest), gravest)


def test_kaihua_sorts_by_what_is_known() -> None:
    settings = config("one_five_n_one").casework
    rule = REFERRAL_RULES.get(settings.referral)
    for carried in (0.6, 1.0):
        assert rule(settings, "theft", 0, 1, carried) == STATION
        assert rule(settings, "theft", 1, 1, carried) == STATION
        assert rule(settings, "theft", 2, 1, carried) == "investigate:property"
        assert rule(settings, "theft", 1, 2, carried) == "investigate:property"
        assert rule(settings, "injury", 3, 1, carried) == "investigate:general"
        assert rule(settings, "homicide", 0, 1, carried) == "investigate:serious", "on the negative list"
        assert rule(settings, "administrative", 5, 5, carried) == STATION


def test_below_its_least_share_the_department_takes_what_stations_could_keep() -> None:
    settings = config("one_five_n_one").casework
    rule = REFERRAL_RULES.get(settings.referral)
    assert settings.least_share == 0.6
    assert rule(settings, "theft", 0, 1, 0.59) == "investigate:property"
    without = settings.model_copy(update={"least_share": None})
    assert rule(without, "theft", 0, 1, 0.0) == STATION


def test_the_others_sort_by_the_offence_alone() -> None:
    for model, expected in (
        ("traditional", {"theft": STATION, "fraud": "investigate:economic", "administrative": STATION}),
        (
            "dabuzhi",
            {"theft": "investigate:general", "fraud": "investigate:general", "administrative": STATION},
        ),
    ):
        settings = config(model).casework
        rule = REFERRAL_RULES.get(settings.referral)
        for offence, line in expected.items():
            known = product(range(5), range(1, 5), (0.0, 1.0))
            assert {rule(settings, offence, *facts) for facts in known} == {line}, model
