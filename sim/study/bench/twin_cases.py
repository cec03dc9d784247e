"""The cases of the reference job in SimPy: two stores of jobs, one process an investigator."""

from __future__ import annotations

from collections.abc import Generator
from heapq import heapify
from math import inf, isnan, nan
from typing import TYPE_CHECKING, Any

from sim.records.log import Log
from sim.records.statuses import CaseStatus, CaseStep
from sim.rules.investigation import (
    age_when_gathered,
    effective_hours,
    response_term,
    solvability,
    worth,
)

if TYPE_CHECKING:
    import simpy

    from sim.config.schema import Config
    from sim.county.county import County
    from sim.demand.world import World
    from sim.force.establishment import Establishment

Process = Generator[Any, Any, None]

SHIFTS = (510.0, 1050.0, 1230.0)
"""Minutes after midnight at which everybody looks at the case in hand: 08:30, 17:30, 20:30."""
CLOSE_ENOUGH = 1e-7
"""Hours below which a case counts as solved."""
INVESTIGATE, CLOSE = 5.0, 0.0
"""Keys of the two kinds of job; the smaller goes first."""


class CaseFile:
    """One case: what was found out, who has it, its times (min)."""

    __slots__ = ("accepted", "assigned", "chance", "closing_hours", "filed", "gathered", "given_up", "hours", "measure",
                 "need", "offence", "opened", "pool", "presence", "row", "solvable", "solved", "started", "status",
                 "suspended", "team", "transferred")  # fmt: skip

    def __init__(self, row: int, offence: int, presence: float, pool: Pool) -> None:
        self.row = row
        self.pool = pool
        self.offence = offence
        self.presence = self.opened = presence
        self.status = CaseStatus.ACCEPTED
        self.chance = self.need = self.gathered = self.hours = self.closing_hours = 0.0
        self.solvable = self.given_up = False
        self.team = -1
        self.accepted = self.filed = self.assigned = self.started = nan
        self.solved = self.suspended = self.measure = self.transferred = nan


class Pool:
    """Investigators who take from one queue."""

    def __init__(self, env: simpy.Environment, first: int, people: list[int], body: int) -> None:
        import simpy

        self.jobs = simpy.PriorityStore(env)
        self.investigators = range(first, first + len(people))
        self.body = body


