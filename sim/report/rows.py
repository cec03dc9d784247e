"""Which figures the table of a run shows, in which order, and how a row of the summary is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SPLITS = ("priority", "category", "area", "offence")
"""Columns of the summary by which a figure may be split; `all` where it is not."""


@dataclass(frozen=True)
class Row:
    """One line of the table: a metric, the split it is taken from, and the words for it."""

    words: str
    metric: str
    split: dict[str, str] = field(default_factory=dict)
    depth: int = 0


@dataclass(frozen=True)
class Section:
    """Lines of the table that belong together."""

    words: str
    rows: tuple[Row, ...]


TABLE = (
    Section(
        "Response time",
        (
            Row("mean", "response_time_mean"),
            Row("9 in 10, priority 1", "response_time_p90", {"priority": "1"}),
            Row("9 in 10, priority 2", "response_time_p90", {"priority": "2"}),
            Row("9 in 10, priority 3", "response_time_p90", {"priority": "3"}),
            Row("mean, urban", "response_time_mean", {"area": "urban"}),
            Row("mean, rural", "response_time_mean", {"area": "rural"}),
            Row("mean, worst-served tenth", "worst_tenth"),
        ),
    ),
    Section(
        "Its parts, on average",
        (
            Row("answered and typed", "handling_time"),
            Row("passed along the chain", "relay_time"),
            Row("waiting for a team", "queue_time"),
            Row("turnout", "turnout_time"),
            Row("travel", "travel_time"),
        ),
    ),
    Section(
        "Cases cleared",
        (
            Row("within 90 days", "clearance_90"),
            Row("within 365 days", "clearance_365"),
            Row("as officials count", "period_rate"),
        ),
    ),
    Section(
        "Work",
        (
            Row("open at the end", "backlog"),
            Row("crews' time on calls", "committed_share"),
        ),
    ),
)


@dataclass(frozen=True)
class Figure:
    """One metric of one model, as the summary holds it; NaN where there is no number."""

    mean: float
    low: float
    high: float
    difference: float
    difference_low: float
    difference_high: float
    unit: str
    replications: int
    events: float
    flag: str


def find(summary: pd.DataFrame, row: Row, model: str) -> Figure | None:
    """The figure of `row` for `model`; None where the summary has no such row."""
    wanted = (summary["metric"] == row.metric) & (summary["model"] == model)
    for column in SPLITS:
        wanted &= summary[column].astype(str) == row.split.get(column, "all")
    found = summary[wanted]
    if found.empty:
        return None
    line = found.iloc[0]
    flag = line["flag"] if "flag" in found.columns and isinstance(line["flag"], str) else ""
    return Figure(
        mean=float(line["mean"]),
        low=float(line["ci_low"]),
        high=float(line["ci_high"]),
        difference=float(line["difference"]),
        difference_low=float(line["difference_low"]),
        difference_high=float(line["difference_high"]),
        unit=str(line["unit"]),
        replications=int(line["n_replications"]),
        events=float(line["n_events"]),
        flag=flag,
    )
