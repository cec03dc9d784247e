from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from force_fakes import PEOPLE, POSTS, SIZES, Force, changed, fake_county, heads, made, settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sim.config.errors import ConfigError
from sim.config.posts import LINES, PostsConfig
from sim.force.establish import establish
from sim.force.establishment import Establishment


def _exact(force: Establishment, officers: int, auxiliaries: int) -> None:
    """Everybody has one post, and the bodies' figures are the posts' own."""
    assert [post.person for post in force.posts] == list(range(officers + auxiliaries))
    assert (force.bodies[0].officers, force.bodies[0].auxiliaries) == (officers, auxiliaries)
    for body in force.bodies:
        here = [post for post in force.posts if post.body == body.index]
        own = sum(force.people[post.person].officer for post in here)
        assert (body.own_officers, body.own_auxiliaries) == (own, len(here) - own)
        below = [other for other in force.bodies if other.parent == body.index]
        assert body.officers == body.own_officers + sum(other.officers for other in below)
        assert body.auxiliaries == body.own_auxiliaries + sum(other.auxiliaries for other in below)
    assert all(force.sites[post.site].body == post.body for post in force.posts)


@pytest.mark.parametrize("posts", POSTS)
@pytest.mark.parametrize("county", SIZES)
def test_totals_are_exact_in_every_county(posts: str, county: str) -> None:
    force = made(posts, county=county)
    _exact(force, *SIZES[county][:2])
    assert all(force.on_line(line) for line in LINES)


@examples(max_examples=60, deadline=None)
@given(
    posts=st.sampled_from(POSTS),
    people=st.sampled_from(PEOPLE),
    officers=st.integers(1, 3000),
    ratio=st.floats(0, 2),
    stations=st.integers(1, 60),
    urban=st.integers(0, 60),
    squadrons=st.integers(0, 8),
)
def test_any_force_is_posted_exactly_or_refused_in_plain_words(
    posts: str, people: str, officers: int, ratio: float, stations: int, urban: int, squadrons: int
) -> None:
    auxiliaries = round(officers * ratio)
    config = settings(posts, people, officers, auxiliaries)
    try:
        force = establish(config, fake_county(stations, urban, squadrons), 3)
    except ConfigError as refused:
        assert officers < 70 + 5 * stations
        assert all(problem.startswith("posts: ") for problem in refused.problems)
        return
    _exact(force, officers, auxiliaries)
    at_stations = [s for s in force.sites if force.bodies[s.body].kind == "station"]
    assert [s.area for s in at_stations] == list(range(stations))


def test_headcounts_of_kaihua_before_and_after() -> None:
    before = heads(made("before_kaihua"))
    assert (before["headquarters"], before["grassroots"]) == (166, 135)
    assert before["traffic"] + before["leadership"] == 30
    after = heads(made("kaihua_departments"))
    departments = [after[name] for name in ("command", "investigation", "prevention", "law", "service")]
    assert departments == [22, 46, 20, 28, 14]
    assert after["traffic"] + after["leadership"] + after["joint_operations"] == 30
    assert after["grassroots"] == 171
    assert round(100 * after["grassroots"] / 331, 1) == 51.7  # K15 says 51.6
    assert after["grassroots"] - before["grassroots"] == 36


def test_headcounts_of_songtao_before_and_after() -> None:
    before = made("before_songtao", county="songtao")
    assert heads(before)["organs"] == 45
    assert next(body.units for body in before.bodies if body.name == "organs") == 24
    after = made("songtao_bureaus", county="songtao")
    count = heads(after)
    assert count["command_centre"] + count["personnel_centre"] + count["case_centre"] == 35
    assert count["case_bureau"] == 82
    assert next(body.units for body in after.bodies if body.name == "case_bureau") == 20
    assert count["public_order"] == 139
    assert count["traffic"] + count["leadership"] == 26


def test_units_before_the_reform_add_up() -> None:
    kaihua = made("before_kaihua").table()
    assert sum(row["units"] for row in kaihua) == 24  # K4
    district = made("before_district", county="district").table()
    stations = next(row["sites"] for row in district if row["kind"] == "station")
    assert sum(row["units"] for row in district) + 1 + stations == 39  # D1: with the traffic brigade


def test_stations_get_officers_by_the_square_root_of_residents_and_two_at_least() -> None:
    force = made("songtao_bureaus", county="songtao")
    county = fake_county(28, 5)
    site = np.array([post.site for post in force.posts])[:282]
    here = {
        s.area: int((site == s.index).sum()) for s in force.sites if force.bodies[s.body].kind == "station"
    }
    assert min(here.values()) == 2
    ratio = here[0] / here[3]
    assert ratio == pytest.approx(
        (county.stations[0].residents / county.stations[3].residents) ** 0.5, rel=0.2
    )


def _relabelled(posts: PostsConfig) -> PostsConfig:
    raw = posts.model_dump(mode="json")
    name = {old: f"zz{len(raw['bodies']) - i}" for i, old in enumerate(raw["bodies"])}
    bodies: dict[str, Any] = {}
    for old, body in raw["bodies"].items():
        duties = {f"d{9 - i}": duty for i, duty in enumerate(body["duties"].values())}
        bodies[name[old]] = body | {
            "title": f"Body {name[old]}",
            "title_zh": "",
            "parent": name.get(body["parent"]),
            "by_rotation_from": [name[other] for other in body["by_rotation_from"]],
            "duties": duties,
        }
    return PostsConfig.model_validate(raw | {"bodies": bodies, "title": "other"})


