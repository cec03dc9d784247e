"""Whether the warm-up is long enough: the cohorts that follow one another in one long run, and its series.

A longer warm-up moves the cohort to other calls, so the same seeds would not meet the same world. The cohort after
a warm-up of w days is therefore read from a run that goes on: it is the one that begins on day w.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sim.validation.convergence.design import MODELS, OF, Design, Figure
from sim.validation.convergence.judge import (
    CRITERION,
    EFFECT,
    LEVEL,
    Floats,
    Judged,
    Part,
    Verdict,
    interval,
    judge,
)
from sim.validation.convergence.series import BATCH, moving_average, mser
from sim.validation.convergence.values import grouped, listed, percent, span, told, values, whose

COHORTS, RULE = "Warm-up: cohorts of one long run", "Warm-up: MSER-5"
REACH = 12
"""Batches on each side in the moving average: 125 days in all."""
SERIES = {
    "open": ("open criminal cases", "cases"),
    "caseload": ("open cases per investigator", "cases/person"),
    "response": ("mean response, by day of reception", "min"),
    "clearance": ("share cleared, by day of report", "share"),
}

Runs = Sequence[Mapping[str, Any]]


def answer(design: Design, runs: Runs) -> Part:
    """Rows, sentences and curves on the warm-up, out of the long runs."""
    cohorts = {figure.name: _cohorts(design, runs, figure.name) for figure in design.long_figures}
    series = {model: {name: _mean_series(runs, model, name) for name in SERIES} for model in MODELS}
    cohort_rows = [
        row for figure in design.long_figures for row in _cohort_rows(design, cohorts[figure.name], figure)
    ]
    rule_rows = [
        row
        for name in SERIES
        for model in MODELS
        for row in [_rule(design, series[model][name], name, model)]
    ]
    sentences = [
        *(_told(design, cohorts[figure.name], figure) for figure in design.long_figures),
        _rules(rule_rows),
        _meaning(design, cohort_rows, rule_rows),
    ]
    return Part([*cohort_rows, *rule_rows], sentences, {"warm-up": _curves(design, cohorts, series)})


def _cohorts(design: Design, runs: Runs, name: str) -> list[dict[str, Floats]]:
    """By cohort, whose -> its values by seed."""
    return [
        values([{model: run[model]["cohorts"][cohort] for model in MODELS} for run in runs], name)
        for cohort in range(design.cohorts)
    ]


def _mean_series(runs: Runs, model: str, name: str) -> Floats:
    """The mean over replications, batch by batch; of waits and clearances over all calls and cases of a batch."""
    column = {key: np.array([run[model][key] for run in runs]) for key in runs[0][model] if key != "cohorts"}
    parts = {"response": ("waits", "calls"), "clearance": ("cleared", "reported")}
    if name not in parts:
        return np.asarray(column[name].mean(axis=0))
    above, below = (column[key].sum(axis=0) for key in parts[name])
    return np.asarray(above / np.maximum(below, 1))


def _later(cohorts: list[dict[str, Floats]], of: str, which: int | None) -> Floats:
    """The values of one later cohort, or the mean of all after the default's."""
    if which is not None:
        return cohorts[which][of]
    return np.asarray(np.mean([cohort[of] for cohort in cohorts[2:]], axis=0))


def _judged(cohorts: list[dict[str, Floats]], of: str, which: int | None) -> Judged:
    later = _later(cohorts, of, which)
    return judge(cohorts[1][of] - later, float(later.mean()), EFFECT if of == OF[2] else LEVEL)


def _cohort_rows(
    design: Design, cohorts: list[dict[str, Floats]], figure: Figure
) -> Iterator[dict[str, Any]]:
    """The cohort after the default warm-up against those after twice, three times as long, and all later ones."""
    for which in (2, 3, None):
        words = f"{which * design.warmup} d" if which else f"{2 * design.warmup} d and more"
        for of in OF:
            judged = _judged(cohorts, of, which)
            yield {
                "group": COHORTS, "about": CRITERION, "quantity": figure.words, "of": of, "unit": figure.unit,
                "compared": f"warm-up of {design.warmup} d against {words}",
                "default": float(cohorts[1][of].mean()), "other": float(_later(cohorts, of, which).mean()),
                "change": judged.change, "low": judged.low, "high": judged.high, "share": judged.share,
                "replications": len(cohorts[1][of]), "verdict": judged.verdict.value, "holds": judged.holds,
            }  # fmt: skip


