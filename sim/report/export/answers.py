"""The answer to a query: a table to read, CSV, JSON or Parquet, written as the rows come."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import IO, TYPE_CHECKING, Any

from sim.report.export.sheets import write_csv

if TYPE_CHECKING:
    import pyarrow as pa


def write_answer(answer: pa.RecordBatchReader, kind: str, file: IO[bytes], mark: bool = False) -> int:
    """Write the answer as `kind` (csv, json or parquet) and return the number of rows."""
    if kind == "csv":
        return write_csv(file, _with_head(answer), mark)
    return _write_json(answer, file) if kind == "json" else _write_parquet(answer, file)


def _with_head(answer: pa.RecordBatchReader) -> Iterator[pa.Table | pa.RecordBatch]:
    """The batches after an empty one, so that there is a head also where there are no rows."""
    yield answer.schema.empty_table()
    yield from answer


def _write_json(answer: pa.RecordBatchReader, file: IO[bytes]) -> int:
    """An array of objects, one a line; a number that there is not is null."""
    rows = 0
    file.write(b"[")
    for row in _rows(answer):
        text = json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False)
        file.write((",\n" if rows else "\n").encode() + text.encode("utf-8", "replace"))
        rows += 1
    file.write(b"\n]\n")
    return rows


def _write_parquet(answer: pa.RecordBatchReader, file: IO[bytes]) -> int:
    from pyarrow import parquet

    rows = 0
    with parquet.ParquetWriter(file, answer.schema, compression="zstd") as writer:
        for batch in answer:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _rows(answer: pa.RecordBatchReader) -> Iterator[dict[str, Any]]:
    for batch in answer:
        yield from batch.to_pylist()


def _plain(value: Any) -> Any:
    """The value in JSON's own types."""
    if isinstance(value, dict):
        return {str(key): _plain(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(below) for below in value]
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value if value is None or isinstance(value, str | int | bool) else str(value)


@dataclass(frozen=True)
class Shown:
    """The first rows of an answer as text, which columns are numbers, and whether there are more rows."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[bool]
    more: bool


def shown(answer: pa.RecordBatchReader, most: int) -> Shown:
    """The first `most` rows for a terminal."""
    import pyarrow as pa

    found: list[list[str]] = []
    for batch in answer:
        found += [[_said(value) for value in row.values()] for row in batch.slice(0, most + 1).to_pylist()]
        if len(found) > most:
            break
    numeric = [pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in answer.schema.types]
    head = [printable(name) for name in answer.schema.names]
    return Shown(head, found[:most], numeric, len(found) > most)


def _said(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else printable(str(value))


def printable(text: str) -> str:
    """The text without characters that would steer a terminal."""
    return "".join(mark if mark.isprintable() else f"\\x{ord(mark):02x}" for mark in text)
