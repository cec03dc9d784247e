"""The end of a run: everything still open gets its ending, and the records are made."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.agents.case import Case
from sim.agents.incident import Incident
from sim.records.log import Log, Records
from sim.records.statuses import CaseStatus, DispatchOutcome, IncidentStatus
from sim.records.tables import TABLES
from sim.work.accounts import MONTH_DAYS

if TYPE_CHECKING:
    from sim.model import PolicingModel

Columns = dict[str, np.ndarray[Any, Any]]


def collect(model: PolicingModel) -> Records:
    """Close what is open and gather the tables; called once, at the end of the run."""
    _close_open_calls(model)
    model.free_teams.close_gaps(model.clock.now)
    days = model.clock.now / 1440
    if days % 1:
        model.accounts.write_teams(int(days))
    if days % MONTH_DAYS:
        model.accounts.write_people(int(days // MONTH_DAYS))
    for team in model.casework.teams.all:
        for job in team.active:
            model.casework.team_work.advance(job)
    run = model.config.run
    return Records(
        tables={
            "incidents": _incidents(model),
            "dispatches": model.dispatches.columns(),
            "cases": _cases(model),
            "case_steps": model.case_steps.columns(),
            "people": model.accounts.people.columns(),
            "teams": model.accounts.teams.columns(),
            "gaps": model.gaps.columns(),
        },
        names=_names(model),
        clock={
            "cohort_from": run.warmup * 1440.0,
            "cohort_until": (run.warmup + run.days) * 1440.0,
            "end": model.clock.now,
        },
    )


def _close_open_calls(model: PolicingModel) -> None:
    """Calls that the end of the run cuts off: unserved, or begun and unfinished."""
    for incident in list(model.agents_by_type.get(Incident, ())):
        for dispatch in incident.active:
            if dispatch.team.leg is not None:
                dispatch.kilometres = dispatch.team.leg.kilometres_until(model.clock.now)
            dispatch.outcome = DispatchOutcome.OPEN
            model.log_dispatch(dispatch, nan)
        if incident.status is not IncidentStatus.SERVED:
            incident.turn_to(_cut_off(incident))
        model.incident_ends(incident)


def _cut_off(incident: Incident) -> IncidentStatus:
    return IncidentStatus.UNSERVED if incident.able is None else IncidentStatus.UNFINISHED


def _incidents(model: PolicingModel) -> Columns:
    calls, log, county = model.world.calls, model.incident_log, model.county
    reached = calls.received_at <= model.clock.now
    status = np.asarray(log.status, np.int8)
    # An invalid call that nobody had answered when the run ended, and one just being typed, is unserved too.
    status[reached & (status == IncidentStatus.RECEIVED)] = IncidentStatus.UNSERVED
    valid = calls.category < len(model.config.demand.categories)
    area = county.area[calls.cell]
    able = np.asarray(log.able_area)
    columns: dict[str, Any] = {
        "incident": np.arange(len(status)), "category": calls.category, "offence": calls.offence,
        "priority": calls.priority, "cell": calls.cell, "township": county.township[calls.cell], "area": area,
        "urban": county.urban[calls.cell], "needs_officer": calls.needs_officer & valid,
        "teams_needed": calls.teams_needed, "status": status, "received_at": calls.received_at,
        "answered_at": log.answered_at, "handled_at": log.handled_at, "relayed_at": log.times["relayed_at"],
        "dispatched_at": log.times["dispatched_at"], "able_dispatched_at": log.able_dispatched_at,
        "able_en_route_at": log.able_en_route_at, "first_presence_at": log.times["first_presence_at"],
        "first_able_at": log.times["first_able_at"], "officer_arrived_at": log.times["officer_arrived_at"],
        "scene_cleared_at": log.times["scene_cleared_at"], "closed_at": log.times["closed_at"],
        "dispatches": log.dispatches, "able_team": log.able_team, "cross_area": (able >= -1) & (able != area),
    }  # fmt: skip
    return _typed("incidents", {name: np.asarray(column)[reached] for name, column in columns.items()})


def _cases(model: PolicingModel) -> Columns:
    log = Log("cases")
    draws, county = model.world.cases, model.county
    static = (draws.call, draws.offence, draws.channel, draws.cell, draws.series, draws.suspects, draws.offences,
              draws.reported_at)  # fmt: skip
    rows = zip(*(column.tolist() for column in static), strict=True)
    for row, (call, offence, channel, cell, series, suspects, offences, reported) in enumerate(rows):
        if reported > model.clock.now:
            continue
        case = model.casework.cases.get(row)
        before = (row, call, offence, channel, int(county.area[cell]), cell, bool(county.urban[cell]), series,
                  suspects, offences)  # fmt: skip
        log.add((*before, *_case_outcome(case, reported)))
    return log.columns()


def _case_outcome(case: Case | None, reported: float) -> tuple[Any, ...]:
    """The columns of a case that the force decides; one that nobody has come to yet is still at its acceptance."""
    if case is None:
        return (False, CaseStatus.ACCEPTED, reported, *[nan] * 9, -1, -1, False, False, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0,
                False)  # fmt: skip
    team = case.solver or case.team
    owner = (-1, -1, False, False) if team is None else (
        team.index, team.body, not team.station, case.station_only)  # fmt: skip
    return (case.solvable, case.status, reported, case.presence_at, case.accepted_at, case.filed_at, case.assigned_at,
            case.started_at, case.solved_at, case.suspended_at, case.measure_at, case.transferred_at, *owner,
            case.handovers, case.hours, case.gathered, case.setup_hours, case.closing_hours, case.review_hours,
            case.returns, case.linked)  # fmt: skip


def _names(model: PolicingModel) -> dict[str, list[str]]:
    bodies = [body.title for body in model.establishment.bodies]
    sites = model.establishment.sites
    return {
        "categories": [*model.config.demand.categories, "invalid"],
        "offences": list(model.config.demand.offences),
        "criminal": [str(int(offence.criminal)) for offence in model.config.demand.offences.values()],
        "townships": [township.label for township in model.county.townships],
        "township_residents": [f"{township.residents:.0f}" for township in model.county.townships],
        "stations": [station.label for station in model.county.stations],
        "bodies": bodies,
        "investigators": _investigators(model),
        "crews": [str(person.index) for person in model.people if person.post.crew],
        "teams": [f"{bodies[sites[team.site].body]} {team.site}/{team.index}" for team in model.duty.teams],
        "case_teams": [f"{bodies[team.body]} {team.index}" for team in model.casework.teams.all],
    }


def _investigators(model: PolicingModel) -> list[str]:
    """Indices of the people in teams that investigate."""
    teams = [team for team in model.casework.teams.all if team.function.startswith("investigate")]
    return [str(index) for index in sorted({person.index for team in teams for person in team.members})]


def _typed(table: str, columns: Columns) -> Columns:
    return {name: np.asarray(columns[name], dtype) for name, (dtype, _) in TABLES[table].items()}
