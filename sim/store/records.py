"""Records on disk: one Parquet file a table, and names.json with the names and the clock."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from numpy.typing import NDArray

from sim.records.log import Records
from sim.records.tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

Columns = dict[str, NDArray[Any]]

NAMES = "names.json"
NAMED = ("categories", "offences", "townships", "stations")
MOMENTS = ("cohort_from", "cohort_until", "end")
"""Names and moments that all records have, whatever else they hold."""


class NamesError(ValueError):
    """The names or the clock of a replication are damaged."""


def records_folder(run: Path, label: str, seed: int) -> Path:
    """Where the records of one replication lie in a run's folder."""
    return run / "records" / label / f"seed={seed}"


def write_records(records: Records, folder: Path) -> None:
    """Write all tables to `folder`, which is made; the same records give the same bytes."""
    import pyarrow as pa
    from pyarrow import parquet

    folder.mkdir(parents=True, exist_ok=True)
    for table, columns in records.tables.items():
        parquet.write_table(pa.table(columns), folder / f"{table}.parquet", compression="zstd")
    held = {"clock": records.clock, "names": records.names}
    (folder / NAMES).write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_records(folder: Path) -> Records:
    """What `write_records` wrote, equal to the bit."""
    found = _on_demand(folder)
    for table in TABLES:
        if (folder / f"{table}.parquet").exists():
            found.tables[table]
    return Records(dict(found.tables), found.names, found.clock)


class StoredRecords(Sequence[Records]):
    """Records of several replications on disk; each table is read when it is asked for, and not kept."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = list(folders)

    def __len__(self) -> int:
        return len(self.folders)

    @overload
    def __getitem__(self, index: int) -> Records: ...
    @overload
    def __getitem__(self, index: slice) -> StoredRecords: ...
    def __getitem__(self, index: int | slice) -> Records | StoredRecords:
        if isinstance(index, slice):
            return StoredRecords(self.folders[index])
        return _on_demand(self.folders[index])


def _on_demand(folder: Path) -> Records:
    names, clock = read_names(folder)
    return Records(tables=_Tables(folder), names=names, clock=clock)


def read_names(folder: Path) -> tuple[dict[str, list[str]], dict[str, float]]:
    """The names behind the indices of records, and their clock.

    Raises ``OSError`` where they are not there, `NamesError` where they are not as `write_records` wrote them.
    """
    try:
        held = json.loads((folder / NAMES).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise NamesError(f"{NAMES} is no JSON") from error
    names, clock = (held.get(key) if isinstance(held, dict) else None for key in ("names", "clock"))
    if not (isinstance(names, dict) and all(_is_texts(each) for each in names.values())):
        raise NamesError(f"{NAMES} holds no lists of names")
    if not (isinstance(clock, dict) and all(_is_number(each) for each in clock.values())):
        raise NamesError(f"{NAMES} holds no moments of the clock")
    lacking = [key for key in NAMED if key not in names] + [key for key in MOMENTS if key not in clock]
    if lacking:
        raise NamesError(f"{NAMES} lacks {', '.join(lacking)}")
    return names, clock


def _is_texts(held: Any) -> bool:
    """Whether it is a list of texts that can be written: JSON can hold halves of a character."""
    if not (isinstance(held, list) and all(isinstance(each, str) for each in held)):
        return False
    try:
        "".join(held).encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_number(held: Any) -> bool:
    return type(held) in (int, float) and abs(held) <= sys.float_info.max


def arrays(table: str, read: pa.Table) -> Columns:
    """The columns of one table of records; ``ValueError`` where one is not of the kind that `TABLES` names."""
    import numpy as np

    found: Columns = {name: read.column(name).to_numpy() for name in read.column_names}
    for name, column in found.items():
        kind = TABLES[table].get(name, (column.dtype, ""))[0]
        if column.dtype.kind != np.dtype(kind).kind:
            raise ValueError(f"{table}.parquet has {column.dtype} in the column {name}")
    return found


class _Tables(dict[str, Columns]):
    """Tables of one replication by name, read from `folder` at the first look."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, table: str) -> Columns:
        from pyarrow import parquet

        file = self.folder / f"{table}.parquet"
        if not file.exists():
            raise KeyError(table)
        self[table] = arrays(table, parquet.read_table(file))
        return self[table]
