"""Every metric by name: its group, unit, meaning and equation; feeds `list metrics` and docs/metrics.md."""

from __future__ import annotations

from dataclasses import dataclass

from sim.records.statuses import Activity


@dataclass(frozen=True)
class Metric:
    """What one figure is; `n_events` in a table counts `events`."""

    name: str
    group: str
    unit: str
    text: str
    equation: str
    events: str


QUANTILES = {"p50": 0.50, "p75": 0.75, "p90": 0.90, "p95": 0.95, "p99": 0.99}
AGES = (30, 90, 365)
"""Case ages, in days, at which cohort clearance is read."""

GROUPS = {
    "load": "Load",
    "response": "Response",
    "clearance": "Clearance",
    "work": "Work",
    "means": "Means used",
}

_CALLS = "valid calls received in the cohort"
_REACHED = "valid calls of the cohort, those that were turned away left out"
_COHORT = "criminal cases reported in the cohort"
_MONTHS = "person-months in the cohort"

_LOAD = [
    ("calls", "1/year", "calls received, invalid ones included", "calls in the cohort / years", "calls"),
    (
        "effective_calls",
        "1/year",
        "calls that are a police matter",
        "valid calls in the cohort / years",
        _CALLS,
    ),
    ("cases", "1/year", "criminal cases reported", "cases reported in the cohort / years", _COHORT),
    ("cases_filed", "1/year", "criminal cases filed", "cases filed in the cohort / years", "cases filed"),
    (
        "committed_share",
        "share",
        "share of patrol teams' duty that is spent on calls; C6: at most 0.6",
        "sum(dispatched -> available) / sum(on duty), team-days of the cohort",
        "dispatches",
    ),
]

_RESPONSE = [
    (
        "response_time_mean",
        "min",
        "received to first able presence (an officer where one is needed, anybody otherwise)",
        "mean(first_able_at - received_at); a call unserved at the end counts its wait so far (lower bound)",
        _REACHED,
    ),
    *(
        (
            f"response_time_{name}",
            "min",
            f"{level:.0%} of calls are answered by somebody able within this time",
            f"quantile({level:g}) of first_able_at - received_at, linear between order statistics; "
            "unserved calls stand above everything observed",
            _CALLS,
        )
        for name, level in QUANTILES.items()
    ),
    (
        "answer_wait",
        "min",
        "wait for the intake desk, part of handling",
        "mean(answered_at - received_at)",
        _REACHED,
    ),
    (
        "handling_time",
        "min",
        "wait for the intake desk and its work",
        "mean(handled_at - received_at)",
        _REACHED,
    ),
    ("relay_time", "min", "passing along the command chain", "mean(relayed_at - handled_at)", _REACHED),
    (
        "queue_time",
        "min",
        "waiting for the team that ended the wait, earlier dispatches included",
        "mean(able_dispatched_at - relayed_at)",
        _REACHED,
    ),
    (
        "turnout_time",
        "min",
        "dispatch to moving off",
        "mean(able_en_route_at - able_dispatched_at)",
        _REACHED,
    ),
    ("travel_time", "min", "moving off to arrival", "mean(first_able_at - able_en_route_at)", _REACHED),
    (
        "dispatch_delay",
        "min",
        "received to dispatch of the team that ended the wait",
        "handling_time + relay_time + queue_time",
        _REACHED,
    ),
    (
        "first_presence_mean",
        "min",
        "received to anybody's arrival",
        "mean(first_presence_at - received_at)",
        _REACHED,
    ),
    (
        "first_presence_p90",
        "min",
        "anybody has arrived at 90 % of calls",
        "quantile(0.9) of first_presence_at - received_at, unserved calls above everything",
        _CALLS,
    ),
    (
        "officer_arrival_mean",
        "min",
        "received to an officer's arrival, where an officer is needed",
        "mean(officer_arrived_at - received_at | needs_officer)",
        f"{_REACHED}, that need an officer",
    ),
    (
        "officer_arrival_p90",
        "min",
        "an officer has arrived at 90 % of the calls that need one",
        "quantile(0.9) of officer_arrived_at - received_at | needs_officer, unserved calls above everything",
        f"{_CALLS} that need an officer",
    ),
    (
        "within_standard",
        "share",
        "answered within the standard of the place (work.call.standard), as shipped that of C4",
        "mean(response_time <= urban_minutes in urban cells, other_minutes elsewhere)",
        _CALLS,
    ),
    ("held_share", "share", "calls held for want of a team", "mean(queue_time > 1 min)", _REACHED),
    (
        "unserved_share",
        "share",
        "calls that nobody able had reached when the run ended, or that were turned away",
        "mean(no first_able_at)",
        _CALLS,
    ),
    (
        "redispatches",
        "per 100 calls",
        "dispatches that were taken off again",
        "100 x superseded dispatches / calls",
        "superseded dispatches of the cohort's calls",
    ),
    (
        "cross_area_share",
        "share",
        "calls answered by another area's team",
        "mean(cross_area | reached)",
        "calls of the cohort that were reached",
    ),
    (
        "no_team_minutes",
        "min/year",
        "minutes without any able free team",
        "sum of gaps within the cohort / years; 'all' is the whole county, S01... a station's own ground",
        "gaps",
    ),
    (
        "worst_tenth",
        "min",
        "mean response of the worst-served tenth of residents",
        "townships by mean response from the worst down until a tenth of residents is reached (the last "
        "one in part); mean weighted by residents; townships without a call are left out",
        "calls of the cohort from those townships",
    ),
    (
        "urban_rural_gap",
        "min",
        "how much longer a rural call waits",
        "response_time_mean(rural) - response_time_mean(urban)",
        "calls of the cohort, the smaller of the two groups",
    ),
]

