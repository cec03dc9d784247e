"""Which call or case: a number, one that a word finds, or a list of some worth a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.config.errors import ConfigError
from sim.records.statuses import CaseChannel, CaseStep, DispatchOutcome, IncidentStatus

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.records.log import Records
    from sim.study.trace.wish import Wish

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Example:
    """One call or case worth a look."""

    row: int
    why: str
    at: float
    what: str
    priority: int
    """0 for a case."""
    place: str
    """Label of the township, or of the station for a case."""
    values: tuple[float, ...]
    """Response in minutes, or days to clearance, under each structure; NaN where there was none."""


def simulated(configs: Sequence[Config]) -> list[Records]:
    """The records of each configuration, seed ``run.seed``; nothing is written."""
    from sim.study.simulate import simulate

    return [simulate(config).records for config in configs]


def examples(wish: Wish, configs: Sequence[Config], runs: Sequence[Records]) -> list[Example]:
    """Typical and remarkable calls (or cases) of the cohort, no row twice."""
    seen = _Calls(configs, runs) if wish.kind == "incident" else _Cases(configs, runs)
    found: dict[int, Example] = {}
    for why, row in seen.picks():
        if row is not None and row not in found:
            found[row] = seen.example(row, why)
    if not found:
        raise ConfigError(f"{wish.kind}=list: this run has none in its cohort; ask for more days (run.days)")
    return list(found.values())


def row_of(wish: Wish, configs: Sequence[Config], runs: Sequence[Records]) -> int:
    """The row that the wish's word finds."""
    seen = _Calls(configs, runs) if wish.kind == "incident" else _Cases(configs, runs)
    row = seen.named(wish.which)
    if row is None:
        raise ConfigError(f"{wish.kind}={wish.which}: this run has none; ask for more days (run.days)")
    return row


