"""The comparisons of a study in lines: what differs, by how much, how sure that is, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from sim.report.words import shown, shown_unit

if TYPE_CHECKING:
    from sim.study.studies.comparisons import Comparison
    from sim.study.studies.plan import Margin

WORDS = {
    "response_time_mean": "mean response", "response_time_p90": "9 in 10 reached within", "worst_tenth":
    "mean, worst-served tenth", "clearance_90": "cleared within 90 days", "clearance_365": "cleared within a year",
    "committed_share": "crews' time on calls",
}  # fmt: skip


def lines(comparisons: Sequence[Comparison], baseline: str, margin: Margin | None) -> Iterator[str]:
    """All comparisons, point by point, then how to read them."""
    point = None
    for each in comparisons:
        if each.point != point:
            point = each.point
            yield f"{point} against {baseline}"
        yield f"  {_line(each)}"
    yield ""
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
    yield "Chance alone: what had to be assumed is in no interval."


def _line(each: Comparison) -> str:
    head = f"{WORDS.get(each.metric, each.metric)}: {each.answer.value}"
    if not isfinite(each.difference):
        return head
    unit = shown_unit(each.unit)
    difference = shown(each.difference, each.unit, signed=True)
    if not isfinite(each.joint_low):
        return f"{head}; {difference} {unit} in one replication"
    low, high = (shown(end, each.unit, signed=True) for end in (each.joint_low, each.joint_high))
    saved = f", pairing saves {each.saved:.0%}" if isfinite(each.saved) else ""
    return f"{head}; {difference} {unit} [{low}, {high}], p {_p(each.p_adjusted)}{saved}"


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
