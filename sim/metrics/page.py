"""docs/metrics.md, written from the registry: ``python -m sim.metrics.page > docs/metrics.md``."""

from __future__ import annotations

from sim.metrics.registry import GROUPS, METRICS

HEAD = """# Metrics

Every figure of a run is a function of its records (`docs/records.md`). This page is written from
`sim/metrics/registry.py` by `python -m sim.metrics.page`.

- **Cohort**: calls received and cases reported in the `run.days` after the warm-up. Years have 365
  days.
- **Splits**: response by priority, category, urban and rural, priority within those, and township;
  clearance by offence. `all` stands where a figure is not split; for clearance it means all *criminal*
  offences.
- **Interval**: the replication is the unit. `mean` has the 95 % t-interval over replications;
  `difference` (model minus baseline) the paired one, seed by seed. With one replication there is none.
- **n_events**: what a figure rests on, a replication; named with each metric below.
- **Flags**: `few` (fewer than 30 events a year), `lower bound` (calls still unserved at the end count
  their wait so far), `not reached` (no number: the follow-up, or the quantile, lies beyond what was
  observed), `not stationary` (the backlog grows). In a summary, `lower bound` and `not reached` stand
  when any replication has them, the others when at least half have.
"""


def page() -> str:
    """The whole page as Markdown."""
    parts = [HEAD]
    for group, title in GROUPS.items():
        parts += [f"\n## {title}\n\n| metric | unit | meaning | equation | events |\n|---|---|---|---|---|\n"]
        for metric in METRICS.values():
            if metric.group == group:
                cells = (f"`{metric.name}`", metric.unit, metric.text, metric.equation, metric.events)
                parts.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |\n")
    return "".join(parts)


if __name__ == "__main__":
    print(page(), end="")
