"""State variables of the entities: every attribute that the code gives them, with unit, whether it changes, meaning."""

from __future__ import annotations

from sim.agents.case import Case, Job
from sim.agents.case_team import CaseTeam
from sim.agents.desk import Desk
from sim.agents.incident import Incident
from sim.agents.patrol_team import Dispatch, Drive, PatrolTeam, Round
from sim.agents.person import Person
from sim.report.documents.code import attributes
from sim.report.documents.markdown import Ready, code, table

FIXED, CHANGES = "fixed", "changes"
Words = dict[str, tuple[str, str, str]]
"""Attribute -> unit (empty for none), whether it changes, meaning."""

PERSON: Words = {
    "index": ("", FIXED, "number of the person; officers first, then auxiliaries"),
    "age": ("years", FIXED, "age at the start of the run"),
    "rank": ("", FIXED, "0, 1 (deputy section level) or 2 (section level); 0 for an auxiliary"),
    "kind": ("", FIXED, "officer or auxiliary"),
    "first_skills": (
        "1",
        FIXED,
        "true skill in patrol, traffic, investigation, community on coming to the post; mean 1",
    ),
    "skills": ("1", CHANGES, "the same four now: the one that the post uses grows, once a 30-day month"),
    "post": (
        "",
        FIXED,
        "body, place, function, specialism, roster, offset in the roster, whether it rides in crews",
    ),
    "activity": ("", CHANGES, "what the person is doing now; one of the activities below"),
    "since": ("min", CHANGES, "since when"),
    "minutes": ("min", CHANGES, "minutes spent on each activity in the current 30-day month"),
    "home_activity": ("", FIXED, "what the person does on duty while nothing else is asked"),
    "team": ("", CHANGES, "the patrol team in whose crew the person rides now, or none"),
    "case_team": ("", FIXED, "the case team of which the person is a member, or none"),
    "helps": ("", CHANGES, "a team of colleagues for whose urgent job the person was brought in, or none"),
    "load_share": ("share", FIXED, "share of duty time that meetings, ledgers and papers take"),
    "case_share": ("share", FIXED, "share of duty time that breaks and duty load leave"),
    "overtime": ("min", CHANGES, "worked beyond the roster in the current 30-day month"),
    "overtime_since": ("min", CHANGES, "since when the person works beyond the roster, or nothing"),
}

PATROL_TEAM: Words = {
    "index": ("", FIXED, "number of the team, in the order in which teams are first formed"),
    "function": ("", FIXED, "respond, traffic or patrol"),
    "site": ("", FIXED, "place of the body whose team it is"),
    "area": ("", FIXED, "station on whose ground its place works, -1 for headquarters"),
    "base": ("cell", FIXED, "where it stands when it is at base"),
    "depot": ("", FIXED, "number of that cell among the cells where teams have their base"),
    "ground": ("", FIXED, "area in which the base lies: there it counts as the area's own team"),
    "serves": ("", FIXED, "call categories that it may serve"),
    "serves_all": (
        "",
        CHANGES,
        "whether an officer rides in it and it may serve every category; such a team ends a gap",
    ),
    "sleeps_in": (
        "",
        FIXED,
        "whether its place is too small for a night shift that is awake, so that turnout is longer",
    ),
    "crew": ("people", CHANGES, "who rides in it now; empty while it is off duty"),
    "has_officer": ("", CHANGES, "whether one of them is an officer"),
    "status": ("", CHANGES, "one of the team statuses below"),
    "since": ("min", CHANGES, "since when"),
    "cell": ("cell", CHANGES, "where it is, or was when it last set off"),
    "leg": (
        "",
        CHANGES,
        "the drive or the round of patrol that it is on; its position follows in closed form",
    ),
    "free_since": ("min", CHANGES, "when it last became free; among equally near teams the smallest goes"),
    "ending": ("", CHANGES, "its shift is over and it goes off as soon as it is back"),
    "dispatch": ("", CHANGES, "the dispatch that it serves now, or none"),
    "version": (
        "",
        CHANGES,
        "raised whenever its plans change, so that an event planned before does nothing",
    ),
    "on_duty_minutes": ("min", CHANGES, "on duty since midnight"),
    "committed_minutes": ("min", CHANGES, "from dispatch to available, since midnight"),
    "patrol_minutes": ("min", CHANGES, "on a round of patrol, since midnight"),
    "dispatch_count": ("", CHANGES, "dispatches since midnight"),
    "kilometres": ("km", CHANGES, "driven since midnight: to scenes, back and on patrol"),
}

DISPATCH: Words = {
    "incident": ("", FIXED, "the call"),
    "team": ("", FIXED, "the team"),
    "ordinal": ("", FIXED, "1 for the call's first dispatch"),
    "from_cell": ("cell", FIXED, "where the team was when it got the order"),
    "dispatched_at": ("min", FIXED, "the order"),
    "backup": ("", FIXED, "whether another team was on its way or there already"),
    "has_officer": ("", FIXED, "whether an officer rides in the crew"),
    "crew": ("people", FIXED, "size of the crew"),
    "kilometres": ("km", CHANGES, "driven to the scene, or until it was superseded"),
    "en_route_at": ("min", CHANGES, "moves off"),
    "arrived_at": ("min", CHANGES, "arrives"),
    "cleared_at": ("min", CHANGES, "leaves the scene, or is superseded"),
    "outcome": ("", CHANGES, "one of the outcomes below"),
}

