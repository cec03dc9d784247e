"""The table of a run: load, before, after, difference, one sentence, the next command.

Brings in rich: import it late.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from io import StringIO
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from sim.metrics.rows import Flag
from sim.report.rows import TABLE, Figure, Row, find
from sim.report.verdict import next_command, verdict
from sim.report.words import folded, half, interval, joined, no_number, shown, shown_unit

if TYPE_CHECKING:
    import pandas as pd

NO_WAIT, NO_STRAIN, NO_CASELOAD = 0.5, 0.1, 1.0
"""Under these (mean minutes that a call waits for a team, share of crews' time on calls, open cases an
investigator) nothing queues."""


NAME = 14
"""Characters of a structure's name in one line of the head."""

ASSUMED = (
    "What is assumed (the path of a call, how hard a case is, places) is in no interval here; 'compare' counts it in "
    "(docs/studies.md), and docs/model.md says what it is."
)


class Layout(Enum):
    """How a figure stands beside its interval, from wide to narrow."""

    ENDS = "11.9 [10.9, 12.8]"
    HALF = "11.9 ±0.9"
    UNDER = "11.9, and ±0.9 under it"


NOTES = {
    Flag.FEW: "* fewer than 30 events a year: too few to say much.",
    Flag.LOWER_BOUND: ">= some calls were still waiting when the run ended and count their wait so far.",
    Flag.NOT_REACHED: "not reached: the run did not follow long enough to know.",
    Flag.NOT_STATIONARY: "! not stationary: the backlog grows, so later years would look worse.",
}


@dataclass(frozen=True)
class Labels:
    """The names of a comparison: `before` is None where a structure was run alone."""

    after: str
    before: str | None = None
    county: str = ""
    overrides: Sequence[str] = ()


def render(summary: pd.DataFrame, labels: Labels, *, width: int = 80) -> str:
    """The whole printout of a run as plain text, at most `width` characters wide."""
    return _printed(show, summary, labels, width)


def render_levels(summary: pd.DataFrame, labels: Labels, *, width: int = 80) -> str:
    """The load and the table alone, for whoever goes on with a verdict of his own."""
    return _printed(show_levels, summary, labels, width)


def _printed(
    how: Callable[[Console, pd.DataFrame, Labels], None], summary: pd.DataFrame, labels: Labels, width: int
) -> str:
    written = StringIO()
    console = Console(file=written, width=width, force_terminal=False, no_color=True, legacy_windows=False)
    how(console, summary, labels)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


def show(console: Console, summary: pd.DataFrame, labels: Labels) -> None:
    """Print the load, the table, the sentence and the next command on a rich `console`."""
    show_levels(console, summary, labels)
    if max(summary["n_replications"], default=0) > 1:
        console.print(ASSUMED, highlight=False, markup=False)
    console.print()
    console.print(verdict(summary, labels.after, labels.before), highlight=False, markup=False, style="bold")
    console.print()
    command = next_command(summary, labels.after, labels.before, labels.overrides)
    console.print(f"Next: {command}", highlight=False, markup=False, soft_wrap=True)


def show_levels(console: Console, summary: pd.DataFrame, labels: Labels) -> None:
    """Print the load, the table and what is needed to read it."""
    console.print(load_sentence(summary, labels), highlight=False, markup=False, soft_wrap=False)
    console.print()
    table, layout = _fitting(console, summary, labels)
    console.print(table)
    for note in _notes(summary, labels, layout):
        console.print(note, highlight=False, markup=False)


def load_sentence(summary: pd.DataFrame, labels: Labels) -> str:
    """The load in words, first of all; says so where nothing queues."""
    models = [model for model in (labels.before, labels.after) if model]
    calls, effective, cases = (
        shown(_mean(summary, name, labels.after), "calls") for name in ("calls", "effective_calls", "cases")
    )
    where = f" in {labels.county}" if labels.county else ""
    parts = [
        f"Load{where}, a year: {effective} effective calls (of {calls} received), {cases} criminal cases."
    ]
    committed = {model: _mean(summary, "committed_share", model) for model in models}
    shares = [
        f"{shown(share, 'share')} % ({model})" for model, share in committed.items() if math.isfinite(share)
    ]
    if shares:
        parts.append(f"Crews spend {' and '.join(shares)} of their time on calls.")
    if unbound := _cannot_bind(summary, models):
        parts.append(
            f"Hardly a call waits for a free crew there, so {joined(unbound)} cannot bind: they hardly matter here."
        )
    return " ".join(parts)


def _cannot_bind(summary: pd.DataFrame, models: list[str]) -> list[str]:
    """What can make no difference under this load, because nothing waits for it."""
    waits = not _below(summary, "queue_time", models, NO_WAIT)
    if waits or not _below(summary, "committed_share", models, NO_STRAIN):
        return []
    caseload = ["the number of cases in hand"] if _below(summary, "caseload", models, NO_CASELOAD) else []
    return ["keeping crews in reserve", "calling crews off for more urgent calls", *caseload]


