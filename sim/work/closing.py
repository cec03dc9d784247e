"""After a case is solved: interrogation and file, pre-trial, review, transfer; and the review of filing."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from sim.agents.case import Case, Job, JobKind
from sim.agents.case_team import CaseTeam
from sim.records.statuses import CaseStatus, CaseStep

if TYPE_CHECKING:
    from sim.work.casework import Casework


TOGETHER = 2.0
"""People who can work at once on a suspect's interrogation (two, by law) and file, on mending and on a review
(assumed, as for the file)."""


class Closing:
    """Handlers from the arrest to the transfer."""

    def __init__(self, casework: Casework) -> None:
        self.casework = casework
        self.model = casework.model
        self.work = casework.work
        self.settings = self.model.config.review
        self.by = casework.settings.closing

    def _job(self, case: Case, kind: JobKind, hours: float, setup: float = 0.0) -> Job:
        key = (float(kind), self.model.clock.now, float(case.row))
        job = Job(case, kind, key, TOGETHER, hours)
        job.setup_left = setup
        if kind is JobKind.CLOSE and self.work.call_out and self._criminal(case):
            job.urgent_until = inf  # the clock of the law runs
        return job

    def case_filed(self, case: Case) -> None:
        """The case is filed, at the latest when it is solved; where filing is supervised the reviewers look at it."""
        if case.filed_at == case.filed_at:
            return
        case.filed_at = self.model.clock.now
        self.casework.step(case, CaseStep.FILED)
        hours = float(self.work.filing_review_hours)
        if self.settings.filing and hours > 0:
            reviewers = self.casework.teams.choose("review", case.area)
            self.casework.team_work.assign(reviewers, self._job(case, JobKind.REVIEW_FILING, hours))

    def begin(self, case: Case, team: CaseTeam, linked: bool) -> None:
        """The hours after the arrest begin; a linked case brings no new suspect and goes on to the review."""
        case.closer = team
        hours = 0.0 if linked else self._hours(case)
        if hours <= 0:
            self._to_review(case)
        elif self.by == "pretrial" and self._criminal(case):
            case.measure_at = self.model.clock.now  # where the investigators' part ends
            self._to_pretrial(case, hours)
        else:
            before = float(self.work.closing_share_before_measure) if self._criminal(case) else 1.0
            self.casework.team_work.assign(team, self._job(case, JobKind.CLOSE, hours * before))

    def _hours(self, case: Case) -> float:
        if not self._criminal(case):
            return float(self.work.closing_hours_administrative)
        return float(self.work.closing_hours_per_suspect) * case.known_suspects

    def _criminal(self, case: Case) -> bool:
        return self.casework.offences[case.offence].criminal

    def _to_pretrial(self, case: Case, hours: float) -> None:
        team = self.casework.teams.choose("pretrial", case.area, case.closer)
        if team is case.closer:
            self.casework.team_work.assign(team, self._job(case, JobKind.CLOSE_REST, hours))
            return
        case.closer = team
        case.handovers += 1
        self.casework.step(case, CaseStep.PRETRIAL)
        setup = self.casework.team_work.take_over_hours
        self.casework.team_work.assign(team, self._job(case, JobKind.PRETRIAL, hours, setup))

    def job_done(self, job: Job) -> None:
        """The hours of a job are worked: the case goes on to the next step."""
        case = job.case
        if job.kind is JobKind.CLOSE and self._criminal(case):
            self._measure_taken(case)
        elif job.kind is JobKind.REVIEW:
            self._reviewed(case)
        elif job.kind is not JobKind.REVIEW_FILING:
            self._to_review(case)

    def _measure_taken(self, case: Case) -> None:
        """The coercive measure is taken; the rest of the file has time, with the owner or the pre-trial team."""
        case.measure_at = self.model.clock.now
        hours = self._hours(case) * (1 - float(self.work.closing_share_before_measure))
        if self.by == "split":
            self._to_pretrial(case, hours)
        elif hours > 0:
            assert case.closer is not None
            self.casework.team_work.assign(case.closer, self._job(case, JobKind.CLOSE_REST, hours))
        else:
            self._to_review(case)

    def _to_review(self, case: Case) -> None:
        if not self.settings.transfer or self.work.review_hours <= 0:
            self._transfer(case)
            return
        reviewers = self.casework.teams.choose("review", case.area)
        self.casework.team_work.assign(
            reviewers, self._job(case, JobKind.REVIEW, float(self.work.review_hours))
        )

    def _reviewed(self, case: Case) -> None:
        """The review lets the case pass, or sends it back; each case has two draws, a third review passes."""
        draws = self.casework.draws.review[case.row]
        returned = case.returns < len(draws) and draws[case.returns] < self.work.review_return
        if not returned:
            self.casework.step(case, CaseStep.REVIEWED, hours=float(self.work.review_hours))
            self._transfer(case)
            return
        case.returns += 1
        self.casework.step(case, CaseStep.RETURNED, hours=float(self.work.review_hours))
        assert case.closer is not None
        self.casework.team_work.assign(
            case.closer, self._job(case, JobKind.MEND, float(self.work.return_hours))
        )

    def _transfer(self, case: Case) -> None:
        """The case leaves the force (an administrative one is concluded)."""
        case.turn_to(CaseStatus.TRANSFERRED)
        case.transferred_at = self.model.clock.now
        self.casework.step(case, CaseStep.TRANSFERRED)
