"""How case teams work through their jobs: assigned, begun, read in, worked, laid aside, resumed, done.

A job can occupy so many people at once (an inquiry into a theft only part of one officer's day: the rest of the
time it waits for answers). A team gives its people to its jobs in the order of their keys until nobody is left.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from heapq import heapify
from math import inf
from typing import TYPE_CHECKING

from sim.agents.case import Case, Job, JobKind
from sim.agents.case_team import CaseTeam
from sim.agents.person import Person
from sim.force.people import SKILLS
from sim.records.statuses import CaseStatus, CaseStep
from sim.rules.investigation import age_when_gathered, effect, effective_hours
from sim.work.call_out import ON_CASES, SLIVER, CallOut

if TYPE_CHECKING:
    from sim.work.casework import Casework

INVESTIGATION = SKILLS.index("investigation")
"""Place of the investigation skill in a person's skills."""
INVESTIGATE = JobKind.INVESTIGATE


class TeamWork:
    """The progress of every job is brought up to date, and its next turn planned, in closed form."""

    def __init__(self, casework: Casework) -> None:
        self.casework = casework
        self.clock = casework.clock
        self.duty = casework.model.duty
        self.teams: list[CaseTeam] = casework.teams.all
        self.call_out = CallOut(self, self.clock, self.duty, self.teams)
        work = casework.work
        self.tau = casework.tau
        self.alpha = float(work.alpha)
        self.resume_hours = float(work.setup_resume_hours) if work.setup_on else 0.0
        self.take_over_hours = float(work.setup_take_over_hours) if work.setup_on else 0.0

    # -- which jobs ------------------------------------------------------------------------------------------

    def assign(self, team: CaseTeam, job: Job) -> None:
        """A job reaches a team; it is begun at once by whoever has time, or if it comes before one in hand."""
        job.owner = team
        team.open += 1
        nobody_free = team.first() is not None
        team.put(job)
        if nobody_free or self._spare(team) > SLIVER:
            free = team
        else:
            free = next((mate for mate in team.mates if self._spare(mate) > SLIVER), team)
        self.allot(free, laying_aside=len(team.mates) == 1)

    def _spare(self, team: CaseTeam) -> float:
        if not team.counted:
            self.count_members(team)
        return team.people - sum([job.hands for job in team.active])

    def allot(self, team: CaseTeam, laying_aside: bool = False) -> None:
        """Give the team's people to its jobs afresh, beginning waiting ones that come first or find time."""
        if not team.counted:
            self.count_members(team)
        reserve = self.call_out.reserve(team)
        reach = sum([person.case_share for person in reserve])
        if team.people + reach > 0:
            self._begin_waiting(team, laying_aside, reach)
        self._deal_out(team, reserve)
        for job in list(team.active):
            if laying_aside and job.people == 0 and team.people > 0:
                self._lay_aside(team, job)
            else:
                self._plan(job)
        if team.busy is not bool(team.active):
            self._members_turn(team)

    def _deal_out(self, team: CaseTeam, reserve: list[Person]) -> None:
        """People to the jobs in hand, in order; to urgent ones also from the reserve."""
        left, waiting = team.people, iter(reserve)
        called: dict[Person, float] = {}
        for job in team.active:
            self.advance(job)
            job.people = min(job.hands, left) if left > SLIVER else 0.0
            left -= job.people
            if reserve and self.call_out.urgent(job):
                called |= self._more_hands(team, job, waiting)
        if called or team.called:
            self.call_out.bring_in(team, called, sum([job.people for job in team.active]))
            self._set_skill(team)

    @staticmethod
    def _more_hands(team: CaseTeam, job: Job, waiting: Iterator[Person]) -> dict[Person, float]:
        """One of the reserve for every pair of hands that is missing, with what each adds to the people on the job."""
        heads = job.people * len(team.present) / team.people if job.people else 0.0
        found: dict[Person, float] = {}
        while job.hands - heads > SLIVER and (person := next(waiting, None)) is not None:
            found[person] = min(person.case_share, job.hands - job.people)
            job.people += found[person]
            heads += 1
        return found

    def _begin_waiting(self, team: CaseTeam, laying_aside: bool, reach: float) -> None:
        """Begin waiting jobs while somebody has time, or (without a pool) while one comes before a job in hand;
        for what cannot wait others may be brought in, `reach` of them."""
        while (job := team.first()) is not None:
            urgent = self.call_out.urgent(job)
            first = laying_aside or urgent
            ahead = sum(other.hands for other in team.active if not first or other < job)
            if team.people + (reach if urgent else 0.0) - ahead <= SLIVER:
                return
            team.take()
            self._own(team, job)
            if job.kind is INVESTIGATE and self.casework.not_worth_it(job.case):
                team.open -= 1
                self.casework.give_up(job.case)
            else:
                self._begin(team, job)

    @staticmethod
    def _own(team: CaseTeam, job: Job) -> None:
        """A member of a pool takes a job from the common queue: from here on it is his."""
        if job.owner is not None and job.owner is not team:
            job.owner.open -= 1
            team.open += 1
        job.owner = team
        if job.kind is INVESTIGATE:
            job.case.team = team

    def _begin(self, team: CaseTeam, job: Job) -> None:
        case = job.case
        insort(team.active, job)
        job.since = self.clock.now
        if job.kind is INVESTIGATE:
            case.turn_to(CaseStatus.ACTIVE)
            if case.started_at != case.started_at:
                case.started_at = self.clock.now
                self.casework.step(case, CaseStep.STARTED)
            elif job.touched:
                self.casework.step(case, CaseStep.RESUMED)
        if job.touched:
            job.setup_left += self.resume_hours
        job.touched = True

    def _lay_aside(self, team: CaseTeam, job: Job) -> None:
        """The team lays a job aside for one that comes first."""
        self._forget_turn(job)
        team.active.remove(job)
        if job.kind is INVESTIGATE:
            job.case.turn_to(CaseStatus.WAITING)
            self.casework.step(job.case, CaseStep.SET_ASIDE)
        team.put(job)

    def release(self, job: Job) -> CaseTeam:
        """The team that has the job in hand is rid of it; gives the team."""
        team = job.owner
        assert team is not None
        self.advance(job)
        self._forget_turn(job)
        team.active.remove(job)
        team.open -= 1
        return team

    def withdraw(self, case: Case) -> CaseTeam:
        """Nobody need investigate the case any longer; gives the team that had it."""
        team = case.team
        assert team is not None
        for job in list(team.active):
            if job.case is case and job.kind is INVESTIGATE:
                self.release(job)
                # Not at once: the team may just be giving its people out.
                self.clock.call_after(0.0, self.allot, team)
                return team
        for job in team.queue:
            if job.case is case and job.kind is INVESTIGATE and not job.gone:
                self._discard(job)
        return team

    def _settle_places(self, team: CaseTeam) -> None:
        """Grave cases that are fresh no longer take their places among the others."""
        stale = [job for job in (*team.active, *team.queue)
                 if job.key is not job.later_key and not self.call_out.urgent(job)]  # fmt: skip
        for job in stale:
            job.key = job.later_key
        if stale:
            team.active.sort()
            heapify(team.queue)

    def urgency_ends(self, job: Job) -> None:
        """The job can wait from now on: whoever was brought in for it goes."""
        if job.owner is not None and job in job.owner.active:
            self._settle_places(job.owner)
            self.people_change(job.owner)

    def _forget_turn(self, job: Job) -> None:
        if job.event is not None:
            self.clock.cancel(job.event)
            job.event = None

    # -- progress --------------------------------------------------------------------------------------------

    def advance(self, job: Job) -> None:
        """Bring a job in hand up to now: reading in first, then the work itself."""
        now, since = self.clock.now, job.since
        job.since = now
        if job.people <= 0 or now <= since:
            return
        case, hours = job.case, (now - since) / 60
        self._book(job, hours * job.people)
        if job.setup_left > 0:
            # Everybody on it reads in side by side.
            job.setup_left = max(job.setup_left - hours * min(job.people, 1.0), 0.0)
            case.setup_hours += hours * job.people
            if job.kind is INVESTIGATE:
                case.hours += hours * job.people
        elif job.kind is INVESTIGATE:
            age = (since - case.opened_at) / 60
            gained = effective_hours(self._effect(job), age, age + hours, self.tau[case.offence])
            case.gathered += gained
            case.need -= gained
            case.hours += hours * job.people
        else:
            self._work_off(job, hours * job.people)

    @staticmethod
    def _book(job: Job, person_hours: float) -> None:
        """The hours belong to the teams of those who worked them."""
        team = job.owner
        assert team is not None
        own = person_hours
        for lender, part in team.lenders:
            lender.worked += person_hours * part
            own -= person_hours * part
        team.worked += own

    def _effect(self, job: Job) -> float:
        assert job.owner is not None
        return effect(job.owner.skill, job.people, self.alpha)

    @staticmethod
    def _work_off(job: Job, person_hours: float) -> None:
        done = min(person_hours, job.hours_left)
        job.hours_left -= done
        if job.kind in (JobKind.REVIEW, JobKind.REVIEW_FILING):
            job.case.review_hours += done
        else:
            job.case.closing_hours += done

    def _plan(self, job: Job) -> None:
        """Schedule the moment at which the job reaches its next turn."""
        self._forget_turn(job)
        if job.people <= 0:
            return
        if job.setup_left > 0:
            hours = job.setup_left / min(job.people, 1.0)
        elif job.kind is INVESTIGATE:
            age = (self.clock.now - job.case.opened_at) / 60
            tau = self.tau[job.case.offence]
            hours = age_when_gathered(self._effect(job), age, max(job.case.need, 0.0), tau) - age
        else:
            hours = job.hours_left / job.people
        if hours < inf:
            job.event = self.clock.call_after(max(hours, 0.0) * 60, self.turn_reached, job)

    def turn_reached(self, job: Job) -> None:
        """Reading in is done, or the case is solved, or the hours of the job are worked."""
        job.event = None
        if job.setup_left > 0:
            self.advance(job)
            job.setup_left = 0.0
            self._plan(job)
            return
        team = self.release(job)
        if job.kind is INVESTIGATE:
            self.casework.case_solved(job.case, team)
        else:
            self.casework.closing.job_done(job)
        self.allot(team)

    def look_through(self) -> None:
        """Waiting cases that are no longer worth an hour are given up, though nobody has got to them."""
        for team in self.teams:
            if team is team.mates[0]:
                for job in list(team.queue):
                    if job.kind is INVESTIGATE and not job.gone and self.casework.not_worth_it(job.case):
                        self._discard(job)
                        self.casework.give_up(job.case)

    def book_hours(self) -> None:
        """Members' time with jobs in hand that the jobs did not fill goes back to what they do otherwise."""
        for team in self.teams:
            for job in team.active:
                self.advance(job)  # books hours of colleagues with their own teams, so all before any is read
        for team in self.teams:
            in_hand = sum(person.minutes[ON_CASES] * person.case_share for person in team.members)
            filled = min(team.worked * 60 / in_hand, 1.0) if in_hand > 0 else 1.0
            team.worked = 0.0
            for person in team.members:
                idle = person.minutes[ON_CASES] * (1 - filled)
                person.minutes[ON_CASES] -= idle
                person.minutes[person.home_activity] += idle

    @staticmethod
    def _discard(job: Job) -> None:
        job.gone = True
        assert job.owner is not None
        job.owner.open -= 1

    # -- shifts ----------------------------------------------------------------------------------------------

    def shift_changes(self, new_day: bool) -> None:
        """Members come and go: each team looks at its cases, and goes on with whoever is there."""
        in_hand = [job for team in self.teams for job in team.active]
        for job in in_hand:
            self.advance(job)
        for team in self.teams:
            team.counted = False
            if team.called and new_day:
                self.call_out.dismiss(team)
            self._settle_places(team)
        for job in in_hand:
            team_now = job.owner
            if job.kind is not INVESTIGATE or team_now is None or job not in team_now.active:
                continue
            if not team_now.counted:
                self.count_members(team_now)
            if job.people > 0 or team_now.people > 0:
                self.casework.shift_ends_on(job)
        for team in self.teams:
            if team.active or team.queue or team.busy:
                self.allot(team)

    def members_change(self, people: list[Person]) -> None:
        """A crew is called out or comes back: its members' case teams go on with whoever is left."""
        for person in people:
            for team in (person.case_team, person.helps):
                if team is not None:
                    self.people_change(team)

    def people_change(self, team: CaseTeam) -> None:
        """The team has other people than before, and goes on with them."""
        for job in team.active:
            self.advance(job)
        team.counted = False
        if team.active or team.queue or team.busy or team.called:
            self.allot(team)

    def count_members(self, team: CaseTeam) -> None:
        """Who of the team has time for cases now; an idle team is counted only when work comes."""
        team.counted = True
        before = team.present
        at_cases = self.duty.at_cases
        team.present = present = [p for p in team.members if p.helps is None and at_cases(p)]
        team.people = sum([person.case_share for person in present])
        self._set_skill(team)
        self._members_turn(team)
        for person in before:
            # On duty still, but not for cases: the night has begun.
            if person.activity is ON_CASES and person not in present and person.helps is None:
                person.turn_to(self.duty.usual(person), self.clock.now)

    @staticmethod
    def _set_skill(team: CaseTeam) -> None:
        at_it = team.present + team.called
        skill = sum([person.skills[INVESTIGATION] for person in at_it])
        team.skill = skill / len(at_it) if at_it else 0.0

    def _members_turn(self, team: CaseTeam) -> None:
        """Those who have time for cases have some in hand, or do what they would do otherwise."""
        team.busy = bool(team.active)
        for person in team.present:
            activity = ON_CASES if team.busy else self.duty.usual(person)
            if person.activity is not activity:
                person.turn_to(activity, self.clock.now)