def _below(summary: pd.DataFrame, metric: str, models: list[str], limit: float) -> bool:
    return all(_mean(summary, metric, model) < limit for model in models)


def _mean(summary: pd.DataFrame, metric: str, model: str) -> float:
    figure = find(summary, Row("", metric), model)
    return math.nan if figure is None else figure.mean


def _fitting(console: Console, summary: pd.DataFrame, labels: Labels) -> tuple[Table, Layout]:
    """The table in the widest layout that the console has room for."""
    anything = console.options.update(max_width=1000)
    for layout in Layout:
        table = _table(summary, labels, layout)
        if Measurement.get(console, anything, table).maximum <= console.width:
            break
    return table, layout


def _table(summary: pd.DataFrame, labels: Labels, layout: Layout) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    table.add_column("")
    name = folded(labels.after, NAME)
    compared = [f"before\n{folded(labels.before or '', NAME)}", f"after\n{name}", "difference"]
    for head in [*(compared if labels.before else [name]), "events"]:
        table.add_column(head, justify="right", no_wrap=True)
    for section in TABLE:
        pairs = [(row, *_both(row, summary, labels)) for row in section.rows]
        units = {shown_unit(known.unit) for _, before, after in pairs if (known := after or before)}
        if not units:
            continue
        together = next(iter(units)) if len(units) == 1 else ""
        table.add_row(f"[bold]{section.words}{f', {together}' if together else ''}[/]")
        for row, before, after in pairs:
            if before or after:
                table.add_row(*_line(row, before, after, labels, layout, own_unit=not together))
    return table


def _both(row: Row, summary: pd.DataFrame, labels: Labels) -> tuple[Figure | None, Figure | None]:
    before = find(summary, row, labels.before) if labels.before else None
    return before, find(summary, row, labels.after)


def _line(
    row: Row, before: Figure | None, after: Figure | None, labels: Labels, layout: Layout, *, own_unit: bool
) -> list[str]:
    known = after or before
    assert known is not None, "a row without figures is not drawn"
    unit = f", {shown_unit(known.unit)}" if own_unit else ""
    cells = [f"  {row.words}{unit}"]
    if labels.before:
        cells.append(_cell(before, layout))
    cells.append(_cell(after, layout))
    if labels.before:
        cells.append(_difference(after, layout))
    return [*cells, _events(known)]


def _cell(figure: Figure | None, layout: Layout) -> str:
    if figure is None:
        return "-"
    if not math.isfinite(figure.mean):
        return no_number(figure.flag)
    mark = ">= " if figure.flag == Flag.LOWER_BOUND else ""
    return _with_interval(
        mark + shown(figure.mean, figure.unit), figure.low, figure.high, figure.unit, layout
    )


def _difference(figure: Figure | None, layout: Layout) -> str:
    if figure is None or not math.isfinite(figure.difference):
        return "-"
    mean = shown(figure.difference, figure.unit, signed=True)
    low, high = figure.difference_low, figure.difference_high
    return _with_interval(mean, low, high, figure.unit, layout, signed=True)


def _with_interval(
    mean: str, low: float, high: float, unit: str, layout: Layout, *, signed: bool = False
) -> str:
    """The mean, and its interval as the layout has it."""
    if layout is Layout.ENDS:
        return f"{mean} {interval(low, high, unit, signed=signed)}".rstrip().replace("[", r"\[")
    between = " " if layout is Layout.HALF else "\n"
    return f"{mean}{between}{half(low, high, unit)}".rstrip()


def _events(figure: Figure) -> str:
    mark = {Flag.FEW.value: "*", Flag.NOT_STATIONARY.value: "!"}.get(figure.flag, "")
    return shown(figure.events, "events") + mark


def _notes(summary: pd.DataFrame, labels: Labels, layout: Layout) -> list[str]:
    """What a reader must know to read the table, and no more than what occurs in it."""
    rows = [row for section in TABLE for row in section.rows]
    models = [model for model in (labels.before, labels.after) if model]
    figures = [f for row in rows for model in models if (f := find(summary, row, model))]
    notes = [
        "Response time: from the call's reception to the first presence that can serve it; '9 in 10': nine "
        "of ten such calls are reached within it. Cases cleared: of the criminal cases reported in the days "
        "that count. Events: a replication."
    ]
    replications = max((f.replications for f in figures), default=0)
    if replications > 1:
        paired = "; differences paired on the same calls" if labels.before else ""
        sign = "Brackets:" if layout is Layout.ENDS else "±: half of the"
        notes.append(f"{sign} 95 % interval, {replications} replications, chance alone{paired}.")
    elif figures:
        notes.append("One replication: no intervals, so chance cannot be told from structure.")
    flags = {figure.flag for figure in figures}
    return notes + [note for flag, note in NOTES.items() if flag in flags]
