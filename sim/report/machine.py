"""The table of a run for machines: valid JSON, and a reason beside every number that there is not."""

from __future__ import annotations

import json
import math
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from sim.report.table import Labels, load_sentence
from sim.report.verdict import next_command, verdict
from sim.report.words import no_number

if TYPE_CHECKING:
    import pandas as pd


def as_json(summary: pd.DataFrame, labels: Labels, **extra: Any) -> str:
    """The summary, load, sentence and next command as one JSON object; `extra` goes in as it is.

    A number that there is not is null, and the row's `reason` says why.
    """
    found = {
        "model": labels.after,
        "baseline": labels.before,
        "county": labels.county,
        "load": load_sentence(summary, labels),
        "finding": verdict(summary, labels.after, labels.before),
        "next": next_command(summary, labels.after, labels.before, labels.overrides),
        **extra,
        "summary": [_row(row, labels) for row in summary.to_dict(orient="records")],
    }
    return json.dumps(_plain(found), allow_nan=False, ensure_ascii=False, indent=1)


def _row(row: dict[Hashable, Any], labels: Labels) -> dict[str, Any]:
    flag = row.pop("flag", "")
    flag = flag if isinstance(flag, str) else ""
    made = _plain(row)
    reasons = {}
    if made["mean"] is None:
        reasons["mean"] = no_number(flag)
    elif made["ci_low"] is None:
        reasons["interval"] = flag or (
            "too few events" if row["n_replications"] > 1 else "a single replication"
        )
    if made["difference"] is None:
        alone = row["model"] == labels.before or labels.before is None
        missing = no_number(flag) if made["mean"] is None else "one side has no figure"
        reasons["difference"] = "nothing to compare with" if alone else missing
    return {**made, "flag": flag, "reason": reasons}


def _plain(value: Any) -> Any:
    """The value in JSON's own types; NaN and infinity become null."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, (str, int, bool)) or value is None else str(value)
