"""Clearance metrics against values worked out by hand, brute force, and their properties."""

import numpy as np
import pandas as pd
import pytest
from fakes.drawn import drawn
from fakes.small import DAY, FakeConfig, call, case, clock, records
from hypothesis import given
from hypothesis import strategies as st

from sim.metrics import measure
from sim.metrics.clearance import open_by_day
from sim.metrics.incidence import CENSORED, CLEARED, incidence_at, incidence_curve
from sim.metrics.rows import Window
from sim.records.statuses import CaseChannel, CaseStep


def figures(cases, steps=(), incidents=(), when=None, **kwargs) -> pd.DataFrame:
    made = records(cases=list(cases), case_steps=list(steps), incidents=list(incidents), when=when, **kwargs)
    table = measure(made, FakeConfig())
    return table[(table[["priority", "category", "area"]] == "all").all(axis=1)].set_index(
        ["metric", "offence"]
    )


TEN = [
    *(case(10, solved_at=10 + age) for age in (5, 20, 60, 200)),
    *(case(10, suspended_at=10 + age) for age in (15, 80)),
    *(case(10) for _ in range(4)),
]


def test_cohort_shares_by_hand() -> None:
    table = figures(TEN)
    shares = [table.loc[(f"clearance_{age}", "all"), "value"] for age in (30, 90, 365)]
    assert shares == pytest.approx([0.2, 0.3, 0.4])
    assert table.loc[("time_to_clearance", "all"), "value"] == 40
    assert table.loc[("clearance_30", "theft"), "value"] == pytest.approx(0.2)
    assert ("clearance_30", "fraud") not in table.index


def test_calls_that_never_became_a_case_are_in_the_denominator_of_reports_only() -> None:
    lost = [call(DAY, offence=0), call(DAY, offence=2), call(DAY, offence=-1)]
    with_case = call(DAY, offence=0)
    cases = [*TEN, case(1, incident=3)]
    table = figures(cases, incidents=[*lost, with_case])
    assert table.loc[("clearance_365", "all"), "value"] == pytest.approx(4 / 12)
    assert table.loc[("clearance_365", "all"), "n_events"] == 12
    assert table.loc[("clearance_filed_365", "all"), "value"] == pytest.approx(4 / 11)
    assert table.loc[("clearance_365", "brawl"), "value"] == 0


def test_unfiled_cases_are_reported_ones() -> None:
    table = figures([*TEN, case(10, filed_at=np.nan)])
    assert table.loc[("clearance_365", "all"), "n_events"] == 11
    assert table.loc[("clearance_filed_365", "all"), "n_events"] == 10


def test_administrative_cases_have_a_row_and_are_not_crimes() -> None:
    table = figures([*TEN, case(10, offence=2, solved_at=11)])
    assert table.loc[("clearance_30", "brawl"), "value"] == 1
    assert table.loc[("clearance_30", "all"), "value"] == pytest.approx(0.2)


def test_follow_up_not_reached_is_never_a_number() -> None:
    table = figures(TEN, when=clock(0, 365, 365 + 90))
    assert table.loc[("clearance_90", "all"), "value"] == pytest.approx(0.3)
    for metric in ("clearance_365", "clearance_filed_365", "time_to_clearance"):
        found = table.loc[(metric, "all")]
        assert np.isnan(found["value"]) and found["flag"] == "not reached"


def test_period_rate_counts_cases_of_any_age() -> None:
    cases = [
        case(-50, solved_at=20, channel=CaseChannel.BACKLOG),
        case(-9, filed_at=3, solved_at=500),
        case(30, solved_at=40),
        case(60),
        case(70, filed_at=400),
    ]
    table = figures(cases)
    assert table.loc[("period_rate", "all"), "value"] == pytest.approx(2 / 3)
    assert table.loc[("period_rate", "all"), "n_events"] == 3


def test_backlog_follows_suspension_and_reopening() -> None:
    steps = [
        {"case": 1, "at": 40 * DAY, "step": CaseStep.SUSPENDED},
        {"case": 1, "at": 300 * DAY, "step": CaseStep.REOPENED},
        {"case": 2, "at": 50 * DAY, "step": CaseStep.SUSPENDED},
    ]
    cases = [case(-5), case(10), case(20, solved_at=60, suspended_at=50), case(100, solved_at=365.5)]
    made = records(cases=cases, case_steps=steps)
    counted = open_by_day(made, Window.of(made)).count(np.ones(4, bool))
    assert counted[[0, 9, 10, 20, 40, 50, 60, 100, 300, 365]].tolist() == [1, 1, 2, 3, 2, 1, 1, 2, 3, 3]
    table = figures(cases, steps)
    assert table.loc[("backlog", "all"), "value"] == 3
    assert table.loc[("backlog_age", "all"), "value"] == pytest.approx((370 + 355 + 265) / 3)


