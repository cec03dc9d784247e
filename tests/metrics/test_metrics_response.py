"""Response metrics against values worked out by hand, and their properties."""

import numpy as np
import pandas as pd
import pytest
from fakes.drawn import drawn
from fakes.runs import config, run_of
from fakes.runs import records as run_records
from fakes.small import LAYOUT, FakeConfig, call, clock, records
from hypothesis import given
from hypothesis import strategies as st

from sim.metrics import measure
from sim.metrics.response import PARTS, Calls, quantile, splits, worst_share
from sim.metrics.rows import Window
from sim.records.log import Records
from sim.records.statuses import DispatchOutcome, IncidentStatus

KEYS = ["metric", "priority", "category", "area", "offence"]


def figures(*calls, **kwargs) -> pd.DataFrame:
    return measure(records(incidents=list(calls), **kwargs), FakeConfig()).set_index(KEYS)


def row(
    table: pd.DataFrame, metric: str, priority="all", category="all", area="all", offence="all"
) -> pd.Series:
    return table.loc[(metric, priority, category, area, offence)]


def value(table: pd.DataFrame, metric: str, **split: str) -> float:
    return row(table, metric, **split)["value"]


FOUR = [
    call(0, 1, 2, 3, 4, 5, urban=True, priority=1),  # 15 minutes
    call(10, 1, 1, 0, 1, 2, urban=True, priority=2, cross_area=True),  # 5
    call(20, 2, 2, 0, 2, 4, priority=1, category=1, township=1),  # 10
    call(30, 3, 3, 9, 3, 12, priority=3, township=2),  # 30
]


def test_means_and_parts_by_hand() -> None:
    table = figures(*FOUR)
    assert value(table, "response_time_mean") == 15
    assert [value(table, part) for part in PARTS] == [1.75, 2.0, 3.0, 2.5, 5.75]
    assert value(table, "dispatch_delay") == 6.75
    assert value(table, "response_time_mean", priority="1") == 12.5
    assert value(table, "response_time_mean", category="traffic") == 10
    assert value(table, "response_time_mean", area="urban") == 10
    assert value(table, "response_time_mean", priority="3", area="rural") == 30
    assert value(table, "response_time_mean", area="T02") == 10
    assert value(table, "urban_rural_gap") == 10
    assert value(table, "held_share") == 0.5
    assert value(table, "cross_area_share") == 0.25
    assert value(table, "within_standard") == 0.5
    assert value(table, "within_standard", area="urban") == 0.5
    assert row(table, "response_time_mean")["n_events"] == 4
    assert row(table, "response_time_mean")["flag"] == "few"


@pytest.mark.parametrize(
    ("urban", "other", "shares"),
    [(5, 10, (0.5, 0.5)), (4.9, 10, (0, 0.5)), (15, 10, (1, 0.5)), (5, 9.9, (0.5, 0)), (5, 30, (0.5, 1))],
)
def test_the_standard_is_that_of_the_configuration(
    urban: float, other: float, shares: tuple[float, float]
) -> None:
    """Calls in town take 15 and 5 minutes, the others 10 and 30."""
    settings = FakeConfig.model_validate(
        {"work": {"call": {"standard": {"urban_minutes": urban, "other_minutes": other}}}}
    )
    table = measure(records(incidents=list(FOUR)), settings).set_index(KEYS)
    assert value(table, "within_standard", area="urban") == shares[0]
    assert value(table, "within_standard", area="rural") == shares[1]
    assert value(table, "within_standard") == sum(shares) / 2


def test_the_shipped_standard_is_that_of_the_source_and_moves_no_record() -> None:
    standard = config().work.call.standard
    assert (standard.urban_minutes, standard.other_minutes) == (5, 10)
    assert "C4" in standard.urban_minutes.source and "C4" in standard.other_minutes.source
    loose = {"work.call.standard.urban_minutes": 60, "work.call.standard.other_minutes": 60}
    found = run_of(config("dabuzhi", "reference", loose))
    assert found.digest() == run_records("dabuzhi", "reference").digest()
    assert figure(found, loose) > figure(found, {})


def figure(found: Records, values: dict[str, float]) -> float:
    table = measure(found, config("dabuzhi", "reference", values)).set_index(KEYS)
    return value(table, "within_standard")


def test_quantiles_are_linear_between_order_statistics() -> None:
    table = figures(*FOUR)
    for name, level in (("p50", 50), ("p75", 75), ("p90", 90), ("p95", 95), ("p99", 99)):
        assert value(table, f"response_time_{name}") == pytest.approx(np.percentile([15, 5, 10, 30], level))


def test_an_unserved_call_is_censored_never_dropped() -> None:
    held = call(100, 1, 1, priority=3)  # relayed at 102, then nobody came until the end
    table = figures(*FOUR, held, when=clock(0, 1, 2))
    waited = 2 * 1440 - 100
    assert value(table, "response_time_p50") == 15  # of 5, 10, 15, 30, inf
    assert value(table, "response_time_p75") == 30
    last = row(table, "response_time_p90")
    assert np.isnan(last["value"]) and last["flag"] == "not reached" and last["n_events"] == 5
    assert value(table, "response_time_mean") == pytest.approx((60 + waited) / 5)
    assert row(table, "response_time_mean")["flag"] == "lower bound"
    assert value(table, "queue_time") == pytest.approx((12 + waited - 2) / 5)
    assert sum(value(table, part) for part in PARTS) == pytest.approx(value(table, "response_time_mean"))
    assert value(table, "unserved_share") == 0.2
    assert value(table, "response_time_p90", priority="1") == pytest.approx(14.5)


