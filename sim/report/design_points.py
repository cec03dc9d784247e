"""A sweep as tables: the headlines of every design point with intervals, and their differences, block by block."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.metrics.rows import Flag
from sim.report.rows import SPLITS, Figure, Row, find
from sim.report.table import NOTES
from sim.report.words import interval, no_number, shown, shown_unit
from sim.study.studies.comparisons import Answer
from sim.study.studies.plan import settings_of
from sim.study.studies.verdicts import Outcome, Verdict, verdicts

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.studies.assumed.findings import Uncertain
    from sim.study.studies.comparisons import Comparison
    from sim.study.studies.plan import StudyPlan

COLUMNS = {
    "response_time_mean": "mean response", "response_time_p90": "9 in 10 within", "worst_tenth": "worst-served tenth",
    "clearance_90": "cleared in 90 days", "clearance_365": "cleared in a year", "committed_share": "crews on calls",
}  # fmt: skip
"""Headlines in the order of the columns, and what stands over them."""
TOGETHER, WIDE, WIDTH = 3, 140, 100
"""Columns beside each other; characters from which all stand beside each other; characters without a terminal."""
MARKS = {Flag.FEW.value: "*", Flag.NOT_STATIONARY.value: "!"}
UNTOLD = {Answer.FEW: Answer.FEW.value, Answer.BOUND: "lower bound"}
"""Answers that stand in place of a difference."""
ANSWERS = {Answer.LESS: " #", Answer.MORE: " #", Answer.EQUIVALENT: " ="}


@dataclass(frozen=True)
class Block:
    """Points that stand together: what they have in common, and each one's place in the plan and name in the block."""

    title: str
    rows: tuple[tuple[int, str], ...]


def blocks(plan: StudyPlan) -> list[Block]:
    """One block a value of the other keys where the structure is swept beside them, else one block in all."""
    settings = [settings_of(point.words) for point in plan.points]
    keys = [key for key in settings[0] if len({told.get(key) for told in settings}) > 1]
    alike = all(told.keys() == settings[0].keys() for told in settings)
    if not alike or "model" not in keys or len(keys) == 1:
        return [Block("", tuple((place, point.name) for place, point in enumerate(plan.points)))]
    found: dict[str, list[tuple[int, str]]] = {}
    for place, told in enumerate(settings):
        title = ", ".join(f"{key}={told[key]}" for key in keys if key != "model")
        found.setdefault(title, []).append((place, told["model"]))
    return [Block(title, tuple(rows)) for title, rows in found.items()]


def render(
    plan: StudyPlan,
    summary: pd.DataFrame,
    comparisons: Sequence[Comparison],
    uncertain: Sequence[Uncertain],
    width: int = WIDTH,
) -> str:
    """The whole printout, at most `width` characters wide as far as the names allow."""
    written = StringIO()
    console = Console(file=written, width=width, force_terminal=False, no_color=True, legacy_windows=False)
    made = _Sweep(plan, _levels(summary), comparisons, uncertain)
    for block in blocks(plan):
        if block.title:
            console.print(Text(block.title, style="bold"), "")
        for table in made.tables(block, TOGETHER if width < WIDE else len(COLUMNS)):
            console.print(table)
            console.print()
    for note in made.notes():
        console.print(Text(note))
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


def _levels(summary: pd.DataFrame) -> dict[tuple[str, str], Figure]:
    """(name of the point, metric) -> the headline, not split."""
    whole = (summary[list(SPLITS)].astype(str) == "all").all(axis=1) & summary["metric"].isin(list(COLUMNS))
    found = {}
    for name, part in summary[whole].groupby("model", sort=False):
        for metric in COLUMNS:
            if (figure := find(part, Row("", metric), str(name))) is not None:
                found[str(name), metric] = figure
    return found


