"""Fit the case model to the state before the reforms: one intercept an offence.

Only the `traditional` structure of Kaihua is fitted. Each round moves an offence's intercept by the difference of the
log-odds of its target and of what was cleared within a year. Nothing is fitted to a reported result of a reform.
What the last round found is written to `findings.json` and into the README beside it, with figures that are fitted to
nothing: the slope of clearance on the response (E1), the share of criminal cases that specialists carry where a share
is demanded of them (K9), how wide the interval of a difference is by number of replications, and the time it took.

    python experiments/before_state/fit.py [rounds] [replications]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import cpu_count, get_context
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from figures import half_widths, machine, with_interval
from written import write

import sim
from sim.demand.cases import CaseDraws
from sim.store.manifest import simulator_hash, versions

FITTED, DEMANDED = "traditional", "one_five_n_one"
"""The structure that is fitted, and the one of which K9 demands a share."""
DAY = 1440.0
YEAR = 365 * DAY
SLOPE = float(-0.047 / np.log(1.1))
"""E1: a response 10 % longer, 4.7 points less clearance; per e-fold of the response."""
FEW = 50
"""Cases below which an offence's intercept is left alone."""
FIRST_SEED = 101
COMPARED = {"response_time_mean": "min", "clearance_30": "share", "clearance_365": "share"}
"""Figures of which the width of intervals is told, with units."""


@dataclass(frozen=True)
class Found:
    """What one replication says; offences in the order of the configuration."""

    cleared: np.ndarray[Any, Any]
    """(offences,): cases of the cohort cleared within a year of the report."""
    cases: np.ndarray[Any, Any]
    """(offences,): cases of the cohort."""
    days: list[np.ndarray[Any, Any]]
    """By offence: days from the report to clearance, of those cleared."""
    outcome_days: list[np.ndarray[Any, Any]]
    """By offence: days from the report to clearance or to being given up, of those that had either in a year."""
    slope: float
    """Sum of d(clearance) / d ln(response) over the cases noticed as they happened."""
    noticed: int
    """How many these are."""
    figures: dict[str, float]
    """Metrics that are not split."""


def one(overrides: list[str], seed: int) -> Found:
    """Run one replication of the state before the reforms."""
    from sim.model import PolicingModel
    from sim.study.simulate import Result

    config = sim.load_config(overrides)
    model = PolicingModel(config, seed)
    records = model.run()
    cases = records.frame("cases")
    reported = cases.reported_at
    cohort = cases[(reported >= records.clock["cohort_from"]) & (reported < records.clock["cohort_until"])]
    to_clearance = cohort.solved_at - cohort.reported_at
    to_outcome = to_clearance.fillna(cohort.suspended_at - cohort.reported_at)
    kinds = [cohort.offence == index for index in range(len(config.demand.offences))]
    slope, noticed = slope_of(config, model.world.cases, cases)
    return Found(
        np.array([(to_clearance[kind] <= YEAR).sum() for kind in kinds]),
        np.array([kind.sum() for kind in kinds]),
        [_within(to_clearance[kind]) for kind in kinds],
        [_within(to_outcome[kind]) for kind in kinds],
        slope,
        noticed,
        Result(config, seed, records).metrics,
    )


def _within(minutes: pd.Series[float]) -> np.ndarray[Any, Any]:
    return (minutes[minutes <= YEAR] / DAY).to_numpy()


def slope_of(config: sim.Config, draws: CaseDraws, cases: pd.DataFrame) -> tuple[float, int]:
    """d(clearance) / d ln(response) over the involved cases: p (1 - p) b_r * response / (delay + response), times the
    share of solvable cases that are solved."""
    work = config.work.case
    rows = cases.case.to_numpy()
    used = cases[draws.involved[rows] & cases.presence_at.notna().to_numpy()]
    rows = used.case.to_numpy()
    response = np.clip(used.presence_at - used.reported_at, work.response_at_least, work.response_at_most)
    delay = draws.reporting_delay[rows]
    names = list(config.demand.offences)
    intercept = np.array([float(work.offences[names[offence]].intercept) for offence in used.offence])
    odds = (
        intercept
        + float(work.suspect_known) * draws.suspect_known[rows]
        + float(work.camera) * draws.camera[rows]
        + float(work.response) * np.log((delay + response) / float(work.response_reference_minutes))
    )
    p = 1 / (1 + np.exp(-odds))
    solved = used.solved_at.notna().sum() / max(used.solvable.sum(), 1)
    slopes = p * (1 - p) * float(work.response) * response / (delay + response)
    return float(slopes.sum() * solved), len(used)


