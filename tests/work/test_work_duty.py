"""Shifts and crews: who rides, who stays at the desk, who works on cases meanwhile."""

from __future__ import annotations

import numpy as np
import pytest
from fakes.runs import DAY, MODELS, config, model_of

from sim.records.statuses import Activity, TeamStatus


@pytest.mark.parametrize("model", MODELS)
def test_a_crew_on_the_road_works_on_no_case(model: str) -> None:
    made = model_of(config(model, values={"demand.effective_calls": 200, "run.days": 5}), 5)
    at_base = 0
    for moment in np.arange(0.0, 6 * DAY, 37.0):
        made.clock.advance(float(moment))
        for team in made.duty.teams:
            working = [person for person in team.crew if person.activity is Activity.CASE]
            if team.status is TeamStatus.AT_BASE:
                at_base += len(working)
            else:
                assert not working, f"at {moment} team {team.index} is {team.status.name}"
    assert at_base > 0 or model == "dabuzhi"


@pytest.mark.parametrize("model", MODELS)
def test_the_desk_of_a_station_is_kept_while_crews_ride(model: str) -> None:
    """Somebody sits at the desk at every hour: who is posted there, or one of the crews where nobody is."""
    made = model_of(config(model, values={"run.days": 8}), 3)
    looked = 0
    for moment in np.arange(511.0, 10 * DAY, 480.0):
        made.clock.advance(float(moment))
        for site in made.establishment.sites:
            here = [person for person in made.people if person.post.site == site.index]
            desk = [person for person in here if person.post.function == "area_desk"]
            riders = [p for p in here if p.post.crew_function == "respond" and made.duty.states[p.index] == 3]
            if site.area < 0 or len(riders) < 3:
                continue
            posted = [p for p in desk if made.duty.states[p.index] >= 2]
            keepers = [p for p in riders if p.activity is Activity.DESK]
            assert bool(posted) != bool(keepers)
            assert all(p.activity is Activity.DESK for p in posted)
            assert len(keepers) <= 1
            looked += 1
    assert looked > 0
