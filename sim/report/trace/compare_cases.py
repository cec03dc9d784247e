"""What differs between structures in the life of one case."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.records.statuses import CaseStatus
from sim.report.trace.clock_words import long_span, seconds
from sim.study.trace.case_story import CaseStory, Phase

MINUTE = 60


def ended(story: CaseStory) -> str:
    """How it ended, in a word."""
    if story.solved_at == story.solved_at:
        return "cleared" + " by a link" * story.linked
    return "given up" if story.status is CaseStatus.SUSPENDED else "open"


def phases(story: CaseStory) -> dict[Phase, int]:
    """Whole minutes of each phase; they add up to those from the report to the decision.

    Phases are cut to the minute in the order in which time passed, so that no minute is lost or counted twice.
    """
    spent = dict.fromkeys(Phase, 0)
    for since, end, sample in story.spans():
        until = min(end, story.decided_at)
        if until > since:
            spent[sample.phase] += (seconds(until) - seconds(story.began)) // MINUTE - (
                seconds(since) - seconds(story.began)
            ) // MINUTE
    return spent


def table(stories: Sequence[CaseStory]) -> list[list[str]]:
    """Where the time from the report to the decision went, headings first."""
    spent = [phases(story) for story in stories]
    second = len(stories) == 2
    head = ["", *(story.label for story in stories), *(["difference"] if second else [])]
    rows = [head]
    for phase in Phase:
        values = [minutes[phase] for minutes in spent]
        if any(values):
            rows.append(_row(phase.value, values))
    rows.append(_row("from the report to the decision", [sum(minutes.values()) for minutes in spent]))
    return rows


def _row(name: str, values: Sequence[int]) -> list[str]:
    cells = [name, *(long_span(value * MINUTE) for value in values)]
    if len(values) == 2:
        cells.append(long_span((values[1] - values[0]) * MINUTE, signed=True))
    return cells


def facts(stories: Sequence[CaseStory]) -> list[list[str]]:
    """Owner, hours, interruptions, hand-overs and the ending under each structure."""
    rows: list[tuple[str, Callable[[CaseStory], str]]] = [
        ("ended", ended),
        ("person-hours before that", lambda s: f"{s.hours:.1f}"),
        ("  of these reading in", lambda s: f"{s.setup_hours:.1f}"),
        ("effective hours gathered", lambda s: f"{s.gathered:.1f}"),
        ("times laid aside", lambda s: str(_count(s, "SET_ASIDE"))),
        ("times called out", lambda s: str(_call_outs(s))),
        ("hand-overs", lambda s: str(s.handovers)),
        ("person-hours after it", lambda s: f"{s.closing_hours:.1f}"),
        ("person-hours of review", lambda s: f"{s.review_hours:.1f}"),
        ("times sent back", lambda s: str(s.returns)),
        ("from the report to the transfer", _to_transfer),
    ]
    return [["", *(story.label for story in stories)]] + [
        [name, *(say(story) for story in stories)] for name, say in rows
    ]


def _count(story: CaseStory, step: str) -> int:
    return sum(turn.step.name == step for turn in story.turns)


def _call_outs(story: CaseStory) -> int:
    """How often work on it, or its turn, was cut off by a call."""
    spans = [sample.phase for since, _, sample in story.spans() if since < story.decided_at]
    return sum(
        now is Phase.CALLED_OUT and before is not Phase.CALLED_OUT
        for before, now in zip([Phase.UNACCEPTED, *spans], spans, strict=False)
    )


def _to_transfer(story: CaseStory) -> str:
    if story.transferred_at != story.transferred_at:
        return "-"
    return long_span(seconds(story.transferred_at) - seconds(story.began))
