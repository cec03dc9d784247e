"""Numbers and findings in the words of a language: amounts with their units, intervals, chances, verdicts."""

from __future__ import annotations

from math import isfinite

from sim.metrics.rows import Flag
from sim.report.study.blocks import Cell
from sim.report.study.findings import Finding
from sim.report.study.language import Words
from sim.report.study.numbers import Change, Value
from sim.report.words import SHARES, shown_unit
from sim.report.words import shown as shown_plainly
from sim.study.studies.verdicts import Outcome, Verdict

TINY, SURE = 0.01, 0.99
"""Chances beyond which only the bound is told."""
HARD = "\u00a0"
"""A space at which no line breaks."""
FINE = {"per case": 2, "cases/person": 1, "cases/day": 2, "Gini": 2, "per 100 calls": 1, "h/person-week": 1}
"""Decimal places of units that a run's table does not show."""


def shown(value: float, name: str, *, signed: bool = False) -> str:
    """A value as text, shares in per cent; a dash where there is none."""
    places = FINE.get(name)
    if places is None or not isfinite(value):
        return shown_plainly(value, name, signed=signed)
    return _rounded(value, places, signed=signed)


def _rounded(value: float, places: int, *, signed: bool) -> str:
    text = f"{value:+,.{places}f}" if signed else f"{value:,.{places}f}"
    return text.replace(",", " ") if float(text.replace(",", "")) else f"{0:.{places}f}"


def both(low: float, high: float, name: str, *, signed: bool) -> tuple[str, str]:
    """Two ends of an interval as text, with a place more where they would look the same."""
    texts = tuple(shown(end, name, signed=signed) for end in (low, high))
    if texts[0] == texts[1] and low != high:
        factor = 100 if name in SHARES else 1
        texts = tuple(
            _rounded(end * factor, len(texts[0].partition(".")[2]) + 1, signed=signed) for end in (low, high)
        )
    return minus(texts[0]), minus(texts[1])


def unit(name: str, words: Words) -> str:
    """The unit in words; shares are in per cent."""
    key = f"unit.{shown_unit(name)}"
    return words(key) if key in words else name


def name(metric: str, words: Words) -> str:
    """The metric in words."""
    return words(f"metric.{metric}.name")


def difference_unit(name: str, words: Words) -> str:
    """The unit of a difference: percentage points for shares."""
    return words("unit.points") if name in SHARES else unit(name, words)


def level(value: Value | None, words: Words) -> str:
    """A value with its unit, or why there is none."""
    if value is None:
        return words("none.absent")
    if isfinite(value.mean) and value.flag == Flag.NOT_REACHED:
        return words("none.not_everywhere")
    if not isfinite(value.mean):
        return words("none.not_reached" if value.flag == Flag.NOT_REACHED else "none.no_events")
    mark = words("mark.at_least") if value.flag == Flag.LOWER_BOUND else ""
    return f"{mark}{minus(shown(value.mean, value.unit))}{HARD}{unit(value.unit, words)}".rstrip()


def signed(change: Change | None, words: Words) -> str:
    """The difference with sign and unit, or a dash."""
    if change is None or not isfinite(change.difference) or change.flag == Flag.NOT_REACHED:
        return "–"
    return amount(change.difference, change.unit, words)


def amount(difference: float, name: str, words: Words) -> str:
    """A difference with its sign and unit."""
    return f"{minus(shown(difference, name, signed=True))}{HARD}{difference_unit(name, words)}".rstrip()


def minus(text: str) -> str:
    """A number with a minus sign that is as wide as a plus."""
    return text.replace("-", "−")


def ends(low: float, high: float, name: str, words: Words) -> str:
    """``-0.4 to +1.2``: an interval, or the words for none."""
    if not (isfinite(low) and isfinite(high)):
        return words("none.interval")
    low_text, high_text = both(low, high, name, signed=True)
    return words("interval.between", low=low_text, high=high_text).replace(" ", HARD)


def chance(value: float, words: Words) -> str:
    """A probability in per cent, bounded where it is extreme."""
    if not isfinite(value):
        return "–"
    if value < TINY:
        return words("chance.tiny")
    return words("chance.sure") if value > SURE else f"{100 * value:.0f} %"


def share(value: float, words: Words) -> str:
    """A share in per cent; what rounds to nothing, or to all, without being it is told by its bound."""
    if not isfinite(value):
        return "–"
    text = f"{100 * value:.0f}"
    if text in ("0", "-0"):
        return words("chance.tiny") if value > 0 else "0 %"
    return words("chance.sure") if text == "100" and value < 1 else f"{minus(text)} %"


def outcome(found: Finding, words: Words) -> Cell:
    """What the finding comes to, in few words."""
    if found.verdict is None:
        return Cell(words("outcome.not_known"), "unclear")
    return Cell(
        outcome_words(found.verdict, words), "good" if found.good else "bad" if found.bad else "unclear"
    )


def outcome_words(told: Verdict, words: Words) -> str:
    """The verdict in few words, those of the metric for less and more."""
    if told.outcome in (Outcome.LESS, Outcome.MORE):
        return words(f"metric.{told.comparison.metric}.{told.outcome}")
    return words(f"outcome.{told.outcome}")


def sentence(found: Finding, words: Words) -> str:
    """The finding as a clause of the verdict."""
    change = found.change
    why = level(_missing(change), words) if change is not None else words("none.absent")
    if found.verdict is None:
        return words("verdict.not_known", subject=words(f"metric.{found.metric}.subject"), why=why)
    return clause(found.verdict, words, why)


def clause(told: Verdict, words: Words, why: str = "") -> str:
    """The verdict as a clause; `why` nothing is known, where that is so and the reason is."""
    each = told.comparison
    subject = words(f"metric.{each.metric}.subject")
    if told.outcome is Outcome.NOT_KNOWN:
        return words("verdict.not_known", subject=subject, why=why or words("none.not_reached"))
    size = shown(abs(each.difference), each.unit)
    values = {
        "subject": subject,
        "amount": f"{size} {difference_unit(each.unit, words)}",
        "way": way(each.metric, each.difference, words),
        "ends": ways(told, words),
        "events": shown(each.events, "events"),
    }
    return words(f"verdict.{told.outcome}", **values)


def _missing(change: Change) -> Value:
    """The side that is not reached; the later one where both are."""
    return change.before if change.after.flag != change.flag else change.after


def way(metric: str, difference: float, words: Words) -> str:
    """``sooner`` or ``later``: the word for less or more of a metric."""
    return words(f"metric.{metric}.{'less' if difference < 0 else 'more'}")


def ways(told: Verdict, words: Words) -> str:
    """``0.4 to 1.2 min sooner``, ``0.4 min sooner to 1.2 min later``: the interval in words."""
    each, low, high = told.comparison, told.low, told.high
    if not (isfinite(low) and isfinite(high)):
        return words("none.interval")
    name = each.unit
    of = difference_unit(name, words)
    if low < 0 < high:
        texts = both(-low, high, name, signed=False)
        parts = [
            words("interval.way", amount=f"{text} {of}", way=way(each.metric, end, words))
            for text, end in zip(texts, (low, high), strict=True)
        ]
        return words("interval.between", low=parts[0], high=parts[1])
    closer, farther = sorted((abs(low), abs(high)))
    near, far = both(closer, farther, name, signed=False)
    apart = words("interval.between", low=near, high=far)
    return words("interval.way", amount=f"{apart} {of}", way=way(each.metric, each.difference, words))
