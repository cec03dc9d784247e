"""Fit the case model to the state before the reforms: one intercept an offence.

Only the `traditional` structure of Kaihua is run. Each round moves an offence's intercept by the difference of the
log-odds of its target and of what was cleared within a year. Nothing is fitted to a reported result of a reform.
The slope of clearance on the response is printed beside E1's, and is not fitted (see the README).

    python experiments/before_state/fit.py [rounds] [replications]
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas as pd

import sim
from sim.demand.cases import CaseDraws

YEAR = 365 * 1440.0
SLOPE = -0.047 / np.log(1.1)
"""E1: a response 10 % longer, 4.7 points less clearance; per e-fold of the response."""
FEW = 50
"""Cases below which an offence's intercept is left alone."""


def one(overrides: list[str], seed: int) -> tuple[pd.DataFrame, float, int]:
    """Cleared cases and cases by offence, and the summed slope over the offences noticed as they happened."""
    from sim.model import PolicingModel

    config = sim.load_config(overrides)
    model = PolicingModel(config, seed)
    records = model.run()
    cases = records.frame("cases")
    cohort = cases[
        (cases.reported_at >= records.clock["cohort_from"])
        & (cases.reported_at < records.clock["cohort_until"])
    ]
    cleared = (cohort.solved_at - cohort.reported_at) <= YEAR
    slope, count = slope_of(config, model.world.cases, cases)
    return (
        pd.DataFrame(
            {"cleared": cleared.groupby(cohort.offence).sum(), "cases": cohort.groupby("offence").size()}
        ),
        slope,
        count,
    )


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
    return float((p * (1 - p) * float(work.response) * response / (delay + response)).sum() * solved), len(
        used
    )


def main(rounds: int = 5, replications: int = 6) -> None:
    """Print the fitted values round by round."""
    config = sim.load_config(["model=traditional"])
    names = list(config.demand.offences)
    work = config.work.case
    value = {name: float(work.offences[name].intercept) for name in names}
    target = {name: float(work.offences[name].cleared_target) for name in names}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for turn in range(rounds):
            overrides = ["model=traditional"]
            overrides += [f"work.case.offences.{name}.intercept={value[name]}" for name in names]
            done = list(pool.map(one, [overrides] * replications, range(101, 101 + replications)))
            total = sum(frame.reindex(range(len(names)), fill_value=0) for frame, _, _ in done)
            slope = sum(each for _, each, _ in done) / max(sum(count for _, _, count in done), 1)
            print(f"round {turn}: slope on the response {slope:.3f}, E1 {SLOPE:.3f}")
            for index, name in enumerate(names):
                cases, cleared = int(total.cases[index]), int(total.cleared[index])
                share = (cleared + 0.5) / (cases + 1)
                print(
                    f"  {name:15s} intercept {value[name]:6.2f}  cleared {share:.3f} for {target[name]:.2f} of {cases}"
                )
                if cases >= FEW and turn < rounds - 1:
                    value[name] += float(
                        np.log(target[name] / (1 - target[name])) - np.log(share / (1 - share))
                    )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
