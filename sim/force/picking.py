"""Who is picked for which post: rules by name.

Whoever picks sees the *observed* skill, so a pick gains less than the best would give, and takes the picked
away from elsewhere. The picked are set into their posts by lot, so that no team gets all the best.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from sim.config.errors import ConfigError
from sim.config.people import PeopleConfig, Pick
from sim.config.posts import Function
from sim.force.people import SKILLS, Crowd
from sim.force.posts import Slot
from sim.registry import Registry

Indices = npt.NDArray[np.int64]

SKILL_OF: dict[Function, str] = {
    Function.LEAD: "community",
    Function.OFFICE: "community",
    Function.INTAKE: "patrol",
    Function.COMMAND: "patrol",
    Function.AREA_DESK: "patrol",
    Function.RESPOND: "patrol",
    Function.PATROL: "patrol",
    Function.TRAFFIC: "traffic",
    Function.COMMUNITY: "community",
    Function.INVESTIGATE: "investigation",
    Function.ANALYSE: "investigation",
    Function.PRETRIAL: "investigation",
    Function.REVIEW: "investigation",
    Function.CUSTODY: "patrol",
}
"""The skill that the work of a function uses."""

PickingRule = Callable[[Crowd, Indices, Indices, Sequence[Slot], Pick], tuple[Indices, Indices]]
"""(people, who stands, open posts, all posts, the round) -> people picked and the posts they get, paired."""
PICKING_RULES: Registry[PickingRule] = Registry("picking rule")


@PICKING_RULES.register("by_lot")
def by_lot(
    people: Crowd, standing: Indices, posts: Indices, slots: Sequence[Slot], pick: Pick
) -> tuple[Indices, Indices]:
    """Chance decides."""
    return _seat(people, standing[np.argsort(people.lot[standing], kind="stable")], posts)


@PICKING_RULES.register("by_seniority")
def by_seniority(
    people: Crowd, standing: Indices, posts: Indices, slots: Sequence[Slot], pick: Pick
) -> tuple[Indices, Indices]:
    """The highest rank first, of equal ranks the oldest."""
    order = np.lexsort((people.lot[standing], -people.age[standing], -people.rank[standing]))
    return _seat(people, standing[order], posts)


@PICKING_RULES.register("by_observed_skill")
def by_observed_skill(
    people: Crowd, standing: Indices, posts: Indices, slots: Sequence[Slot], pick: Pick
) -> tuple[Indices, Indices]:
    """Whoever is seen as the best first."""
    order = np.argsort(-seen(people, pick)[standing], kind="stable")
    return _seat(people, standing[order], posts)


@PICKING_RULES.register("two_way_selection")
def two_way_selection(
    people: Crowd, standing: Indices, posts: Indices, slots: Sequence[Slot], pick: Pick
) -> tuple[Indices, Indices]:
    """Officers and bodies choose each other: the clearest strengths (against one's own mean) match first."""
    field = np.array([SKILLS.index(SKILL_OF[slots[post].function]) for post in posts], dtype=np.int64)
    open_posts = [list(posts[field == skill][::-1]) for skill in range(len(SKILLS))]
    strength = people.observed[standing] / people.observed[standing].mean(axis=1, keepdims=True)
    picked, given, taken = [], [], np.zeros(len(standing), dtype=bool)
    for place in np.argsort(-strength, axis=None, kind="stable").tolist():
        person, skill = divmod(place, len(SKILLS))
        if not taken[person] and open_posts[skill]:
            taken[person] = True
            picked.append(standing[person])
            given.append(open_posts[skill].pop())
    return np.array(picked, dtype=np.int64), np.array(given, dtype=np.int64)


def assign(people: Crowd, slots: Sequence[Slot], grassroots: Sequence[bool], config: PeopleConfig) -> Indices:
    """The post of each person, (n_people,): every round in order, then the rest by lot.

    `grassroots` says of each post whether it stands at a station or squadron. Raises ``ConfigError`` for an
    unknown rule.
    """
    if unknown := list(_unknown_rules(config)):
        raise ConfigError(unknown)
    post_of = np.full(len(people), -1, dtype=np.int64)
    is_open = np.ones(len(slots), dtype=bool)
    for pick in (*config.picks.values(), Pick(rule="by_lot")):
        posts = np.flatnonzero(is_open & _asked_for(pick, slots, grassroots))
        posts = _spread(posts, len(posts) if pick.share is None else round(pick.share * len(posts)))
        rule = PICKING_RULES.get(pick.rule)
        persons, given = rule(people, _standing(people, post_of, pick), posts, slots, pick)
        post_of[persons] = given
        is_open[given] = False
    return post_of


def _unknown_rules(config: PeopleConfig) -> Iterator[str]:
    for name, pick in config.picks.items():
        try:
            PICKING_RULES.get(pick.rule)
        except ConfigError as error:
            yield from (f"people.picks.{name}.rule: {problem}" for problem in error.problems)


def seen(people: Crowd, pick: Pick) -> npt.NDArray[np.float64]:
    """The skill that the round looks at, as observed."""
    if pick.skill is None:
        mean: npt.NDArray[np.float64] = people.observed.mean(axis=1)
        return mean
    return people.observed[:, SKILLS.index(pick.skill)]


def _asked_for(pick: Pick, slots: Sequence[Slot], grassroots: Sequence[bool]) -> npt.NDArray[np.bool_]:
    here = np.asarray(grassroots, dtype=bool)
    asked = np.ones(len(slots), dtype=bool)
    if pick.where != "all":
        asked &= here if pick.where == "grassroots" else ~here
    if pick.functions:
        asked &= np.array([slot.function in pick.functions for slot in slots], dtype=bool)
    if pick.leaders is not None:
        asked &= np.array([slot.leader == pick.leaders for slot in slots], dtype=bool)
    return asked


def _standing(people: Crowd, post_of: Indices, pick: Pick) -> Indices:
    """Whoever has no post yet and fulfils the conditions of the round."""
    stands = post_of < 0
    if pick.from_age is not None:
        stands &= people.age >= pick.from_age
    if pick.best_share is not None:
        best = np.argsort(-seen(people, pick), kind="stable")[: round(pick.best_share * len(people))]
        stands &= np.isin(np.arange(len(people)), best)
    return np.flatnonzero(stands)


def _seat(people: Crowd, order: Indices, posts: Indices) -> tuple[Indices, Indices]:
    """The first of the order get the posts; who sits where is left to the lot."""
    count = min(len(order), len(posts))
    picked = order[:count]
    return picked[np.argsort(people.lot[picked], kind="stable")], _spread(posts, count)


def _spread(posts: Indices, count: int) -> Indices:
    """`count` of the posts, evenly over their order, so that a few do not all go to the first bodies."""
    if count >= len(posts):
        return posts
    return posts[((np.arange(count) + 0.5) * len(posts) / max(count, 1)).astype(np.int64)]