INCIDENT: Words = {
    "row": ("", FIXED, "number of the call, in the order of reception"),
    "category": ("", FIXED, "index of the category"),
    "priority": ("", FIXED, "1 (most urgent) to 3"),
    "cell": ("cell", FIXED, "where it is"),
    "area": ("", FIXED, "station on whose ground it is"),
    "needs_officer": ("", FIXED, "whether an auxiliary alone cannot serve it"),
    "teams_needed": ("teams", FIXED, "1, or 2 with backup"),
    "scene_minutes": (
        "min",
        CHANGES,
        "work on scene that is still to be done; changes only where a team may leave a scene",
    ),
    "report_minutes": ("min", FIXED, "report that one crew writes afterwards"),
    "case": ("", FIXED, "number of the case that it leads to, -1 for none"),
    "status": ("", CHANGES, "one of the statuses below"),
    "received_at": ("min", FIXED, "the call comes in"),
    "relayed_at": ("min", CHANGES, "the desks are done; a team is sought"),
    "dispatched_at": ("min", CHANGES, "the first dispatch"),
    "first_presence_at": ("min", CHANGES, "anybody arrives"),
    "first_able_at": ("min", CHANGES, "somebody able arrives: the response ends, work on scene begins"),
    "officer_arrived_at": ("min", CHANGES, "the first officer arrives"),
    "scene_cleared_at": ("min", CHANGES, "work on scene is done"),
    "closed_at": ("min", CHANGES, "every crew is available again"),
    "able": ("", CHANGES, "the dispatch whose crew ended the wait"),
    "worker": ("", CHANGES, "the dispatch whose crew works on the scene now"),
    "dispatches": ("", CHANGES, "dispatches so far, superseded ones included"),
    "active": ("", CHANGES, "dispatches that are not over"),
    "clearing": ("", CHANGES, "the scheduled end of the work on scene"),
}

DESK: Words = {
    "function": ("", FIXED, "intake, command or area_desk"),
    "ground": ("", FIXED, "zone or area that it serves, -1 for the county"),
    "staff": ("people", CHANGES, "people on duty at it, at least 1"),
    "busy": ("people", CHANGES, "of these, how many are with a message"),
    "queue": ("messages", CHANGES, "messages that wait, the one that came first at the front"),
}

CASE_TEAM: Words = {
    "index": ("", FIXED, "number of the team"),
    "members": ("people", FIXED, "its members"),
    "function": ("", FIXED, "line of duty: `investigate:<specialism>`, `pretrial` or `review`"),
    "body": ("", FIXED, "body to which its first member belongs"),
    "area": ("", FIXED, "station on whose ground it works, -1 for headquarters"),
    "zone": ("", FIXED, "zone to which it keeps, -1 for none"),
    "station": ("", FIXED, "whether its members are case officers of a station"),
    "queue": (
        "jobs",
        CHANGES,
        "jobs that wait, in the order of their keys; members of a pool share one queue",
    ),
    "mates": ("", FIXED, "teams that take from the same queue, itself among them"),
    "open": ("jobs", CHANGES, "jobs that it has, waiting or in hand"),
    "active": ("jobs", CHANGES, "jobs in hand: begun and not laid aside, in the order of their keys"),
    "counted": ("", CHANGES, "whether what follows is up to date"),
    "present": ("people", CHANGES, "members who have time for cases now"),
    "called": (
        "people",
        CHANGES,
        "members not present, and colleagues, who were brought in for what cannot wait",
    ),
    "lenders": (
        "",
        CHANGES,
        "the teams of these colleagues, with each one's share of the people on its jobs",
    ),
    "busy": ("", CHANGES, "whether those present have jobs in hand"),
    "people": ("people", CHANGES, "those present, each counted with the share of duty time left for cases"),
    "worked": ("person-h", CHANGES, "worked on jobs and not yet entered in the members' minutes"),
    "skill": ("1", CHANGES, "mean skill in investigation of those present"),
}

