"""Columnar logs: a row is appended as a tuple, the columns are made once at the end."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.records.tables import TABLES

Row = tuple[Any, ...]


class Log:
    """Rows of one table, in the order in which they were written."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.rows: list[Row] = []
        self._packed: list[dict[str, np.ndarray[Any, Any]]] = []
        self.add = self.rows.append

    def pack(self) -> None:
        """Turn the rows so far into columns, which take a tenth of the memory."""
        if self.rows:
            columns = zip(TABLES[self.table].items(), zip(*self.rows, strict=True), strict=True)
            self._packed.append({name: np.asarray(column, dtype) for (name, (dtype, _)), column in columns})
            self.rows.clear()

    def columns(self) -> dict[str, np.ndarray[Any, Any]]:
        """Column name -> array, one entry a row, in the types that `TABLES` names."""
        self.pack()
        spec = TABLES[self.table]
        if not self._packed:
            return {name: np.empty(0, dtype) for name, (dtype, _) in spec.items()}
        return {name: np.concatenate([part[name] for part in self._packed]) for name in spec}


@dataclass(frozen=True)
class Records:
    """What one replication left behind: tables of columns, and the names behind the indices."""

    tables: dict[str, dict[str, np.ndarray[Any, Any]]]
    names: dict[str, list[str]]
    clock: dict[str, float]
    """Minutes at which the warm-up, the cohort and the follow-up end: `cohort_from`, `cohort_until`, `end`."""

    def frame(self, table: str) -> pd.DataFrame:
        """One table as a data frame."""
        return pd.DataFrame(self.tables[table])

    def digest(self) -> str:
        """A hash of all tables and of the clock; the names of bodies and desks are left out."""
        found = hashlib.blake2b(digest_size=16)
        found.update(json.dumps(self.clock, sort_keys=True).encode())
        for table in sorted(self.tables):
            for name, column in self.tables[table].items():
                found.update(f"{table}.{name}:{column.dtype.str}:{len(column)}".encode())
                found.update(np.ascontiguousarray(column).tobytes())
        return found.hexdigest()