class CaseTwin:
    """Cases from the report to the transfer."""

    def __init__(self, env: simpy.Environment, config: Config, county: County, establishment: Establishment,
                 world: World) -> None:  # fmt: skip
        self.env = env
        self.county = county
        self.draws = draws = world.cases
        self.work = work = config.work.case
        names = list(config.demand.offences)
        difficulty = [work.offences[name] for name in names]
        self.intercept = [float(each.intercept) for each in difficulty]
        self.mean_need = [float(each.need_hours) for each in difficulty]
        self.tau = [float(each.tau_days) * 24 for each in difficulty]
        self.kept = [each.never_given_up for each in difficulty]
        self.criminal = [offence.criminal for offence in config.demand.offences.values()]
        self.closing = [
            float(work.closing_hours_per_suspect if offence.criminal else work.closing_hours_administrative)
            for offence in config.demand.offences.values()
        ]
        self.threshold = float(work.give_up_threshold)
        self.look_through = float(work.look_through_days) * 1440
        self.reported_at: list[float] = draws.reported_at.tolist()
        self.steps = Log("case_steps")
        self.files: dict[int, CaseFile] = {}
        self.at_work: dict[int, tuple[CaseFile, float, float]] = {}
        """Investigator -> case, when this stretch of work began, whether it is closing."""
        self._make_pools(config, establishment, names)

    def _make_pools(self, config: Config, establishment: Establishment, names: list[str]) -> None:
        routes = config.casework.routes
        self.pools: dict[str, Pool] = {}
        first = 0
        for line in sorted(set(routes.values())):
            people = establishment.holders("investigate", line.partition(":")[2])
            self.pools[line] = Pool(self.env, first, people, establishment.posts[people[0]].body)
            first += len(people)
        self.pool_of = [self.pools[routes.get(name, routes["default"])] for name in names]

    def start(self) -> None:
        """Investigators begin to take jobs; what waits is looked through now and then."""
        self.env.process(self.looks_through())
        for pool in self.pools.values():
            for investigator in pool.investigators:
                self.env.process(self.investigates(pool, investigator))

    # -- a case's life ---------------------------------------------------------------------------------------

    def report(self, row: int, presence: float) -> None:
        """A crew hands a case over: it is accepted and waits for an investigator."""
        import simpy

        draws, now = self.draws, self.env.now
        offence = int(draws.offence[row])
        case = self.files[row] = CaseFile(row, offence, presence, self.pool_of[offence])
        self.step(case, CaseStep.REPORTED, self.reported_at[row])
        case.accepted = case.assigned = now
        case.chance = solvability(self._log_odds(case))
        case.solvable = bool(draws.solvable[row] < case.chance) or self.kept[case.offence]
        case.need = float(draws.need[row]) if case.solvable else inf
        self.step(case, CaseStep.ACCEPTED, now)
        self.env.process(self.is_filed(case, float(draws.filing[row])))
        case.team = case.pool.investigators[0]
        self.step(case, CaseStep.ASSIGNED, now)
        case.status = CaseStatus.WAITING
        case.pool.jobs.put(simpy.PriorityItem((INVESTIGATE, -self.reported_at[row]), (case, False)))

    def _log_odds(self, case: CaseFile) -> float:
        draws, work, row = self.draws, self.work, case.row
        found = self.intercept[case.offence]
        found += float(work.suspect_known) * bool(draws.suspect_known[row])
        found += float(work.camera) * bool(draws.camera[row])
        if draws.involved[row]:
            found += float(work.response) * response_term(
                float(draws.reporting_delay[row]), case.presence - self.reported_at[row],
                (float(work.response_at_least), float(work.response_at_most)), float(work.response_reference_minutes),
            )  # fmt: skip
        return found

    def is_filed(self, case: CaseFile, minutes: float) -> Process:
        """The paper goes its way while the work begins."""
        yield self.env.timeout(minutes)
        self.file(case)

    def file(self, case: CaseFile) -> None:
        """The case is filed, at the latest when it is solved."""
        if isnan(case.filed):
            case.filed = self.env.now
            self.step(case, CaseStep.FILED, case.filed)

    def looks_through(self) -> Process:
        """Every so many days waiting cases that are no longer worth it are given up."""
        while True:
            yield self.env.timeout(self.look_through)
            for pool in self.pools.values():
                waiting = pool.jobs.items
                for entry in waiting:
                    case, closing = entry.item
                    if not closing and self.not_worth_it(case):
                        self.give_up(case)
                waiting[:] = [entry for entry in waiting if not entry.item[0].given_up]
                heapify(waiting)

    def investigates(self, pool: Pool, investigator: int) -> Process:
        """One investigator: takes the job that comes first, works on it, takes the next."""
        import simpy

        env = self.env
        while True:
            case, closing = (yield pool.jobs.get()).item
            if closing:
                self.at_work[investigator] = (case, env.now, 1.0)
                yield env.timeout(self.closing[case.offence] * 60)
                case.closing_hours += self.closing[case.offence]
                case.measure = env.now if self.criminal[case.offence] else nan
                case.transferred = env.now
                case.status = CaseStatus.TRANSFERRED
                self.step(case, CaseStep.TRANSFERRED, env.now)
            else:
                yield from self.works_on(case, investigator)
                if case.status is CaseStatus.CLEARED:
                    pool.jobs.put(simpy.PriorityItem((CLOSE, env.now), (case, True)))
            self.at_work.pop(investigator, None)

    def works_on(self, case: CaseFile, investigator: int) -> Process:
        """Work until the case is solved, or at the end of some shift no longer worth it."""
        env, tau = self.env, self.tau[case.offence]
        if self.not_worth_it(case):
            self.give_up(case)
            return
        case.team = investigator
        case.started = env.now
        case.status = CaseStatus.ACTIVE
        self.step(case, CaseStep.STARTED, env.now)
        shift = next_shift(env.now)
        while True:
            began = env.now
            age = (began - case.opened) / 60
            solved = began + 60 * (age_when_gathered(1.0, age, max(case.need, 0.0), tau) - age)
            self.at_work[investigator] = (case, began, 0.0)
            yield env.timeout(min(solved, shift) - began)
            self.gather(case, began, env.now)
            if solved < shift or case.need <= CLOSE_ENOUGH:
                self.file(case)
                case.solved = env.now
                case.status = CaseStatus.CLEARED
                self.step(case, CaseStep.SOLVED, env.now)
                return
            if self.not_worth_it(case):
                self.give_up(case)
                return
            shift = next_shift(shift)

    def gather(self, case: CaseFile, since: float, until: float) -> None:
        """The hours worked, and what they were good for."""
        age = (since - case.opened) / 60
        hours = (until - since) / 60
        gained = effective_hours(1.0, age, age + hours, self.tau[case.offence])
        case.gathered += gained
        case.need -= gained
        case.hours += hours

    def not_worth_it(self, case: CaseFile) -> bool:
        """Whether another hour on the case is worth too little."""
        offence = case.offence
        age = (self.env.now - case.opened) / 60
        return (
            worth(case.chance, case.gathered, self.mean_need[offence], age, self.tau[offence])
            < self.threshold
        )

    def give_up(self, case: CaseFile) -> None:
        """The case is suspended; one that is never given up rests and stays open."""
        case.given_up = True
        if self.kept[case.offence]:
            if case.status is CaseStatus.ACTIVE:
                case.status = CaseStatus.WAITING
                self.step(case, CaseStep.SET_ASIDE, self.env.now)
            return
        case.suspended = self.env.now
        case.status = CaseStatus.SUSPENDED
        self.step(case, CaseStep.SUSPENDED, self.env.now)

    # -- rows ------------------------------------------------------------------------------------------------

    def step(self, case: CaseFile, step: CaseStep, at: float) -> None:
        """Write a step of a case down."""
        self.steps.add((case.row, at, int(step), case.team, 0.0))

    def tables(self, until: float) -> dict[str, dict[str, Any]]:
        """The tables cases and case_steps; work in progress is counted up to `until`."""
        for case, since, closing in self.at_work.values():
            if closing:
                case.closing_hours += (until - since) / 60
            else:
                self.gather(case, since, until)
        log, draws, county = Log("cases"), self.draws, self.county
        columns = (draws.call, draws.offence, draws.channel, county.area[draws.cell], draws.cell,
                   county.urban[draws.cell], draws.series, draws.suspects, draws.offences)  # fmt: skip
        rows = zip(*(column.tolist() for column in columns), strict=True)
        for row, (static, reported) in enumerate(zip(rows, self.reported_at, strict=True)):
            if reported <= until:
                log.add((row, *static, *_outcome(self.files.get(row), reported)))
        return {"cases": log.columns(), "case_steps": self.steps.columns()}


def next_shift(now: float) -> float:
    """The next moment after `now` at which a shift begins."""
    midnight = now // 1440 * 1440
    return next(midnight + start for start in (*SHIFTS, 1440 + SHIFTS[0]) if midnight + start > now)


def _outcome(case: CaseFile | None, reported: float) -> tuple[Any, ...]:
    """The columns from solvable to linked."""
    if case is None:
        return (
            False,
            CaseStatus.ACCEPTED,
            reported,
            *[nan] * 9,
            -1,
            -1,
            False,
            False,
            0,
            *[0.0] * 5,
            0,
            False,
        )
    return (case.solvable, case.status, reported, case.presence, case.accepted, case.filed, case.assigned,
            case.started, case.solved, case.suspended, case.measure, case.transferred, case.team,
            case.pool.body, True, False, 0, case.hours, case.gathered, 0.0, case.closing_hours, 0.0, 0,
            False)  # fmt: skip
