"""The world before the force acts: the same calls and cases, whatever the force does."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from fakes.runs import MODELS, Values, config, county_of

from sim.demand.draws import weekly_shape
from sim.demand.world import World, draw_world
from sim.records.statuses import CaseChannel
from sim.streams import Streams

DAYS = 15
PER_YEAR = 365 / 230  # per 1 000 residents a year -> a day, in a county of 230 000


def world(days: float = DAYS, seed: int = 1, values: Values | None = None, model: str = "dabuzhi") -> World:
    settings = config(model, values=values)
    return draw_world(settings.demand, settings.work, county_of(settings), Streams(seed), days)


def same(one: World, other: World, calls: int | None = None, cases: int | None = None) -> None:
    """Both worlds agree, in every column, on their first calls and cases."""
    for field in fields(one.calls):
        a, b = getattr(one.calls, field.name)[:calls], getattr(other.calls, field.name)[:calls]
        if field.name == "case" and cases is not None:
            a, b = np.where(a < cases, a, -1), np.where(b < cases, b, -1)
        assert a.tolist() == b.tolist(), f"calls.{field.name}"
    for field in fields(one.cases):
        a, b = getattr(one.cases, field.name)[:cases], getattr(other.cases, field.name)[:cases]
        if field.name == "series" and cases is not None:
            # A case becomes the first of a series when a later one continues it; here that one comes too late.
            b = np.where(np.isin(b, b[a >= 0]), b, -1)
        assert a.tolist() == b.tolist(), f"cases.{field.name}"


def category(found: World, name: str) -> np.ndarray:
    return found.calls.category == list(config().demand.categories).index(name)


def test_the_same_seed_is_the_same_world_and_another_seed_another() -> None:
    same(world(), world())
    assert world().calls.received_at[:9].tolist() != world(seed=2).calls.received_at[:9].tolist()


@pytest.mark.parametrize("model", MODELS)
def test_every_structure_meets_the_same_world(model: str) -> None:
    same(world(model="traditional"), world(model=model))


@pytest.mark.parametrize(("days", "seed"), [(1, 2), (9.3, 3), (14, 4)])
def test_a_longer_run_meets_the_same_calls_and_cases_first(days: float, seed: int) -> None:
    short, long = world(days, seed), world(DAYS, seed)
    calls, cases = len(short.calls.cell), len(short.cases.cell)
    assert calls < len(long.calls.cell)
    assert cases < len(long.cases.cell)
    assert (short.calls.received_at < days * 1440).all()
    assert (long.calls.received_at[calls:] >= days * 1440).all()
    same(short, long, calls, cases)


def test_everything_is_in_order_and_in_range() -> None:
    found, count = world(), county_of(config()).n_cells
    calls, cases = found.calls, found.cases
    assert (np.diff(calls.received_at) >= 0).all()
    assert (np.diff(cases.reported_at) >= 0).all()
    for cells in (calls.cell, cases.cell):
        assert 0 <= cells.min() <= cells.max() < count
    valid = calls.category < len(config().demand.categories)
    assert set(calls.priority[valid]) == {1, 2, 3}
    assert set(calls.teams_needed[valid]) == {1, 2}
    for column in (calls.scene, calls.report, calls.handling, calls.relay):
        assert (column[valid] > 0).all()
    assert (calls.handling > 0).all(), "an invalid call takes the desk's time too"
    for column in (cases.need, cases.acceptance, cases.filing, cases.reporting_delay, cases.reopen_after):
        assert (column > 0).all()
    assert (cases.suspects >= 1).all()
    assert (cases.offences >= 1).all()
    assert (np.diff(cases.reveal, axis=1) > 0).all()


def test_calls_and_the_cases_they_lead_to_name_each_other() -> None:
    found = world(60)
    rows = np.flatnonzero(found.calls.case >= 0)
    cases = found.calls.case[rows]
    assert len(rows) > 30
    assert found.cases.call[cases].tolist() == rows.tolist()
    assert sorted(cases) == np.flatnonzero(found.cases.call >= 0).tolist()
    assert found.cases.reported_at[cases].tolist() == found.calls.received_at[rows].tolist()
    assert found.cases.cell[cases].tolist() == found.calls.cell[rows].tolist()
    assert found.cases.offence[cases].tolist() == found.calls.offence[rows].tolist()
    offences = list(config().demand.offences.values())
    criminal = [offences[offence].criminal for offence in found.calls.offence[rows]]
    assert criminal == category(found, "criminal")[rows].tolist()
    assert ((found.cases.channel == CaseChannel.CALL) == (found.cases.call >= 0)).all()


def test_a_changed_rate_moves_the_same_draws() -> None:
    few, many = world(), world(values={"demand.effective_calls": 45})
    for name in config().demand.categories:
        a, b = category(few, name), category(many, name)
        count = int(a.sum())
        assert count <= b.sum()
        facts, weekday = config().demand, (1.0,) * 7
        if facts.categories[name].weekday == "traffic":
            weekday = facts.weekday_traffic.values
        week = np.concatenate(([0], np.cumsum(weekly_shape(facts.hour_profile.values, weekday))))
        busy = [np.interp(c.received_at[m] / 60, np.arange(505), np.concatenate((week, week[1:] + 168, week[1:] + 336)))
                for c, m in ((few.calls, a), (many.calls, b))]  # fmt: skip
        assert busy[1][:count] == pytest.approx(busy[0] / 1.5)
        for column in (
            "cell",
            "priority",
            "needs_officer",
            "scene",
            "report",
            "relay",
            "handling",
            "turnout",
        ):
            x, y = getattr(few.calls, column)[a], getattr(many.calls, column)[b][:count]
            assert x.tolist() == y.tolist(), column


def test_a_changed_duration_keeps_its_uniform() -> None:
    before, after = world(), world(values={"work.call.relay.mean": 2.5, "demand.on_scene_factor": 2.6})
    assert after.calls.relay == pytest.approx(2.5 * before.calls.relay)
    assert after.calls.scene == pytest.approx(2 * before.calls.scene)
    assert after.calls.received_at.tolist() == before.calls.received_at.tolist()
    assert after.calls.report.tolist() == before.calls.report.tolist()


def test_rates_and_shares_come_out_as_configured() -> None:
    found, demand = world(730), config().demand
    total = len(found.calls.cell)
    for index, (name, facts) in enumerate(demand.categories.items()):
        mine = found.calls.category == index
        expected = 2 * 230 * float(demand.effective_calls * facts.share)
        assert mine.sum() == pytest.approx(expected, abs=4 * np.sqrt(expected)), name
        for priority, share in enumerate(facts.priority.values, start=1):
            error = 4 * np.sqrt(share * (1 - share) / mine.sum())
            assert (found.calls.priority[mine] == priority).mean() == pytest.approx(share, abs=error), name
        error = 4 * 0.5 / np.sqrt(mine.sum())
        assert found.calls.needs_officer[mine].mean() == pytest.approx(facts.needs_officer, abs=error), name
        assert (found.calls.teams_needed[mine] == 2).mean() == pytest.approx(facts.backup, abs=error), name
        mean = float(facts.on_scene.mean * demand.on_scene_factor)
        error = 4 * mean * float(facts.on_scene.cv) / np.sqrt(mine.sum())
        assert found.calls.scene[mine].mean() == pytest.approx(mean, abs=error), name
    invalid = (found.calls.category == len(demand.categories)).mean()
    assert invalid == pytest.approx(float(demand.invalid_share), abs=4 * 0.5 / np.sqrt(total))


def test_recorded_cases_come_out_as_the_table_of_flows_says() -> None:
    found = world(730)
    new = found.cases.channel != CaseChannel.BACKLOG
    for index, flow in enumerate(found.flows):
        mine = new & (found.cases.offence == index)
        for share, rate in ((mine & (found.cases.call >= 0), flow.by_call), (mine, flow.recorded)):
            expected = 2 * 230 * rate
            assert share.sum() == pytest.approx(expected, abs=4 * np.sqrt(expected) + 1), flow.offence


def test_the_backlog_was_reported_before_the_run_and_within_its_days() -> None:
    found = world()
    old = found.cases.channel == CaseChannel.BACKLOG
    days = float(config().demand.backlog_days)
    assert (found.cases.reported_at[old] >= -days * 1440).all()
    assert (found.cases.reported_at[old] < 0).all()
    assert (found.cases.reported_at[~old] >= 0).all()
    expected = 230 * days / 365 * sum(flow.recorded for flow in found.flows)
    assert old.sum() == pytest.approx(expected, abs=4 * np.sqrt(expected))
    assert not (world(values={"demand.backlog_days": 0}).cases.reported_at < 0).any()


def test_a_series_is_of_one_offence_and_close_in_time() -> None:
    cases, demand = world(200).cases, config().demand
    window = float(demand.series_window_days) * 1440
    found = np.unique(cases.series[cases.series >= 0])
    assert len(found) > 20
    assert found.tolist() == list(range(len(found)))
    for number in found:
        rows = np.flatnonzero(cases.series == number)
        assert len(rows) >= 2
        assert len(set(cases.offence[rows])) == 1
        assert np.diff(cases.reported_at[rows]).max() <= window


def test_no_demand_is_an_empty_world() -> None:
    none = {f"demand.{rate}": 0 for rate in ("effective_calls", "recorded_cases", "administrative_cases")}
    found = world(values=none)
    assert len(found.calls.cell) == 0
    assert len(found.cases.cell) == 0
    assert found.calls.relay.shape == (0, 4)
    assert found.cases.reveal.shape == (0, 3)


def test_no_invalid_calls() -> None:
    found = world(values={"demand.invalid_share": 0})
    assert len(found.calls.cell)
    assert (found.calls.category < len(config().demand.categories)).all()
