"""A case, followed through one structure from its report to its transfer, or until it is given up for good."""

from __future__ import annotations

from dataclasses import replace
from math import nextafter
from typing import TYPE_CHECKING

from sim.agents.case import Case, Job, JobKind
from sim.records.statuses import CaseStatus, CaseStep
from sim.study.trace.case_now import belief_of, in_hand, odds_of, sample_of, team_view
from sim.study.trace.case_story import CaseStory, Other, Task, Turn, Verdict
from sim.study.trace.watch import watch
from sim.study.trace.world import case_facts, offence_words

if TYPE_CHECKING:
    from sim.agents.case_team import CaseTeam
    from sim.config.casework import CaseworkConfig
    from sim.config.schema import Config
    from sim.model import PolicingModel

DAY = 1440.0
TIMES = ("presence_at", "accepted_at", "filed_at", "assigned_at", "started_at", "solved_at", "suspended_at",
         "measure_at", "transferred_at")  # fmt: skip
TOTALS = ("hours", "gathered", "setup_hours", "closing_hours", "review_hours", "handovers", "returns", "linked",
          "status", "chance")  # fmt: skip
"""What a story takes over from the case itself."""


def follow_case(config: Config, label: str, row: int) -> CaseStory:
    """The story of the case of this row under `config`, seed ``config.run.seed``.

    Runs a model of its own, which is stopped when nothing more can happen to the case.
    """
    from sim.model import PolicingModel, forget

    model = PolicingModel(config, config.run.seed)
    try:
        return watch_case(model, label, row)
    finally:
        forget(model)


def watch_case(model: PolicingModel, label: str, row: int) -> CaseStory:
    """The same in a model that stands before the case; it is left where the case ended, or at its end."""
    facts = case_facts(model, row)
    if facts.reported_at > 0:
        model.clock.advance(nextafter(facts.reported_at, 0.0))
    onlooker = CaseOnlooker(model, label, row)
    while model.clock.now < model.end and not onlooker.over():
        model.clock.advance(min(model.clock.now + DAY, model.end))
    return onlooker.tell()


