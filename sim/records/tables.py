"""The record tables: their columns, types and units.

Every time is in minutes since the start of the run and NaN where the thing did not happen. Every kind,
place and body is an index in declaration order (-1: none); the names stand in `Records.names`.
"""

from __future__ import annotations

from sim.records.statuses import Activity

Columns = dict[str, tuple[str, str]]
"""Column name -> (numpy type, unit and meaning)."""

INCIDENTS: Columns = {
    "incident": ("i4", "row number, in the order of reception"),
    "category": ("i1", "index of the call category"),
    "offence": ("i1", "index of the offence, -1 where the call is not about one"),
    "priority": ("i1", "1 (most urgent) to 3; 0 for an invalid call"),
    "cell": ("i4", "index of the county's cell"),
    "township": ("i2", "index of the township"),
    "area": ("i2", "index of the station whose ground it is"),
    "urban": ("?", "whether the cell is urban"),
    "needs_officer": ("?", "whether an auxiliary alone cannot serve it"),
    "teams_needed": ("i1", "teams, backup counted in"),
    "status": ("i1", "IncidentStatus"),
    "received_at": ("f8", "min"),
    "answered_at": ("f8", "min"),
    "handled_at": ("f8", "min; the intake desk is done"),
    "relayed_at": ("f8", "min; the command chain is done, a team is sought"),
    "dispatched_at": ("f8", "min; the first dispatch"),
    "able_dispatched_at": ("f8", "min; dispatch of the crew that ended the wait"),
    "able_en_route_at": ("f8", "min; that crew moves off"),
    "first_presence_at": ("f8", "min; anybody arrives"),
    "first_able_at": ("f8", "min; an officer where one is needed, anybody otherwise"),
    "officer_arrived_at": ("f8", "min"),
    "scene_cleared_at": ("f8", "min"),
    "closed_at": ("f8", "min; every crew is available again"),
    "dispatches": ("i2", "number of dispatches, superseded ones included"),
    "able_team": ("i4", "index of the team that ended the wait"),
    "cross_area": ("?", "whether that team belongs to another area"),
}

DISPATCHES: Columns = {
    "incident": ("i4", "row number in incidents"),
    "ordinal": ("i2", "1 for the incident's first dispatch"),
    "team": ("i4", "index of the team"),
    "team_area": ("i2", "station whose team it is, -1 for headquarters"),
    "backup": ("?", "sent beside a team that was already on its way or on scene"),
    "has_officer": ("?", "whether an officer rides in the crew"),
    "crew": ("i1", "people"),
    "from_cell": ("i4", "where the team was"),
    "kilometres": ("f8", "km driven to the scene (or until superseded)"),
    "dispatched_at": ("f8", "min"),
    "en_route_at": ("f8", "min"),
    "arrived_at": ("f8", "min"),
    "cleared_at": ("f8", "min; the crew leaves the scene, or is superseded"),
    "available_at": ("f8", "min; the report is done"),
    "outcome": ("i1", "DispatchOutcome"),
}

CASES: Columns = {
    "case": ("i4", "row number, in the order of reporting"),
    "incident": ("i4", "row number in incidents, -1 where no call led to it"),
    "offence": ("i1", "index of the offence"),
    "channel": ("i1", "CaseChannel"),
    "area": ("i2", "index of the station whose ground it is"),
    "cell": ("i4", "index of the cell"),
    "urban": ("?", "whether the cell is urban"),
    "series": ("i4", "index of the series of linked offences, -1 for none"),
    "suspects": ("i2", "true number of suspects"),
    "offences": ("i2", "true number of offences in the case"),
    "solvable": ("?", "whether enough effort solves it"),
    "status": ("i1", "CaseStatus"),
    "reported_at": ("f8", "min"),
    "presence_at": ("f8", "min; first able presence, NaN without a call"),
    "accepted_at": ("f8", "min"),
    "filed_at": ("f8", "min"),
    "assigned_at": ("f8", "min; first time with a case team"),
    "started_at": ("f8", "min; first work"),
    "solved_at": ("f8", "min; cleared"),
    "suspended_at": ("f8", "min; the last suspension, NaN when reopened since"),
    "measure_at": (
        "f8",
        "min; the coercive measure is taken (or the pre-trial team takes over all that follows the arrest)",
    ),
    "transferred_at": ("f8", "min"),
    "team": ("i4", "index of the case team that has it, or had it last"),
    "body": ("i2", "index of the body of the team that solved it, or has it"),
    "specialist": ("?", "whether that team is not a station's"),
    "station_only": ("?", "whether only station teams investigated it"),
    "handovers": ("i2", "changes of owner, the one to the pre-trial team among them"),
    "hours": ("f8", "person-hours worked before clearance"),
    "effective_hours": ("f8", "effective hours gathered (see the case model)"),
    "setup_hours": ("f8", "person-hours of reading in, before and after clearance"),
    "closing_hours": ("f8", "person-hours after the arrest"),
    "review_hours": ("f8", "person-hours of review"),
    "returns": ("i2", "times that the review sent it back"),
    "linked": ("?", "whether it was cleared through a linked case"),
}

CASE_STEPS: Columns = {
    "case": ("i4", "row number in cases"),
    "at": ("f8", "min"),
    "step": ("i1", "CaseStep"),
    "team": ("i4", "index of the case team, -1 for none"),
    "hours": ("f8", "person-hours that the step cost, 0 where it cost none"),
}

PEOPLE: Columns = {
    "person": ("i4", "index of the person; officers first, then auxiliaries"),
    "month": ("i2", "30-day month since the start of the run"),
    **{activity.name.lower(): ("f8", "min") for activity in Activity},
    "overtime": ("f8", "min; worked beyond the roster, part of the minutes above"),
}

TEAMS: Columns = {
    "team": ("i4", "index of the team"),
    "day": ("i2", "day since the start of the run, from midnight"),
    "on_duty": ("f8", "min"),
    "committed": ("f8", "min; dispatched to available"),
    "patrol": ("f8", "min; moving on a patrol plan"),
    "dispatches": ("i2", "number"),
    "kilometres": ("f8", "km, to scenes, back and on patrol"),
}

GAPS: Columns = {
    "area": ("i2", "station, -1 for the whole county"),
    "started_at": ("f8", "min; from here on no able team was free"),
    "ended_at": ("f8", "min"),
}

TABLES: dict[str, Columns] = {
    "incidents": INCIDENTS,
    "dispatches": DISPATCHES,
    "cases": CASES,
    "case_steps": CASE_STEPS,
    "people": PEOPLE,
    "teams": TEAMS,
    "gaps": GAPS,
}
