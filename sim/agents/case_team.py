"""A case team: one officer, a squad, a group or a member of a pool, with its waiting jobs."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from mesa import Agent

from sim.agents.case import Job
from sim.clock import Event

if TYPE_CHECKING:
    from sim.agents.person import Person
    from sim.model import PolicingModel


class CaseTeam(Agent):  # type: ignore[misc]  # mesa ships no types
    """Works on one job at a time while its members are on duty."""

    def __init__(
        self, model: PolicingModel, index: int, members: list[Person], function: str, queue: list[Job]
    ) -> None:
        super().__init__(model)
        self.index = index
        self.members = members
        self.function = function
        """``investigate:<specialism>``, ``pretrial`` or ``review``."""
        self.body = members[0].post.body
        self.area = -1
        self.zone = -1
        self.station = False
        self.queue = queue
        """Waiting jobs, a heap; members of a pool share one."""
        self.mates: list[CaseTeam] = [self]
        """Teams that take from the same queue, this one among them."""
        self.open = 0
        """Jobs that the team has, waiting or active."""
        self.active: Job | None = None
        self.since = 0.0
        self.people = 0.0
        """Members at work, each counted with the share of duty time left for cases."""
        self.present = 0
        self.effect = 0.0
        """Effective hours an hour: mean skill times people to the power alpha."""
        self.event: Event | None = None

    def put(self, job: Job) -> None:
        """Have the job wait."""
        heappush(self.queue, job)

    def take(self) -> Job | None:
        """The waiting job that comes first, or nothing."""
        while self.queue:
            job = heappop(self.queue)
            if not job.gone:
                return job
        return None
