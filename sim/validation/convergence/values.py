"""Figures of both structures and their paired difference, out of the results of tasks; and numbers in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.validation.convergence.design import MODELS, OF, Figure
from sim.validation.convergence.judge import Floats

Values = Mapping[str, Floats]
"""Whose (`OF`) -> its values, one a pair."""


def values(pairs: Sequence[Mapping[str, Any]], name: str) -> dict[str, Floats]:
    """The figure `name` of each of n pairs: shape (n,), for both structures and the difference between them."""
    before, after = (np.array([pair[model][name] for pair in pairs], float) for model in MODELS)
    return dict(zip(OF, (before, after, after - before), strict=True))


def told(figure: Figure, value: float, sign: bool = False) -> str:
    """The value as sentences tell it, without its unit."""
    number = round(figure.scale * value, figure.digits) + 0.0
    return f"{number:{'+' if sign else ''}.{figure.digits}f}"


def span(figure: Figure, low: float, high: float) -> str:
    """An interval of changes, as sentences tell it."""
    return f"{told(figure, low, True)} to {told(figure, high, True)}"


def percent(share: float, sign: bool = False) -> str:
    """A share in per cent, a tenth of a point exact."""
    return f"{100 * share:{'+' if sign else ''}.1f} %"


def listed(words: Sequence[str]) -> str:
    """Words with commas and a last 'and'."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def whose(of: str) -> str:
    """Whose a figure is, as sentences say it."""
    return {OF[2]: "the difference between them", "county": "the county"}.get(of, of)


def grouped(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows by quantity, with whose they are behind it, each once."""
    by_quantity: dict[str, dict[str, None]] = {}
    for row in rows:
        by_quantity.setdefault(str(row["quantity"]), {})[str(row["of"])] = None
    return "; ".join(f"{quantity} ({', '.join(of)})" for quantity, of in by_quantity.items())
