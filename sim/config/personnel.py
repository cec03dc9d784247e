"""Personnel: people, their rosters and what the law lets auxiliaries do; equal in all structures."""

from __future__ import annotations

from pydantic import Field, model_validator

from sim.config.base import Frozen, NonNegative, Positive, Share, Status
from sim.config.posts import Function


class Ages(Frozen):
    """Age distribution as quartiles in years; a straight line between them."""

    youngest: Positive
    lower: Positive
    median: Positive
    upper: Positive
    oldest: Positive

    @model_validator(mode="after")
    def _rising(self) -> Ages:
        if list(self.points()) != sorted(self.points()):
            raise ValueError("the ages must rise from youngest to oldest")
        return self

    def points(self) -> tuple[float, ...]:
        """Ages at the quantiles 0, 0.25, 0.5, 0.75 and 1."""
        return (self.youngest, self.lower, self.median, self.upper, self.oldest)


class Ranks(Frozen):
    """Shares of officers with a rank of section level; the chance rises in a straight line with age."""

    deputy_section: Share
    """Rank 1 or above."""
    section: Share
    """Rank 2."""

    @model_validator(mode="after")
    def _possible(self) -> Ranks:
        if not self.section <= self.deputy_section <= 0.5:
            raise ValueError("section is part of deputy_section, which is at most 0.5")
        return self


class Skills(Frozen):
    """Spread of the four skills (log-normal, mean 1), and how well others see them."""

    cv: NonNegative
    correlation: Share
    """Between the logarithms of two skills of one person."""
    observation_cv: NonNegative
    """Of the factor by which an observed skill misses the true one."""
    growth: NonNegative
    """Share by which a skill has risen after a very long time in one post."""
    growth_years: Positive
    """Years in post after which 63 % of the growth is reached."""


class DayTypeConfig(Frozen):
    """One kind of day in a roster: on duty from 08:30 to 17:30, to 20:30, to 08:30 of the next day."""

    blocks: tuple[bool, bool, bool]
    weekdays_only: bool = False
    duty: bool = True
    """Whether crews ride on such a day (an office day is no duty day)."""


class Few(Frozen):
    """The roster that replaces another where fewer people share it than its shifts need."""

    below: Positive
    roster: str


class RosterConfig(Frozen):
    """A cycle of kinds of day; people of one place stand at different places of the cycle."""

    title: str = ""
    cycle: tuple[str, ...] = Field(min_length=1, max_length=56)
    few: Few | None = None


class PersonnelConfig(Frozen):
    """What people are like, whatever the structure."""

    title: str
    description: str = ""
    source: str
    status: Status
    officer_ages: Ages
    auxiliary_ages: Ages
    ranks: Ranks
    skills: Skills
    absence: Share
    """Share of rostered days lost to leave, training and sickness."""
    break_share: Share
    """Share of duty time for meals and rest."""
    auxiliaries_may: tuple[Function, ...]
    """Functions that the law opens to auxiliaries."""
    day_types: dict[str, DayTypeConfig]
    rosters: dict[str, RosterConfig]

    @model_validator(mode="after")
    def _known(self) -> PersonnelConfig:
        problems = []
        for name, roster in self.rosters.items():
            lost = [day for day in roster.cycle if day not in self.day_types]
            problems += [f"rosters.{name}: {day!r} is none of {', '.join(self.day_types)}" for day in lost]
            if roster.few is not None and roster.few.roster not in self.rosters:
                problems.append(f"rosters.{name}.few: {roster.few.roster!r} is no roster")
        if problems:
            raise ValueError("; ".join(problems))
        return self
