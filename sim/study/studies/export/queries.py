"""A study as SQL sees it: its whole replications, and the tables of its points and draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.store.query import Run, ask
from sim.study.studies.assumed.constants import PLACES, changes, constants, draws
from sim.study.studies.kept import Kept

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.study.studies.folder import Replicate
    from sim.study.studies.study import Study

DAY = 1440.0
"""Minutes a day; records count from the start of the run."""


def query(kept: Kept, sql: str) -> pa.RecordBatchReader:
    """The answer to one SELECT over what is there, a batch of rows at a time; raises `ConfigError` as `ask` does."""
    mend = f"; simulate what is damaged again: {kept.study.resume} --verify"
    given = {"points": lambda: _points(kept), "draws": lambda: _draws(kept.study)}
    return ask(sql, _runs(kept.study, kept.whole), given, mend, _runs(kept.study, kept.drawn.whole))


def _runs(study: Study, replicates: Sequence[Replicate]) -> list[Run]:
    points, store = study.plan.points, study.folder.store
    return [
        Run(
            points[each.point].name,
            each.seed,
            points[each.point].config.county.name,
            points[each.point].config.model.name,
            store.folder(each.key),
        )
        for each in replicates
    ]


def _draws(study: Study) -> pa.Table:
    """What each draw made of each constant of each point: point, seed, draw (from 0), path, value."""
    import pyarrow as pa

    first, number = study.plan.seeds[0], study.plan.draws if study.plan.pairs else 0
    made = draws(first, number)
    text = pa.dictionary(pa.int32(), pa.string())
    schema = pa.schema([("point", text), ("seed", pa.int64()), ("draw", pa.int64()), ("path", text),
                        ("value", pa.float64())])  # fmt: skip
    parts = [schema.empty_table()]
    for point in study.plan.points:
        numbers = constants(point.config)
        size = len(numbers)
        values = [value for draw in made for path, value in changes(numbers, draw, first) if path != PLACES]
        columns = (
            [point.name] * (number * size), np.repeat([draw.seed for draw in made], size),
            np.repeat([draw.place for draw in made], size), [each.path for each in numbers] * number, values,
        )  # fmt: skip
        arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
        parts.append(pa.Table.from_arrays(arrays, schema=schema))
    return pa.concat_tables(parts)


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
