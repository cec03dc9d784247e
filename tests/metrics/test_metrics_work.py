"""Load, work and means against values worked out by hand."""

import numpy as np
import pytest
from fakes.small import DAY, FakeConfig, call, case, clock, records
from hypothesis import given
from hypothesis import strategies as st

from sim.metrics import measure
from sim.metrics.work import gini
from sim.records.statuses import CaseChannel, IncidentStatus


def unsplit(**tables) -> dict[str, float]:
    when = tables.pop("when", clock(30, 60, 90))
    table = measure(records(when=when, **tables), FakeConfig())
    chosen = table[(table[["priority", "category", "area", "offence"]] == "all").all(axis=1)]
    return dict(zip(chosen["metric"], chosen["value"], strict=True))


def test_load_is_a_year() -> None:
    calls = [call(40 * DAY, 1, 1, 1, 1, 1)] * 3 + [call(40 * DAY, 1, status=IncidentStatus.INVALID)]
    cases = [case(29.5), case(40), case(41, offence=2), case(50, channel=CaseChannel.BACKLOG)]
    found = unsplit(incidents=calls, cases=cases)
    a_year = 365 / 30
    assert found["calls"] == pytest.approx(4 * a_year)
    assert found["effective_calls"] == pytest.approx(3 * a_year)
    assert found["cases"] == pytest.approx(a_year)
    assert found["cases_filed"] == pytest.approx(3 * a_year)


def test_committed_share_and_kilometres_are_of_the_cohort() -> None:
    teams = [
        {"team": 0, "day": 29, "on_duty": 999.0, "committed": 999.0, "kilometres": 99.0, "dispatches": 9},
        {"team": 0, "day": 30, "on_duty": 600.0, "committed": 60.0, "kilometres": 10.0, "dispatches": 2},
        {"team": 1, "day": 59, "on_duty": 400.0, "committed": 40.0, "kilometres": 20.0, "dispatches": 1},
        {"team": 1, "day": 60, "on_duty": 999.0, "committed": 999.0, "kilometres": 99.0, "dispatches": 9},
    ]
    found = unsplit(teams=teams)
    assert found["committed_share"] == pytest.approx(0.1)
    assert found["vehicle_km"] == pytest.approx(30 * 365 / 30)


def test_peoples_minutes() -> None:
    people = [
        {"person": 0, "month": 0, "call": 9999.0},
        {
            "person": 0,
            "month": 1,
            "call": 300.0,
            "standby": 200.0,
            "desk": 400.0,
            "break": 100.0,
            "off": 7000.0,
        },
        {
            "person": 1,
            "month": 1,
            "call": 100.0,
            "patrol": 500.0,
            "case": 100.0,
            "absent": 480.0,
            "overtime": 120.0,
        },
        {"person": 2, "month": 1, "office": 300.0},
    ]
    found = unsplit(people=people)
    assert found["utilisation"] == pytest.approx(1 - 300 / 2000)
    assert found["front_line_share"] == pytest.approx(1200 / 2000)
    assert found["minutes_call"] == pytest.approx(400 / 3 / (30 / 7))
    assert found["minutes_off"] == pytest.approx(7000 / 3 / (30 / 7))
    assert found["overtime"] == pytest.approx(2 * 365 / 30)
    assert found["call_inequality"] == pytest.approx(0.25)  # 100 and 300 minutes


def test_the_busiest_tenth_is_who_works_most() -> None:
    people = [
        {"person": index, "month": 1, "office": 60.0 * index, "standby": 999.0, "off": 9999.0}
        for index in range(20)
    ]
    assert unsplit(people=people)["busiest_tenth"] == pytest.approx((18 + 19) / 2 / (30 / 7))
    assert unsplit(people=people[:4])["busiest_tenth"] == pytest.approx(3 / (30 / 7))  # one person at least


def test_named_crews_count_those_who_never_went() -> None:
    people = [
        {"person": index, "month": 1, "call": minutes} for index, minutes in enumerate([0.0, 0.0, 60.0])
    ]
    assert unsplit(people=people, names={"crews": ["0", "1", "2"]})["call_inequality"] == pytest.approx(2 / 3)


def test_months_that_straddle_the_cohort_count_in_part() -> None:
    people = [{"person": 0, "month": 0, "call": 300.0}, {"person": 0, "month": 1, "call": 90.0}]
    found = unsplit(people=people, when=clock(20, 45, 45))  # a third of month 0; month 1 ends with the run
    assert found["minutes_call"] == pytest.approx((100 + 90) / (25 / 7))


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=30))
def test_gini_is_half_the_relative_mean_difference(amounts: list[float]) -> None:
    values = np.array(amounts)
    if values.sum() < 1e-6:
        assert np.isnan(gini(np.zeros(len(values))))
        return
    expected = np.abs(values[:, None] - values[None, :]).mean() / (2 * values.mean())
    assert gini(values) == pytest.approx(expected, abs=1e-9)
    assert 0 - 1e-12 <= gini(values) < 1
