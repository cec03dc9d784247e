"""A case team: one officer, a squad, a group or a member of a pool, with its waiting jobs."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from mesa import Agent

from sim.agents.case import Job

if TYPE_CHECKING:
    from sim.agents.person import Person
    from sim.model import PolicingModel


class CaseTeam(Agent):  # type: ignore[misc]  # mesa ships no types
    """Works on as many jobs at once as its members on duty can, in the order of the jobs' keys."""

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
        self.active: list[Job] = []
        """Jobs begun and not laid aside, in the order of their keys."""
        self.counted = False
        """Whether what follows is up to date."""
        self.present: list[Person] = []
        """Members who have time for cases now."""
        self.called: list[Person] = []
        """Members not present, and colleagues, who were brought in for what cannot wait."""
        self.lenders: list[tuple[CaseTeam, float]] = []
        """The teams of these colleagues, with each one's share of the people on this team's jobs."""
        self.busy = False
        """Whether those present were last told that there are jobs in hand."""
        self.people = 0.0
        """Those present, each counted with the share of duty time left for cases."""
        self.worked = 0.0
        """Person-hours worked on jobs and not yet booked."""
        self.skill = 0.0
        """Their mean skill in investigation."""

    def put(self, job: Job) -> None:
        """Have the job wait."""
        heappush(self.queue, job)

    def first(self) -> Job | None:
        """The waiting job that comes first, or nothing; it stays in the queue."""
        while self.queue and self.queue[0].gone:
            heappop(self.queue)
        return self.queue[0] if self.queue else None

    def take(self) -> Job:
        """Take the waiting job that comes first out of the queue."""
        return heappop(self.queue)
