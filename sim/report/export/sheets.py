"""Tables as CSV and as a workbook that a spreadsheet opens; no cell of text is taken for a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sim.report.spreadsheet import FORMULA, GUARDED

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

BOM = b"\xef\xbb\xbf"
"""By it Excel and WPS see that a file is UTF-8, so that Chinese is read with a click."""
MOST_ROWS = 50_000
"""Rows of a table that the workbook takes; a larger one takes long to write and to open, and it has a CSV."""
WIDEST, NARROWEST = 60, 8
MADE = datetime(2001, 1, 1)
"""Said to be when a workbook was made, so that the same tables give the same bytes."""


def write_csv(file: IO[bytes], parts: Iterable[pa.Table | pa.RecordBatch], mark: bool = True) -> int:
    """Write parts of one table below one head; `mark` puts `BOM` first. Returns the number of rows."""
    from pyarrow import csv

    rows = 0
    file.write(BOM if mark else b"")
    for number, part in enumerate(parts):
        csv.write_csv(guarded(part), file, csv.WriteOptions(include_header=not number))
        rows += part.num_rows
    return rows


def guarded(part: pa.Table | pa.RecordBatch) -> pa.Table:
    """The part with an apostrophe before every text that a spreadsheet would take for a formula.

    What is neither number, truth nor text (lists, dates) becomes text.
    """
    import pyarrow as pa

    return pa.table([_guarded(column) for column in part.columns], names=part.schema.names)


def _guarded(column: Any) -> Any:
    import pyarrow as pa
    from pyarrow import compute, types

    kind = column.type
    if any(plain(kind) for plain in (types.is_null, types.is_integer, types.is_floating, types.is_boolean)):
        return column
    if not (types.is_string(kind) or types.is_large_string(kind)):
        said = [None if value is None else str(value) for value in column.to_pylist()]
        column = pa.array(said, pa.string())
    return compute.replace_substring_regex(column, FORMULA, GUARDED)


def arrow(table: pd.DataFrame) -> pa.Table:
    """A data frame for `write_csv`; NaN becomes an empty cell."""
    import pyarrow as pa

    return pa.Table.from_pandas(table, preserve_index=False)


def write_workbook(file: Path, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Write a sheet a table, and return the names of those that are too long for it."""
    from xlsxwriter import Workbook

    too_long = [name for name, table in tables.items() if len(table) > MOST_ROWS]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(str(file), options) as book:
        book.set_properties({"created": MADE})
        head = book.add_format({"bold": True, "bottom": 1})
        for name, table in tables.items():
            if name not in too_long:
                _sheet(book.add_worksheet(name), table, head)
    return too_long


def _sheet(sheet: Any, table: pd.DataFrame, head: Any) -> None:
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(table.columns):
        values = table[name].astype(object).tolist()
        longest = max([len(name), *(len(value) for value in values[:1000] if isinstance(value, str))])
        sheet.set_column(place, place, min(max(longest + 1, NARROWEST), WIDEST))
        sheet.write_string(0, place, name, head)
        for row, value in enumerate(values, 1):
            if isinstance(value, str):
                sheet.write_string(row, place, value)
            elif isinstance(value, bool):
                sheet.write_boolean(row, place, value)
            elif isinstance(value, int | float) and isfinite(value):
                sheet.write_number(row, place, value)
    if len(table):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
