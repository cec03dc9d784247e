"""People: who is picked for which post."""

from __future__ import annotations

from typing import Literal

from sim.config.base import Frozen, NonNegative, Share, Status
from sim.config.posts import Function

SkillName = Literal["patrol", "traffic", "investigation", "community"]


class Pick(Frozen):
    """One round of picking: which posts are filled, who stands for them, and the rule that chooses.

    Posts that no round fills are filled by lot.
    """

    rule: str
    functions: tuple[Function, ...] = ()
    """Posts of these functions; none named: of every function."""
    leaders: bool | None = None
    """True: only leaders' posts; false: only others; unset: both."""
    where: Literal["all", "headquarters", "grassroots"] = "all"
    skill: SkillName | None = None
    """The observed skill that counts; unset: the mean of all four."""
    from_age: NonNegative | None = None
    """Only officers of this age (years) or above stand for the posts."""
    best_share: Share | None = None
    """Only the best of all officers by observed skill stand for the posts, as a share of the officers."""
    share: Share | None = None
    """The share of the open posts that this round fills; unset: all."""


class PeopleConfig(Frozen):
    """The rounds of picking, in order."""

    title: str
    description: str = ""
    source: str
    status: Status
    picks: dict[str, Pick]
