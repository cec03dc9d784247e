"""The structure as a tree of boxes: who belongs to whom, how many people, who takes part in a call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sim.config.schema import Config
from sim.force.establishment import Body, Establishment

DESKS = {
    "intake": "110 desk",
    "command": "command desk",
    "area_desk": "duty desk of the area",
    "crew": "crew",
}

WORK = {
    "lead": "leaders",
    "intake": "110 desk",
    "command": "command desk",
    "area_desk": "duty desk",
    "respond": "crews",
    "analyse": "analysis",
    "pretrial": "pre-trial",
}
"""Functions in a reader's words, where their name is not one."""


@dataclass(frozen=True)
class Box:
    """One body with its number of places and what is below it."""

    body: Body
    places: int
    children: tuple[Box, ...]

    def walk(self) -> Iterable[Box]:
        """The box, then everything below it, from the top down."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Step:
    """One stop of a call: what kind of desk or crew, and in which bodies."""

    words: str
    bodies: frozenset[int]
    watching: bool = False
    """Follows the call beside the chain and adds no hop."""


def boxes(force: Establishment) -> tuple[Box, ...]:
    """The bodies without a parent, each with what is below it; those without anybody are left out."""
    return _below(force, -1, Counter(site.body for site in force.sites))


def _below(force: Establishment, parent: int, places: Counter[int]) -> tuple[Box, ...]:
    return tuple(
        Box(body, places[body.index], _below(force, body.index, places))
        for body in force.bodies
        if body.parent == parent and (body.officers or body.auxiliaries or body.by_rotation_from)
    )


def call_chain(config: Config, force: Establishment) -> list[Step]:
    """The stops of a call from the intake desk to the crew, then the desks that only watch."""
    desks = ["intake", *config.command.chain()]
    hops = [Step(DESKS[desk], _bodies(force, force.holders(desk))) for desk in desks]
    crews = _bodies(force, [post.person for post in force.posts if post.crew])
    watching = () if config.command.watch_as_hops else config.command.watch
    return [
        *hops,
        Step(DESKS["crew"], crews),
        *(Step(DESKS[desk], _bodies(force, force.holders(desk)), watching=True) for desk in watching),
    ]


def _bodies(force: Establishment, people: Iterable[int]) -> frozenset[int]:
    return frozenset(force.posts[person].body for person in people)


def names(bodies: Iterable[int], force: Establishment, most: int = 3) -> str:
    """The bodies in few words: ``Police stations, Traffic Bureau and 2 more``."""
    listed = [force.bodies[body].title for body in sorted(bodies)]
    rest = len(listed) - most
    return ", ".join(listed[:most]) + (f" and {rest} more" if rest > 0 else "")


def duties(body: Body, force: Establishment) -> str:
    """What the body's own people do, most of them first: ``crews 207, community 109``."""
    held = Counter(post.line for post in force.posts if post.body == body.index)
    return ", ".join(f"{_work(line)} {people}" for line, people in held.most_common())


def _work(line: str) -> str:
    function, _, specialism = line.partition(":")
    return f"{specialism} cases" if specialism else WORK.get(function, function)
