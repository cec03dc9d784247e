"""A case's life: accepted, assigned, worked on, referred, solved or given up, closed, reviewed, transferred."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from sim.agents.case import Case, Job, JobKind
from sim.agents.case_team import CaseTeam
from sim.agents.incident import Incident
from sim.records.statuses import CaseStatus, CaseStep
from sim.rules.investigation import response_term, solvability, worth
from sim.rules.next_case import NEXT_CASE_RULES
from sim.rules.referral import REFERRAL_RULES, STATION
from sim.work.case_teams import CaseTeams
from sim.work.closing import Closing
from sim.work.team_work import TeamWork

if TYPE_CHECKING:
    from sim.model import PolicingModel

CLOSE_ENOUGH = 1e-7
"""Hours below which work counts as done: rounding of the closed form."""

FRESH = JobKind.CLOSE + 0.5
"""Place of a fresh grave case among the jobs: after an arrest, before all paper."""


class Casework:
    """Handlers of a case's life in the order in which they happen."""

    def __init__(self, model: PolicingModel) -> None:
        self.model = model
        self.clock = model.clock
        self.draws = model.world.cases
        self.work = model.config.work.case
        self.settings = model.config.casework
        self.offences = list(model.config.demand.offences.values())
        self.names = list(model.config.demand.offences)
        self.difficulty = [self.work.offences[name] for name in self.names]
        self.need = [float(d.need_hours) for d in self.difficulty]
        self.tau = [float(d.tau_days) * 24 for d in self.difficulty]
        """Hours in which leads cool to 1/e, by offence."""
        self.threshold = float(self.work.give_up_threshold)
        self.look_through_minutes = float(self.work.look_through_days) * 1440
        self.grave = float(self.work.urgent_gravity) if self.work.call_out else 0.0
        """Gravity up to which a fresh case does not wait."""
        self.fresh_minutes = float(self.work.urgent_hours) * 60
        self.clip = (float(self.work.response_at_least), float(self.work.response_at_most))
        self.route = REFERRAL_RULES.get(self.settings.referral)
        self.next_case = NEXT_CASE_RULES.get(self.work.next_case)
        routes = {*self.settings.routes.values(), STATION}
        self.teams = CaseTeams(model, [*sorted(routes), "pretrial", "review"])
        self.team_work = TeamWork(self)
        self.closing = Closing(self)
        self.cases: dict[int, Case] = {}
        self.taken = self.carried = 0
        """Criminal cases assigned so far, and those of them that came to specialists."""
        self.seen: dict[tuple[int, int], list[Case]] = {}
        self.reported_at: list[float] = self.draws.reported_at.tolist()
        self.call: list[int] = self.draws.call.tolist()

    def start(self) -> None:
        """The backlog is there at once; other cases that no call brings are reported one after the other."""
        self.others = [row for row, call in enumerate(self.call) if call < 0]
        self._report_next(0)
        self.clock.call_after(self.look_through_minutes, self.waiting_cases_reviewed)

    def waiting_cases_reviewed(self) -> None:
        """Every so many days each team looks through its waiting cases."""
        self.clock.call_after(self.look_through_minutes, self.waiting_cases_reviewed)
        self.team_work.look_through()

    def _report_next(self, place: int) -> None:
        if place < len(self.others):
            at = max(self.reported_at[self.others[place]], 0.0)
            self.clock.call_at(at, self.case_reported, place)

    # -- becoming a case -------------------------------------------------------------------------------------

    def case_reported(self, place: int) -> None:
        """A case becomes known without a call; it is accepted after the desk's time, a grave one at once."""
        self._report_next(place + 1)
        row = self.others[place]
        case = self._new_case(row)
        wait = 0.0 if self._grave(case.offence) else float(self.draws.acceptance[row])
        accepted = max(self.reported_at[row] + wait, self.clock.now)
        if wait > 0:
            accepted = self.team_work.duty.opens(accepted)
        self.clock.call_at(accepted, self.case_accepted, case)

    def scene_reached(self, incident: Incident) -> None:
        """An able crew is on scene: a grave offence is accepted as soon as it is seen."""
        if incident.case >= 0 and self._grave(int(self.draws.offence[incident.case])):
            self._case_of_call(incident)

    def call_reported(self, incident: Incident) -> None:
        """The crew has cleared the scene of a call about an offence: the case is accepted there and then."""
        if incident.case >= 0 and incident.case not in self.cases:
            self._case_of_call(incident)

    def _case_of_call(self, incident: Incident) -> None:
        case = self._new_case(incident.case)
        case.presence_at = incident.first_able_at
        self.case_accepted(case)

    def _grave(self, offence: int) -> bool:
        return self.offences[offence].gravity <= self.grave

    def _new_case(self, row: int) -> Case:
        draws = self.draws
        case = Case(self.model, row, int(draws.offence[row]), int(self.model.county.area[draws.cell[row]]))
        case.known_suspects = int(draws.suspect_known[row])
        self.cases[row] = case
        self.step(case, CaseStep.REPORTED, at=self.reported_at[row])
        return case

    def case_accepted(self, case: Case) -> None:
        """The case is accepted: its chance is settled, it is filed, and it goes to a team."""
        now = self.clock.now
        row = case.row
        case.accepted_at = now
        case.opened_at = case.presence_at if case.presence_at == case.presence_at else self.reported_at[row]
        case.chance = solvability(self._log_odds(case))
        case.solvable = bool(self.draws.solvable[row] < case.chance)
        case.need = float(self.draws.need[row]) if case.solvable else inf
        self.step(case, CaseStep.ACCEPTED)
        filed = self.team_work.duty.opens(now + float(self.draws.filing[row]))
        self.clock.call_at(filed, self.closing.case_filed, case)
        self._refer(case)

    def _log_odds(self, case: Case) -> float:
        row = case.row
        found = float(self.difficulty[case.offence].intercept)
        found += float(self.work.suspect_known) * bool(self.draws.suspect_known[row])
        found += float(self.work.camera) * bool(self.draws.camera[row])
        if self.draws.involved[row] and case.presence_at == case.presence_at:
            response = case.presence_at - self.reported_at[row]
            delay = float(self.draws.reporting_delay[row])
            reference = float(self.work.response_reference_minutes)
            found += float(self.work.response) * response_term(delay, response, self.clip, reference)
        return found

    # -- whose case it is ------------------------------------------------------------------------------------

    def _refer(self, case: Case) -> None:
        """Give the case to the team that the referral rule names, from what is known of it."""
        line = self._line_for(case)
        team = self.teams.choose(line, case.area, case.team)
        if team is case.team:
            return
        if self.offences[case.offence].criminal:
            self.taken += case.team is None
            self.carried += not team.station and (case.team is None or case.team.station)
        before, case.team = case.team, team
        setup = 0.0
        if before is None:
            case.assigned_at = self.clock.now
            self.step(case, CaseStep.ASSIGNED)
        else:
            setup = self._hand_over(case)
        case.station_only = case.station_only and team.station
        case.turn_to(CaseStatus.WAITING)
        self._see(case, team)
        if any(other.solved_at == other.solved_at for other in case.links):
            # Its offender is known from the other case already.
            self.case_solved(case, team, linked=True)
        else:
            self._investigate(case, team, self.reported_at[case.row], setup)

    def _line_for(self, case: Case) -> str:
        # Once assigned, a case is referred by what is known of it alone.
        first = case.team is None and self.offences[case.offence].criminal and self.taken > 0
        carried = self.carried / self.taken if first else 1.0
        return self.route(
            self.settings, self.names[case.offence], case.known_suspects, case.known_offences, carried
        )

    def _investigate(self, case: Case, team: CaseTeam, newness: float, setup: float) -> None:
        gravity = self.offences[case.offence].gravity
        key = (float(JobKind.INVESTIGATE), *self.next_case(newness, gravity), float(case.row))
        job = Job(case, JobKind.INVESTIGATE, key, float(self.difficulty[case.offence].hands))
        job.setup_left = setup
        fresh_until = newness + self.fresh_minutes
        if gravity <= self.grave and fresh_until > self.clock.now:
            job.key = (FRESH, *key[1:])
            job.urgent_until = fresh_until
            self.clock.call_at(fresh_until, self.team_work.urgency_ends, job)
        self.team_work.assign(team, job)

    def _hand_over(self, case: Case) -> float:
        """The owner changes: part of what was gathered is lost, the new owner has to read in (hours)."""
        case.handovers += 1
        if self.work.hand_over_loss_on:
            case.need += float(self.work.hand_over_loss) * case.gathered
            case.gathered *= 1 - float(self.work.hand_over_loss)
        self.step(case, CaseStep.REFERRED)
        return self.team_work.take_over_hours

    def _see(self, case: Case, team: CaseTeam) -> None:
        """Cases of one series that lie side by side with a team, or with the county's analysis, may be linked."""
        series = int(self.draws.series[case.row])
        if series < 0 or not self.work.linking_on:
            return
        desk = -1 if self.settings.analysis == "county" else team.index
        beside = self.seen.setdefault((desk, series), [])
        if case in beside:
            return
        for other in beside:
            if other.solved_at < self.reported_at[case.row]:
                continue  # its offender had been found before this was reported
            later = max(case.row, other.row)
            if other not in case.links and self.draws.link[later] < self.work.link_chance:
                case.links.append(other)
                other.links.append(case)
                self.step(case, CaseStep.LINKED)
        beside.append(case)

    # -- solving, giving up ----------------------------------------------------------------------------------

    def case_solved(self, case: Case, team: CaseTeam, linked: bool = False) -> None:
        """The case is cleared, and with it the cases known to belong to its series."""
        self.closing.case_filed(case)
        case.solved_at = self.clock.now
        case.turn_to(CaseStatus.CLEARED)
        case.solver = team
        case.linked = linked
        case.known_suspects = int(self.draws.suspects[case.row])
        case.known_offences = int(self.draws.offences[case.row])
        case.suspended_at = float("nan")
        case.resting = False
        self.step(case, CaseStep.SOLVED)
        self.closing.begin(case, team, linked)
        for other in case.links:
            if other.solved_at != other.solved_at:
                owner = self.team_work.withdraw(other)
                self.case_solved(other, owner, linked=True)

    def not_worth_it(self, case: Case) -> bool:
        """Whether another hour on the case is worth too little: one threshold for all."""
        age = (self.clock.now - case.opened_at) / 60
        left = worth(case.chance, case.gathered, self.need[case.offence], age, self.tau[case.offence])
        return left < self.threshold

    def give_up(self, case: Case) -> None:
        """Nobody works on the case any longer; a new lead may reopen it once.

        It is suspended; where the offence is never given up it rests instead, and stays open.
        """
        if not self.difficulty[case.offence].never_given_up:
            case.turn_to(CaseStatus.SUSPENDED)
            case.suspended_at = self.clock.now
            self.step(case, CaseStep.SUSPENDED)
        else:
            case.resting = True
            if case.status is CaseStatus.ACTIVE:
                case.turn_to(CaseStatus.WAITING)
                self.step(case, CaseStep.SET_ASIDE)
        chance = float(self.work.reopen_chance) if self.offences[case.offence].criminal else 0.0
        if not case.reopened and self.draws.reopen[case.row] < chance:
            self.clock.call_after(float(self.draws.reopen_after[case.row]), self.case_reopened, case)

    def case_reopened(self, case: Case) -> None:
        """A new lead: the case starts afresh, with the belief and the warmth of its first day."""
        if case.status is CaseStatus.SUSPENDED:
            case.turn_to(CaseStatus.WAITING)
        elif not case.resting:
            return
        case.resting = False
        case.reopened = True
        case.suspended_at = float("nan")
        case.opened_at = self.clock.now
        case.gathered = 0.0
        # The uniform that decided on reopening is uniform again, given that it reopened.
        afresh = float(self.draws.reopen[case.row]) / float(self.work.reopen_chance)
        # What a solvable case still needs is exponential again, given that it was not reached; any other case's
        # need was not used yet.
        need = case.need if case.solvable else float(self.draws.need[case.row])
        case.solvable = afresh < case.chance
        case.need = need if case.solvable else inf
        self.step(case, CaseStep.REOPENED)
        team = case.team
        assert team is not None
        self._investigate(case, team, self.clock.now, self.team_work.resume_hours)

    def open_cases(self) -> int:
        """Cases that are neither cleared nor given up."""
        done = (CaseStatus.CLEARED, CaseStatus.TRANSFERRED, CaseStatus.SUSPENDED)
        return sum(case.status not in done for case in self.cases.values())

    # -- the end of a shift ----------------------------------------------------------------------------------

    def shift_ends_on(self, job: Job) -> None:
        """At the end of a shift: what has come to light, whose case it now is, whether to go on."""
        case, team = job.case, job.owner
        if case.need <= CLOSE_ENOUGH:
            return
        if self.not_worth_it(case):
            self.team_work.release(job)
            self.give_up(case)
        elif self._more_comes_to_light(case) and self._belongs_elsewhere(case, team):
            self.team_work.release(job)
            self._refer(case)

    def _belongs_elsewhere(self, case: Case, team: CaseTeam | None) -> bool:
        """Whether what is known now makes it another team's case; specialists give none back to a station."""
        line = self._line_for(case)
        return team is not None and team not in self.teams.by_line[line] and (team.station or line != STATION)

    def _more_comes_to_light(self, case: Case) -> bool:
        """Further suspects, then further offences, each after its hours of work."""
        suspects, offences = int(self.draws.suspects[case.row]), int(self.draws.offences[case.row])
        hidden = max(suspects - 1, 0) + offences - 1
        found = min(sum(case.hours >= hours for hours in self.draws.reveal[case.row].tolist()), hidden)
        known = max(case.known_suspects - 1, 0) + case.known_offences - 1
        if found <= known:
            return False
        extra = min(found, suspects - 1)
        case.known_suspects = max(case.known_suspects, 1 + extra if extra else case.known_suspects)
        case.known_offences = 1 + found - extra
        self.step(case, CaseStep.KNOWN_MORE)
        return True

    def step(self, case: Case, step: CaseStep, at: float | None = None, hours: float = 0.0) -> None:
        """Write a step of a case down (hours: what the step itself cost)."""
        team = -1 if case.team is None else case.team.index
        self.model.case_steps.add((case.row, self.clock.now if at is None else at, int(step), team, hours))
