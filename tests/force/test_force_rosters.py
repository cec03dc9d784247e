from collections import Counter

import numpy as np
import pytest
from force_fakes import POSTS, SIZES, fake_county, made, settings, shipped
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sim.config.errors import ConfigError
from sim.config.personnel import PersonnelConfig
from sim.force.establish import establish
from sim.force.rosters import BLOCK_HOURS, Rosters, read_rosters

PERSONNEL = shipped().personnel
ROSTERS = {roster.name: roster for roster in read_rosters(PERSONNEL)}


def test_a_seat_takes_as_many_people_as_its_roster_needs() -> None:
    assert {name: ROSTERS[name].relief() for name in ("office", "desk", "station", "squad", "resident")} == {
        "office": 1,
        "desk": 4,
        "station": 4,
        "squad": 8,
        "resident": 2,
    }


def test_the_week_of_each_roster_by_hand() -> None:
    names = list(ROSTERS)
    table = Rosters(
        list(ROSTERS.values()), np.arange(len(names)), np.zeros(len(names), int), np.ones(len(names), bool)
    )
    hours = {
        name: sum(
            BLOCK_HOURS[block] * table.on_duty(day, block)[i]
            for day in range(table.period)
            for block in range(3)
        )
        / (table.period / 7)
        for i, name in enumerate(names)
    }
    assert hours["office"] == 45
    assert hours["desk"] == hours["custody"] == hours["patrol"] == 42  # two 12-hour shifts in four days
    assert hours["resident"] == 84
    assert hours["station"] == 42 + 9 * 5 / 2  # a day in four, and half of all weekdays
    assert hours["squad"] == 21 + 9 * 5 * 6 / 8
    office, station = names.index("office"), names.index("station")
    assert table.on_duty(4, 0)[office] and not table.on_duty(5, 0)[office] and not table.on_duty(4, 1)[office]
    assert table.on_crew_duty(0, 2)[station] and not table.on_crew_duty(2, 0)[station]
    assert table.on_duty(2, 0)[station]


@pytest.mark.parametrize("posts", POSTS)
def test_people_of_one_duty_and_site_stand_evenly_over_the_cycle(posts: str) -> None:
    force = made(posts, county="songtao")
    groups: dict[tuple[object, ...], Counter[int]] = {}
    for post, person in zip(force.posts, force.people, strict=True):
        for key in ((post.site, post.line, post.leader), (post.site, "all", False)):
            group = (*key, post.roster, person.officer)
            groups.setdefault(group, Counter())[post.offset] += 1
    for (*_, roster, _officer), offsets in groups.items():
        filled = [offsets[k] for k in range(len(force.rosters[int(str(roster))].cycle))]
        assert max(filled) - min(filled) <= 1


@pytest.mark.parametrize("posts", POSTS)
@pytest.mark.parametrize("county", SIZES)
def test_every_station_has_an_officer_on_crew_duty_in_every_block(posts: str, county: str) -> None:
    force = made(posts, county=county)
    site = np.array([post.site for post in force.posts])
    stations = [s.index for s in force.sites if force.bodies[s.body].kind == "station"]
    assert len(stations) == SIZES[county][2]
    for day in range(force.duty.period):
        for block in range(3):
            riding = force.on_crew_duty(day, block) & force.officer
            assert set(stations) <= set(site[riding].tolist())


@examples(max_examples=30, deadline=None)
@given(day=st.integers(0, 1000), block=st.integers(0, 2))
def test_on_duty_follows_each_persons_own_cycle(day: int, block: int) -> None:
    force = made("songtao_bureaus")
    flags = force.on_duty(day, block)
    for post in force.posts[::17]:
        cycle = force.rosters[post.roster].cycle
        kind = cycle[(day + post.offset) % len(cycle)]
        assert flags[post.person] == (kind.blocks[block] and not (kind.weekdays_only and day % 7 >= 5))


def _personnel(**rosters: dict[str, object]) -> PersonnelConfig:
    raw = PERSONNEL.model_dump(mode="json")
    raw["rosters"] |= rosters
    return PersonnelConfig.model_validate(raw)


def _refused(personnel: PersonnelConfig) -> list[str]:
    base = settings()
    config = type(base)(base.force, personnel, base.posts, base.people)
    with pytest.raises(ConfigError) as refused:
        establish(config, fake_county(), 1)
    return refused.value.problems


def test_an_empty_intake_desk_is_named_with_its_hour() -> None:
    problems = _refused(_personnel(desk={"cycle": ["office"]}))
    assert problems == [
        "posts: the intake desk (Command, information and supervision units) is empty on Monday 17:30-20:30 "
        "(and in 76% of all blocks of its roster)"
    ]


def test_crews_that_are_all_off_are_named_with_their_hour() -> None:
    day_only: dict[str, object] = {"cycle": ["day"]}
    problems = _refused(_personnel(station=day_only, patrol=day_only))
    assert len(problems) == 1
    assert problems[0].startswith("posts: every responding crew (")
    assert "is empty on Monday 20:30-08:30" in problems[0]
