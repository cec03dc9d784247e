"""A study as SQL sees it: its whole replications, and the table of its points."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.store.query import Run, ask
from sim.study.studies.kept import Kept

if TYPE_CHECKING:
    import pyarrow as pa

DAY = 1440.0
"""Minutes a day; records count from the start of the run."""


def query(kept: Kept, sql: str) -> pa.RecordBatchReader:
    """The answer to one SELECT over what is there, a batch of rows at a time; raises `ConfigError` as `ask` does."""
    mend = f"; simulate what is damaged again: {kept.study.resume} --verify"
    return ask(sql, _runs(kept), _points(kept), mend)


def _runs(kept: Kept) -> list[Run]:
    points, store = kept.study.plan.points, kept.study.folder.store
    return [
        Run(
            points[each.point].name,
            each.seed,
            points[each.point].config.county.name,
            points[each.point].config.model.name,
            store.folder(each.key),
        )
        for each in kept.whole
    ]


def _points(kept: Kept) -> pa.Table:
    """One row a point: what it is, what it is compared with, and when its cohort begins and ends (min)."""
    import pyarrow as pa

    plan, there = kept.study.plan, Counter(each.point for each in kept.whole)
    rows = []
    for place, (point, other) in enumerate(zip(plan.points, plan.against, strict=True)):
        run, county, model = point.config.run, point.config.county, point.config.model
        begins = run.warmup * DAY
        rows.append(
            {
                "place": place,
                "point": point.name,
                "words": " ".join(point.words),
                "baseline": plan.points[other].name,
                "county": county.name,
                "county_title": county.title,
                "model": model.name,
                "model_title": model.title,
                "residents": float(county.residents),
                "replications": there[place],
                "cohort_from": begins,
                "cohort_until": begins + run.days * DAY,
                "end": run.total_days * DAY,
            }
        )
    return pa.Table.from_pylist(rows)