CASE: Words = {
    "row": ("", FIXED, "number of the case, in the order of reporting"),
    "offence": ("", FIXED, "index of the offence"),
    "area": ("", FIXED, "station on whose ground it lies"),
    "status": ("", CHANGES, "one of the statuses below"),
    "known_suspects": (
        "",
        CHANGES,
        "suspects known: 0 or 1 at the report, more as they come to light, all once solved",
    ),
    "known_offences": (
        "",
        CHANGES,
        "offences known: 1 at the report, more as they come to light, all once solved",
    ),
    "chance": (
        "share",
        CHANGES,
        "chance that enough effort solves it; also what investigators believe at first; set at acceptance",
    ),
    "solvable": (
        "",
        CHANGES,
        "whether enough effort solves it; set at acceptance, drawn again when reopened",
    ),
    "need": ("effective h", CHANGES, "effective hours still missing; infinite where no effort solves it"),
    "gathered": ("effective h", CHANGES, "effective hours gathered without success"),
    "resting": ("", CHANGES, "open, but nobody works on it: not worth an hour, and never given up"),
    "opened_at": (
        "min",
        CHANGES,
        "from here on leads cool: first able presence, else the report; the new lead when reopened",
    ),
    "hours": ("person-h", CHANGES, "worked before clearance"),
    "setup_hours": ("person-h", CHANGES, "spent on reading in"),
    "closing_hours": ("person-h", CHANGES, "worked after clearance"),
    "review_hours": ("person-h", CHANGES, "of review"),
    "returns": ("", CHANGES, "times that the review sent it back"),
    "handovers": ("", CHANGES, "changes of owner, the one to the pre-trial team among them"),
    "station_only": ("", CHANGES, "whether only station teams have had it"),
    "reopened": ("", CHANGES, "whether it was reopened; that happens once"),
    "linked": ("", CHANGES, "whether it was cleared through a linked case"),
    "links": ("", CHANGES, "cases known to be of the same series"),
    "team": ("", CHANGES, "the case team whose case it is"),
    "closer": ("", CHANGES, "the team that finishes it after clearance"),
    "solver": ("", CHANGES, "the team that had it when it was solved"),
    "presence_at": ("min", CHANGES, "first able presence at the call, if a call led to it"),
    "accepted_at": ("min", CHANGES, "accepted"),
    "filed_at": ("min", CHANGES, "filed"),
    "assigned_at": ("min", CHANGES, "first with a case team"),
    "started_at": ("min", CHANGES, "first worked on"),
    "solved_at": ("min", CHANGES, "cleared"),
    "suspended_at": ("min", CHANGES, "given up; empty again when reopened"),
    "measure_at": (
        "min",
        CHANGES,
        "the coercive measure is taken, or the pre-trial team takes over all that follows the arrest",
    ),
    "transferred_at": ("min", CHANGES, "transferred to the prosecutor, or concluded"),
}

JOB: Words = {
    "case": ("", FIXED, "its case"),
    "kind": ("", FIXED, "one of the kinds below; a smaller number goes first"),
    "key": (
        "",
        CHANGES,
        "order among the jobs of a team: kind, then what the kind goes by, then number of the case "
        "(a grave case has another one while it is fresh)",
    ),
    "hands": ("people", FIXED, "people whom it can occupy at once; below 1, part of one person's time"),
    "hours_left": ("person-h", CHANGES, "still to be worked (not for an investigation)"),
    "setup_left": ("h", CHANGES, "reading in still to be done"),
    "owner": ("", CHANGES, "the team that has it"),
    "people": ("people", CHANGES, "people who work on it now"),
    "since": ("min", CHANGES, "until when its progress is up to date"),
    "event": ("", CHANGES, "its next turn on the clock: reading in done, case solved, or hours worked"),
    "touched": ("", CHANGES, "whether it was ever begun: whoever begins it again reads in"),
    "urgent_until": ("min", FIXED, "until then it does not wait for the morning"),
    "later_key": ("", FIXED, "its place in the order from then on"),
    "gone": ("", CHANGES, "taken out while it waited; passed over"),
}

DRIVE: Words = {
    "travel": ("", FIXED, "the county's travel times"),
    "start": ("cell", FIXED, "from"),
    "end": ("cell", FIXED, "to"),
    "started_at": ("min", FIXED, "set off"),
    "duration": ("min", FIXED, "of the whole drive"),
    "kilometres": ("km", FIXED, "of the whole drive"),
}

ROUND: Words = {
    "cells": ("cells", FIXED, "cells of one round, in order"),
    "minutes": ("min", FIXED, "from the start of a round until each is reached"),
    "period": ("min", FIXED, "of a whole round"),
    "kilometres": ("km", FIXED, "of a whole round"),
    "started_at": ("min", FIXED, "set off"),
}

ENTITIES: dict[str, tuple[type, Words]] = {
    "Person": (Person, PERSON),
    "PatrolTeam": (PatrolTeam, PATROL_TEAM),
    "Dispatch": (Dispatch, DISPATCH),
    "Incident": (Incident, INCIDENT),
    "Desk": (Desk, DESK),
    "CaseTeam": (CaseTeam, CASE_TEAM),
    "Case": (Case, CASE),
    "Job": (Job, JOB),
    "Drive": (Drive, DRIVE),
    "Round": (Round, ROUND),
}


def state(entity: str) -> Ready:
    """The state variables of an entity, in the order of the code.

    Raises ``KeyError`` for an attribute that has no words here, ``ValueError`` for words without an attribute.
    """
    kind, words = ENTITIES[entity]
    names = [attribute.name for attribute in attributes(kind)]
    gone = sorted(set(words) - set(names))
    if gone:
        raise ValueError(f"{entity} has no {', '.join(gone)} any longer")
    head = ["variable", "unit", "", "meaning"]
    return table(
        head, [(code(name), words[name][0], words[name][1], Ready(words[name][2])) for name in names]
    )
