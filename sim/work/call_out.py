"""Work that cannot wait: who is brought in for it at night, on days off and from colleagues, and who goes again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.agents.case import Job
from sim.agents.case_team import CaseTeam
from sim.agents.person import Person
from sim.records.statuses import Activity

if TYPE_CHECKING:
    from sim.clock import Clock
    from sim.work.duty import Duty
    from sim.work.team_work import TeamWork

SLIVER = 0.02
"""People below which nothing is begun and nobody is brought in: rounding, not somebody's time."""
ON_CASES = Activity.CASE


class CallOut:
    """Brings people in for the urgent jobs of a team, as many as these can occupy beyond the team's own."""

    def __init__(self, team_work: TeamWork, clock: Clock, duty: Duty, teams: list[CaseTeam]) -> None:
        self.team_work = team_work
        self.clock = clock
        self.duty = duty
        self._at_site: dict[int, list[Person]] = {}
        for team in teams:
            if team.function.startswith("investigate"):
                for person in team.members:
                    self._at_site.setdefault(person.post.site, []).append(person)

    def urgent(self, job: Job) -> bool:
        """Whether the job cannot wait for the morning."""
        return self.clock.now < job.urgent_until

    def has_urgent(self, team: CaseTeam) -> bool:
        """Whether the team has such a job in hand, or next."""
        first = team.first()
        return any(self.urgent(job) for job in team.active) or (first is not None and self.urgent(first))

    def reserve(self, team: CaseTeam) -> list[Person]:
        """Who could be brought in now; empty while the team has nothing urgent.

        First whoever is on duty, members of the team before investigators of the same place; then whoever is
        at home: those who were at it until now, then by overtime, least first. Nobody comes whose own team has
        something urgent.
        """
        if not self.has_urgent(team):
            return []
        mine = [p for p in team.members if p not in team.present and p.helps is None]
        colleagues = self._at_site.get(team.members[0].post.site, ())
        people = mine + [p for p in colleagues if p.case_team is not team and self._may_help(p, team)]
        on_duty = [p for p in people if self.duty.at_cases(p, urgent=True)]
        at_home = [p for p in people if self.duty.off_duty(p)]
        return on_duty + sorted(at_home, key=lambda p: (p not in team.called, self._overtime(p)))

    def _may_help(self, person: Person, team: CaseTeam) -> bool:
        if person.helps is not None:
            return person.helps is team
        return person.case_team is not None and not self.has_urgent(person.case_team)

    def _overtime(self, person: Person) -> float:
        running = 0.0 if person.overtime_since is None else self.clock.now - person.overtime_since
        return person.overtime + running

    def bring_in(self, team: CaseTeam, called: Mapping[Person, float], in_all: float) -> None:
        """Have these people come; whoever came before and is not among them goes.

        `called`: with what each adds to the people on the team's jobs, `in_all` of them together.
        """
        before, team.called, team.lenders = team.called, list(called), []
        teams: dict[CaseTeam, None] = {}
        for person, adds in called.items():
            lender = person.case_team
            if lender is not None and lender is not team:
                team.lenders.append((lender, adds / in_all))
                if person.helps is None:
                    person.helps = team
                    teams[lender] = None
            self._comes(person)
        for person in before:
            if person not in called:
                if person.helps is team and person.case_team is not None:
                    teams[person.case_team] = None
                self._goes(person, team)
        for lender in teams:
            self.team_work.people_change(lender)

    def dismiss(self, team: CaseTeam) -> None:
        """Everybody goes: the night is over, and others may come."""
        before, team.called, team.lenders = team.called, [], []
        for person in before:
            self._goes(person, team)

    def _comes(self, person: Person) -> None:
        now = self.clock.now
        if person.overtime_since is None and self.duty.off_duty(person):
            person.stay_on(now)
        if person.activity is not ON_CASES:
            person.turn_to(ON_CASES, now)

    def _goes(self, person: Person, team: CaseTeam) -> None:
        if person.helps is team:
            person.helps = None
        elif person.helps is not None or person in team.present:
            return  # at work elsewhere, or on duty by now
        if person.overtime_since is not None:
            self.duty.settle(person)
        elif person.activity is ON_CASES:
            person.turn_to(self.duty.usual(person), self.clock.now)
