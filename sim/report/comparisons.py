"""The comparisons of a study in lines: what differs, by how much, how sure that is, and what it rests on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from sim.report.study.language import Words
from sim.report.study.wording import chance, clause, name
from sim.report.words import SHARES, shown, shown_unit
from sim.study.studies.comparisons import Answer, headlines
from sim.study.studies.verdicts import Outcome, Verdict, verdicts

if TYPE_CHECKING:
    from sim.study.studies.assumed.findings import Uncertain
    from sim.study.studies.assumed.influence import Influence
    from sim.study.studies.comparisons import Comparison
    from sim.study.studies.plan import Margin

EN = "en"
NAMED = 5
"""Constants that are named, of those that matter."""


def lines(
    comparisons: Sequence[Comparison], uncertain: Sequence[Uncertain], margin: Margin | None, width: int = 80
) -> Iterator[str]:
    """All comparisons, point by point: the verdict, what it rests on, every comparison; then how to read them."""
    said = verdicts(comparisons, uncertain, margin)
    drawn = {(each.point, each.metric): each for each in uncertain}
    for point in dict.fromkeys(each.point for each in comparisons):
        mine = [each for each in comparisons if each.point == point]
        yield from _wrapped(verdict_line([said[point, each.metric] for each in headlines(mine)]), width)
        for line in _rests_on(mine, drawn):
            yield from _wrapped(line, width)
        yield ""
        for each in mine:
            yield from _wrapped(f"- {_line(said[point, each.metric])}", width)
            if (found := drawn.get((point, each.metric))) is not None:
                yield from _wrapped(f"  with assumptions: {_wider(found, said[point, each.metric])}", width)
        yield ""
    for sentence in _how_to_read(comparisons, uncertain, margin):
        yield from _wrapped(sentence, width)


def _wrapped(line: str, width: int) -> list[str]:
    """The line broken at `width`, what follows set in as far as the line itself, and two more."""
    indent = " " * (
        len(line) - len(line.lstrip(" ")) + (2 if line.lstrip(" ")[:2] == "- " or line[:1] == " " else 0)
    )
    return textwrap.wrap(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def verdict_line(said: Sequence[Verdict]) -> str:
    """One sentence on what a verdict speaks of at a point, in the report's words; nothing of nothing."""
    words = Words(EN)
    parts = [clause(each, words) for each in said]
    pair = said[0].comparison if said else None
    return f"Under {pair.point} instead of {pair.baseline}, {', and '.join(parts)}." if pair else ""


def _line(said: Verdict) -> str:
    words, each = Words(EN), said.comparison
    told = {Outcome.LESS: "less", Outcome.MORE: "more"}.get(said.outcome) or words(f"outcome.{said.outcome}")
    head = f"{name(each.metric, words)}: {told}"
    if not isfinite(each.difference):
        return head
    unit = _unit(each.unit)
    difference = shown(each.difference, each.unit, signed=True)
    if not isfinite(each.joint_low):
        return f"{head}; {difference} {unit} in one replication"
    low, high = (shown(end, each.unit, signed=True) for end in (each.joint_low, each.joint_high))
    saved = f", pairing saves {each.saved:.0%}" if isfinite(each.saved) else ""
    return f"{head}; {difference} {unit} [{low}, {high}], p {_p(each.p_adjusted)}{saved}"


def _wider(found: Uncertain, said: Verdict) -> str:
    difference, low, high = (
        shown(number, found.unit, signed=True) for number in (found.difference, found.low, found.high)
    )
    told = f"{difference} {_unit(found.unit)} [{low}, {high}]"
    if found.low == found.high or not isfinite(said.below):
        return told
    side, likely = ("less", said.below) if said.below >= 0.5 else ("more", 1 - said.below)
    return f"{told}, {side} with a chance of {chance(likely, Words(EN))}"


def _rests_on(mine: Sequence[Comparison], wider: Mapping[tuple[str, str], Uncertain]) -> Iterator[str]:
    for each in headlines(mine):
        found = wider.get((each.point, each.metric))
        if found is None:
            continue
        told = [one for one in found.influences if one.told][:NAMED]
        head = f"What matters most for {Words(EN)(f'metric.{each.metric}.subject')}"
        if not told:
            yield f"{head}: nothing is told apart from chance in {found.draws} draws."
            continue
        yield f"{head}, of {len(found.influences)} constants drawn:"
        for one in told:
            yield f"  {_influence(one, found.unit)}"


def _influence(one: Influence, unit: str) -> str:
    ends = " to ".join(shown(end, unit, signed=True) for end in (one.at_low, one.at_high))
    flips = (
        "no change of sign in this range"
        if one.flips_at is None
        else f"the sign changes at {one.flips_at:.3g}"
    )
    return (
        f"{one.path} ({one.low:g} to {one.high:g} {one.unit}): {ends} {_unit(unit)}, {one.share:.0%} of the spread; "
        f"{flips}"
    )


def _how_to_read(
    comparisons: Sequence[Comparison], uncertain: Sequence[Uncertain], margin: Margin | None
) -> Iterator[str]:
    yield (
        f"{len(comparisons)} comparisons. Brackets: 95 % intervals that hold together for all of them (Bonferroni); "
        "p by Holm over all of them; paired on the same seeds, which saves the share of the variance that is named."
    )
    if margin is None:
        yield (
            "No margin was given, so nothing is called equivalent. margin=0.5,2 would say that differences of less "
            "than half a minute, and of less than 2 points, do not matter to you."
        )
    else:
        yield (
            f"Equivalent: the difference is shown to be less than {margin.minutes:g} min, or {margin.points:g} points "
            "(two one-sided tests at 5 %). The margin is yours."
        )
    if any(_by_holm_alone(each) for each in comparisons):
        yield (
            "Where a difference is told apart though its bracket holds zero: Holm, which decides, tells more than "
            "Bonferroni, for which there are brackets."
        )
    if uncertain:
        yield (
            f"With assumptions: {max(each.draws for each in uncertain)} draws of every number that is assumed or from "
            "research, each from its range, the same draw under all structures; the 95 % interval holds that of chance."
        )
    else:
        yield "Chance alone: what had to be assumed is in no interval (draws= counts it in)."


def _by_holm_alone(each: Comparison) -> bool:
    return each.answer in (Answer.LESS, Answer.MORE) and each.joint_low <= 0 <= each.joint_high


def _unit(unit: str) -> str:
    """The unit of a difference: one of shares is in points."""
    return "points" if unit in SHARES else shown_unit(unit)


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
