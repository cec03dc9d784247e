"""What people who know the work would not believe otherwise."""

from __future__ import annotations

import pytest
from fakes.runs import MODELS, config, model_of

from sim.records.statuses import Activity
from sim.work.duty import STARTS

SHORT = {"run.warmup": 0, "run.days": 8, "run.follow_up": 0}


@pytest.mark.parametrize("model", MODELS)
def test_the_leader_of_a_road_squadron_rides_with_its_crew(model: str) -> None:
    made = model_of(config(model, "kaihua", SHORT))
    made.run()
    bodies, sites = made.establishment.bodies, made.establishment.sites
    found = {team.function for team in made.duty.teams if bodies[sites[team.site].body].kind == "squadron"}
    assert found == {"traffic"}


@pytest.mark.parametrize("model", MODELS)
def test_nobody_rides_alone_while_a_colleague_of_the_crews_keeps_the_desk(model: str) -> None:
    made = model_of(config(model, "songtao", SHORT))
    for day in range(7):
        for start in STARTS:
            made.clock.advance(day * 1440 + start)
            alone = {
                team.site
                for team in made.duty.teams
                if len(team.crew) == 1 and team.function == "respond" and team.area >= 0
            }
            desks = {p.post.site for p in made.people if p.post.crew and p.activity is Activity.DESK}
            assert not alone & desks


def test_reviews_do_not_pile_up() -> None:
    made = model_of(config("dabuzhi", "songtao", {"run.warmup": 0, "run.days": 120, "run.follow_up": 0}))
    (reviewers, *_) = made.casework.teams.by_line["review"]
    piles = []
    for day in (60, 90, 120):
        made.clock.advance(day * 1440)
        piles.append(len(reviewers.queue))
    assert piles[-1] < max(1.2 * piles[0], 20), piles


@pytest.mark.parametrize("model", MODELS)
def test_no_car_carries_more_than_it_has_seats(model: str) -> None:
    made = model_of(config(model, "songtao", SHORT))
    sizes = set()
    for day in range(7):
        for start in STARTS:
            made.clock.advance(day * 1440 + start)
            sizes |= {len(team.crew) for team in made.duty.teams if team.crew}
    assert max(sizes) == 5
