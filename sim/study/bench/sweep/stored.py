"""Many replications that are finished: whether they are there, and a quantile of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sim.store.replications import ReplicationStore
from sim.study.bench.figure import Figure
from sim.study.bench.sweep.driver import planned
from sim.study.bench.sweep.fakes import multiply, original
from sim.study.bench.sweep.timing import timed

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.studies.study import Study

KAIHUA = ("model=dabuzhi", "county=kaihua", "run.warmup=0", "run.follow_up=0")
P90 = "response_time_p90"
CUTS = ("priority", "category", "area", "offence")
FROM_FIGURES = " AND ".join(
    [f"SELECT point, seed, value FROM figures WHERE metric = '{P90}'", *(f"{cut} = 'all'" for cut in CUTS)]
)
FROM_CALLS = (
    "SELECT point, seed, quantile_cont(first_able_at - received_at, 0.9) AS p90 FROM incidents "
    "WHERE first_able_at IS NOT NULL GROUP BY point, seed"
)


def checking(number: int = 10_000, days: int = 1) -> Iterator[Figure]:
    """`ReplicationStore.find` on each of so many finished replications, as a study does before it begins."""
    with TemporaryDirectory(prefix="bench-") as folder:
        store = ReplicationStore(Path(folder))
        key = original(store, [*KAIHUA, f"run.days={days}"])
        keys = [f"{place:032x}" for place in range(1 << 100, (1 << 100) + number)]
        keys = [each[::-1] for each in keys]  # spread over the store's folders, as hashes are
        multiply(store, key, keys)
        files = len(list(store.folder(key).iterdir()))
        done = timed(lambda: sum(store.find(each).whole for each in keys))
    yield Figure(
        f"Checking {_thousands(number)} finished replications", done.wall, "s", 3,
        detail=(
            f"{_thousands(done.made)} whole, {files} files each, just written; "
            f"{done.processor:.3g} s of the processor"
        ),
    )  # fmt: skip


def quantiles(number: int = 1000, days: int = 365) -> Iterator[Figure]:
    """The 90th percentile of each of so many runs: by the study's own table, and twice by SQL."""
    with TemporaryDirectory(prefix="bench-") as folder:
        study = planned(Path(folder), 2, number // 2, 0)
        store = study.folder.store
        multiply(store, original(store, [*KAIHUA, f"run.days={days}"]), [each.key for each in study.asked])
        ways = {
            "the study's table of metrics": lambda: _by_metrics(study),
            "SQL on figures": lambda: _by_sql(study, FROM_FIGURES),
            "SQL on every call": lambda: _by_sql(study, FROM_CALLS),
        }
        for way, job in ways.items():
            done = timed(job)
            yield Figure(
                f"p90 of each of {_thousands(number)} runs: {way}", done.wall, "s", 3,
                detail=(
                    f"{_thousands(len(done.made))} runs of {days} days; {done.processor:.3g} s of the processor"
                ),
            )  # fmt: skip


def _by_metrics(study: Study) -> pd.DataFrame:
    """A row a run, from `Study.metrics`, which asks the store what is there and reads it."""
    table = study.metrics
    headline = table["metric"].eq(P90) & (table[list(CUTS)] == "all").all(axis=1)
    return table.loc[headline, ["model", "seed", "value"]]


def _by_sql(study: Study, sql: str) -> Any:
    """The answer as an Arrow table; which replications are there is asked, too."""
    from sim.study.studies.export.queries import query
    from sim.study.studies.kept import Kept

    return query(Kept.of(study), sql).read_all()


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", " ")
