"""Records of a replication with only the columns that the report draws from."""

from __future__ import annotations

from pathlib import Path

from sim.records.log import Records
from sim.store.records import Columns, arrays, read_names

WANTED: dict[str, tuple[str, ...]] = {
    "incidents": ("incident", "offence", "priority", "status", "received_at"),
    "cases": ("incident", "offence", "channel", "reported_at", "filed_at", "solved_at", "suspended_at"),
    "dispatches": ("dispatched_at", "available_at"),
    "teams": ("day", "on_duty"),
}
"""Tables and columns that figures are drawn from; the metrics hold the rest."""


def read_wanted(folder: Path) -> Records:
    """The records under `folder`, with the tables and columns of `WANTED`.

    Raises ``OSError`` or ``ValueError`` where a file is missing or damaged.
    """
    from pyarrow import parquet

    names, clock = read_names(folder)
    tables: dict[str, Columns] = {}
    for table, columns in WANTED.items():
        read = parquet.read_table(folder / f"{table}.parquet", columns=list(columns), use_threads=False)
        tables[table] = arrays(table, read)
    return Records(tables=tables, names=names, clock=clock)