@dataclass(frozen=True)
class _Sweep:
    """What is known of the points, and the tables of it."""

    plan: StudyPlan
    levels: dict[tuple[str, str], Figure]
    """By the name of the point, and metric."""
    comparisons: Sequence[Comparison]
    uncertain: Sequence[Uncertain]

    @property
    def units(self) -> dict[str, str]:
        """The unit of each metric that there is, in the order of the columns."""
        found = {metric: figure.unit for (_, metric), figure in self.levels.items()}
        return {metric: found[metric] for metric in COLUMNS if metric in found}

    def tables(self, block: Block, together: int) -> Iterator[Table]:
        """Levels, differences by chance alone, differences with what is assumed: as far as there are any."""
        said = verdicts(self.comparisons, self.uncertain, self.plan.margin)
        wider = {(each.point, each.metric): each for each in self.uncertain}
        compared = [(place, name) for place, name in block.rows if self.plan.against[place] != place]
        pairs = [(place, self._pair(place, name, block)) for place, name in compared]
        yield from self._parts("", block.rows, self._level, together)

        def chance(place: int, metric: str) -> str:
            return _difference(said.get((self.plan.points[place].name, metric)))

        def assumed(place: int, metric: str) -> str:
            key = self.plan.points[place].name, metric
            return _assumed(wider.get(key), said.get(key))

        if said and pairs:
            yield from self._parts("difference, by chance alone", pairs, chance, together)
        if wider and pairs:
            yield from self._parts("difference, with assumptions", pairs, assumed, together)

    def _parts(
        self, head: str, rows: Sequence[tuple[int, str]], cell: Callable[[int, str], str], together: int
    ) -> Iterator[Table]:
        units = self.units
        metrics = list(units)
        for first in range(0, len(metrics), together):
            part = metrics[first : first + together]
            table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
            table.add_column(Text(head), overflow="fold")
            for metric in part:
                heading = Text(f"{COLUMNS[metric]}, {shown_unit(units[metric])}")
                table.add_column(heading, justify="right", no_wrap=True)
            for place, name in rows:
                table.add_row(Text(name), *(Text(cell(place, metric)) for metric in part))
            yield table

    def _level(self, place: int, metric: str) -> str:
        figure = self.levels.get((self.plan.points[place].name, metric))
        return "-" if figure is None else _level(figure)

    def _pair(self, place: int, name: str, block: Block) -> str:
        """``name less baseline``, as they are called in the block where both are in it."""
        other = self.plan.against[place]
        names = dict(block.rows)
        if other in names:
            return f"{name} less {names[other]}"
        return f"{self.plan.points[place].name} less {self.plan.points[other].name}"

    def notes(self) -> Iterator[str]:
        """How to read the tables, and no more than what occurs in them."""
        seeds = len(self.plan.seeds)
        yield (
            f"Brackets: 95 % intervals over at most {seeds} replications a point; the same seeds at all points."
            if seeds > 1
            else "One replication a point: no intervals, so chance cannot be told from the settings."
        )
        if self.comparisons and seeds > 1:
            margin = "; = shown to be smaller than your margin." if self.plan.margin else "."
            yield (
                f"Differences by chance alone: intervals that hold together for all {len(self.comparisons)} "
                f"(Bonferroni), paired on the same seeds. # told apart at 5 % by Holm over all of them{margin}"
            )
        if self.uncertain:
            yield (
                "With assumptions: every number that is assumed or from research drawn from its range, "
                f"{max(each.draws for each in self.uncertain)} draws, the same at all points; each interval by itself. "
                "# there: told apart by chance alone, and the sign stays."
            )
        elif self.plan.pairs and self.plan.draws:
            yield "What had to be assumed is in no interval: there are too few draws for it."
        elif self.plan.pairs:
            yield "What had to be assumed is in no interval (draws= counts it in)."
        flags = {figure.flag for figure in self.levels.values()}
        yield from (note for flag, note in NOTES.items() if flag in flags)


def _level(figure: Figure) -> str:
    if not math.isfinite(figure.mean):
        return no_number(figure.flag)
    bound = ">= " if figure.flag == Flag.LOWER_BOUND else ""
    ends = interval(figure.low, figure.high, figure.unit)
    return f"{bound}{shown(figure.mean, figure.unit)}{MARKS.get(figure.flag, '')} {ends}".rstrip()


def _difference(said: Verdict | None) -> str:
    each = said.comparison if said else None
    if each is None or not math.isfinite(each.difference):
        return "-"
    if each.answer in UNTOLD:
        return UNTOLD[each.answer]
    ends = interval(each.joint_low, each.joint_high, each.unit, signed=True)
    return f"{shown(each.difference, each.unit, signed=True)} {ends}".rstrip() + ANSWERS.get(each.answer, "")


def _assumed(each: Uncertain | None, said: Verdict | None) -> str:
    if each is None or said is None or said.comparison.answer in UNTOLD:
        return "-"
    ends = interval(each.low, each.high, each.unit, signed=True)
    mark = " #" if said.outcome in (Outcome.LESS, Outcome.MORE) else ""
    return f"{shown(each.difference, each.unit, signed=True)} {ends}".rstrip() + mark