def test_a_call_turned_away_has_no_wait_but_stays_in_quantiles() -> None:
    table = figures(*FOUR, call(100, 1, 1, status=IncidentStatus.LOST))
    assert value(table, "response_time_mean") == 15
    assert np.isnan(value(table, "response_time_p90"))
    assert value(table, "unserved_share") == 0.2
    assert value(table, "held_share") == 0.5


def test_only_valid_calls_of_the_cohort_count() -> None:
    outside = call(800 * 1440.0, 1, 1, 1, 1, 1)
    invalid = call(50, 1, status=IncidentStatus.INVALID, priority=0)
    unanswered = call(60, priority=0)  # an invalid call that nobody had answered when the run ended
    table = figures(*FOUR, invalid, unanswered, outside)
    assert value(table, "response_time_mean") == 15
    assert value(table, "calls") == 6
    assert value(table, "effective_calls") == 4


def test_first_presence_and_officer_arrival() -> None:
    helped = call(0, 1, 1, 1, 1, 10, first_presence_at=4, needs_officer=True, officer_arrived_at=14)
    table = figures(helped, call(50, 1, 1, 1, 1, 2))
    assert value(table, "first_presence_mean") == 5
    assert value(table, "officer_arrival_mean") == 14
    assert row(table, "officer_arrival_mean")["n_events"] == 1
    assert value(table, "officer_arrival_p90") == 14


def test_worst_tenth_of_residents() -> None:
    # T03 (500 residents) waits 30, T02 (500) 10, T01 (9000) 10: a tenth is both small ones
    assert value(figures(*FOUR), "worst_tenth") == pytest.approx((500 * 30 + 500 * 10) / 1000)
    given_residents = measure(records(incidents=FOUR), FakeConfig(), residents=[1.0, 1.0, 98.0])
    assert given_residents.set_index("metric").loc["worst_tenth", "value"] == 30


def test_worst_tenth_needs_residents() -> None:
    made = records(incidents=FOUR)
    del made.names["township_residents"]
    found = measure(made, FakeConfig()).set_index("metric").loc["worst_tenth"]
    assert np.isnan(found["value"]) and found["flag"] == "not reached"


def test_worst_share_takes_the_last_group_in_part() -> None:
    mean, weight = worst_share(np.array([1.0, 9.0, 5.0]), np.array([80.0, 5.0, 15.0]), 0.1)
    assert mean == pytest.approx((5 * 9 + 5 * 5) / 10)
    assert weight.tolist() == [0, 5, 5]


def test_redispatches_and_gaps() -> None:
    taken_off = {"incident": 1, "outcome": DispatchOutcome.SUPERSEDED}
    gaps = [
        {"area": 1, "started_at": -20.0, "ended_at": 30.0},
        {"area": -1, "started_at": 5.0, "ended_at": 9.0},
    ]
    table = figures(
        *FOUR, dispatches=[taken_off, {"incident": 1, "outcome": DispatchOutcome.SERVED}], gaps=gaps
    )
    assert value(table, "redispatches") == 25
    assert value(table, "redispatches", priority="2") == 100
    assert value(table, "no_team_minutes") == 4
    assert value(table, "no_team_minutes", area="S02") == 30
    assert value(table, "no_team_minutes", area="S01") == 0


def test_no_calls_at_all_are_said_to_be_few() -> None:
    table = figures()
    assert value(table, "calls") == 0
    nothing = row(table, "response_time_p90")
    assert np.isnan(nothing["value"]) and nothing["flag"] == "few" and nothing["n_events"] == 0
    assert (table[table["value"].isna()]["flag"] != "").all()


@given(st.integers(0, 10_000))
def test_parts_add_up_call_by_call(seed: int) -> None:
    made = drawn(seed, calls=60)
    calls = Calls.of(made, Window.of(made))
    total = sum(calls.parts().values())
    np.testing.assert_allclose(total, calls.wait_so_far("first_able_at"), rtol=0, atol=1e-9)
    assert all((part >= 0).all() for part in calls.parts().values())


@given(st.integers(0, 10_000))
def test_every_split_takes_every_call_once(seed: int) -> None:
    made = drawn(seed, calls=60)
    calls = Calls.of(made, Window.of(made))
    for split in splits(calls, made.names):
        counts = np.bincount(split.group, minlength=len(split.keys))
        assert len(counts) == len(split.keys) and counts.sum() == len(calls)
    assert len(splits(calls, made.names)[2].keys) == LAYOUT["categories"]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.floats(0, 1))
def test_quantile_is_numpys(values: list[float], level: float) -> None:
    ordered = np.sort(values)
    assert quantile(ordered, level) == pytest.approx(np.quantile(ordered, level), rel=1e-9, abs=1e-9)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20), st.integers(1, 5), st.floats(0, 1))
def test_censored_quantile_does_not_depend_on_when_the_lost_end(
    values: list[float], lost: int, level: float
) -> None:
    censored = np.concatenate((np.sort(values), np.full(lost, np.inf)))
    found = quantile(censored, level)
    assert np.isnan(found) or found <= max(values)
    late = np.concatenate((np.sort(values), np.full(lost, 2e6)))
    if not np.isnan(found):
        assert found == pytest.approx(np.quantile(late, level))
