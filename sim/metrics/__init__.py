"""Functions of records: every figure that a run reports (MODEL 11). `registry` lists them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.schema import Config
    from sim.records.log import Records


def measure(records: Records, config: Config, residents: Sequence[float] | None = None) -> pd.DataFrame:
    """All metrics of one replication, one row each and split.

    Columns: metric, priority, category, area, offence ('all' where not split), unit, value, n_events, flag
    ('', 'few', 'lower bound', 'not reached', 'not stationary'). A value that does not exist is NaN and
    flagged. `residents` (n_townships,) defaults to ``records.names["township_residents"]``.
    """
    from sim.metrics.clearance import clearance
    from sim.metrics.response import response
    from sim.metrics.rows import Rows, Window
    from sim.metrics.work import load, work

    if residents is None and "township_residents" in records.names:
        residents = [float(number) for number in records.names["township_residents"]]
    criminal = [bool(offence.criminal) for offence in config.demand.offences.values()]
    window = Window.of(records)
    rows = Rows(window)
    load(records, window, rows, criminal)
    standard = config.work.call.standard
    response(records, window, rows, (float(standard.urban_minutes), float(standard.other_minutes)), residents)
    clearance(records, window, rows, criminal)
    work(records, window, rows)
    return rows.frame()
