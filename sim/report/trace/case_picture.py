"""Picture of a traced case: hours of work by day and what stood in the way, a panel a structure.

Brings in matplotlib: import it late.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.agents.case import JobKind
from sim.config.schema import Config
from sim.records.statuses import CaseStep
from sim.report.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    YELLOW,
    grid_lines,
    place,
)
from sim.report.trace.clock_words import when
from sim.report.trace.frame import on_top, sheet
from sim.study.trace.case_story import DAY, CaseStory, Phase, Sample

REVIEWS = (JobKind.REVIEW, JobKind.REVIEW_FILING)
KINDS = {"investigating": BLUE, "after the arrest": GREEN, "review": PURPLE}
WAITS = {
    Phase.UNACCEPTED: YELLOW,
    Phase.OTHERS: VERMILLION,
    Phase.CALLED_OUT: ORANGE,
    Phase.OFF: "#bdbdbd",
    Phase.NIGHT: "#e6e6e6",
    Phase.RESTING: "#ffffff",
}
MARKS = {
    CaseStep.ASSIGNED: "assigned",
    CaseStep.REFERRED: "handed over",
    CaseStep.KNOWN_MORE: "more known",
    CaseStep.LINKED: "linked",
    CaseStep.SOLVED: "CLEARED",
    CaseStep.SUSPENDED: "GIVEN UP",
    CaseStep.REOPENED: "reopened",
    CaseStep.PRETRIAL: "pre-trial",
    CaseStep.RETURNED: "sent back",
    CaseStep.TRANSFERRED: "transferred",
}
"""Steps that are marked; laying aside and taking up show in the strip."""
ENDINGS = (CaseStep.SUSPENDED, CaseStep.TRANSFERRED)
LONG = 45.0
"""Days from which on the axis shrinks what is far off."""
PANEL = 1.9
"""Inches a structure."""
ROWS = 4
"""Rows for the names of steps."""
LETTER = 0.0125
"""Share of the axis that a letter of such a name takes."""
STRIP = 0.16
"""Share of the panel's height that the strip of waits takes."""


def draw_case(stories: Sequence[CaseStory], configs: Sequence[Config]) -> Figure:
    """The whole page."""
    facts = stories[0].facts
    height = 1.15 + (PANEL + 0.45) * len(stories) + 0.5
    title = f"Case {facts.row}: {facts.offence}"
    subtitle = f"reported {when(facts.reported_at)}; {facts.spot.township}, ground of {facts.spot.station}"
    figure = sheet(title, subtitle, height, configs, [story.label for story in stories])
    panels = figure.subplots(
        len(stories), 1, sharex=True, sharey=True, squeeze=False,
        gridspec_kw=place(figure, 0.7, 0.75, 0.3, 1.35) | {"hspace": 0.45 / PANEL},
    )[:, 0]  # fmt: skip
    most = max((hours for story in stories for hours in story.hours_by_day().values()), default=1.0)
    longest = max(_days(story, last_shown(story)) for story in stories)
    for ax, story in zip(panels, stories, strict=True):
        _panel(ax, story, most)
    _axis(panels[-1], longest)
    for ax, story in zip(panels, stories, strict=True):
        _marks(ax, story, most)
    _legend(figure, height)
    return figure


def last_shown(story: CaseStory) -> float:
    """The last moment at which something happened to the case (min)."""
    moments = [turn.at for turn in story.turns]
    moments += [until for _, until, sample in story.spans() if sample.phase is not Phase.RESTING]
    return max(moments, default=story.until)


def _days(story: CaseStory, at: float) -> float:
    """Days since the report."""
    return (at - story.began) / DAY


def _kind(sample: Sample) -> str:
    if sample.kind in REVIEWS:
        return "review"
    return "investigating" if sample.kind is JobKind.INVESTIGATE else "after the arrest"