def beside(seed: int) -> dict[str, float]:
    """The metrics of the structure of which K9 demands a share."""
    return sim.simulate(sim.load_config([f"model={DEMANDED}"]), seed).metrics


def findings(
    config: sim.Config, value: dict[str, float], done: Sequence[Found], seeds: range
) -> dict[str, Any]:
    """Everything that is kept of the last round but the specialists' share."""
    offences = {}
    for index, (name, each) in enumerate(config.work.case.offences.items()):
        cleared, cases = [f.cleared[index] for f in done], [f.cases[index] for f in done]
        offences[name] = {
            "target": float(each.cleared_target), "cases": int(sum(cases)),
            "cleared": with_interval(cleared, cases, 0.0, 1.0),
            "intercept": value[name], "fitted": each.intercept.status == "fitted",
            "median_days": _median(f.days[index] for f in done),
        }  # fmt: skip
    criminal = [index for index, each in enumerate(config.demand.offences.values()) if each.criminal]
    return {
        "date": pd.Timestamp.now("UTC").date().isoformat(), "code": simulator_hash(), "versions": versions(),
        "county": config.county.name, "structure": FITTED, "seeds": [seeds[0], seeds[-1]], "offences": offences,
        "median_days": _median(f.days[index] for f in done for index in criminal),
        "median_days_to_outcome": _median(f.outcome_days[index] for f in done for index in criminal),
        "slope": with_interval([f.slope for f in done], [f.noticed for f in done]), "slope_of_E1": SLOPE,
    }  # fmt: skip


def _median(parts: Any) -> float | None:
    together = np.concatenate(list(parts))
    return float(np.median(together)) if len(together) else None


def main(rounds: int = 5, replications: int = 6) -> None:
    """Print the fitted values round by round; write what the last one found."""
    config = sim.load_config([f"model={FITTED}"])
    value = {name: float(each.intercept) for name, each in config.work.case.offences.items()}
    seeds = range(FIRST_SEED, FIRST_SEED + replications)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for turn in range(rounds):
            started = perf_counter()
            overrides = [f"model={FITTED}"]
            overrides += [f"work.case.offences.{name}.intercept={value[name]}" for name in value]
            done = list(pool.map(partial(one, overrides), seeds))
            seconds = perf_counter() - started
            found = findings(config, value, done, seeds)
            _print(turn, found)
            if turn < rounds - 1:
                value = moved(found)
        others = list(pool.map(beside, seeds))
    took = {"seconds": seconds, "processes": cpu_count(), "days": config.run.total_days, **machine()}
    write(found | {"took": took} | _compared([each.figures for each in done], others))


def _print(turn: int, found: dict[str, Any]) -> None:
    print(f"round {turn}: slope on the response {found['slope']['value']:.3f}, E1 {SLOPE:.3f}")
    for name, told in found["offences"].items():
        print(f"  {name:15s} intercept {told['intercept']:6.2f}  cleared {told['cleared']['value']:.3f} "
              f"for {told['target']:.2f} of {told['cases']}")  # fmt: skip


def _compared(fitted: list[dict[str, float]], others: list[dict[str, float]]) -> dict[str, Any]:
    """The share that K9 demands, and how wide intervals of differences are."""
    demanded = sim.load_config([f"model={DEMANDED}"]).casework.least_share
    share = with_interval([each["specialist_share"] for each in others], [1.0] * len(others), 0.0, 1.0)
    differences = {
        name: [theirs[name] - ours[name] for ours, theirs in zip(fitted, others, strict=True)]
        for name in COMPARED
    }
    widths = {n: {"unit": unit, "half_width": half_widths(differences[n])} for n, unit in COMPARED.items()}
    return {
        "specialist_share": share | {"structure": DEMANDED, "demanded": float(demanded or 0)},
        "differences": {"of": [DEMANDED, FITTED], "metrics": widths},
    }


def moved(found: dict[str, Any]) -> dict[str, float]:
    """The intercepts of the next round, rounded as they are shipped; where there are few cases as they were."""
    value = {}
    for name, told in found["offences"].items():
        share, cases, target = told["cleared"]["value"], told["cases"], told["target"]
        share = (share * cases + 0.5) / (cases + 1)
        step = np.log(target / (1 - target)) - np.log(share / (1 - share)) if cases >= FEW else 0.0
        value[name] = round(told["intercept"] + float(step), 2)
    return value


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