@pytest.mark.parametrize("posts", POSTS)
def test_relabelling_bodies_changes_nothing(posts: str) -> None:
    base = settings(posts, "songtao_elite")
    first = establish(base, fake_county(), 4)
    second = establish(replace(base, posts=_relabelled(base.posts)), fake_county(), 4)
    assert second.bodies[1].name != first.bodies[1].name
    assert second.posts == first.posts
    assert second.sites == first.sites
    assert list(second.people) == list(first.people)


def test_more_posts_than_people_names_the_bodies() -> None:
    with pytest.raises(ConfigError) as refused:
        establish(settings("kaihua_departments", officers=12, auxiliaries=0), fake_county(), 1)
    (problem,) = refused.value.problems
    assert problem.startswith(
        "posts: more posts than people: County public security bureau asks for at least 54"
    )
    assert "Police Command Department 12" in problem
    assert problem.endswith("there are 12")


def test_a_count_beyond_the_force_is_refused() -> None:
    base = settings()
    count = {"value": 400, "unit": "officers", "status": "user"}
    posts = changed(base.posts, "leadership", size={"count": count})
    with pytest.raises(ConfigError, match=r"Bureau leaders 400.*there are 331"):
        establish(replace(base, posts=posts), fake_county(), 1)


def test_a_small_body_folds_into_its_parent_and_its_work_is_done_elsewhere() -> None:
    base = settings("songtao_bureaus")
    few = {"value": 50, "unit": "officers", "status": "user"}
    posts = changed(base.posts, "special_patrol", fold_below=few)
    whole = establish(base, fake_county(), 1)
    folded = establish(replace(base, posts=posts), fake_county(), 1)
    assert heads(folded)["special_patrol"] == 0
    assert heads(folded)["public_order"] == heads(whole)["public_order"]
    assert heads(folded)["stations"] == heads(whole)["stations"] + heads(whole)["special_patrol"]
    assert not folded.own_holders("patrol")
    assert folded.holders("patrol") == folded.holders("respond")


def test_a_function_that_nobody_does_is_named() -> None:
    base = settings("songtao_bureaus")
    raw = base.posts.model_dump(mode="json")
    raw["fallback"].pop("pretrial")
    with pytest.raises(ConfigError, match="nobody does 'pretrial'"):
        establish(replace(base, posts=PostsConfig.model_validate(raw)), fake_county(), 1)


def test_an_unknown_roster_is_named() -> None:
    base = settings()
    posts = changed(base.posts, "stations", leader_roster="statoin")
    with pytest.raises(
        ConfigError, match=r"posts.bodies.stations.leader_roster: 'statoin' is none of office"
    ):
        establish(replace(base, posts=posts), fake_county(), 1)


def test_alternatives_keep_to_what_the_law_opens_to_auxiliaries() -> None:
    base = settings("before_kaihua")
    raw = base.posts.model_dump(mode="json")
    raw["fallback"]["pretrial"] = ["community"]
    force = establish(replace(base, posts=PostsConfig.model_validate(raw)), fake_county(), 1)
    assert any(not force.people[person].officer for person in force.holders("community"))
    assert force.holders("pretrial")
    assert all(force.people[person].officer for person in force.holders("pretrial"))


def test_without_auxiliaries_and_without_squadrons_it_works() -> None:
    force = establish(settings(auxiliaries=0), fake_county(squadrons=0), 1)
    _exact(force, 331, 0)
    assert not any(force.bodies[site.body].kind == "squadron" for site in force.sites)
    assert force.holders("area_desk") == force.holders("respond")


def test_auxiliaries_follow_officers_of_open_functions() -> None:
    force = made("kaihua_departments")
    closed = {"lead", "investigate", "pretrial", "review"}
    ratios = [
        row["own_auxiliaries"] / opened
        for row in force.table()
        if (
            opened := sum(
                force.people[p.person].officer and (p.crew or p.function not in closed)
                for p in force.posts
                if force.bodies[p.body].name == row["body"]
            )
        )
        >= 8
    ]
    assert len(ratios) >= 5
    assert max(ratios) - min(ratios) < 0.2
    assert not force.bodies[[b.name for b in force.bodies].index("leadership")].auxiliaries


def test_ten_times_the_force_with_ninety_stations_comes_out_exactly() -> None:
    config = replace(settings("songtao_bureaus", "songtao_elite"), force=Force(3310, 4690))
    county = fake_county(90, 30, 40)
    force = establish(config, county, 1)
    _exact(force, 3310, 4690)
    intake = force.holders("intake")
    assert len([person for person in intake if force.officer[person]]) > 20  # desks grow with the force


def test_the_table_says_what_each_body_is() -> None:
    force = made("kaihua_departments")
    row = next(row for row in force.table() if row["body"] == "command")
    assert row["parent"] == "bureau"
    assert (row["officers"], row["source"], row["status"]) == (22, "K8", "quoted")
    assert sum(row["functions"].values()) == row["own_officers"] + row["own_auxiliaries"]
    rotation = next(row for row in force.table() if row["body"] == "joint_operations")
    assert rotation["by_rotation_from"] == ["command", "investigation"]
    assert [row["real"] for row in force.table() if row["body"] in ("law", "service")] == [
        False,
        False,
    ]  # K14


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"parent": "nowhere"}, "its parent nowhere is not declared before it"),
        ({"size": {}}, "exactly one of share, count and part"),
        ({"duties": {"x": {"function": "respond", "roster": "station"}}}, "a duty needs one of seats"),
        (
            {"duties": {"x": {"function": "investigate", "roster": "squad", "seats": 1}}},
            "a specialism goes with",
        ),
        ({"duties": {"x": {"function": "sing", "roster": "squad", "seats": 1}}}, "Input should be 'lead'"),
    ],
)
def test_a_wrong_body_is_refused(body: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        changed(settings().posts, "stations", **body)
