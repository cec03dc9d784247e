"""The establishment: a structure applied to the people of a county."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.config.errors import ConfigError
from sim.config.posts import LINES
from sim.force.people import PersonSpec, absent
from sim.force.rosters import BLOCKS, Flags, Roster, Rosters

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Body:
    """A body; officers and auxiliaries count those of the bodies under it, the `own_` ones do not."""

    index: int
    name: str
    title: str
    title_zh: str
    parent: int
    kind: str
    units: int
    officers: int
    auxiliaries: int
    own_officers: int
    own_auxiliaries: int
    real: bool
    size: str
    """How its size is set, in words."""
    source: str
    status: str
    by_rotation_from: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A place of a body; area is the station on whose ground it works, -1 for headquarters."""

    index: int
    body: int
    area: int
    cell: int


@dataclass(frozen=True, slots=True)
class Post:
    """A person's post; `offset` is the days by which the person is ahead in the roster's cycle."""

    person: int
    body: int
    site: int
    function: str
    specialism: str
    roster: int
    offset: int
    crew: bool
    leader: bool
    rides_as: str = ""

    @property
    def line(self) -> str:
        """`function`, or `investigate:specialism`."""
        return f"{self.function}:{self.specialism}" if self.specialism else self.function

    @property
    def crew_function(self) -> str:
        """What the holder's crew does on duty days: traffic or patrol if that is the post, else respond."""
        if not self.crew:
            return ""
        rides_as = self.rides_as or self.function
        return rides_as if rides_as in ("traffic", "patrol") else "respond"


@dataclass
class Establishment:
    """People, bodies, sites and posts; person i holds post i, officers come first."""

    seed: int
    people: Sequence[PersonSpec]
    bodies: Sequence[Body]
    sites: Sequence[Site]
    posts: Sequence[Post]
    rosters: Sequence[Roster]
    fallback: Mapping[str, Sequence[str]]
    absence: float
    """Share of rostered days lost."""
    auxiliaries_may: Collection[str]
    """Functions that the law opens to auxiliaries."""
    _counts: dict[str, int] = field(init=False, repr=False)
    _holders: dict[tuple[str, int | None], list[int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._counts = dict(Counter(person.kind for person in self.people))
        self.officer: Flags = np.array([person.officer for person in self.people], dtype=bool)
        self.duty = Rosters(
            self.rosters,
            np.array([post.roster for post in self.posts], dtype=np.int64),
            np.array([post.offset for post in self.posts], dtype=np.int64),
            np.array([post.crew for post in self.posts], dtype=bool),
        )
        self._holders = {}
        for post in self.posts:
            for line in {post.line, post.function}:
                self._holders.setdefault((line, None), []).append(post.person)
                self._holders.setdefault((line, post.site), []).append(post.person)

    def on_duty(self, day: int, block: int) -> Flags:
        """Who is rostered in a block of a day, (n_people,); absences are not taken out."""
        return self.duty.on_duty(day, block)

    def on_crew_duty(self, day: int, block: int) -> Flags:
        """Who rides in a crew in a block of a day, (n_people,); absences are not taken out."""
        return self.duty.on_crew_duty(day, block)

    def absent(self, day: int) -> Flags:
        """Who is absent on a day, (n_people,); keyed by (seed, person, date), the same in every structure."""
        drawn = [absent(self.seed, kind, count, day, self.absence) for kind, count in self._counts.items()]
        return np.concatenate(drawn) if drawn else np.zeros(0, dtype=bool)

    def holders(self, function: str, specialism: str | None = None, site: int | None = None) -> list[int]:
        """People who do this work, in order: those who hold it, or else those of the first alternative.

        Without a specialism all of the function. With a site only people there, possibly none. Whoever holds
        the alternative, only officers do what the law closes to auxiliaries.
        """
        return self.on_line(f"{function}:{specialism}" if specialism else function, site)

    def on_line(self, line: str, site: int | None = None) -> list[int]:
        """`holders` of a line of duty: `function` or `investigate:specialism`."""
        closed = line.partition(":")[0] not in self.auxiliaries_may
        for wanted in (line, *self.fallback.get(line, ())):
            found = self._holders.get((wanted, site), [])
            able = [person for person in found if self.officer[person]] if closed else list(found)
            if able:
                return able
        return []

    def own_holders(self, function: str, specialism: str | None = None, site: int | None = None) -> list[int]:
        """People whose own post it is, without any alternative."""
        line = f"{function}:{specialism}" if specialism else function
        return list(self._holders.get((line, site), ()))

    def table(self) -> list[dict[str, Any]]:
        """One row a body: titles, parent, kind, places, people, heads by function, source of its size."""
        lines: dict[int, Counter[str]] = {body.index: Counter() for body in self.bodies}
        for post in self.posts:
            lines[post.body][post.line] += 1
        sites = Counter(site.body for site in self.sites)
        return [
            {
                "body": body.name,
                "title": body.title,
                "title_zh": body.title_zh,
                "parent": self.bodies[body.parent].name if body.parent >= 0 else "",
                "kind": body.kind,
                "real": body.real,
                "sites": sites[body.index],
                "units": body.units,
                "officers": body.officers,
                "auxiliaries": body.auxiliaries,
                "own_officers": body.own_officers,
                "own_auxiliaries": body.own_auxiliaries,
                "functions": dict(lines[body.index]),
                "by_rotation_from": [self.bodies[other].name for other in body.by_rotation_from],
                "size": body.size,
                "source": body.source,
                "status": body.status,
            }
            for body in self.bodies
        ]


def check_functions(establishment: Establishment) -> None:
    """Raise ``ConfigError`` naming every line of duty that nobody does, not even under its alternatives."""
    empty = [line for line in LINES if not establishment.on_line(line)]
    if empty:
        raise ConfigError(f"posts: nobody does {line!r}, and nobody holds its alternatives" for line in empty)


def check_rosters(establishment: Establishment) -> None:
    """Raise ``ConfigError`` if the intake desk or every crew with an officer is empty at some hour.

    Looks at all blocks of the common period of the rosters, before absences.
    """
    people = np.arange(len(establishment.people))
    intake = np.isin(people, establishment.holders("intake"))
    problems = _gaps(establishment, establishment.on_duty, intake, "posts: the intake desk")
    problems += _gaps(
        establishment, establishment.on_crew_duty, establishment.officer, "posts: every responding crew"
    )
    if problems:
        raise ConfigError(problems)


def _gaps(establishment: Establishment, on_duty: Any, who: npt.NDArray[np.bool_], what: str) -> list[str]:
    """One line on the first empty hour, with the number of the others."""
    empty = [
        (day, block)
        for day in range(establishment.duty.period)
        for block in range(len(BLOCKS))
        if not (on_duty(day, block) & who).any()
    ]
    if not empty:
        return []
    day, block = empty[0]
    where = _where(establishment, who)
    share = len(empty) / (establishment.duty.period * len(BLOCKS))
    return [
        f"{what} ({where}) is empty on {WEEKDAYS[day % 7]} {BLOCKS[block]} "
        f"(and in {share:.0%} of all blocks of its roster)"
    ]


def _where(establishment: Establishment, who: npt.NDArray[np.bool_]) -> str:
    bodies = {post.body for post in establishment.posts if who[post.person]}
    titles = [body.title for body in establishment.bodies if body.index in bodies]
    return ", ".join(titles[:3]) + (f" and {len(titles) - 3} more" if len(titles) > 3 else "") or "nobody"
