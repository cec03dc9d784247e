"""What the parts of a configuration must agree on, found before anything is written."""

from __future__ import annotations

import pytest

from sim.config.errors import ConfigError
from sim.config.load import load_config
from sim.study.check import check, problems_of


@pytest.mark.parametrize("model", ["traditional", "dabuzhi", "one_five_n_one"])
@pytest.mark.parametrize("county", ["kaihua", "reference"])
def test_shipped_configurations_agree(model: str, county: str) -> None:
    assert problems_of(load_config([f"model={model}", f"county={county}"])) == []


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["dispatch.rule=nearst_able"], "did you mean 'nearest_able'"),
        (
            ["patrol.plan=town_gird"],
            "patrol.plan: patrol plan 'town_gird' is not known; did you mean 'town_grid'",
        ),
        (["people.picks.elite.rule=by_lots"], "did you mean 'by_lot'"),
        (["casework.referral=by_ofence"], "did you mean 'by_offence'"),
        (["dispatch.serves.traffic=[]"], "calls of category 'traffic': nobody may serve them"),
        (["dispatch.serves.traffic=[trafic]"], "did you mean 'traffic'"),
        (["+dispatch.serves.trafic=[traffic]"], "'trafic' is no call category; did you mean 'traffic'"),
        (["casework.routes.default=investigate:genral"], "did you mean 'investigate:general'"),
        (["+casework.routes.thef=investigate:general"], "'thef' is no offence; did you mean 'theft'"),
        (["casework.negative_list=[arson]"], "'arson' is no offence"),
        (["force.officers=10"], "more posts than people"),
        (["personnel.rosters.desk.cycle=[rest]"], "intake desk"),
        (["county.outline.seat=[500,500]"], "outside the county"),
    ],
)
def test_disagreement_is_named(overrides: list[str], said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        check(load_config(overrides))
    assert any(said in line for line in refused.value.problems)
    assert all("\n" not in line for line in refused.value.problems)


def test_all_disagreements_are_reported_at_once() -> None:
    found = problems_of(load_config(["dispatch.rule=x", "casework.referral=y", "force.officers=10"]))
    assert len(found) == 3


def test_extremes_that_make_sense_pass() -> None:
    assert problems_of(load_config(["force.auxiliaries=0", "demand.effective_calls=0"])) == []