class CaseOnlooker:
    """Writes down what concerns one case, as it happens; to be set before it is reported."""

    def __init__(self, model: PolicingModel, label: str, row: int) -> None:
        self.story = CaseStory(label, model.config.model.title, case_facts(model, row))
        self.model, self.clock, self.row = model, model.clock, row
        self.casework = model.casework
        self.case: Case | None = None
        self.jobs: list[Job] = []
        self.verdict: Verdict | None = None
        self.could: tuple[float, tuple[int, ...]] = (-1.0, ())
        """When a team was chosen last, and the open jobs of all that could have been."""
        watch(self.casework, "route", before=self.asked)
        watch(self.casework.teams, "choose", before=self.choosing)
        watch(self.casework, "step", after=self.stepped)
        watch(self.casework.team_work, "assign", before=self.assigned)
        watch(self.casework.team_work, "allot", after=self.allotted)
        watch(self.casework.team_work, "turn_reached", after=self.turns)

    # -- whose case --------------------------------------------------------------------------------------------

    def asked(
        self, settings: CaseworkConfig, offence: str, suspects: int, offences: int, carried: float
    ) -> None:
        """The referral rule is asked about some case; kept until a step says whose."""
        real = self.model.casework.settings
        self.verdict = Verdict(
            rule=real.referral, line="", suspects=suspects, offences=offences, carried=carried,
            threshold=None if real.threshold is None else float(real.threshold),
            least_share=None if real.least_share is None else float(real.least_share),
            listed=offence in real.negative_list,
        )  # fmt: skip

    def choosing(self, line: str, area: int, now_with: CaseTeam | None = None) -> None:
        """A team of this line is chosen for a case of this area."""
        teams = self.casework.teams.by_line.get(line, [])
        zone = self.model.zone_of_area[area]
        near = [t for t in teams if t.area == area] or [t for t in teams if t.zone == zone] or teams
        self.could = (self.clock.now, tuple(team.open for team in near))
        if self.verdict is not None:
            self.verdict = replace(self.verdict, line=line)

    # -- what happens ------------------------------------------------------------------------------------------

    def stepped(self, case: Case, step: CaseStep, at: float | None = None, hours: float = 0.0) -> None:
        if case.row == self.row:
            self.case = case
        elif step is not CaseStep.LINKED or self.case is None or self.case not in case.links:
            return
        us = self.case
        assert us is not None
        turn = Turn(
            at=self.clock.now if at is None else at,
            step=step,
            team=None if us.team is None else team_view(self.model, us.team, self.jobs),
            suspects=us.known_suspects,
            offences=us.known_offences,
            hours=us.hours,
            gathered=us.gathered,
            belief=belief_of(self.model, us),
            solvable=us.solvable,
            resting=us.resting,
            verdict=self.verdict if step in (CaseStep.ASSIGNED, CaseStep.REFERRED) else None,
            other=self._other(us, case, step),
        )
        self.story.turns.append(turn)
        if step is CaseStep.ACCEPTED:
            self.story.odds = odds_of(self.model, us, self.story.facts)
        self._sample()

    def _other(self, us: Case, case: Case, step: CaseStep) -> Other | None:
        """The case for which ours is laid aside, to which it is linked, or through which it is solved."""
        if step is CaseStep.SET_ASIDE and us.team is not None:
            begun = [job for job in us.team.active if job.case is not us]
            newest = max(begun, key=lambda job: job.since, default=None)
            return None if newest is None else self._as_other(newest.case, newest.kind)
        if step is CaseStep.LINKED:
            return self._as_other(case if case is not us else us.links[-1], JobKind.INVESTIGATE)
        if step is CaseStep.SOLVED and us.linked:
            solved = [other for other in us.links if other.solved_at == other.solved_at]
            return self._as_other(solved[0], JobKind.INVESTIGATE) if solved else None
        return None

    def _as_other(self, case: Case, kind: JobKind) -> Other:
        criminal = self.casework.offences[case.offence].criminal
        return Other(case.row, offence_words(self.model, case.offence), kind, criminal)

    # -- the work ----------------------------------------------------------------------------------------------

    def assigned(self, team: CaseTeam, job: Job) -> None:
        (chosen_at, others), self.could = self.could, (-1.0, ())
        if job.case.row != self.row:
            return
        others = others if chosen_at == self.clock.now else ()
        self.story.tasks.append(
            Task(
                self.clock.now,
                job.kind,
                team_view(self.model, team, self.jobs, others),
                job.hours_left,
                job.setup_left,
            )
        )
        self.jobs.append(job)

    def allotted(self, team: CaseTeam, laying_aside: bool = False) -> None:
        if self.jobs and any(job.owner is team for job in self.jobs):
            self._sample()

    def turns(self, job: Job) -> None:
        """Reading in is done, among others."""
        if job.case.row == self.row:
            self._sample()

    def _sample(self) -> None:
        """Write the phase down if it has changed."""
        if self.case is None or self.case.accepted_at != self.case.accepted_at:
            return
        made = sample_of(self.model, self.jobs)
        last = self.story.samples[-1] if self.story.samples else None
        if last is not None and replace(made, at=last.at) == last:
            return
        if last is not None and last.at == made.at:
            self.story.samples.pop()
        self.story.samples.append(made)

    # -- the end -----------------------------------------------------------------------------------------------

    def over(self) -> bool:
        """Whether nothing more can happen to the case."""
        case = self.case
        if case is None or case.status not in (CaseStatus.TRANSFERRED, CaseStatus.SUSPENDED):
            return False
        if case.status is CaseStatus.TRANSFERRED:
            return True
        reopens = (
            not case.reopened and self.casework.draws.reopen[self.row] < self.casework.work.reopen_chance
        )
        return not reopens and not self.story.facts.series

    def tell(self) -> CaseStory:
        """The story as far as it went."""
        story, case = self.story, self.case
        story.until = self.clock.now
        if case is None:
            return story
        over = self.over()
        if not over:
            # The run is at its end: what is in hand is brought up to it, as the records are.
            for job in self.jobs:
                if in_hand(job):
                    self.casework.team_work.advance(job)
        for name in (*TIMES, *TOTALS):
            setattr(story, name, getattr(case, name))
        if over:
            story.until = max(turn.at for turn in story.turns)
        return story