def test_a_growing_backlog_is_flagged() -> None:
    growing = figures(case(day) for day in range(365))
    assert growing.loc[("backlog_slope", "all"), "value"] == pytest.approx(1.0, abs=0.01)
    assert growing.loc[("backlog", "all"), "flag"] == "not stationary"
    steady = figures(case(day, solved_at=day + 60) for day in range(-100, 366))
    assert steady.loc[("backlog_slope", "all"), "value"] == pytest.approx(0.0, abs=1e-9)
    assert steady.loc[("backlog", "all"), "flag"] == ""


def test_means_over_cases() -> None:
    cases = [
        case(
            10, handovers=2, specialist=True, review_hours=2, returns=1, transferred_at=30, station_only=False
        ),
        case(
            10, handovers=0, specialist=False, review_hours=2, returns=0, transferred_at=18, station_only=True
        ),
        case(10, handovers=1, specialist=True, team=-1),
        case(10, handovers=1, station_only=True, transferred_at=22),
    ]
    table = figures(cases)["value"]
    assert table["handovers", "all"] == 1
    assert table["specialist_share", "all"] == pytest.approx(1 / 3)
    assert table["review_returns", "all"] == 0.5
    assert table["station_case_duration", "all"] == 10


def test_caseload_uses_named_investigators_or_those_with_case_minutes() -> None:
    cases = [case(0), case(0), case(0)]
    people = [{"person": 0, "case": 60.0}, {"person": 1, "case": 1.0}, {"person": 2, "call": 5.0}]
    assert figures(cases, people=people).loc[("caseload", "all"), "value"] == 1.5
    named = figures(cases, people=people, names={"investigators": ["0"]})
    assert named.loc[("caseload", "all"), "value"] == 3


def by_definition(age: np.ndarray, ending: np.ndarray, at: float) -> float:
    """Aalen-Johansen as it is defined, one age after the other."""
    survival, share = 1.0, 0.0
    for time in sorted(set(age[age <= at])):
        at_risk = int((age >= time).sum())
        share += survival * int(((age == time) & (ending == CLEARED)).sum()) / at_risk
        survival *= 1 - int(((age == time) & (ending != CENSORED)).sum()) / at_risk
    return share


histories = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=1, max_size=40)


@given(histories, st.integers(0, 13))
def test_incidence_is_its_definition(history: list[tuple[int, int]], at: int) -> None:
    age, ending = np.array(history, float).T
    assert incidence_at(age, ending, np.array([float(at)]))[0] == pytest.approx(
        by_definition(age, ending, at)
    )


@given(histories)
def test_incidence_is_a_rising_share(history: list[tuple[int, int]]) -> None:
    age, ending = np.array(history, float).T
    times, share = incidence_curve(age, ending)
    assert (np.diff(times) > 0).all() and (np.diff(share) >= -1e-12).all()
    assert share[0] >= 0 and share[-1] <= 1 + 1e-12


@given(histories, st.integers(0, 12))
def test_without_censoring_incidence_is_the_naive_share(history: list[tuple[int, int]], at: int) -> None:
    age, ending = np.array(history, float).T
    ending = np.where(ending == CENSORED, CLEARED, ending)
    naive = ((age <= at) & (ending == CLEARED)).mean()
    assert incidence_at(age, ending, np.array([float(at)]))[0] == pytest.approx(naive)


def test_one_minus_kaplan_meier_would_overstate() -> None:
    age, ending = np.array([1.0, 2, 3, 4]), np.array([2, 1, 2, 1])
    assert incidence_at(age, ending, np.array([4.0]))[0] == pytest.approx(0.5)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_order_of_rows_changes_nothing(seed: int, shuffle: int) -> None:
    made = drawn(seed)
    before = measure(made, FakeConfig())
    order = np.random.default_rng(shuffle)
    for table in ("cases", "people", "teams", "gaps", "dispatches"):
        columns = made.tables[table]
        size = len(next(iter(columns.values())))
        mixed = order.permutation(size)
        for name in columns:
            columns[name] = columns[name][mixed]
    calls = made.tables["incidents"]
    mixed = order.permutation(len(calls["incident"]))
    for name in calls:
        calls[name] = calls[name][mixed]
    after = measure(made, FakeConfig())
    pd.testing.assert_frame_equal(before, after, rtol=1e-9)


@given(st.integers(0, 10_000))
def test_no_figure_is_missing_in_silence(seed: int) -> None:
    table = measure(drawn(seed, calls=30, cases=10), FakeConfig())
    assert (table.loc[table["value"].isna(), "flag"] != "").all()
    assert not table.duplicated(["metric", "priority", "category", "area", "offence"]).any()
    shares = table[(table["unit"] == "share") & table["value"].notna()]["value"]
    assert shares.between(-1e-9, 1 + 1e-9).all()