def _rule(design: Design, batches: Floats, name: str, model: str) -> dict[str, Any]:
    cut = mser(batches) * BATCH
    within = len(batches) // 2 * BATCH
    return {
        "group": RULE, "about": f"MSER-5 (White 1997), batches of {BATCH} days of the mean over replications, cuts at "
        f"most the warm-up; beyond {within} days the series is too short",
        "quantity": SERIES[name][0], "of": model, "warm-up, d": design.warmup, "cut, d": cut,
        "series, d": len(batches) * BATCH, "holds": cut <= design.warmup,
    }  # fmt: skip


def _curves(
    design: Design, cohorts: Mapping[str, list[dict[str, Floats]]], series: Mapping[str, Mapping[str, Floats]]
) -> dict[str, Any]:
    drawn = {
        model: {
            name: {
                "batches": batches.tolist(),
                "smooth": moving_average(batches, REACH).tolist(),
                "cut": mser(batches) * BATCH,
            }
            for name, batches in by_name.items()
        }
        for model, by_name in series.items()
    }
    years = {
        name: [{of: numbers.tolist() for of, numbers in cohort.items()} for cohort in found]
        for name, found in cohorts.items()
    }
    words = {figure.name: [figure.words, figure.level, figure.scale] for figure in design.long_figures}
    return {
        "warmup": design.warmup, "batch": BATCH, "reach": REACH, "series": drawn, "cohorts": years, "words": words,
        "titles": {name: list(about) for name, about in SERIES.items()},
    }  # fmt: skip


# -- sentences -------------------------------------------------------------------------------------------------


def _told(design: Design, cohorts: list[dict[str, Floats]], figure: Figure) -> str:
    """The cohort after the default warm-up against all later ones, and what no warm-up at all would do."""
    parts, without = [], []
    for of in OF:
        judged = _judged(cohorts, of, None)
        change = f"{told(figure, judged.change, True)} {figure.told} for {whose(of)}"
        parts.append(f"{change} ({span(figure, judged.low, judged.high)}, {percent(judged.share, True)})")
        mean, low, high = interval(cohorts[0][of] - _later(cohorts, of, None))
        without.append(f"{told(figure, mean, True)} ({span(figure, low, high)})")
    return (
        f"The {figure.words} of the cohort after a warm-up of {design.warmup} days differs from that of the cohorts "
        f"after {2 * design.warmup} days and more by {listed(parts)}; without any warm-up by {listed(without)}."
    )


def _rules(rows: list[dict[str, Any]]) -> str:
    bad = [f"{row['quantity']}, {row['of']} ({row['cut, d']} days)" for row in rows if not row["holds"]]
    longest = max(rows, key=lambda row: int(row["cut, d"]))
    text = (
        f"MSER-5 on series of {rows[0]['series, d']} days from the start would cut at most {longest['cut, d']} days "
        f"({longest['quantity']}, {longest['of']})"
    )
    return (
        f"{text}, more than the warm-up for {listed(bad)}." if bad else f"{text}, no more than the warm-up."
    )


def _meaning(design: Design, cohorts: list[dict[str, Any]], rules: list[dict[str, Any]]) -> str:
    bad = [row for row in cohorts if row["verdict"] == Verdict.NOT_CONVERGED]
    unsure = [row for row in cohorts if row["verdict"] == Verdict.NOT_SHOWN]
    late = [row for row in rules if not row["holds"]]
    if not bad and not unsure and not late:
        return (
            f"A warm-up of {design.warmup} days suffices for both structures and the difference between them."
        )
    text = (
        f"A warm-up of {design.warmup} days holds in {len(cohorts) - len(bad) - len(unsure)} of {len(cohorts)} "
        f"comparisons of cohorts and in {len(rules) - len(late)} of {len(rules)} series"
    )
    if bad:
        text += f"; it is too short for {grouped(bad)}"
    if unsure:
        text += f"; with so few replications some comparison does not show it for {grouped(unsure)}"
    return f"{text}."
