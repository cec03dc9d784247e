"""A case as it stands at one moment: what stands in its way, with whom it lies, what an hour on it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import TYPE_CHECKING

from sim.agents.case import Case, Job, JobKind
from sim.records.statuses import TeamStatus
from sim.rules.investigation import posterior, response_term
from sim.study.trace.case_story import NOBODY, WORK, Belief, Hands, Phase, Sample, TeamView
from sim.study.trace.world import CaseFacts, category_words

if TYPE_CHECKING:
    from sim.agents.case_team import CaseTeam
    from sim.agents.person import Person
    from sim.model import PolicingModel

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def sample_of(model: PolicingModel, jobs: Sequence[Job]) -> Sample:
    """What stands between the case and its next step; `jobs`: all that it has asked of teams."""
    beside = sum(job.people for job in jobs if job.kind is JobKind.REVIEW_FILING and in_hand(job))
    asked = [job for job in jobs if job.kind is not JobKind.REVIEW_FILING and not job.gone and wanted(job)]
    if not asked:
        return Sample(model.clock.now, Phase.RESTING, None, 0.0, beside=beside)
    job = asked[-1]
    phase, call = _phase(model, job)
    if phase not in WORK:
        return Sample(model.clock.now, phase, job.kind, 0.0, call, beside)
    assert job.owner is not None
    hands = _hands(model, job.owner) if model.clock.now < job.urgent_until else NOBODY
    return Sample(model.clock.now, phase, job.kind, job.people, call, beside, hands)


def _hands(model: PolicingModel, team: CaseTeam) -> Hands:
    """Who of the team is there, and who was brought in for what it has in hand that cannot wait."""
    counts = {(own, home): 0 for own in (True, False) for home in (True, False)}
    for person in team.called:
        counts[person.case_team is team, model.duty.off_duty(person)] += 1
    return Hands(
        len(team.present), counts[True, True], counts[True, False], counts[False, True], counts[False, False]
    )


def in_hand(job: Job) -> bool:
    """Whether a team has begun the job and not laid it aside."""
    return job.owner is not None and job in job.owner.active


def wanted(job: Job) -> bool:
    """Whether the job is with a team, in hand or waiting."""
    return in_hand(job) or (job.owner is not None and job in job.owner.queue)


def _phase(model: PolicingModel, job: Job) -> tuple[Phase, str]:
    """The phase, and the category of the call that the team is out on."""
    team, duty = job.owner, model.duty
    assert team is not None
    if in_hand(job) and job.people > 0:
        return (Phase.READING if job.setup_left > 0 else Phase.WORKED), ""
    if any(duty.at_cases(person) for mate in team.mates for person in mate.members):
        return Phase.OTHERS, ""
    if duty.night and not duty.night_cases:
        return Phase.NIGHT, ""
    for person in team.members:
        crew = person.team
        if crew is not None and crew.status is not TeamStatus.AT_BASE:
            call = crew.dispatch.incident.category if crew.dispatch is not None else -1
            return Phase.CALLED_OUT, category_words(model, call) if call >= 0 else ""
    return Phase.OFF, ""


def team_view(
    model: PolicingModel, team: CaseTeam, jobs: Sequence[Job], others: tuple[int, ...] = ()
) -> TeamView:
    """The team as it stands now, the jobs of this case left out; `others`: see `TeamView`."""
    mates = team.mates
    mine = sum(job.owner in mates for job in jobs if wanted(job))
    return TeamView(
        name=case_team_name(model, team),
        members=sum(len(mate.members) for mate in mates),
        there=sum(_there(model, mate, person) for mate in mates for person in mate.members),
        open=sum(mate.open for mate in mates) - mine,
        pool=len(mates) > 1,
        others=others,
    )


def _there(model: PolicingModel, team: CaseTeam, person: Person) -> bool:
    """Whether a member has time for the team's cases now: also who was brought in, but nobody who helps others."""
    return person in team.called or (person.helps is None and model.duty.at_cases(person))


def case_team_name(model: PolicingModel, team: CaseTeam) -> str:
    """A case team in words: `a case officer of station S05`, `group 7 (four people) for general cases (Case ...)`."""
    what, _, specialism = team.function.partition(":")
    body = model.establishment.bodies[team.body].title
    people = len(team.members)
    if len(team.mates) > 1:
        pool = f"the pool for {specialism} cases"
        return (
            f"{ {'review': 'the reviewers', 'pretrial': 'the pre-trial officers'}.get(what, pool) } ({body})"
        )
    if team.area >= 0:
        who = "a case officer" if people == 1 else f"{people} case officers"
        return f"{who} of station {model.county.stations[team.area].label}"
    if what != "investigate":
        return f"{'a reviewer' if what == 'review' else 'a pre-trial officer'} ({body})"
    who = "an investigator" if people == 1 else f"group {team.index} ({_number(people)} people)"
    zone = f", zone {team.zone + 1}" if team.zone >= 0 else ""
    return f"{who} for {specialism} cases ({body}{zone})"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def belief_of(model: PolicingModel, case: Case) -> Belief:
    """What an hour on the case is held to be worth now."""
    casework = model.casework
    age = max(model.clock.now - case.opened_at, 0.0) / 60
    return Belief(
        chance=case.chance,
        posterior=posterior(case.chance, case.gathered, casework.need[case.offence]),
        warmth=exp(-age / casework.tau[case.offence]),
        threshold=casework.threshold,
    )


def odds_of(model: PolicingModel, case: Case, facts: CaseFacts) -> tuple[tuple[str, float], ...]:
    """The terms of its chance of being solvable, in words and as log-odds (docs/model.md, a case, 2)."""
    casework, work = model.casework, model.casework.work
    found = [(f"{facts.offence} as such", float(casework.difficulty[case.offence].intercept))]
    if facts.suspect_known:
        found.append(("a suspect is named", float(work.suspect_known)))
    if facts.camera:
        found.append(("a camera sees the place", float(work.camera)))
    if facts.involved and case.presence_at == case.presence_at:
        waited = case.presence_at - facts.reported_at
        reference = float(work.response_reference_minutes)
        term = response_term(facts.reporting_delay, waited, casework.clip, reference)
        called = f"called in after {facts.reporting_delay:.0f} min, police there {waited:.0f} min later"
        found.append((f"noticed as it happened, {called}", float(work.response) * term))
    return tuple(found)
