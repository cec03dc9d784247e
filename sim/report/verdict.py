"""What a run found, in one plain sentence, and what to type next."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.catalogue import MECHANISMS
from sim.metrics.rows import Flag
from sim.report.rows import Figure, Row, find
from sim.report.words import SHARES, no_number, shown, told_apart
from sim.study.paired import bound_hides
from sim.study.studies.comparisons import clearance_headline

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Headline:
    """A figure that the sentence speaks of: its row, its subject, and the words for less and for more."""

    row: Row
    subject: str
    unit: str
    less: str
    more: str


RESPONSE = Headline(Row("", "response_time_mean"), "the mean response time", "minutes", "shorter", "longer")
CLEARANCE = (
    Headline(
        Row("", "clearance_365"), "the share of cases cleared within a year", "points", "lower", "higher"
    ),
    Headline(
        Row("", "clearance_90"), "the share of cases cleared within 90 days", "points", "lower", "higher"
    ),
)


def verdict(summary: pd.DataFrame, after: str, before: str | None) -> str:
    """One sentence on response and clearance; says where two structures are not told apart, and why not."""
    reached = {h.row.metric for h in CLEARANCE if _reached(find(summary, h.row, after))}
    clearance = next(h for h in CLEARANCE if h.row.metric == clearance_headline(reached))
    headlines = (RESPONSE, clearance)
    figures = [find(summary, headline.row, after) for headline in headlines]
    if before is None:
        parts = [_level(h, f) for h, f in zip(headlines, figures, strict=True)]
        return f"Under {after} {parts[0]}, and {parts[1]}."
    others = [find(summary, headline.row, before) for headline in headlines]
    parts = [_bound(h, f, o) or _difference(h, f) for h, f, o in zip(headlines, figures, others, strict=True)]
    return f"With the same people and calls, under {after} instead of {before} {parts[0]}, and {parts[1]}."


def next_command(summary: pd.DataFrame, after: str, before: str | None, overrides: Sequence[str] = ()) -> str:
    """The command that a reader would most want next: more replications until the headline is told apart, then why."""
    figures = [f for h in (RESPONSE, *CLEARANCE) if (f := find(summary, h.row, after)) and _reached(f)]
    model = next((word.lstrip("+") for word in overrides if _key(word) == "model"), f"model={after}")
    kept = [word for word in overrides if _key(word) != "model"]
    unclear = [f for f in figures if not told_apart(f.difference_low, f.difference_high)]
    if before is None:
        kept = [word for word in kept if _key(word) != "run.baseline"]
        if model.endswith("=traditional") and not any(_key(word) in MECHANISMS for word in kept):
            model = "model=dabuzhi"
        return " ".join([python(), "-m sim run", model, *kept])
    if figures and not unclear:
        return " ".join(
            [python(), "-m sim explain", model, *(word for word in kept if not _key(word).startswith("run."))]
        )
    done = max((f.replications for f in figures), default=1)
    kept = [word for word in kept if _key(word) != "run.replications"]
    return " ".join([python(), "-m sim run", model, *kept, f"run.replications={max(10, 2 * done)}"])


def _key(word: str) -> str:
    return word.lstrip("+").split("=")[0]


def python() -> str:
    """What to type for this Python: its path where its environment is not the active one."""
    here = Path(sys.executable)
    if sys.prefix == sys.base_prefix or os.environ.get("VIRTUAL_ENV"):
        return "python"
    return str(here.relative_to(Path.cwd())) if here.is_relative_to(Path.cwd()) else str(here)


def _reached(figure: Figure | None) -> bool:
    return figure is not None and math.isfinite(figure.mean)


def _level(headline: Headline, figure: Figure | None) -> str:
    if figure is None or not _reached(figure):
        return _missing(headline, figure)
    unit = "%" if figure.unit in SHARES else headline.unit
    return f"{headline.subject} is {shown(figure.mean, figure.unit)} {unit}{_few(figure)}"


def _bound(headline: Headline, figure: Figure | None, other: Figure | None) -> str:
    """That the difference is not known, where calls that were cut off hide which way it goes; nothing elsewhere."""
    ours, theirs = (each is not None and each.flag == Flag.LOWER_BOUND for each in (figure, other))
    if figure is None:
        return ""
    told = told_apart(figure.difference_low, figure.difference_high)
    if not bound_hides(figure.difference, ours, theirs, told):
        return ""
    return f"{headline.subject} is known only as a lower bound, because calls were still waiting when the run ended"


def _difference(headline: Headline, figure: Figure | None) -> str:
    if figure is None or not _reached(figure):
        return _missing(headline, figure)
    size, low, high = figure.difference, figure.difference_low, figure.difference_high
    if not math.isfinite(size):
        return f"{headline.subject} has nothing to be compared with"
    if size == low == high == 0:
        return f"{headline.subject} is exactly the same"
    amount = f"{shown(abs(size), figure.unit)} {headline.unit} {headline.less if size < 0 else headline.more}"
    if not math.isfinite(low):
        return f"{headline.subject} is {amount}, in one replication that cannot tell chance from structure"
    few = _few(figure)
    if not told_apart(low, high):
        ends = f"{_way(headline, low, figure.unit)} to {_way(headline, high, figure.unit)}"
        return f"{headline.subject} is not told apart (95 % interval: {ends}{few})"
    near, far = sorted((abs(low), abs(high)))
    ends = f"{shown(near, figure.unit)} to {shown(far, figure.unit)}"
    return f"{headline.subject} is {amount} (95 % interval: {ends}{few})"


def _way(headline: Headline, difference: float, unit: str) -> str:
    """``1.2 minutes shorter``: one end of an interval that includes zero."""
    return (
        f"{shown(abs(difference), unit)} {headline.unit} {headline.less if difference < 0 else headline.more}"
    )


def _missing(headline: Headline, figure: Figure | None) -> str:
    return f"{headline.subject} is not known ({no_number(figure.flag if figure else '')})"


def _few(figure: Figure) -> str:
    return f", from only {shown(figure.events, 'events')} events" if figure.flag == Flag.FEW else ""
