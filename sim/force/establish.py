"""A structure applied to the people of a county: bodies, posts, rosters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from sim.config.errors import ConfigError
from sim.config.people import PeopleConfig
from sim.config.personnel import PersonnelConfig
from sim.config.posts import GRASSROOTS, PostsConfig
from sim.config.posts import Body as BodyConfig
from sim.force.bodies import CountyLike, Place, Sizing, whole
from sim.force.establishment import Body, Establishment, Post, Site, check_functions, check_rosters
from sim.force.people import draw_crowd
from sim.force.picking import assign
from sim.force.posts import Ground, Slot, auxiliary_slots, fill_place, leaders_among, unit_count
from sim.force.rosters import Roster, read_rosters


class ForceLike(Protocol):
    """How many people the county has."""

    @property
    def officers(self) -> float: ...
    @property
    def auxiliaries(self) -> float: ...


class ConfigLike(Protocol):
    """The sections of a configuration that make an establishment."""

    @property
    def force(self) -> ForceLike: ...
    @property
    def personnel(self) -> PersonnelConfig: ...
    @property
    def posts(self) -> PostsConfig: ...
    @property
    def people(self) -> PeopleConfig: ...


def establish(config: ConfigLike, county: CountyLike, seed: int) -> Establishment:
    """Post the county's officers and auxiliaries as the structure says.

    Sizes are exact (see `sim.force.apportion`). People depend on the seed alone, posts on people and structure, and
    nothing on the names of bodies. Raises ``ConfigError``: more posts than people, an unknown roster or rule
    of picking, a function that nobody does, an intake desk or all crews empty at some hour.
    """
    officers, auxiliaries = whole(config.force.officers), whole(config.force.auxiliaries)
    if officers < 1:
        raise ConfigError(f"force.officers: {officers} officers cannot fill any post")
    rosters = read_rosters(config.personnel)
    _check_roster_names(config.posts, rosters)
    relief = {roster.name: roster.relief() for roster in rosters}
    sizing = Sizing(config.posts, county, officers, relief)
    total, own = sizing.totals()
    sites, officer_slots, auxiliary = _slots(config, sizing, own, auxiliaries, relief)
    kinds = [body.kind for body in config.posts.bodies.values()]
    grassroots = [kinds[slot.body] in GRASSROOTS for slot in officer_slots]

    men = draw_crowd("officer", officers, config.personnel, seed)
    helpers = draw_crowd("auxiliary", auxiliaries, config.personnel, seed)
    chosen = assign(men, officer_slots, grassroots, config.people)
    by_lot = assign(helpers, auxiliary, [False] * auxiliaries, _NO_PICKS)
    posts = _posts(officer_slots, chosen, auxiliary, by_lot, config.personnel, rosters)

    made = Establishment(
        seed=seed,
        people=[*men.specs(0, officer=True), *helpers.specs(officers, officer=False)],
        bodies=_bodies(config.posts, total, own, posts),
        sites=sites,
        posts=posts,
        rosters=rosters,
        fallback=config.posts.fallback,
        absence=config.personnel.absence,
        auxiliaries_may=[str(function) for function in config.personnel.auxiliaries_may],
    )
    check_functions(made)
    check_rosters(made)
    return made


_NO_PICKS = PeopleConfig(title="Auxiliaries are posted by lot", source="MODEL 14", status="assumed", picks={})


def _check_roster_names(posts: PostsConfig, rosters: Sequence[Roster]) -> None:
    known = [roster.name for roster in rosters]
    used = [
        (f"{name}.duties.{label}.roster", duty.roster)
        for name, body in posts.bodies.items()
        for label, duty in body.duties.items()
    ]
    used += [(f"{name}.leader_roster", body.leader_roster) for name, body in posts.bodies.items()]
    problems = [
        f"posts.bodies.{where}: {roster!r} is none of {', '.join(known)}"
        for where, roster in used
        if roster not in known
    ]
    if problems:
        raise ConfigError(problems)


def _slots(
    config: ConfigLike, sizing: Sizing, own: Mapping[str, int], auxiliaries: int, relief: Mapping[str, int]
) -> tuple[list[Site], list[Slot], list[Slot]]:
    """Sites where somebody is posted, one slot an officer, one slot an auxiliary."""
    sites: list[Site] = []
    slots: list[Slot] = []
    grounds: list[Ground] = []
    for index, (name, body) in enumerate(config.posts.bodies.items()):
        places: list[Place] = sizing.places[name]
        counts = sizing.over_places(name, own[name])
        for turn, (place, count) in enumerate(zip(places, counts, strict=True)):
            if not count:
                continue
            filled = fill_place(body, count, place.urban, relief, turn)
            grounds.append(Ground(index, len(sites), filled, body.leader_crew, turn))
            slots += filled.slots(body, index, len(sites))
            sites.append(Site(len(sites), index, place.area, place.cell))
    return sites, slots, auxiliary_slots(grounds, auxiliaries, config.personnel.auxiliaries_may, relief)


def _posts(
    officers: Sequence[Slot],
    chosen: np.ndarray,
    auxiliaries: Sequence[Slot],
    by_lot: np.ndarray,
    personnel: PersonnelConfig,
    rosters: Sequence[Roster],
) -> list[Post]:
    """The post of each person in the order of people."""
    starts: dict[tuple[int, str], int] = {}
    running: Counter[str] = Counter()
    shifts = _shifts(officers, personnel, rosters, starts, running)
    helper_shifts = _shifts(auxiliaries, personnel, rosters, starts, running)
    posts = [_post(i, officers[slot], *shifts[slot]) for i, slot in enumerate(chosen.tolist())]
    first = len(posts)
    posts += [
        _post(first + i, auxiliaries[slot], *helper_shifts[slot]) for i, slot in enumerate(by_lot.tolist())
    ]
    return posts


def _post(person: int, slot: Slot, roster: int, offset: int) -> Post:
    return Post(
        person,
        slot.body,
        slot.site,
        str(slot.function),
        slot.specialism,
        roster,
        offset,
        slot.crew,
        slot.leader,
        slot.rides_as,
    )


def _shifts(
    slots: Sequence[Slot],
    personnel: PersonnelConfig,
    rosters: Sequence[Roster],
    starts: dict[tuple[int, str], int],
    running: Counter[str],
) -> list[tuple[int, int]]:
    """Roster index and offset of each slot.

    People who share a roster at a site are numbered in the order of their duties and stand at successive
    places of the cycle, so each duty, and the site as a whole, is spread as evenly as can be. The first
    number of a site goes on from the site before, so that small stations are not all off on the same day;
    auxiliaries start where the officers of the site started, so that they ride with them.
    """
    names = [roster.name for roster in rosters]
    sharing = Counter((slot.site, slot.roster) for slot in slots)
    used = {key: _roster_for(key[1], count, personnel) for key, count in sharing.items()}
    number: Counter[tuple[int, str]] = Counter()
    made = []
    for slot in slots:
        key = (slot.site, slot.roster)
        roster = rosters[names.index(used[key])]
        if key not in starts:
            starts[key] = running[slot.roster]
            running[slot.roster] += sharing[key]
        made.append((names.index(roster.name), (starts[key] + number[key]) % len(roster.cycle)))
        number[key] += 1
    return made


def _roster_for(roster: str, people: int, personnel: PersonnelConfig) -> str:
    few = personnel.rosters[roster].few
    return few.roster if few is not None and people < few.below else roster


def _bodies(
    posts: PostsConfig, total: Mapping[str, int], own: Mapping[str, int], people: Sequence[Post]
) -> list[Body]:
    names = list(posts.bodies)
    everyone = Counter(post.body for post in people)
    helpers = [everyone[i] - own[name] for i, name in enumerate(names)]
    below = list(helpers)
    for index in reversed(range(len(names))):
        parent = posts.bodies[names[index]].parent
        if parent is not None:
            below[names.index(parent)] += below[index]
    made = []
    for index, (name, body) in enumerate(posts.bodies.items()):
        size, source, status = _described(body, posts)
        made.append(
            Body(
                index=index,
                name=name,
                title=body.title,
                title_zh=body.title_zh,
                parent=names.index(body.parent) if body.parent is not None else -1,
                kind=body.kind,
                units=unit_count(body, own[name] - leaders_among(body, own[name])),
                officers=total[name],
                auxiliaries=below[index],
                own_officers=own[name],
                own_auxiliaries=helpers[index],
                real=body.real,
                size=size,
                source=source,
                status=status,
                by_rotation_from=tuple(names.index(other) for other in body.by_rotation_from),
            )
        )
    return made


def _described(body: BodyConfig, posts: PostsConfig) -> tuple[str, str, str]:
    """The body's size in words, its source and status."""
    if body.size is None:
        return "the whole force", posts.source, posts.status
    figure = body.size.given()[0]
    if body.size.share is not None:
        text = f"{100 * figure:.3g} % of the force"
    elif body.size.count is not None:
        text = f"{figure:g} officers" + (f" at each {body.per}" if body.per != "headquarters" else "")
    else:
        text = _part_in_words(body, posts)
    return text, figure.source, figure.status


def _part_in_words(body: BodyConfig, posts: PostsConfig) -> str:
    beside = [
        other.size.part for other in posts.bodies.values() if other.parent == body.parent and other.size
    ]
    parts = [part for part in beside if part]
    title = posts.bodies[str(body.parent)].title
    own = body.size.part if body.size else None
    rest = f"what is left of {title}"
    return rest if len(parts) == 1 else f"{own or 0:g} of {sum(parts):g} parts of {rest}"
