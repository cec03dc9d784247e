"""Numbers and names as a reader meets them: units, signs, intervals, models."""

from __future__ import annotations

import math
import re

from sim.metrics.rows import Flag

SHARES = ("share", "ratio")
"""Units of parts of a whole, which are shown in per cent."""

PLACES = {"min": 1, "h": 1, "d": 1, "%": 1}
"""Decimal places by unit; other units are counts and carry none."""


def shown_unit(unit: str) -> str:
    """The unit a reader sees: shares are shown in per cent."""
    return "%" if unit in SHARES else unit


def shown(value: float, unit: str, *, signed: bool = False) -> str:
    """A value of `unit` as text, shares in per cent; a dash for a value that there is not."""
    if not math.isfinite(value):
        return "-"
    scaled = value * 100 if unit in SHARES else value
    places = PLACES.get(shown_unit(unit), 0)
    text = f"{scaled:+,.{places}f}" if signed else f"{scaled:,.{places}f}"
    return text.replace(",", " ") if float(text.replace(",", "")) else f"{0:.{places}f}"


def no_number(flag: str) -> str:
    """Why a figure has no number: it lies beyond what was observed, or there was nothing to measure it on."""
    return Flag.NOT_REACHED.value if flag == Flag.NOT_REACHED else "no events"


def interval(low: float, high: float, unit: str, *, signed: bool = False) -> str:
    """``[low, high]``, or nothing where there is no interval."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f"[{shown(low, unit, signed=signed)}, {shown(high, unit, signed=signed)}]"


def half(low: float, high: float, unit: str) -> str:
    """``±half`` of an interval around its mean, or nothing where there is none."""
    return f"±{shown((high - low) / 2, unit)}" if math.isfinite(low) and math.isfinite(high) else ""


def folded(name: str, width: int) -> str:
    """A long name in lines of at most `width` characters, as far as it has a dash, underscore or space to break at."""
    lines = [""]
    for part in re.findall(r"[^_ -]+[_ -]?|[_ -]", name):
        if lines[-1] and len(lines[-1] + part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def told_apart(low: float, high: float) -> bool:
    """Whether an interval of a difference lies wholly on one side of zero."""
    return math.isfinite(low) and math.isfinite(high) and (low > 0 or high < 0)


def joined(parts: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
