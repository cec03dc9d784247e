"""Tables of a study for a paper: LaTeX with booktabs and longtable, as wide as a page of A4, all texts escaped."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from sim.metrics.rows import KEYS, Flag
from sim.report.study.language import Words
from sim.report.study.wording import difference_unit, name, unit
from sim.report.words import SHARES
from sim.study.studies.comparisons import HEADLINES

if TYPE_CHECKING:
    import pandas as pd

NEEDS = r"% Needs \usepackage{booktabs,longtable,array}; with Chinese names, XeLaTeX and \usepackage{ctex}."
TEXT, LATEX, NUMBER = "text", "latex", "number"
COLUMN = {
    TEXT: r">{\raggedright\arraybackslash}p{%.2fcm}",
    LATEX: r">{\raggedright\arraybackslash}p{%.2fcm}",
    NUMBER: r">{\raggedleft\arraybackslash}p{%.2fcm}",
}
"""How a kind of column is set; what is `TEXT` is escaped, the others are LaTeX."""
PLACES = {"min": 2, "share": 1, "ratio": 1}
"""Decimal places by unit, shares in per cent; other units are counts."""
SMALLEST_P = 0.001
INFLUENCES = 5
"""Constants a comparison that the table of influences names; the CSV has all."""
EN = "en"
Column = tuple[str, str, float, Sequence[str]]
"""Head, kind, width (cm), cells."""


def latex(tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str]]:
    """(name, text) of each table that a paper would print."""
    note = "Means with 95 % intervals, chance alone."
    yield "headlines", _table(_headlines(tables["summary"]), "headlines", note)
    if len(tables["comparisons"]):
        note = "Differences from the baseline: 95 % intervals and p (Holm) by chance alone, and the verdict."
        yield "comparisons", _table(_comparisons(tables["comparisons"]), "comparisons", note)
    if "assumptions" in tables:
        note = "Differences from the baseline: 95 % intervals with what was assumed, and by chance alone."
        yield "assumptions", _table(_assumptions(tables["assumptions"]), "assumptions", note)
        note = "Constants that matter most to each difference, with the value at which it changes sign."
        yield "influences", _table(_influences(tables["influences"]), "influences", note)


def _headlines(summary: pd.DataFrame) -> list[Column]:
    whole = summary[(summary[list(KEYS[1:])] == "all").all(axis=1) & summary["metric"].isin(HEADLINES)]
    rows = whole.sort_values(["metric", "point"], key=lambda column: column.map(_place), kind="stable")
    values = zip(rows["mean"], rows["ci_low"], rows["ci_high"], rows["unit"], rows["flag"], strict=True)
    return [
        ("", TEXT, 3.0, rows["point"].tolist()),
        ("measure", TEXT, 4.0, _measures(rows, unit)),
        (r"mean [95\,\%]", NUMBER, 3.6, [_level(*each) for each in values]),
        ("n", NUMBER, 0.6, [str(number) for number in rows["n_replications"]]),
    ]


def _place(name: object) -> object:
    return HEADLINES.index(name) if isinstance(name, str) and name in HEADLINES else 0


def _comparisons(table: pd.DataFrame) -> list[Column]:
    values = zip(table["difference"], table["low"], table["high"], table["unit"], strict=True)
    return [
        ("", TEXT, 1.7, table["point"].tolist()),
        ("less", TEXT, 1.5, table["baseline"].tolist()),
        ("measure", TEXT, 2.25, _measures(table, difference_unit)),
        (r"difference [95\,\%]", NUMBER, 2.9, [_difference(*each) for each in values]),
        ("p", NUMBER, 0.9, [_p(value) for value in table["p_adjusted"]]),
        ("comes to", TEXT, 1.55, [_said(verdict) for verdict in table["verdict"]]),
    ]


def _assumptions(table: pd.DataFrame) -> list[Column]:
    wide = zip(table["low"], table["high"], table["unit"], strict=True)
    alone = zip(table["chance_low"], table["chance_high"], table["unit"], strict=True)
    return [
        ("", TEXT, 2.2, table["point"].tolist()),
        ("less", TEXT, 1.7, table["baseline"].tolist()),
        ("measure", TEXT, 2.5, _measures(table, difference_unit)),
        ("with assumptions", NUMBER, 2.3, [_ends(*each) for each in wide]),
        ("chance alone", NUMBER, 2.3, [_ends(*each) for each in alone]),
    ]


def _influences(table: pd.DataFrame) -> list[Column]:
    kept = table[table["rank"] <= INFLUENCES]
    ranges = [f"${low:.3g}$ to ${high:.3g}$" for low, high in zip(kept["low"], kept["high"], strict=True)]
    return [
        ("", TEXT, 1.9, kept["point"].tolist()),
        ("measure", TEXT, 2.2, _measures(kept)),
        ("constant", LATEX, 3.3, [_breakable(path) for path in kept["path"]]),
        ("range", NUMBER, 1.7, ranges),
        ("share", NUMBER, 0.8, [rf"{100 * share:.0f}\,\%" for share in kept["share"]]),
        (
            "sign",
            NUMBER,
            0.8,
            [f"${at:.3g}$" if isfinite(at) else "--" for at in kept["flips_at"].astype(float)],
        ),
    ]


def _measures(table: pd.DataFrame, of: object = None) -> list[str]:
    """The metrics in words, with the unit that `of` gives to theirs."""
    words = Words(EN)
    told = [name(metric, words) for metric in table["metric"]]
    if not callable(of):
        return told
    return [f"{each}, {of(its, words)}" for each, its in zip(told, table["unit"], strict=True)]


def _said(verdict: str) -> str:
    """The verdict in the report's words; those of the metric for less and more would not fit."""
    words = Words(EN)
    return words(f"outcome.{verdict}") if f"outcome.{verdict}" in words else verdict


