"""Officers and auxiliaries: who they are, what they are doing, and their minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesa import Agent

from sim.config.posts import Function
from sim.force.people import SKILLS, grown
from sim.force.picking import SKILL_OF
from sim.records.statuses import Activity

if TYPE_CHECKING:
    from sim.agents.case_team import CaseTeam
    from sim.agents.patrol_team import PatrolTeam
    from sim.config.personnel import Skills
    from sim.force.establishment import Post
    from sim.force.people import PersonSpec
    from sim.model import PolicingModel


class Person(Agent):  # type: ignore[misc]  # mesa ships no types
    """Somebody of the force, in one post."""

    def __init__(self, model: PolicingModel, spec: PersonSpec, post: Post) -> None:
        super().__init__(model)
        self.index = spec.index
        self.age = spec.age
        self.rank = spec.rank
        self.kind = spec.kind
        self.first_skills = spec.skills
        """As the person came to the post."""
        self.skills: tuple[float, ...] = spec.skills
        self.post = post
        self.activity = Activity.OFF
        self.since = 0.0
        self.minutes = [0.0] * len(Activity)
        self.home_activity = Activity.OFFICE
        """What the person does on duty while nothing else is asked."""
        self.team: PatrolTeam | None = None
        self.case_team: CaseTeam | None = None
        self.helps: CaseTeam | None = None
        """A team of colleagues for whose urgent job the person was brought in."""
        self.load_share = 0.0
        self.case_share = 1.0
        """Share of duty time that breaks and duty load leave."""
        self.overtime = 0.0
        self.overtime_since: float | None = None

    def practise(self, years: float, growth: Skills) -> None:
        """The skills after `years` in the post: the one that the post uses has grown, the others have not."""
        used = SKILLS.index(SKILL_OF[Function(self.post.function)])
        grown_one = grown(self.first_skills[used], years, growth)
        self.skills = (*self.first_skills[:used], grown_one, *self.first_skills[used + 1 :])

    def turn_to(self, activity: Activity, now: float) -> None:
        """Change what the person does; the minutes until now belong to what it was."""
        self.minutes[self.activity] += now - self.since
        self.activity = activity
        self.since = now

    def stay_on(self, now: float) -> None:
        """The roster ends, the work does not: overtime begins."""
        self.overtime_since = now

    def end_overtime(self, now: float) -> None:
        """What was worked beyond the roster until now is overtime."""
        if self.overtime_since is not None:
            self.overtime += now - self.overtime_since
            self.overtime_since = None


class Officer(Person):
    """A police officer."""

    officer = True


class Auxiliary(Person):
    """An auxiliary: patrols, assists, holds a scene, reports; enforces nothing alone."""

    officer = False
