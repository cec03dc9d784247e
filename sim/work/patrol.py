"""What a team does while nobody calls it: stand at base, drive home, follow its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.patrol_team import Drive, PatrolTeam, Round
from sim.records.statuses import Activity, TeamStatus
from sim.rules.plans import PATROL_PLANS, Plan

if TYPE_CHECKING:
    from sim.model import PolicingModel

# Named once: looking an enum's member up on its class is slow where it happens for every event.
AT_BASE, PATROLLING, RETURNING = TeamStatus.AT_BASE, TeamStatus.PATROLLING, TeamStatus.RETURNING
PATROL, STANDBY = Activity.PATROL, Activity.STANDBY


class Patrol:
    """Handlers of free teams."""

    def __init__(self, model: PolicingModel) -> None:
        self.model = model
        self.clock = model.clock
        self.free = model.free_teams
        self.make_plans = PATROL_PLANS.get(model.config.patrol.plan)
        self.plans: dict[PatrolTeam, Plan] = {}

    def shift_plans(self, teams: list[PatrolTeam]) -> None:
        """Deal plans out to the patrol teams of the new shift."""
        for team, plan in zip(teams, self.model.cached_plans(len(teams), self.make_plans), strict=True):
            if plan is None:
                self.plans.pop(team, None)
            else:
                self.plans[team] = plan

    def team_on_duty(self, team: PatrolTeam) -> None:
        """A crew has taken over at base: the team can be sent, and starts its plan where it has one."""
        now = self.clock.now
        team.cell = team.base
        team.leg = None
        team.free_since = now
        self._begin(team, now)

    def team_released(self, team: PatrolTeam) -> None:
        """A call is over for this team: back to its plan, or home; off duty when its shift is over."""
        now = self.clock.now
        if team.ending and team.cell == team.base:
            self.model.duty.team_goes_off(team)
            return
        team.free_since = now
        self._begin(team, now)

    def _begin(self, team: PatrolTeam, now: float) -> None:
        plan = None if team.ending else self.plans.get(team)
        team.version += 1
        target = plan.cells[0] if plan else team.base
        if team.cell != target:
            team.leg = Drive(self.model.travel, team.cell, target, now)
            team.turn_to(RETURNING, now)
            self.clock.call_after(team.leg.duration, self.team_back, team, team.version)
        elif plan:
            team.leg = Round(plan, now)
            team.turn_to(PATROLLING, now)
        else:
            team.turn_to(AT_BASE, now)
        team.crew_turns_to(PATROL if plan else STANDBY, now)
        self.model.casework.team_work.members_change(team.crew)
        if not team.ending:
            self.free.add(team, now)

    def team_back(self, team: PatrolTeam, version: int) -> None:
        """The team has reached its base or the first point of its plan."""
        if version != team.version:
            return
        now = self.clock.now
        team.halt(now)
        if team.ending:
            self.model.duty.team_goes_off(team)
            self.model.response.serve_held()
        elif team.cell != team.base or team in self.plans:
            self.free.remove(team, now)
            self._begin(team, now)
        else:
            team.turn_to(AT_BASE, now)
            self.model.casework.team_work.members_change(team.crew)
            self.free.back_at_base(team)