def hours_of_days(story: CaseStory) -> dict[tuple[int, str], float]:
    """Person-hours by (day since the start of the run, kind of work)."""
    found: dict[tuple[int, str], float] = {}
    for since, until, sample in story.spans():
        for day in range(int(since // DAY), int(until // DAY) + 1):
            inside = max(min(until, (day + 1) * DAY) - max(since, day * DAY), 0.0) / 60
            for kind, people in ((_kind(sample), sample.people), ("review", sample.beside)):
                if inside * people > 0:
                    found[day, kind] = found.get((day, kind), 0.0) + inside * people
    return found


def _stops(story: CaseStory, day: int) -> float:
    """Where the bar of a day stops: when the case ends and nobody works on it any more that day, else at midnight."""
    midnight = (day + 1) * DAY
    worked = [
        min(until, midnight) for since, until, sample in story.spans()
        if since < midnight and sample.people + sample.beside > 0
    ]  # fmt: skip
    ended = [turn.at for turn in story.turns if turn.step in ENDINGS and max(worked) <= turn.at < midnight]
    return min(ended, default=midnight)


def _panel(ax: Axes, story: CaseStory, most: float) -> None:
    base: dict[int, float] = {}
    spent = hours_of_days(story)
    for kind, colour in KINDS.items():
        for day in sorted({day for day, worked in spent if worked == kind}):
            left = max(_days(story, day * DAY), 0.0)
            ax.bar(
                left, spent[day, kind], width=_days(story, _stops(story, day)) - left, align="edge",
                bottom=base.get(day, 0.0), color=colour, edgecolor="white", linewidth=0.5,
            )  # fmt: skip
            base[day] = base.get(day, 0.0) + spent[day, kind]
    _strip(ax, story, most)
    ax.set(ylim=(-STRIP * most * 1.3, most * 1.62))
    ax.set_ylabel("person-hours a day")
    ax.set_title(f"{story.label}: {_ending(story)}", loc="left", fontsize=8.5)
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= most])
    grid_lines(ax, "x")


def _ending(story: CaseStory) -> str:
    if story.solved_at == story.solved_at:
        by = " through a linked case" if story.linked else ""
        return (
            f"cleared{by} after {_days(story, story.solved_at):.1f} days and {story.hours:.1f} person-hours"
        )
    if story.suspended_at == story.suspended_at:
        return (
            f"given up after {_days(story, story.suspended_at):.1f} days and {story.hours:.1f} person-hours"
        )
    return f"still open after {_days(story, story.until):.0f} days and {story.hours:.1f} person-hours"


def _strip(ax: Axes, story: CaseStory, most: float) -> None:
    """Under the bars: what stood between the case and work on it; coloured like the work where it was done."""
    for since, until, sample in story.spans():
        colour = KINDS[_kind(sample)] if sample.phase is Phase.WORKED else WAITS.get(sample.phase, SKY)
        left = _days(story, since)
        ax.barh(
            -STRIP * most * 0.65, _days(story, until) - left, left=left, height=STRIP * most, color=colour
        )


def _marks(ax: Axes, story: CaseStory, most: float) -> None:
    """The steps as lines with their names, each on the lowest row where it runs into no other."""
    taken = [-1.0] * ROWS
    for turn in story.turns:
        if turn.step not in MARKS:
            continue
        at, words = max(_days(story, turn.at), 0.0), MARKS[turn.step]
        inside = ax.transAxes.inverted().transform(ax.transData.transform((at, 0.0)))[0]
        half = len(words) * LETTER / 2
        row = next((row for row in range(ROWS) if taken[row] < inside - half), ROWS - 1)
        taken[row] = inside + half
        ax.plot([at, at], [0, most * (1.04 + 0.14 * row)], color=INK, linewidth=0.7, linestyle=":")
        on_top(ax, at, most * (1.11 + 0.14 * row), words, fontsize=6.5)


def _axis(ax: Axes, longest: float) -> None:
    """Days since the report; linear, or beyond `LONG` days with what is far off drawn closer together."""
    ax.set_xlabel("days since the report")
    if longest > LONG:
        ax.set_xscale("symlog", linthresh=10, linscale=1.5)
        ticks = [
            tick for tick in (0, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if tick <= longest * 1.05
        ]
        ax.set_xticks(ticks, [str(tick) for tick in ticks])
        ax.minorticks_off()
        ax.set_xlabel("days since the report (from 10 days on drawn closer together)")
    ax.set_xlim(-0.02 * min(longest, LONG), longest * (1.25 if longest > LONG else 1.05))


def _legend(figure: Figure, height: float) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(color=colour, label=kind) for kind, colour in KINDS.items()]
    handles.append(Patch(color=SKY, label="reading in"))
    for phase, colour in WAITS.items():
        handles.append(Patch(facecolor=colour, edgecolor=FAINT, linewidth=0.4, label=phase.value))
    figure.legend(
        handles=handles, ncols=4, fontsize=6.8, loc="upper left", bbox_to_anchor=(0.01, 1 - 0.45 / height),
        columnspacing=1.0, handlelength=1.2,
    )  # fmt: skip
