"""The figures of a replication as they must be, whoever wrote the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.metrics.rows import COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

NUMBERS = {"value": "double", "n_events": "int64"}
"""Columns that are no text, and their types."""


def as_measured(table: pa.Table) -> pa.Table:
    """The columns that `sim.metrics.measure` gives, of the types that it gives them, and nothing else of the table.

    Raises ``ValueError`` where one is not there, is of another type, or lacks text.
    """
    import pyarrow as pa

    for name in COLUMNS:
        if name not in table.column_names:
            raise ValueError(f"they have no column {name}")
        column = table.column(name)
        text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        if not (column.type == NUMBERS[name] if name in NUMBERS else text):
            raise ValueError(f"their column {name} is {column.type}")
        if name != "value" and column.null_count:
            raise ValueError(f"their column {name} has gaps")
    kinds = [(name, NUMBERS.get(name, "large_string")) for name in COLUMNS]
    return table.select(COLUMNS).cast(pa.schema(kinds)).replace_schema_metadata(None)