class _Seen:
    """Calls or cases of the cohort, as they went under each structure."""

    table = ""
    since = ""

    def __init__(self, configs: Sequence[Config], runs: Sequence[Records]) -> None:
        self.config, self.runs = configs[0], runs
        self.first = runs[0].tables[self.table]
        clock, at = runs[0].clock, self.first[self.since]
        self.counted: Flags = (at >= clock["cohort_from"]) & (at < clock["cohort_until"])
        self.values = [self.measure(run) for run in runs]

    def measure(self, run: Records) -> Floats:
        """What is compared between structures, a value a row."""
        raise NotImplementedError

    def typical(self, kept: Flags) -> int | None:
        """The row whose value under the first structure is the median of those kept."""
        rows = np.flatnonzero(kept & self.counted & np.isfinite(self.values[0]))
        if not len(rows):
            return None
        return int(rows[np.argsort(self.values[0][rows], kind="stable")[len(rows) // 2]])

    def most(self, score: Floats) -> int | None:
        """The row of the cohort with the highest finite score."""
        score = np.where(self.counted & np.isfinite(score), score, -np.inf)
        return int(np.argmax(score)) if len(score) and np.isfinite(score.max()) else None

    def different(self) -> int | None:
        """The row whose value differs most between the first and the last structure."""
        return self.most(np.abs(self.values[-1] - self.values[0])) if len(self.runs) > 1 else None

    def some(self, kept: Flags) -> int | None:
        """A typical one of those kept, or the first where none has a value."""
        found = self.typical(kept)
        if found is None and (kept & self.counted).any():
            return int(np.argmax(kept & self.counted))
        return found

    def rows_with(self, table: str, column: str, kept: Flags, run: Records) -> Flags:
        """Flags of the rows that a kept row of another table names."""
        flags = np.zeros(len(self.first[self.since]), bool)
        named = run.tables[table][column][kept]
        flags[named[named < len(flags)]] = True
        return flags


class _Calls(_Seen):
    table, since = "incidents", "received_at"

    def __init__(self, configs: Sequence[Config], runs: Sequence[Records]) -> None:
        super().__init__(configs, runs)
        self.counted &= self.first["status"] != IncidentStatus.INVALID

    def measure(self, run: Records) -> Floats:
        table = run.tables["incidents"]
        waited: Floats = table["first_able_at"] - table["received_at"]
        return waited

    def named(self, word: str) -> int | None:
        if word == "typical":
            return self.typical(self.counted)
        if word == "slowest":
            return self.most(self.values[0])
        if word == "different":
            return self.different()
        gravity = np.array([o.gravity for o in self.config.demand.offences.values()], float)
        offence = self.first["offence"]
        grave = np.where(offence >= 0, -gravity[offence], -np.inf)
        urgent = np.where(self.first["priority"] > 0, -0.1 * self.first["priority"], -np.inf)
        return self.most(np.maximum(grave, -gravity.max() - 1) + urgent)

    def picks(self) -> list[tuple[str, int | None]]:
        names = list(self.config.demand.categories)
        made = [
            (f"typical: {name.replace('_', ' ')}", self.typical(self.first["category"] == index))
            for index, name in enumerate(names)
        ]
        last = self.runs[-1].tables
        queued = self.first["able_dispatched_at"] - self.first["relayed_at"] > 1
        off = [run.tables["dispatches"]["outcome"] == DispatchOutcome.SUPERSEDED for run in self.runs]
        moved = [
            self.rows_with("dispatches", "incident", kept, run)
            for kept, run in zip(off, self.runs, strict=True)
        ]
        return [
            *made,
            ("slowest", self.named("slowest")),
            ("gravest", self.named("gravest")),
            ("most different", self.different()),
            ("waited for a crew", self.some(queued)),
            ("another area's crew", self.some(last["incidents"]["cross_area"])),
            ("backup", self.some(self.first["teams_needed"] > 1)),
            ("a crew called off", self.some(np.logical_or.reduce(moved))),
        ]

    def example(self, row: int, why: str) -> Example:
        table, names = self.first, self.runs[0].names
        what = names["categories"][table["category"][row]].replace("_", " ")
        if table["offence"][row] >= 0:
            what += f" ({names['offences'][table['offence'][row]].replace('_', ' ')})"
        return Example(
            row, why, float(table["received_at"][row]), what, int(table["priority"][row]),
            names["townships"][table["township"][row]], tuple(float(v[row]) for v in self.values),
        )  # fmt: skip


class _Cases(_Seen):
    table, since = "cases", "reported_at"

    def measure(self, run: Records) -> Floats:
        table = run.tables["cases"]
        days: Floats = (table["solved_at"] - table["reported_at"]) / 1440
        return days

    def named(self, word: str) -> int | None:
        gravity = np.array([o.gravity for o in self.config.demand.offences.values()], float)
        criminal = self._criminal()
        if word == "typical":
            return self.typical(criminal)
        if word == "slowest":
            return self.most(self.values[0])
        if word == "different":
            return self.different()
        return self.most(-gravity[self.first["offence"]])

    def _criminal(self) -> Flags:
        criminal = np.array([o.criminal for o in self.config.demand.offences.values()])
        flags: Flags = criminal[self.first["offence"]]
        return flags

    def picks(self) -> list[tuple[str, int | None]]:
        offence, last = self.first["offence"], self.runs[-1].tables["cases"]
        made = [
            (f"typical: {name.replace('_', ' ')}", self.typical(offence == index))
            for index, name in enumerate(self.config.demand.offences)
        ]
        steps = self.runs[-1].tables["case_steps"]["step"]
        reopened = self.rows_with("case_steps", "case", steps == CaseStep.REOPENED, self.runs[-1])
        solved = [np.isfinite(days) for days in self.values]
        return [
            *made,
            ("slowest", self.named("slowest")),
            ("gravest", self.named("gravest")),
            ("most different", self.different()),
            ("cleared by the last only", self.some(solved[-1] & ~solved[0] & self._criminal())),
            ("handed over", self.some(last["handovers"] > 0)),
            ("sent back by review", self.some(last["returns"] > 0)),
            ("cleared by a link", self.some(last["linked"])),
            ("reopened", self.some(reopened)),
            ("remote", self.some(self.first["channel"] == CaseChannel.REMOTE)),
        ]

    def example(self, row: int, why: str) -> Example:
        table, names = self.first, self.runs[0].names
        return Example(
            row, why, float(table["reported_at"][row]), names["offences"][table["offence"][row]].replace("_", " "),
            0, names["stations"][table["area"][row]], tuple(float(v[row]) for v in self.values),
        )  # fmt: skip