_CLEARANCE = [
    *(
        (
            f"clearance_{age}",
            "share",
            f"reported criminal cases cleared within {age} days of the report",
            f"cumulative incidence (Aalen-Johansen) of clearance at age {age} days, suspension competing; "
            "calls about a crime that never became a case are in the denominator",
            "criminal cases, and such calls, reported in the cohort",
        )
        for age in AGES
    ),
    *(
        (
            f"clearance_filed_{age}",
            "share",
            f"filed criminal cases cleared within {age} days of the report",
            f"as clearance_{age}, over the cases that were filed",
            f"{_COHORT} and filed",
        )
        for age in AGES
    ),
    (
        "period_rate",
        "ratio",
        "clearance rate as officials count it: beside R1, R2, R14, I7",
        "cases of any age cleared in the cohort period / cases filed in it; can exceed 1",
        "cases filed in the cohort period",
    ),
    (
        "time_to_clearance",
        "d",
        "age of a case when it is cleared",
        "median(solved_at - reported_at) of the cohort's cases cleared within 365 days",
        f"{_COHORT} and cleared within 365 days",
    ),
    (
        "backlog",
        "cases",
        "open cases when the cohort ends",
        "cases reported, neither cleared nor (still) suspended at cohort_until",
        "open cases",
    ),
    (
        "backlog_age",
        "d",
        "mean age of the open cases when the cohort ends",
        "mean(cohort_until - reported_at) of open cases",
        "open cases",
    ),
    (
        "backlog_slope",
        "cases/day",
        "growth of the backlog; flagged 'not stationary' where its rise over the cohort exceeds "
        "2 sqrt(2 x mean backlog)",
        "least-squares slope of the daily number of open cases",
        _COHORT,
    ),
    (
        "caseload",
        "cases/person",
        "open cases per investigator",
        "mean daily open cases of all kinds / investigators (people with case minutes where none are named)",
        "investigators",
    ),
    ("handovers", "per case", "changes of owner", "mean(handovers)", _COHORT),
    (
        "specialist_share",
        "share",
        "cases that a headquarters team solved or has; K9: at least 0.6",
        "mean(specialist) of cases that have a team",
        f"{_COHORT} and assigned",
    ),
    (
        "station_case_duration",
        "d",
        "duration of a station's criminal case; R11: at most 10 days",
        "mean(min(transferred_at, measure_at) - accepted_at) of cases that only station teams investigated, "
        "ended so in the period",
        "such cases",
    ),
    (
        "review_returns",
        "per case",
        "times that the review sends a reviewed case back",
        "mean(returns) of reviewed cases",
        f"{_COHORT} and reviewed",
    ),
]

_WORK = [
    (
        "utilisation",
        "share",
        "share of duty time at work: everything but standby and breaks",
        "1 - (standby + breaks) / on duty, all people",
        _MONTHS,
    ),
    (
        "front_line_share",
        "share",
        "share of duty time that serves calls, patrol or cases; standby serves calls",
        "(standby + patrol + call + case) / on duty, all people",
        _MONTHS,
    ),
    (
        "busiest_tenth",
        "h/person-week",
        "hours a week at work (no standby, no breaks) of the tenth of all people who work most",
        "mean of the highest tenth of (on duty - standby - break) / weeks, one figure a person",
        "people in that tenth",
    ),
    (
        "call_inequality",
        "Gini",
        "inequality of call minutes among people in crews: 0 all equal, 1 one does everything",
        "sum((2 i - n - 1) x_i) / (n sum(x)), x_i sorted minutes on calls",
        "people in crews (people with minutes on calls or patrol where no crews are named)",
    ),
    *(
        (
            f"minutes_{activity.name.lower()}",
            "min/person-week",
            f"minutes a week of a person: {activity.name.lower().replace('_', ' ')}",
            f"sum({activity.name.lower()} minutes) / people / weeks",
            _MONTHS,
        )
        for activity in Activity
    ),
]

_MEANS = [
    (
        "overtime",
        "h/year",
        "hours worked beyond the roster, all people",
        "sum(overtime) / 60 / years",
        _MONTHS,
    ),
    (
        "vehicle_km",
        "km/year",
        "distance driven by patrol teams, to scenes, back and on patrol",
        "sum(kilometres) / years, team-days of the cohort",
        "team-days",
    ),
]

METRICS: dict[str, Metric] = {
    row[0]: Metric(row[0], group, *row[1:])
    for group, rows in zip(GROUPS, (_LOAD, _RESPONSE, _CLEARANCE, _WORK, _MEANS), strict=True)
    for row in rows
}
