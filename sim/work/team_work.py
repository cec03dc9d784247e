"""How case teams work through their jobs: assigned, begun, read in, worked, set aside, resumed, done."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from sim.agents.case import Case, Job, JobKind
from sim.agents.case_team import CaseTeam
from sim.records.statuses import Activity, CaseStatus, CaseStep
from sim.rules.investigation import age_when_gathered, effective_hours

if TYPE_CHECKING:
    from sim.work.casework import Casework

INVESTIGATION = 2
"""Place of the investigation skill in a person's skills."""
TOGETHER = 2.0
"""People who can work at once on a suspect's interrogation and file, or on a review (two, by law)."""


class TeamWork:
    """One active job a team; its progress is brought up to date, and its next turn planned, in closed form."""

    def __init__(self, casework: Casework) -> None:
        self.casework = casework
        self.clock = casework.clock
        self.teams = casework.teams.all
        work = casework.work
        self.tau = [float(work.offences[name].tau_days) * 24 for name in casework.names]
        self.alpha = float(work.alpha)
        self.resume_hours = float(work.setup_resume_hours) if work.setup_on else 0.0
        self.take_over_hours = float(work.setup_take_over_hours) if work.setup_on else 0.0

    # -- which job -------------------------------------------------------------------------------------------

    def assign(self, team: CaseTeam, job: Job) -> None:
        """A job reaches a team: it is begun at once by whoever is free, or if it comes before the active one."""
        job.owner = team
        team.open += 1
        idle = next((mate for mate in team.mates if mate.active is None and mate.people > 0), None)
        active = team.active
        if idle is None and active is not None and len(team.mates) == 1 and job < active:
            self.set_aside(team)
            idle = team
        team.put(job)
        if idle is not None:
            self.begin_next(idle)

    def begin_next(self, team: CaseTeam) -> None:
        """The team takes the waiting job that comes first; one that is no longer worth an hour is given up."""
        while team.active is None and team.people > 0:
            job = team.take()
            if job is None:
                break
            self._own(team, job)
            if job.kind is JobKind.INVESTIGATE and self.casework.not_worth_it(job.case):
                team.open -= 1
                self.casework.suspend(job.case)
            else:
                self._start(team, job)
        self._members_turn(team)

    @staticmethod
    def _own(team: CaseTeam, job: Job) -> None:
        """A member of a pool takes a job from the common queue: from here on it is his."""
        if job.owner is not None and job.owner is not team:
            job.owner.open -= 1
            team.open += 1
        job.owner = team
        if job.kind is JobKind.INVESTIGATE:
            job.case.team = team

    def _start(self, team: CaseTeam, job: Job) -> None:
        case = job.case
        team.active = job
        team.since = self.clock.now
        if job.kind is JobKind.INVESTIGATE:
            case.status = CaseStatus.ACTIVE
            if case.started_at != case.started_at:
                case.started_at = self.clock.now
                self.casework.step(case, CaseStep.STARTED)
            elif job.touched:
                self.casework.step(case, CaseStep.RESUMED)
        if job.touched:
            job.setup_left += self.resume_hours
        job.touched = True
        self.plan(team)

    def set_aside(self, team: CaseTeam) -> None:
        """The team lays its job aside for one that comes first."""
        job = team.active
        assert job is not None
        self._stop(team)
        if job.kind is JobKind.INVESTIGATE:
            job.case.status = CaseStatus.WAITING
            self.casework.step(job.case, CaseStep.SET_ASIDE)
        team.put(job)

    def release(self, team: CaseTeam) -> None:
        """The team is rid of its active job."""
        job = team.active
        assert job is not None
        assert job.owner is not None
        self._stop(team)
        job.owner.open -= 1

    def withdraw(self, case: Case) -> CaseTeam:
        """Nobody need investigate the case any longer; gives the team that had it."""
        team = case.team
        assert team is not None
        job = team.active
        if job is not None and job.case is case and job.kind is JobKind.INVESTIGATE:
            self.release(team)
            self.clock.call_after(0.0, self.begin_next, team)
            return team
        for waiting in team.queue:
            if waiting.case is case and waiting.kind is JobKind.INVESTIGATE and not waiting.gone:
                waiting.gone = True
                assert waiting.owner is not None
                waiting.owner.open -= 1
        return team

    def _stop(self, team: CaseTeam) -> None:
        self.advance(team)
        self._forget_turn(team)
        team.active = None

    def _forget_turn(self, team: CaseTeam) -> None:
        if team.event is not None:
            self.clock.cancel(team.event)
            team.event = None

    # -- progress --------------------------------------------------------------------------------------------

    def advance(self, team: CaseTeam) -> None:
        """Bring the active job up to now: reading in first, then the work itself."""
        now = self.clock.now
        job, since = team.active, team.since
        team.since = now
        if job is None or team.people <= 0 or now <= since:
            return
        case, hours = job.case, (now - since) / 60
        if job.setup_left > 0:
            # Everybody at work reads in side by side.
            job.setup_left = max(job.setup_left - hours * team.people / team.present, 0.0)
            case.setup_hours += hours * team.people
            case.hours += hours * team.people
        elif job.kind is JobKind.INVESTIGATE:
            age = (since - case.opened_at) / 60
            gained = effective_hours(team.effect, age, age + hours, self.tau[case.offence])
            case.gathered += gained
            case.need -= gained
            case.hours += hours * team.people
        else:
            self._work_off(job, hours * min(team.people, TOGETHER))

    @staticmethod
    def _work_off(job: Job, person_hours: float) -> None:
        done = min(person_hours, job.hours_left)
        job.hours_left -= done
        if job.kind in (JobKind.REVIEW, JobKind.REVIEW_FILING):
            job.case.review_hours += done
        else:
            job.case.closing_hours += done

    def plan(self, team: CaseTeam) -> None:
        """Schedule the moment at which the team's job reaches its next turn."""
        self._forget_turn(team)
        job = team.active
        if job is None or team.people <= 0:
            return
        if job.setup_left > 0:
            hours = job.setup_left * team.present / team.people
        elif job.kind is JobKind.INVESTIGATE:
            age = (self.clock.now - job.case.opened_at) / 60
            hours = (
                age_when_gathered(team.effect, age, max(job.case.need, 0.0), self.tau[job.case.offence]) - age
            )
        else:
            hours = job.hours_left / min(team.people, TOGETHER)
        if hours < inf:
            team.event = self.clock.call_after(max(hours, 0.0) * 60, self.turn_reached, team)

    def turn_reached(self, team: CaseTeam) -> None:
        """Reading in is done, or the case is solved, or the hours of the job are worked."""
        team.event = None
        job = team.active
        assert job is not None
        if job.setup_left > 0:
            self.advance(team)
            job.setup_left = 0.0
            self.plan(team)
            return
        self.release(team)
        if job.kind is JobKind.INVESTIGATE:
            self.casework.case_solved(job.case, team)
        else:
            self.casework.closing.job_done(job)
        self.begin_next(team)

    # -- shifts ----------------------------------------------------------------------------------------------

    def shift_changes(self) -> None:
        """Members come and go: each team looks at its case, and goes on with whoever is there."""
        for team in self.teams:
            self.advance(team)
            job = team.active
            if job is not None and job.kind is JobKind.INVESTIGATE and team.people > 0:
                self.casework.shift_ends_on(job.case, team)
            self._count_members(team)
            if team.active is None and team.people > 0:
                self.begin_next(team)
            else:
                self.plan(team)
                self._members_turn(team)

    def _count_members(self, team: CaseTeam) -> None:
        present = [person for person in team.members if person.on_cases]
        team.present = len(present)
        team.people = sum(person.case_share for person in present)
        skill = sum(person.skills[INVESTIGATION] for person in present) / len(present) if present else 0.0
        team.effect = skill * team.people**self.alpha if present else 0.0

    def _members_turn(self, team: CaseTeam) -> None:
        """Members at work are on the case, or do what their post is for."""
        for person in team.members:
            activity = person.home_activity if team.active is None else Activity.CASE
            if person.on_cases and person.activity is not activity:
                person.turn_to(activity, self.clock.now)
