import numpy as np
import pytest
from force_fakes import POSTS, made, shipped
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sim.force.people import absent, draw_crowd, grown

PERSONNEL = shipped().personnel


@examples(max_examples=30, deadline=None)
@given(few=st.integers(0, 300), more=st.integers(0, 300), seed=st.integers(0, 10**9))
def test_a_person_is_the_same_whatever_the_size_of_the_force(few: int, more: int, seed: int) -> None:
    small = draw_crowd("officer", few, PERSONNEL, seed)
    large = draw_crowd("officer", few + more, PERSONNEL, seed)
    for field in ("age", "rank", "skills", "observed", "lot"):
        assert np.array_equal(getattr(small, field), getattr(large, field)[:few]), field
    assert np.array_equal(
        absent(seed, "officer", few, 3, 0.1), absent(seed, "officer", few + more, 3, 0.1)[:few]
    )


def test_people_and_absences_are_the_same_under_every_structure() -> None:
    first = made("before_kaihua")
    for posts in POSTS[1:]:
        other = made(posts, people="songtao_elite")
        assert list(other.people) == list(first.people)
        assert all(np.array_equal(other.absent(day), first.absent(day)) for day in (0, 1, 400))


def test_skills_have_the_spread_that_was_set() -> None:
    crowd = draw_crowd("officer", 40_000, PERSONNEL, 5)
    skills = PERSONNEL.skills
    assert crowd.skills.mean(axis=0) == pytest.approx(1, abs=0.01)
    assert crowd.skills.std(axis=0) == pytest.approx(skills.cv, rel=0.03)
    correlation = np.corrcoef(np.log(crowd.skills).T)[~np.eye(4, dtype=bool)]
    assert correlation == pytest.approx(skills.correlation, abs=0.02)
    noise = crowd.observed / crowd.skills
    assert noise.mean() == pytest.approx(1, abs=0.01)
    assert noise.std() == pytest.approx(skills.observation_cv, rel=0.03)


def test_ages_and_ranks_have_the_shares_that_were_set() -> None:
    crowd = draw_crowd("officer", 40_000, PERSONNEL, 6)
    quartiles = np.quantile(crowd.age, [0, 0.25, 0.5, 0.75, 1])
    assert quartiles == pytest.approx(PERSONNEL.officer_ages.points(), abs=0.5)
    assert (crowd.rank >= 1).mean() == pytest.approx(PERSONNEL.ranks.deputy_section, abs=0.01)
    assert (crowd.rank == 2).mean() == pytest.approx(PERSONNEL.ranks.section, abs=0.01)
    assert crowd.age[crowd.rank == 2].mean() > crowd.age[crowd.rank == 0].mean() + 3
    assert not draw_crowd("auxiliary", 1000, PERSONNEL, 6).rank.any()


def test_absence_takes_its_share_and_differs_between_days() -> None:
    force = made()
    days = np.array([force.absent(day) for day in range(200)])
    assert days.mean() == pytest.approx(PERSONNEL.absence, abs=0.005)
    assert not np.array_equal(days[0], days[1])


def test_skill_grows_in_post_towards_a_limit() -> None:
    skills = PERSONNEL.skills
    assert grown(1.2, 0, skills) == 1.2
    assert grown(1.2, 1, skills) < grown(1.2, 2, skills) < 1.2 * (1 + skills.growth)
    assert grown(1.2, 1000, skills) == pytest.approx(1.2 * (1 + skills.growth))
