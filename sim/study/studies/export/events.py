"""The event log of a replication: what happened to each call and case of the cohort, one row an event.

The simulation has no calendar: it begins on a Monday at 00:00. Timestamps count from `FIRST_DAY`, a Monday of a year
without a leap day, which stands for no real date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.metrics.rows import Window
from sim.records.statuses import CaseChannel, CaseStatus, CaseStep, DispatchOutcome, IncidentStatus
from sim.study.studies.kept import Kept, records_of

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from sim.metrics.rows import Flags, Floats, Ints
    from sim.records.log import Records

    Texts = NDArray[np.object_]
    Columns = Mapping[str, NDArray[Any]]

FIRST_DAY = "2001-01-01"
COLUMNS = {
    "case_id": "the call or case: number of the point in points.csv, seed, and row in the records, as 0-1-call-77",
    "activity": "what happened",
    "timestamp": f"when, ISO 8601; day 0 is {FIRST_DAY}, a Monday that stands for no real date",
    "resource": "the crew or case team that did it, empty where it was nobody's",
    "kind": "call or case",
    "point": "what the point is called",
    "seed": "seed of the replication",
    "category": "category of the call, empty for a case",
    "offence": "offence, empty where the call is not about one",
    "priority": "1 (most urgent) to 3, 0 for a call that is no police matter, empty for a case",
    "township": "township of the call, empty for a case",
    "station": "station whose ground it is",
    "channel": "how the case became known, empty for a call",
    "outcome": "status of the call or case when the run ended",
    "person_hours": "what a step of a case cost, empty for a call",
    "call_id": "case_id of the call that a case began with, empty for a call",
}
FIRST_POINTS = 12
"""Points whose first replication is written where the user asks for no more; a large sweep would fill the disk."""
CALL_TIMES = (
    ("received", "received_at"),
    ("answered", "answered_at"),
    ("intake done", "handled_at"),
    ("passed on to dispatch", "relayed_at"),
    ("first able presence", "first_able_at"),
    ("closed", "closed_at"),
)
"""Activities of a call, and the columns of incidents that hold their times."""
CREW_TIMES = (
    ("crew dispatched", "dispatched_at"),
    ("crew moves off", "en_route_at"),
    ("crew arrives", "arrived_at"),
    ("crew leaves the scene", "cleared_at"),
    ("crew available again", "available_at"),
)
"""Activities of a crew, and the columns of dispatches that hold their times."""
TAKEN_OFF = "crew taken off"
"""Instead of leaving the scene, of a dispatch that was superseded."""
LATE = ("first able presence", "closed")
"""Activities of a call that come after what a crew does at the same moment."""
STEPS = {
    CaseStep.REPORTED: "reported", CaseStep.ACCEPTED: "accepted", CaseStep.FILED: "filed",
    CaseStep.ASSIGNED: "assigned to a team", CaseStep.STARTED: "work begins", CaseStep.RESUMED: "work resumed",
    CaseStep.SET_ASIDE: "set aside", CaseStep.KNOWN_MORE: "more becomes known", CaseStep.REFERRED: "owner changes",
    CaseStep.LINKED: "linked to a series", CaseStep.SOLVED: "solved", CaseStep.SUSPENDED: "suspended",
    CaseStep.REOPENED: "reopened", CaseStep.REVIEWED: "reviewed", CaseStep.RETURNED: "returned by the review",
    CaseStep.PRETRIAL: "taken over by pre-trial", CaseStep.TRANSFERRED: "transferred",
}  # fmt: skip
"""Activities of a case."""


def event_logs(kept: Kept, every: bool) -> Iterator[pa.Table]:
    """One table a replication with the columns of `COLUMNS`.

    `every` replication, or of each of the first `FIRST_POINTS` points the first seed that is there. Raises
    `ConfigError` where records turn out to be damaged.
    """
    done: set[int] = set()
    for each in sorted(kept.whole, key=lambda each: (each.point, each.seed)):
        if not every and (each.point in done or len(done) == FIRST_POINTS):
            continue
        done.add(each.point)
        name = kept.study.names[each.point]
        yield event_log(records_of(kept.study, each), each.point, name, each.seed)


def event_log(records: Records, place: int, point: str, seed: int) -> pa.Table:
    """The calls received, and the cases reported, within the cohort, sorted by call or case and time."""
    import pyarrow as pa

    window, prefix = Window.of(records), f"{place}-{seed}"
    made = pa.concat_tables([_calls(records, window, prefix), _cases(records, window, prefix)])
    known = {"point": pa.repeat(pa.scalar(point), len(made)), "seed": pa.repeat(pa.scalar(seed), len(made))}
    return pa.table({name: known[name] if name in known else made[name] for name in COLUMNS})


def timestamps(minutes: Floats) -> pa.Array:
    """Minutes since the start of the run as ISO 8601 text, to the millisecond."""
    import pyarrow as pa

    passed = np.rint(np.asarray(minutes, float) * 60_000).astype("int64").astype("timedelta64[ms]")
    return pa.array(np.datetime_as_string(np.datetime64(FIRST_DAY, "ms") + passed, unit="ms"), pa.string())


@dataclass(frozen=True)
class _Events:
    """Happenings of calls: row of the call, time, activity, crew (-1: none), and what comes first at one moment."""

    row: Ints
    at: Floats
    activity: Texts
    team: Ints
    order: Ints

    @classmethod
    def sorted(cls, parts: Sequence[_Events]) -> _Events:
        """All of them by call and time."""
        row, at, activity, team, order = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("row", "at", "activity", "team", "order")
        )
        rank = np.lexsort((order, at, row))
        return cls(row[rank], at[rank], activity[rank], team[rank], order[rank])


def _of_call(calls: Columns, counted: Flags) -> Iterator[_Events]:
    """What the desks, and the call as a whole, went through."""
    for order, (activity, column) in enumerate(CALL_TIMES):
        row = np.flatnonzero(counted & np.isfinite(calls[column]))
        team = calls["able_team"][row] if column == "first_able_at" else np.full(len(row), -1)
        place = order + len(CREW_TIMES) * (activity in LATE)
        yield _Events(row, calls[column][row], _filled(activity, len(row)), team, np.full(len(row), place))


def _of_crews(sent: Columns, counted: Flags) -> Iterator[_Events]:
    """What each crew did that was sent to a call."""
    off = sent["outcome"] == DispatchOutcome.SUPERSEDED
    for order, (activity, column) in enumerate(CREW_TIMES):
        chosen = np.flatnonzero(counted[sent["incident"]] & np.isfinite(sent[column]))
        told = _filled(activity, len(chosen))
        if column == "cleared_at":
            told[off[chosen]] = TAKEN_OFF
        yield _Events(
            sent["incident"][chosen], sent[column][chosen], told, sent["team"][chosen],
            np.full(len(chosen), len(CALL_TIMES) - len(LATE) + order),
        )  # fmt: skip


def _calls(records: Records, window: Window, prefix: str) -> pa.Table:
    import pyarrow as pa

    calls, names = records.tables["incidents"], records.names
    counted = window.holds(calls["received_at"])
    events = _Events.sorted([*_of_call(calls, counted), *_of_crews(records.tables["dispatches"], counted)])
    held = {name: column[events.row] for name, column in calls.items()}
    size = len(events.row)
    nothing = pa.nulls(size, pa.string())
    return pa.table(
        {
            "case_id": _ids(prefix, "call", events.row),
            "activity": pa.array(events.activity, pa.string()),
            "timestamp": timestamps(events.at),
            "resource": _named(names["teams"], events.team),
            "kind": _text("call", size),
            "category": _named(names["categories"], held["category"]),
            "offence": _named(names["offences"], held["offence"]),
            "priority": pa.array(held["priority"], pa.int64()),
            "township": _named(names["townships"], held["township"]),
            "station": _named(names["stations"], held["area"]),
            "channel": nothing,
            "outcome": _named(_words(IncidentStatus), held["status"]),
            "person_hours": pa.nulls(size, pa.float64()),
            "call_id": nothing,
        }
    )


def _cases(records: Records, window: Window, prefix: str) -> pa.Table:
    import pyarrow as pa

    cases, steps, names = records.tables["cases"], records.tables["case_steps"], records.names
    chosen = np.flatnonzero(window.holds(cases["reported_at"])[steps["case"]])
    chosen = chosen[np.lexsort((chosen, steps["at"][chosen], steps["case"][chosen]))]
    step = {name: column[chosen] for name, column in steps.items()}
    held = {name: column[step["case"]] for name, column in cases.items()}
    nothing = pa.nulls(len(chosen), pa.string())
    return pa.table(
        {
            "case_id": _ids(prefix, "case", step["case"]),
            "activity": _named([STEPS[each] for each in CaseStep], step["step"]),
            "timestamp": timestamps(step["at"]),
            "resource": _named(names["case_teams"], step["team"]),
            "kind": _text("case", len(chosen)),
            "category": nothing,
            "offence": _named(names["offences"], held["offence"]),
            "priority": pa.nulls(len(chosen), pa.int64()),
            "township": nothing,
            "station": _named(names["stations"], held["area"]),
            "channel": _named(_words(CaseChannel), held["channel"]),
            "outcome": _named(_words(CaseStatus), held["status"]),
            "person_hours": pa.array(step["hours"], pa.float64()),
            "call_id": _ids(prefix, "call", held["incident"]),
        }
    )


def _ids(prefix: str, kind: str, row: Ints) -> pa.Array:
    """Names of calls or cases; none for -1."""
    import pyarrow as pa

    return pa.array(
        [f"{prefix}-{kind}-{number}" if number >= 0 else None for number in row.tolist()], pa.string()
    )


def _named(names: Sequence[str], index: Ints) -> pa.Array:
    """The name behind each index; none for -1."""
    import pyarrow as pa

    return pa.array(np.array([*names, None], dtype=object)[index], pa.string())


def _words(codes: type[IntEnum]) -> list[str]:
    return [code.name.lower() for code in codes]


def _filled(word: str, number: int) -> Texts:
    return np.full(number, word, dtype=object)


def _text(word: str, number: int) -> pa.Array:
    import pyarrow as pa

    return pa.repeat(pa.scalar(word), number)
