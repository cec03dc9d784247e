"""Whether the warm-up is long enough: one cohort after warm-ups of several lengths, and the series of a long run.

A longer warm-up moves the cohort to other calls, so that the same seeds would not meet the same world. Here the
cohort stays where it is and the run begins later (`later`): every length leads to the same calls and cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sim.validation.convergence.design import MODELS, OF, Design, Figure
from sim.validation.convergence.judge import (
    CRITERION,
    Floats,
    Judged,
    Part,
    interval,
    judge,
    margin,
)
from sim.validation.convergence.series import BATCH, moving_average, mser
from sim.validation.convergence.values import grouped, listed, span, told, values, whose
from sim.validation.findings import Answer

COHORT, RULE = "Warm-up: the same cohort after a longer one", "Warm-up: MSER-5"
REACH = 12
"""Batches on each side in the moving average: 125 days in all."""
SERIES = {
    "open": ("open criminal cases", "cases"),
    "caseload": ("open cases per investigator", "cases/person"),
    "response": ("mean response, by day of reception", "min"),
    "clearance": ("share cleared, by day of report", "share"),
}

Runs = Sequence[Mapping[str, Any]]
Seen = dict[int, dict[str, Floats]]
"""Days of the warm-up -> whose -> its values by seed."""


def answer(design: Design, runs: Runs) -> Part:
    """Rows, sentences and curves on the warm-up, out of the runs with every warm-up."""
    seen = {figure.name: _by_warmup(design, runs, figure.name) for figure in design.long_figures}
    series = {model: {name: _mean_series(runs, model, name) for name in SERIES} for model in MODELS}
    cohort = [row for figure in design.long_figures for row in _rows(design, seen[figure.name], figure)]
    rules = [_rule(design, series[model][name], name, model) for name in SERIES for model in MODELS]
    sentences = [
        *(_told(design, seen[figure.name], figure) for figure in design.long_figures),
        _rules(rules),
        _meaning(design, cohort, rules),
    ]
    return Part([*cohort, *rules], sentences, {"warm-up": _curves(design, seen, series)})


def _by_warmup(design: Design, runs: Runs, name: str) -> Seen:
    return {
        days: values([{model: run[model][f"after {days}"] for model in MODELS} for run in runs], name)
        for days in design.warmups
    }


def _mean_series(runs: Runs, model: str, name: str) -> Floats:
    """The mean over replications, batch by batch; of waits and clearances over all calls and cases of a batch."""
    parts = {"response": ("waits", "calls"), "clearance": ("cleared", "reported")}.get(name, (name,))
    columns = [np.array([run[model]["series"][part] for run in runs]) for part in parts]
    if len(columns) == 1:
        return np.asarray(columns[0].mean(axis=0))
    return np.asarray(columns[0].sum(axis=0) / np.maximum(columns[1].sum(axis=0), 1))


def _judged(design: Design, seen: Seen, figure: Figure, of: str, longer: int) -> Judged:
    """What the default changes against a longer warm-up, seed by seed."""
    return judge(seen[design.warmup][of] - seen[longer][of], margin(figure.name, of == OF[2]))


def _rows(design: Design, seen: Seen, figure: Figure) -> Iterator[dict[str, Any]]:
    """The default against every longer warm-up."""
    for longer in (days for days in design.warmups if days > design.warmup):
        for of in OF:
            judged = _judged(design, seen, figure, of, longer)
            yield {
                "group": COHORT, "about": CRITERION, "quantity": figure.words, "of": of, "unit": figure.unit,
                "compared": f"warm-up of {design.warmup} d against {longer} d",
                "default": float(seen[design.warmup][of].mean()), "other": float(seen[longer][of].mean()),
                "replications": len(seen[longer][of]), **judged.columns,
            }  # fmt: skip


def _rule(design: Design, batches: Floats, name: str, model: str) -> dict[str, Any]:
    cut = mser(batches) * BATCH
    within = len(batches) // 2 * BATCH
    found = (
        Answer.HOLDS if cut <= design.warmup else Answer.NOT_SHOWN if cut > within else Answer.DOES_NOT_HOLD
    )
    return {
        "group": RULE, "about": f"MSER-5 (White 1997), batches of {BATCH} days of the mean over replications, cuts at "
        f"most the warm-up; beyond {within} days the series is too short",
        "quantity": SERIES[name][0], "of": model, "warm-up, d": design.warmup, "cut, d": cut,
        "series, d": len(batches) * BATCH, "verdict": str(found), "holds": found is Answer.HOLDS,
    }  # fmt: skip


def _curves(
    design: Design, seen: Mapping[str, Seen], series: Mapping[str, Mapping[str, Floats]]
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
    cohort = {
        name: [{of: numbers.tolist() for of, numbers in found.items()} for found in by_warmup.values()]
        for name, by_warmup in seen.items()
    }
    words = {
        figure.name: [figure.words, figure.level, figure.scale, figure.told] for figure in design.long_figures
    }
    return {
        "warmup": design.warmup, "warmups": list(design.warmups), "batch": BATCH, "reach": REACH, "series": drawn,
        "cohort": cohort, "words": words, "titles": {name: list(about) for name, about in SERIES.items()},
    }  # fmt: skip


# -- sentences -------------------------------------------------------------------------------------------------


def _told(design: Design, seen: Seen, figure: Figure) -> str:
    """The cohort after the default warm-up and after the longest, and what hardly any warm-up would do."""
    shortest, longest = design.warmups[0], design.warmups[-1]
    parts, without = [], []
    for of in OF:
        judged = _judged(design, seen, figure, of, longest)
        change = f"{told(figure, judged.change, True)} {figure.told} for {whose(of)}"
        within = f"margin {told(figure, judged.margin)}"
        parts.append(f"{change} ({span(figure, judged.low, judged.high)}, {within})")
        mean, low, high = interval(seen[shortest][of] - seen[longest][of])
        without.append(f"{told(figure, mean, True)} ({span(figure, low, high)})")
    days = "1 day" if shortest == 1 else f"{shortest} days"
    return (
        f"A warm-up of {design.warmup} days instead of {longest} days changes the {figure.words} of the same cohort by "
        f"{listed(parts)}, over {len(seen[longest][OF[0]])} seeds; one of {days} changes it by {listed(without)}."
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
    bad = [row for row in cohorts if row["verdict"] == Answer.DOES_NOT_HOLD]
    unsure = [row for row in cohorts if row["verdict"] == Answer.NOT_SHOWN]
    late = [row for row in rules if not row["holds"]]
    if not design.judges:
        return (
            f"That says nothing of the default: {len(cohorts) - len(bad) - len(unsure)} of {len(cohorts)} comparisons "
            f"of a cohort show little change after {design.warmup} days, {len(bad)} more than the margin, and "
            f"{len(unsure)} are not shown."
        )
    if not bad and not unsure and not late:
        return (
            f"A warm-up of {design.warmup} days suffices for both structures and the difference between them."
        )
    text = (
        f"A warm-up of {design.warmup} days holds in {len(cohorts) - len(bad) - len(unsure)} of {len(cohorts)} "
        f"comparisons of a cohort and in {len(rules) - len(late)} of {len(rules)} series"
    )
    if bad:
        text += f"; it is too short for {grouped(bad)}"
    if unsure:
        text += f"; with {design.long_seeds} seeds some comparison does not show it for {grouped(unsure)}"
    return f"{text}."
