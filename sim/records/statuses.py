"""The closed lists that records hold as integers: kinds, statuses, steps, activities."""

from __future__ import annotations

from enum import IntEnum


class IncidentStatus(IntEnum):
    """Where a call stands; the last four are endings, and every call has exactly one."""

    RECEIVED = 0  # waiting to be answered, or being answered
    RELAYED = 1  # in the command chain
    HELD = 2  # waiting for a team
    DISPATCHED = 3  # a team is on its way
    ON_SCENE = 4
    SERVED = 5  # scene cleared and every crew released
    INVALID = 6  # no police matter: ended at the intake desk
    UNSERVED = 7  # nobody able had come when the run ended
    UNFINISHED = 8  # somebody able had come, the scene was not cleared when the run ended
    LOST = 9  # turned away because no team was able (only where dispatch.loss is set)


class DispatchOutcome(IntEnum):
    """How a dispatch ended."""

    OPEN = 0  # the run ended first
    SERVED = 1
    SUPERSEDED = 2  # taken off for a more urgent call, or no longer needed
    BACKED_UP = 3  # came as backup and served


class CaseStatus(IntEnum):
    """Where a case stands when the run ends; every case has exactly one."""

    ACCEPTED = 0  # reported, not yet with an investigator
    WAITING = 1  # with a case team, not being worked on
    ACTIVE = 2  # being worked on
    CLEARED = 3  # solved; the hours after the arrest are still being worked
    TRANSFERRED = 4  # cleared, and transferred to the prosecutor (or concluded, for an administrative case)
    SUSPENDED = 5  # given up


class CaseStep(IntEnum):
    """One row of the case steps."""

    REPORTED = 0
    ACCEPTED = 1
    FILED = 2
    ASSIGNED = 3
    STARTED = 4
    RESUMED = 5
    SET_ASIDE = 6
    KNOWN_MORE = 7  # a suspect or an offence came to light
    REFERRED = 8  # the owner changed
    LINKED = 9  # found to belong to a series
    SOLVED = 10
    SUSPENDED = 11
    REOPENED = 12
    REVIEWED = 13
    RETURNED = 14  # sent back by the review
    PRETRIAL = 15  # taken over by the pre-trial team
    TRANSFERRED = 16


class CaseChannel(IntEnum):
    """How a case became known."""

    CALL = 0
    WALK_IN = 1
    REMOTE = 2  # without a scene: fraud by telephone or on the net
    FOUND_LATER = 3
    BACKLOG = 4  # open when the run began


class Activity(IntEnum):
    """What a person's minutes are spent on."""

    OFF = 0
    ABSENT = 1  # rostered, but on leave, sick or in training
    STANDBY = 2  # on duty, waiting at base
    PATROL = 3
    CALL = 4  # dispatched to available again
    DESK = 5
    CASE = 6  # investigating, reviewing, pre-trial: with jobs in hand, which need not fill the time
    COMMUNITY = 7
    OFFICE = 8
    CUSTODY = 9
    DUTY_LOAD = 10  # meetings, ledgers, papers, inspections
    BREAK = 11  # meals and rest while on duty


class TeamStatus(IntEnum):
    """Where a patrol team stands."""

    OFF = 0
    AT_BASE = 1
    PATROLLING = 2
    TURNOUT = 3  # dispatched, not yet moving
    EN_ROUTE = 4
    ON_SCENE = 5
    REPORTING = 6
    RETURNING = 7
