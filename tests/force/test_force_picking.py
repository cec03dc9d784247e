import numpy as np
import pytest
from force_fakes import PEOPLE, POSTS, fake_county, made, settings

from sim.config.errors import ConfigError
from sim.config.people import PeopleConfig
from sim.force.establish import establish
from sim.force.establishment import Establishment


def _skill(force: Establishment, function: str, headquarters: bool = True) -> float:
    """Mean true investigation skill of the officers, without leaders, who hold a function."""
    found = [
        force.people[post.person].skills[2]
        for post in force.posts
        if post.function == function
        and not post.leader
        and force.people[post.person].officer
        and (force.sites[post.site].area == -1) == headquarters
    ]
    assert found
    return float(np.mean(found))


@pytest.mark.parametrize("posts", POSTS)
@pytest.mark.parametrize("people", PEOPLE)
def test_every_pick_fills_every_post_once(posts: str, people: str) -> None:
    plain, picked = made(posts), made(posts, people)
    assert [post.person for post in picked.posts] == list(range(800))
    assert sorted((p.site, p.line, p.leader, p.offset) for p in picked.posts) == sorted(
        (p.site, p.line, p.leader, p.offset) for p in plain.posts
    )
    officers = [picked.people[p.person].officer for p in picked.posts]
    closed = {"lead", "investigate", "pretrial", "review"}
    assert not any(
        post.function in closed for post, officer in zip(picked.posts, officers, strict=True) if not officer
    )


def test_the_elite_gains_less_than_the_truly_best_would_and_costs_the_stations() -> None:
    gains, costs, limits = [], [], []
    for seed in range(20):
        plain, elite = made("songtao_bureaus", seed=seed), made("songtao_bureaus", "songtao_elite", seed=seed)
        gains.append(_skill(elite, "investigate") - _skill(plain, "investigate"))
        costs.append(_skill(elite, "investigate", False) - _skill(plain, "investigate", False))
        best = sorted((p.skills[2] for p in elite.people if p.officer), reverse=True)
        limits.append(float(np.mean(best[:94])) - _skill(elite, "investigate"))
    assert np.mean(gains) > 0.05
    assert np.mean(limits) > 0.02
    assert np.mean(costs) < -0.02


def test_leaders_are_the_most_senior() -> None:
    force = made()
    leaders = [force.people[p.person] for p in force.posts if p.leader]
    others = [force.people[p.person] for p in force.posts if not p.leader and force.people[p.person].officer]
    assert min((p.rank, p.age) for p in leaders) >= max((p.rank, p.age) for p in others)


def test_over_fifties_without_a_lead_go_to_the_grassroots() -> None:
    force = made("kaihua_departments", "kaihua_grades")
    assert force.bodies[0].officers == 331
    older = [
        post
        for post in force.posts
        if force.people[post.person].officer and force.people[post.person].age >= 50 and not post.leader
    ]
    moved = [post for post in older if force.bodies[post.body].kind in ("station", "squadron")]
    # those of them who are the best investigators seen are in the pre-trial team
    assert len(moved) >= len(older) - 6
    assert len(moved) > 30


def test_the_pretrial_team_is_the_best_six_seen() -> None:
    force = made("kaihua_departments", "kaihua_grades")
    team = [force.people[person].observed[2] for person in force.holders("pretrial")]
    assert len(team) == 6
    assert sorted(team) == sorted(p.observed[2] for p in force.people if p.officer)[-6:]


def test_graded_officers_hold_headquarters_posts() -> None:
    force = made("kaihua_departments", "kaihua_grades")
    seen = sorted((p for p in force.people if p.officer), key=lambda p: -sum(p.observed))
    free = [p.index for p in seen[:50] if p.age < 50 and not force.posts[p.index].leader]
    assert len(free) > 20
    assert all(force.sites[force.posts[i].site].area == -1 for i in free)


def test_an_unknown_rule_is_named() -> None:
    base = settings()
    people = PeopleConfig.model_validate(
        {"title": "x", "source": "x", "status": "user", "picks": {"best": {"rule": "by_luck"}}}
    )
    with pytest.raises(
        ConfigError,
        match=r"people.picks.best.rule: picking rule 'by_luck' is not known; did you mean 'by_lot'",
    ):
        establish(type(base)(base.force, base.personnel, base.posts, people), fake_county(), 1)
