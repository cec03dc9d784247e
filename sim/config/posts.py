"""Posts: the bodies of a structure and the duties in them, as data.

Mechanisms name functions, never bodies, so bodies may be renamed, merged or left out: a function that nobody
holds is looked for under the alternatives of `fallback`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from sim.config.base import Frozen, NonNegative, Positive, Share, Status
from sim.config.quantity import Quantity


class Function(StrEnum):
    """What a post is for: a closed list."""

    LEAD = "lead"
    OFFICE = "office"
    INTAKE = "intake"
    COMMAND = "command"
    AREA_DESK = "area_desk"
    RESPOND = "respond"
    PATROL = "patrol"
    TRAFFIC = "traffic"
    COMMUNITY = "community"
    INVESTIGATE = "investigate"
    ANALYSE = "analyse"
    PRETRIAL = "pretrial"
    REVIEW = "review"
    CUSTODY = "custody"


Specialism = Literal["", "station", "general", "serious", "economic", "property"]
Kind = Literal["leadership", "headquarters", "department", "station", "squadron"]

GRASSROOTS = ("station", "squadron")
"""Kinds of body that count as the grassroots (K15)."""

LINES = tuple(
    f"{function}:{specialism}" if specialism else str(function)
    for function in Function
    for specialism in (get_args(Specialism)[1:] if function is Function.INVESTIGATE else ("",))
)
"""Every line of duty that somebody must hold: a function, or `investigate:<specialism>`."""


def _one_or_many(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else raw


Lines = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]


class Size(Frozen):
    """How many officers a body has: exactly one of the three is set.

    share: of the whole force. count: officers (at each place, for a body at every station or squadron).
    part: weight in what shares and counts leave of the parent.
    """

    share: Share | None = None
    count: NonNegative | None = None
    part: NonNegative | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Size:
        if len(self.given()) != 1:
            raise ValueError("exactly one of share, count and part must be set (set the others to null)")
        return self

    def given(self) -> list[Quantity]:
        """The figures that are set."""
        return [value for value in (self.share, self.count, self.part) if value is not None]


class Duty(Frozen):
    """A kind of post in a body.

    seats (filled whenever the roster works; 24 hours for `desk`) and count (people) are taken first, in the
    order of `Function`; share (of the officers at the place) and part (weight in the rest) divide what is left.
    """

    function: Function
    specialism: Specialism = ""
    roster: str
    crew: bool = False
    """Whether the holders ride in a crew on their duty days."""
    where: Literal["all", "urban", "rural"] = "all"
    """At which stations the duty exists."""
    seats: NonNegative | None = None
    count: NonNegative | None = None
    share: Share | None = None
    part: NonNegative | None = None
    auxiliary_seats: NonNegative | None = None
    """Seats of auxiliaries, filled where at most half of the place's auxiliaries are needed for them."""

    @model_validator(mode="after")
    def _complete(self) -> Duty:
        if (self.function is Function.INVESTIGATE) != bool(self.specialism):
            raise ValueError("a specialism goes with the function investigate, and only with it")
        sizes = (self.seats, self.count, self.share, self.part, self.auxiliary_seats)
        if all(size is None for size in sizes):
            raise ValueError("a duty needs one of seats, count, share, part, auxiliary_seats")
        if self.seats is not None and self.count is not None:
            raise ValueError("a duty has seats or a count, not both")
        return self

    @property
    def line(self) -> str:
        """`function`, or `investigate:specialism`."""
        return f"{self.function}:{self.specialism}" if self.specialism else str(self.function)


class Body(Frozen):
    """A body of the structure; its key in `bodies` is a label and moves nothing."""

    title: str
    title_zh: str = ""
    note: str = ""
    parent: str | None = None
    kind: Kind
    real: bool = True
    """False for a body that exists on paper while desks and people stay where they were (K14)."""
    per: Literal["headquarters", "station", "squadron"] = "headquarters"
    """One place at headquarters, or one at every station or road squadron of the county."""
    size: Size | None = None
    site_minimum: NonNegative | None = None
    """Officers that every place of the body has at least."""
    fold_below: NonNegative | None = None
    """Officers below which the body folds into its parent."""
    leaders: NonNegative | None = None
    """Leaders of the body, or of each station or squadron, where at most half lead."""
    leader_roster: str = "office"
    leader_crew: bool = False
    units: NonNegative | None = None
    unit_size: Positive | None = None
    """Officers a unit: the number of units then follows from the body's officers without its leaders."""
    unit_leaders: NonNegative | None = None
    unit_clerks: NonNegative | None = None
    by_rotation_from: tuple[str, ...] = ()
    """Bodies that send their people here by turns; the body has no officers of its own."""
    duties: dict[str, Duty] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Body:
        if (self.parent is None) != (self.size is None):
            raise ValueError("a size goes with a parent; only the whole force has neither")
        if self.units is not None and self.unit_size is not None:
            raise ValueError("units or unit_size, not both")
        return self


class PostsConfig(Frozen):
    """The bodies in order (the first is the whole force), and where a missing function is looked for."""

    title: str
    title_zh: str = ""
    description: str = ""
    source: str
    status: Status
    fallback: dict[str, Lines]
    """Line of duty -> lines tried in this order when nobody holds it."""
    bodies: dict[str, Body]

    @model_validator(mode="after")
    def _tree(self) -> PostsConfig:
        problems = [*self._tree_problems(), *self._fallback_problems()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _tree_problems(self) -> list[str]:
        problems, seen = [], set[str]()
        for place, (name, body) in enumerate(self.bodies.items()):
            if (place == 0) != (body.parent is None):
                problems.append(f"{name}: the first body, and only the first, has no parent")
            elif body.parent is not None and body.parent not in seen:
                problems.append(f"{name}: its parent {body.parent} is not declared before it")
            elif body.parent is not None and self.bodies[body.parent].per != "headquarters":
                problems.append(f"{name}: a body at every station cannot have bodies under it")
            lost = [other for other in body.by_rotation_from if other not in self.bodies]
            problems += [f"{name}: by_rotation_from names {other}, which is no body" for other in lost]
            seen.add(name)
        return problems if self.bodies else ["no body at all"]

    def _fallback_problems(self) -> list[str]:
        named = {*self.fallback, *(line for lines in self.fallback.values() for line in lines)}
        return [f"fallback: {line!r} is none of {', '.join(LINES)}" for line in sorted(named - set(LINES))]
