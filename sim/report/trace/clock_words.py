"""Times as people say them. Everything is rounded to the second once, so that what is printed adds up."""

from __future__ import annotations

from sim.force.establishment import WEEKDAYS

DAY, HOUR = 86_400, 3_600


def seconds(minutes: float) -> int:
    """A time (min since the start of the run) or a duration in whole seconds."""
    return int((minutes * 60 + 0.5) // 1)


def clock(minutes: float) -> str:
    """``14:05:30``."""
    inside = seconds(minutes) % DAY
    return f"{inside // HOUR:02}:{inside // 60 % 60:02}:{inside % 60:02}"


def short_clock(minutes: float) -> str:
    """``14:05``."""
    return clock(minutes)[:5]


def day_of(minutes: float) -> int:
    """Days since the start of the run, negative before it."""
    return seconds(minutes) // DAY


def day(number: int) -> str:
    """``Wednesday, day 12``; day 0 is a Monday."""
    return f"{WEEKDAYS[number % 7]}, day {number}"


def when(minutes: float) -> str:
    """``Wednesday, day 12, 14:05:30``."""
    return f"{day(day_of(minutes))}, {clock(minutes)}"


def span(whole: int, *, signed: bool = False) -> str:
    """Seconds as ``2:05``, ``1:02:05`` or ``3 d 1:02:05``."""
    sign = "-" if whole < 0 else "+" if signed and whole > 0 else ""
    whole = abs(whole)
    days, hours, minutes = whole // DAY, whole % DAY // HOUR, whole // 60 % 60
    if days:
        return f"{sign}{days} d {hours}:{minutes:02}:{whole % 60:02}"
    return f"{sign}{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{sign}{minutes}:{whole % 60:02}"


def between(since: float, until: float) -> str:
    """What lies between two times (min) as the clock shows them."""
    return span(seconds(until) - seconds(since))


def counted(number: int, thing: str) -> str:
    """``1 crew``, ``3 crews``, ``no crews``."""
    return f"{number or 'no'} {thing}{'s' * (number != 1)}"


def long_span(whole: int, *, signed: bool = False) -> str:
    """Seconds as ``3 d 01:02`` or ``5:02`` hours and minutes, cut to the minute."""
    sign = "-" if whole < 0 else "+" if signed and whole > 0 else ""
    whole = abs(whole)
    hours = f"{whole % DAY // HOUR}:{whole // 60 % 60:02}"
    return f"{sign}{whole // DAY} d {hours:0>5}" if whole >= DAY else f"{sign}{hours}"


def people(officers: int, auxiliaries: int) -> str:
    """``1 officer and 2 auxiliaries``."""
    words = []
    if officers:
        words.append(f"{officers} officer{'s' * (officers != 1)}")
    if auxiliaries:
        words.append(f"{auxiliaries} auxiliar{'ies' if auxiliaries != 1 else 'y'}")
    return " and ".join(words) or "nobody"
