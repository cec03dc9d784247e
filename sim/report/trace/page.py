"""The printed page of a trace, at most 100 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from sim.report.trace import case_words, compare_cases
from sim.report.trace.call_words import Line, dealt, told, ways, what
from sim.report.trace.case_days import by_day
from sim.report.trace.clock_words import clock, day, day_of, long_span, seconds, span
from sim.report.trace.compare_calls import reasons, rounded, table
from sim.study.trace.call_story import CallStory
from sim.study.trace.case_story import CaseStory

WIDTH = 100
STAMP = "Places inside the county are stylised: drawn, not real."


def call_page(stories: Sequence[CallStory], county: str, seed: int, note: str) -> str:
    """The whole story of a call under each structure, and what tells them apart."""
    facts = stories[0].facts
    out = [*_title(f"Call {facts.row}: {what(facts)}", f"{county}, seed {seed}")]
    out += _dealt(note, dealt(facts), len(stories))
    for story in stories:
        out += ["", *heading(f"Under {story.label}: {story.title}")]
        out += [*(named(ways(story)) if facts.valid else []), *_steps(story)]
    if facts.valid:
        asked = "Where the difference comes from" if len(stories) > 1 else "Where the time went"
        out += ["", *heading(f"{asked} (minutes:seconds)"), *columns(table(stories))]
        out += bullets(reasons(stories))
        out += ["- A second more or less is rounding."] * rounded(stories)
    return "\n".join([*out, ""])


def case_page(stories: Sequence[CaseStory], county: str, seed: int, note: str) -> str:
    """The whole story of a case under each structure, and what tells them apart."""
    facts = stories[0].facts
    out = [*_title(f"Case {facts.row}: {facts.offence}", f"{county}, seed {seed}")]
    out += _dealt(note, case_words.dealt(facts), len(stories))
    for story in stories:
        out += ["", *heading(f"Under {story.label}: {story.title}")]
        believed = case_words.belief(story)
        out += named(believed) if believed else []
        out += _case_steps(story)
    out += [
        "",
        *heading("Where the time went (days and hours:minutes)"),
        *columns(compare_cases.table(stories)),
    ]
    out += ["", *columns(compare_cases.facts(stories), total=False)]
    return "\n".join([*out, ""])


def _title(left: str, right: str) -> Iterator[str]:
    yield f"{left}{' ' * max(2, WIDTH - len(left) - len(right))}{right}"
    yield "=" * WIDTH


def _dealt(note: str, rows: Sequence[tuple[str, str]], structures: int) -> Iterator[str]:
    if note:
        yield from [*textwrap.wrap(note, WIDTH), ""]
    yield from heading("What the world dealt" + ", equal under every structure" * (structures > 1))
    yield from named(rows)


def heading(text: str) -> list[str]:
    """A heading with its line."""
    return [*textwrap.wrap(text, WIDTH), "-" * min(len(text), WIDTH)]


def named(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Names in one column, wrapped text beside them."""
    wide = max(len(name) for name, _ in rows) + 2
    lines: list[str] = []
    for name, text in rows:
        lines += wrapped(f"{name:<{wide}}", text)
    return lines


def wrapped(lead: str, text: str) -> list[str]:
    """Text beside a lead, wrapped under itself."""
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead)) or [
        lead.rstrip()
    ]


def bullets(sentences: Sequence[str]) -> list[str]:
    """Sentences with a dash."""
    return [line for sentence in sentences for line in wrapped("- ", sentence)]


def columns(rows: Sequence[Sequence[str]], total: bool = True) -> list[str]:
    """The first column to the left, the others to the right; a line over the last row where it is a total."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]
    return [*lines[:-1], "-" * len(lines[0]), lines[-1]] if total else lines


def _steps(story: CallStory) -> Iterator[str]:
    since = seconds(story.facts.received_at)
    today = day_of(story.facts.received_at)
    for at, text in told(story):
        if day_of(at) != today:
            today = day_of(at)
            yield f"{day(today)}:"
        yield from wrapped(f"{clock(at)} {span(seconds(at) - since, signed=True) or '0:00':>8}  ", text)


def _case_steps(story: CaseStory) -> Iterator[str]:
    since = seconds(story.began)
    steps: dict[int, list[Line]] = {}
    for line in case_words.told(story):
        steps.setdefault(day_of(line.at), []).append(line)
    said = by_day(story, steps.keys())
    for number in sorted(steps.keys() | said.keys()):
        yield from wrapped(f"{day(number)}  ", said.get(number, ""))
        for at, text in steps.get(number, []):
            yield from wrapped(f"  {clock(at)[:5]} {long_span(seconds(at) - since, signed=True):>10}  ", text)
