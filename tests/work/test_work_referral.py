"""Whose case it is over its life: cases move towards those who can do more for them, never back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from fakes.runs import MODELS, config, model_of
from fakes.worlds import world

from sim.records.statuses import CaseStep

LONG = {"run.warmup": 0, "run.days": 60, "run.follow_up": 0}


@pytest.mark.parametrize("model", MODELS)
def test_no_case_goes_back_to_a_station_because_it_has_grown(model: str) -> None:
    made = model_of(config(model, values=LONG), 2)
    log = made.run().frame("case_steps")
    teams = made.casework.teams.all
    moves = log[log["step"].isin([CaseStep.ASSIGNED, CaseStep.REFERRED])]
    back = [
        (case, before, after)
        for case, mine in moves.groupby("case")
        for before, after in pairwise(mine["team"])
        if teams[after].station and not teams[before].station
    ]
    assert not back, f"{len(back)} cases, such as {back[0]}"
    if model == "one_five_n_one":
        assert (moves["step"] == CaseStep.REFERRED).sum() > 10


def test_a_grown_case_of_the_specialists_stays_with_them() -> None:
    """The department takes a small theft for its least share; one more offence is no reason to give it back."""
    small = {"offence": 0, "suspect_known": False, "need": 500.0}
    cases = [
        {
            **small,
            "reported_at": 100.0,
        },  # the first one a station keeps, so the department has carried nothing yet
        {**small, "reported_at": 200.0, "offences": 2, "reveal": (0.5, 1e9, 2e9)},
    ]
    values = {**LONG, "work.case.give_up_threshold": 0, "casework.least_share": 0.6}
    made = model_of(config("one_five_n_one", values=values), world=world(cases=cases))
    log = made.run().frame("case_steps")
    assigned = log[log["step"] == CaseStep.ASSIGNED].set_index("case")["team"]
    assert [made.casework.teams.all[team].station for team in assigned] == [True, False]
    assert log.loc[log["step"] == CaseStep.KNOWN_MORE, "case"].tolist() == [1]
    assert CaseStep.REFERRED not in set(log["step"])
