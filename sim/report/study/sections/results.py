"""Sections that show metrics as they are: minutes, clearance, workload."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.study import wording
from sim.report.study.blocks import Block, Section, Shown, Table, Text
from sim.report.study.figures import clearance as clearance_figure
from sim.report.study.figures import minutes as minutes_figure
from sim.report.study.figures import week as week_figure
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.tables import Line, tables

PARTS = (
    "handling_time", "relay_time", "queue_time", "turnout_time", "travel_time", "dispatch_delay", "redispatches",
)  # fmt: skip
CLEARED = (
    "clearance_30", "clearance_90", "clearance_365", "clearance_filed_365", "period_rate", "time_to_clearance",
    "backlog", "backlog_age", "backlog_slope", "caseload", "specialist_share", "handovers", "review_returns",
    "station_case_duration",
)  # fmt: skip
WORKED = (
    "committed_share",
    "busiest_tenth",
    "utilisation",
    "front_line_share",
    "overtime",
    "call_inequality",
)


def minutes(material: StudyMaterial, words: Words) -> Section:
    """Where a caller's minutes go."""
    blocks: list[Block] = [Shown(minutes_figure.draw(material, words))]
    return Section(
        "minutes", words("minutes.title"), [*blocks, *_tables(material, PARTS, "minutes.caption", words)]
    )


def clearance(material: StudyMaterial, words: Words) -> Section:
    """Clearance over the age of cases, backlog, time to clearance, each offence."""
    picture = clearance_figure.draw(material, words)
    blocks: list[Block] = [Text(words("clearance.how"))]
    blocks.append(Text(words("clearance.none"), "warning") if picture is None else Shown(picture))
    blocks += _tables(material, CLEARED, "clearance.caption", words)
    for stratum in material.shown_strata:
        name = material.names[stratum[0]]
        offences = material.figures.splits(name, "clearance_365", "offence")
        known = material.config(stratum[0]).demand.offences
        lines = [
            Line(words.either(known[name].title, known[name].title_zh), "clearance_365", {"offence": name})
            for name in offences
            if name in known
        ]
        blocks += tables(material, stratum, lines, words("clearance.offences"), words)
    return Section("clearance", words("clearance.title"), blocks)


def workload(material: StudyMaterial, words: Words) -> Section:
    """How busy people are, and at which hours."""
    picture = week_figure.draw(material, words)
    blocks: list[Block] = [Text(words("workload.how"))]
    blocks.append(Text(words("workload.none"), "warning") if picture is None else Shown(picture))
    blocks += _tables(material, WORKED, "workload.caption", words)
    return Section("workload", words("workload.title"), blocks)


def _tables(
    material: StudyMaterial, metrics: Sequence[str], caption: str, words: Words
) -> list[Table | Text]:
    """One table of the metrics a stratum."""
    lines = [Line(wording.name(metric, words), metric) for metric in metrics]
    found: list[Table | Text] = []
    for stratum in material.shown_strata:
        county = material.county_title(stratum[0], words)
        found += tables(material, stratum, lines, words(caption, county=county), words)
    return found
