"""Every shipped structure works in every shipped county, with exact totals and on the same calls."""

from __future__ import annotations

from functools import cache

import pytest
from fakes.runs import COUNTIES, DAY, MODELS, config, model_of

from sim.model import PolicingModel
from sim.records.statuses import Activity, IncidentStatus

THREE_DAYS = {"run.warmup": 0, "run.days": 3, "run.follow_up": 0}


@cache
def three_days(model: str, county: str) -> PolicingModel:
    made = model_of(config(model, county, THREE_DAYS), seed=7)
    made.run()
    return made


@pytest.mark.parametrize("county", COUNTIES)
@pytest.mark.parametrize("model", MODELS)
def test_it_runs_and_nothing_is_lost(model: str, county: str) -> None:
    made = three_days(model, county)
    force, records = made.config.force, made.records
    assert records is not None
    incidents, people, cases = (records.frame(table) for table in ("incidents", "people", "cases"))

    officers = sum(person.officer for person in made.establishment.people)
    assert (officers, len(made.people) - officers) == (force.officers, force.auxiliaries)
    bodies = made.establishment.bodies
    assert sum(body.own_officers for body in bodies) == force.officers
    assert sum(body.own_auxiliaries for body in bodies) == force.auxiliaries
    minutes = people[[activity.name.lower() for activity in Activity]].sum(axis=1)
    assert minutes.tolist() == pytest.approx([3 * DAY] * len(made.people))

    assert len(incidents) == len(made.world.calls.cell) > 100
    assert len(cases) == len(made.world.cases.cell) > 100
    assert (incidents["status"] >= IncidentStatus.SERVED).all()
    valid = incidents[incidents["category"] < len(made.config.demand.categories)]
    assert (valid["status"] == IncidentStatus.SERVED).mean() > 0.8
    assert cases["started_at"].notna().sum() > 20
    assert records.frame("teams")["on_duty"].sum() > 0

    first = three_days(MODELS[0], county)
    assert first.records is not None
    for column in ("received_at", "category", "cell", "priority", "offence", "teams_needed"):
        assert incidents[column].tolist() == first.records.frame("incidents")[column].tolist()
    assert (records.digest() == first.records.digest()) == (model == MODELS[0])


@pytest.mark.parametrize("county", COUNTIES)
def test_every_station_has_crews_and_every_call_some_area(county: str) -> None:
    for model in MODELS:
        made = three_days(model, county)
        based = {int(made.county.area[team.base]) for team in made.duty.teams}
        assert based == set(range(len(made.county.stations))), model
