"""A summary as a run leaves it, made up."""

from __future__ import annotations

import numpy as np
import pandas as pd

FIGURES = [
    ("calls", "all", "all", "1/year", 27600.0, 0.0, 27600),
    ("effective_calls", "all", "all", "1/year", 6900.0, 0.0, 6900),
    ("cases", "all", "all", "1/year", 920.0, 0.0, 920),
    ("response_time_mean", "all", "all", "min", 21.4, -1.9, 6900),
    ("response_time_p90", "1", "all", "min", 38.0, -2.2, 800),
    ("response_time_mean", "all", "urban", "min", 12.0, -1.2, 3900),
    ("response_time_mean", "all", "rural", "min", 31.0, -2.1, 3000),
    ("worst_tenth", "all", "all", "min", 45.0, -2.0, 500),
    ("handling_time", "all", "all", "min", 1.6, 0.0, 6900),
    ("relay_time", "all", "all", "min", 2.1, -2.1, 6900),
    ("queue_time", "all", "all", "min", 0.2, -0.1, 6900),
    ("turnout_time", "all", "all", "min", 3.0, 0.1, 6900),
    ("travel_time", "all", "all", "min", 14.5, 0.2, 6900),
    ("clearance_90", "all", "all", "share", 0.38, 0.004, 920),
    ("clearance_365", "all", "all", "share", 0.41, 0.006, 920),
    ("period_rate", "all", "all", "ratio", 0.42, 0.005, 920),
    ("backlog", "all", "all", "cases", 610.0, -3.0, 610),
    ("caseload", "all", "all", "cases/person", 6.1, -0.2, 100),
    ("committed_share", "all", "all", "share", 0.021, 0.001, 6900),
]
NUMBERS = ["mean", "ci_low", "ci_high", "difference", "difference_low", "difference_high"]


def make_summary(replications: int = 8, half: float = 0.25) -> pd.DataFrame:
    """`dabuzhi` after `traditional`; intervals reach `half` of the difference to each side of it."""
    rows = []
    for metric, priority, area, unit, mean, difference, events in FIGURES:
        for model in ("dabuzhi", "traditional"):
            after = model == "dabuzhi"
            level = mean + (difference if after else 0)
            wide = abs(mean) * 0.02 if replications > 1 else np.nan
            apart = abs(difference) * half if replications > 1 else np.nan
            row = {"metric": metric, "priority": priority, "category": "all", "area": area, "offence": "all"}
            row |= {
                "unit": unit,
                "model": model,
                "mean": level,
                "ci_low": level - wide,
                "ci_high": level + wide,
            }
            row |= {"difference": difference if after else np.nan}
            row |= {"difference_low": difference - apart if after else np.nan}
            row |= {"difference_high": difference + apart if after else np.nan}
            rows.append(row | {"n_replications": replications, "n_events": events, "flag": ""})
    return pd.DataFrame(rows)


def without(summary: pd.DataFrame, metric: str, flag: str) -> pd.DataFrame:
    """The summary with nothing but a reason where `metric` had its numbers."""
    changed = summary.copy()
    changed.loc[changed["metric"] == metric, NUMBERS] = np.nan
    changed.loc[changed["metric"] == metric, "flag"] = flag
    return changed
