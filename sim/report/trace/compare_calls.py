"""Where the difference between structures comes from, part by part of a response."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sim.report.trace.call_words import DESKS
from sim.report.trace.clock_words import between, counted, seconds, span
from sim.report.words import joined
from sim.study.trace.call_story import PARTS, CallStory, Sending

ROUNDING = 0.5 / 60
"""Minutes below which two durations are alike."""


def parts(story: CallStory) -> list[int]:
    """Seconds of each of `PARTS`; they add up to the response (or to the wait so far)."""
    ends = [seconds(moment) for moment in story.moments()]
    return [later - earlier for earlier, later in pairwise(ends)]


def table(stories: Sequence[CallStory]) -> list[list[str]]:
    """Rows of the comparison, headings first; differences are from the first structure."""
    spent = [parts(story) for story in stories]
    others = stories[1:]
    named = ["difference"] if len(others) == 1 else [f"diff. {story.label}" for story in others]
    head = ["", *(story.label for story in stories), *named]
    rows = [head]
    for place, part in enumerate(PARTS):
        rows.append(_row(part, [seconds_of[place] for seconds_of in spent]))
    rows.append(_row("response", [sum(seconds_of) for seconds_of in spent]))
    return rows


def _row(name: str, values: Sequence[int]) -> list[str]:
    differences = [span(value - values[0], signed=True) for value in values[1:]]
    return [name, *(span(value) for value in values), *differences]


def rounded(stories: Sequence[CallStory]) -> bool:
    """Whether the clock shows a second of difference where there is none."""
    first = stories[0]
    return any(
        was != now and not differs
        for other in stories[1:]
        for was, now, differs in zip(parts(first), parts(other), _differs(first, other), strict=True)
    )


def _differs(first: CallStory, other: CallStory) -> list[bool]:
    """Which parts differ by more than rounding."""
    mine, theirs = first.moments(), other.moments()
    return [abs((mine[i + 1] - mine[i]) - (theirs[i + 1] - theirs[i])) >= ROUNDING for i in range(len(PARTS))]


def reasons(stories: Sequence[CallStory]) -> list[str]:
    """A sentence on each part that differs between the first structure and another."""
    differing = [_differs(stories[0], other) for other in stories[1:]]
    found: list[str] = []
    for place, part in enumerate(PARTS):
        if any(differs[place] for differs in differing):
            said: dict[str, list[str]] = {}
            for story in stories:
                said.setdefault(_reason(part, story), []).append(story.label)
            told = "; ".join(f"{why} under {joined(labels)}" for why, labels in said.items())
            found.append(f"{part.capitalize()}: {told}.")
    return found


def _reason(part: str, story: CallStory) -> str:
    sent = story.ender
    if part == PARTS[0]:
        desk = story.desks[0]
        return f"{desk.busy} of {desk.staff} busy, {desk.waiting} waiting"
    if part == PARTS[2]:
        return _relay(story)
    if sent is None:
        return "nobody able came"
    if part == PARTS[3]:
        waited = sent.dispatched_at - story.relayed_at
        return f"held for {between(story.relayed_at, sent.dispatched_at)}" if waited > 0 else "a crew at once"
    return _turnout(story, sent) if part == PARTS[4] else f"{sent.km:.1f} km by {sent.crew.name}"


def _relay(story: CallStory) -> str:
    first, *others = story.desks
    chosen = next((desk for desk in story.desks if desk.teams >= 0), first)
    whole = story.relayed_at - story.handled_at
    waited = sum(desk.wait for desk in others)
    passing = sum(desk.work for desk in others)
    among = f"{whole - waited - passing:.1f} min to choose among {counted(chosen.teams, 'crew')}"
    if chosen.staff > 1:
        among += f", shared by {chosen.staff} people"
    if not others:
        return f"no desk in between, {among}"
    queue = f"{waited:.1f} min of waiting and " if waited > 0 else ""
    names = " and ".join(DESKS[desk.function] for desk in others)
    return f"{queue}{passing:.1f} min at {names}, {among}"


def _turnout(story: CallStory, sent: Sending) -> str:
    if sent.moving:
        return "a crew already under way"
    which = ("first", "second", "third")[min(story.sendings.index(sent), 2)]
    how = "from its sleep" if sent.crew.sleeps else "awake at base"
    return f"the {which} crew that was sent, {how}"
