"""The chain of desks: queues, more and fewer people at a shift change, the price of overseeing many teams."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from fakes.runs import DAY, config, model_of
from fakes.worlds import world

from sim.records.statuses import IncidentStatus

MORNING = 510.0
STILL = {"personnel.absence": 0, "patrol.plan": "at_base", "run.warmup": 0, "run.days": 4, "run.follow_up": 0}


def test_whoever_comes_on_duty_takes_the_calls_that_wait() -> None:
    settings = config("dabuzhi", "reference", {**STILL, "work.call.selection_minutes_per_doubling": 0})
    empty = model_of(settings, world=world())
    staff = []
    changes = [d * DAY + m for d in range(3) for m in (510.0, 1050.0, 1230.0)]
    for change in changes:
        empty.clock.advance(change - 1)
        before = empty.relay.intake.staff
        empty.clock.advance(change)
        staff.append((before, empty.relay.intake.staff))
    place = next(place for place, (before, after) in enumerate(staff) if after > before)
    change, (before, after) = changes[place], staff[place]
    calls = [{"received_at": change - 10 + n / 100, "handling": 60.0} for n in range(after + 1)]
    answered = model_of(settings, world=world(calls)).run().frame("incidents")["answered_at"].to_numpy()
    assert answered[:before] == pytest.approx([call["received_at"] for call in calls[:before]])
    assert answered[before:after].tolist() == [change] * (after - before)
    assert answered[-1] == pytest.approx(change + 50), "the next one waits for the first desk that is done"


def test_whoever_goes_off_duty_finishes_the_call_in_hand() -> None:
    settings = config("dabuzhi", "reference", STILL)
    calls = [{"received_at": MORNING - 5 + n / 100, "handling": 30.0} for n in range(12)]
    incidents = model_of(settings, world=world(calls)).run().frame("incidents")
    took = (incidents["handled_at"] - incidents["answered_at"]).to_numpy()
    assert took == pytest.approx(np.full(12, 30.0))
    assert (np.diff(incidents["answered_at"]) >= 0).all()


@pytest.mark.parametrize("price", [0, 0.1, 0.3])
def test_choosing_among_more_teams_takes_longer_and_keeps_the_desk_busy(price: float) -> None:
    settings = config("dabuzhi", "reference", {**STILL, "work.call.selection_minutes_per_doubling": price})
    calls = [{"received_at": 700.0 + n / 100} for n in range(9)]
    made = model_of(settings, world=world(calls))
    made.clock.advance(699.0)
    staff = made.relay.intake.staff
    teams = sum(bool(team.crew) for team in made.duty.teams)
    incidents = made.run().frame("incidents")
    chosen = (incidents["relayed_at"] - incidents["handled_at"]).to_numpy()
    assert chosen == pytest.approx(np.full(9, price * log2(1 + teams / staff)))
    assert incidents["answered_at"][staff] == pytest.approx(incidents["relayed_at"][0])


def test_a_call_cut_off_at_a_desk_is_unserved() -> None:
    end = 4 * DAY
    calls = [
        {"received_at": end - 1.0},
        {"received_at": end - 0.5, "category": 6, "priority": 0, "needs_officer": False},
    ]
    incidents = (
        model_of(config("traditional", "reference", STILL), world=world(calls)).run().frame("incidents")
    )
    assert incidents["status"].tolist() == [IncidentStatus.UNSERVED] * 2
    assert incidents["handled_at"].isna().all()