def _breakable(path: str) -> str:
    """A dotted path that a narrow column can break after each dot, and nothing in it that LaTeX would read."""
    plain = re.sub(r"[^\w.-]", "?", path)
    return plain.replace("_", r"\_").replace(".", r".\allowbreak{}")


def _level(mean: float, low: float, high: float, unit: str, flag: str) -> str:
    if not isfinite(mean) or flag == Flag.NOT_REACHED:
        return "not reached" if flag == Flag.NOT_REACHED else "--"
    at_least = r"$\geq$ " if flag == Flag.LOWER_BOUND else ""
    few = ", few" if flag == Flag.FEW else ""
    return f"{at_least}${_number(mean, unit)}$ {_ends(low, high, unit, signed=False)}{few}"


def _difference(difference: float, low: float, high: float, unit: str) -> str:
    return f"${_number(difference, unit, '+')}$ {_ends(low, high, unit)}" if isfinite(difference) else "--"


def _ends(low: float, high: float, unit: str, signed: bool = True) -> str:
    if not (isfinite(low) and isfinite(high)):
        return "--"
    return f"$[{', '.join(_number(end, unit, '+' if signed else '') for end in (low, high))}]$"


def _number(value: float, unit: str, sign: str = "") -> str:
    scaled = 100 * value if unit in SHARES else value
    places = PLACES.get(unit, 0)
    text = f"{scaled:{sign},.{places}f}".replace(",", r"\,")
    return text if any(digit in text for digit in "123456789") else f"{0:.{places}f}"


def _p(value: float) -> str:
    """A p value, never as nothing."""
    if not isfinite(value):
        return "--"
    return f"$<${SMALLEST_P}" if value < SMALLEST_P else f"{value:.3f}"


def _table(columns: Sequence[Column], label: str, caption: str) -> str:
    import pandas as pd

    heads = [head or "point" for head, *_ in columns]
    table = pd.DataFrame({head: list(cells) for head, (*_, cells) in zip(heads, columns, strict=True)})
    texts: list[Hashable] = [head for head, (_, kind, *_) in zip(heads, columns, strict=True) if kind == TEXT]
    styled = table.style.hide(axis="index").format(escape="latex", subset=texts)
    form = "".join(COLUMN[kind] % width for _, kind, width, _ in columns)
    made = styled.to_latex(
        environment="longtable", hrules=True, column_format=form,
        caption=caption.replace("%", r"\%"), label=f"tab:{label}",
    )  # fmt: skip
    return f"{NEEDS}\n{{\\footnotesize\\setlength{{\\tabcolsep}}{{3pt}}\n{made}}}\n"
