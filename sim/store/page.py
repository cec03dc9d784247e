"""docs/records.md, written from the record tables: ``python -m sim.store.page > docs/records.md``."""

from __future__ import annotations

from enum import IntEnum

from sim.records import statuses
from sim.records.tables import TABLES

HEAD = """# Records

What a run leaves behind. This page is written from `sim/records/tables.py` by `python -m sim.store.page`.

```
results/runs/<time in UTC>-<model>/
    config.yaml          the model's configuration, resolved
    baseline.yaml        the baseline's, where there is one
    manifest.json        status (complete, interrupted, failed), seed, finished seeds, digests of the records,
                         versions, hashes of code and configurations, times
    summary.csv          means, intervals and differences over replications (docs/metrics.md)
    metrics.csv          the same figures, a replication and model each, with flags
    records/<model>/seed=<n>/<table>.parquet, names.json
    figures/
```

The folder appears under its name only when it is whole: until then it is hidden, and `manifest.json` is
the last file written. `sim.store.records.read_records(folder)` reads one replication back.

Times are minutes since the start of the run, which is a Monday at 00:00; NaN where the thing did not
happen. Kinds, places and bodies are indices in declaration order, -1 for none; `names.json` holds the
names, and the clock: when the cohort begins (`cohort_from`) and ends (`cohort_until`), and when the run
does (`end`).
"""
LISTS: tuple[type[IntEnum], ...] = (
    statuses.IncidentStatus,
    statuses.DispatchOutcome,
    statuses.CaseStatus,
    statuses.CaseStep,
    statuses.CaseChannel,
    statuses.Activity,
)


def page() -> str:
    """The whole page as Markdown."""
    parts = [HEAD]
    for table, columns in TABLES.items():
        parts.append(f"\n## {table}\n\n| column | type | unit and meaning |\n|---|---|---|\n")
        parts += [f"| `{name}` | {dtype} | {text} |\n" for name, (dtype, text) in columns.items()]
    parts.append("\n## Closed lists\n\n| list | values |\n|---|---|\n")
    for kind in LISTS:
        values = ", ".join(f"{member.value} {member.name.lower()}" for member in kind)
        parts.append(f"| `{kind.__name__}` | {values} |\n")
    return "".join(parts)


if __name__ == "__main__":
    print(page(), end="")
