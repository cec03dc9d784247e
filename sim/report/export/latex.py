"""Tables of a study for a paper: LaTeX with booktabs and longtable, everything that a study says escaped."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import TYPE_CHECKING

from sim.metrics.rows import KEYS
from sim.study.studies.comparisons import HEADLINES

if TYPE_CHECKING:
    import pandas as pd

NEEDS = r"% Needs \usepackage{booktabs,longtable}; with Chinese names, XeLaTeX and \usepackage{ctex}."
DIGITS = 3
INFLUENCES = 5
"""Constants a comparison that the table of influences names; the CSV has all."""


def latex(tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str]]:
    """(name, text) of each table that a paper would print."""
    yield (
        "headlines",
        _table(_headlines(tables["summary"]), "headlines", "Means and 95 % intervals, chance alone."),
    )
    compared = tables["comparisons"]
    if len(compared):
        note = "Differences from the baseline: 95 % intervals, chance alone; p adjusted by Holm."
        yield "comparisons", _table(_comparisons(compared), "comparisons", note)
    if "assumptions" in tables:
        note = "Differences from the baseline with chance and assumptions: 95 % intervals, and with chance alone."
        yield "assumptions", _table(_assumptions(tables["assumptions"]), "assumptions", note)
        note = "Constants that matter most to each difference."
        yield "influences", _table(_influences(tables["influences"]), "influences", note)


def _headlines(summary: pd.DataFrame) -> pd.DataFrame:
    whole = summary[(summary[list(KEYS[1:])] == "all").all(axis=1) & summary["metric"].isin(HEADLINES)]
    kept = ["point", "metric", "unit", "mean", "ci_low", "ci_high", "n_replications", "flag"]
    return whole.sort_values(["metric", "point"], key=lambda column: column.map(_place), kind="stable")[kept]


def _place(name: object) -> object:
    return HEADLINES.index(name) if isinstance(name, str) and name in HEADLINES else 0


def _comparisons(table: pd.DataFrame) -> pd.DataFrame:
    return table[["point", "baseline", "metric", "unit", "difference", "low", "high", "p_adjusted", "answer"]]


def _assumptions(table: pd.DataFrame) -> pd.DataFrame:
    kept = [
        "point",
        "baseline",
        "metric",
        "unit",
        "difference",
        "low",
        "high",
        "chance_low",
        "chance_high",
        "below",
    ]
    return table[kept]


def _influences(table: pd.DataFrame) -> pd.DataFrame:
    kept = ["point", "metric", "rank", "path", "status", "value", "low", "high", "share", "flips_at"]
    return table[table["rank"] <= INFLUENCES][kept]


def _p(value: object) -> str:
    """A p value, never as nothing."""
    if not isinstance(value, float):
        return str(value)
    return "--" if isnan(value) else f"$<${10**-DIGITS}" if value < 10**-DIGITS else f"{value:.{DIGITS}f}"


def _table(table: pd.DataFrame, name: str, caption: str) -> str:
    styled = table.reset_index(drop=True).style.hide(axis="index")
    styled = styled.format(escape="latex", precision=DIGITS, na_rep="--").format_index(escape="latex", axis=1)
    if "p_adjusted" in table:
        styled = styled.format(_p, subset=["p_adjusted"])
    numbers = [dtype.kind in "if" for dtype in table.dtypes]
    made = styled.to_latex(
        environment="longtable", hrules=True, column_format="".join("r" if number else "l" for number in numbers),
        caption=caption.replace("%", r"\%"), label=f"tab:{name}",
    )  # fmt: skip
    return f"{NEEDS}\n{made}"
