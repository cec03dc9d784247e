"""SQL over the replications of the store: every table of records, and the figures, as one view over all runs.

DuckDB is given no way to a file, to an extension or to a variable of this process. What it sees are the tables
below, read by Arrow from whole files that are named one by one; so a query can write nothing and read nothing else,
whatever it says. Numbers that there are not (NaN in the records) are NULL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.config.errors import ConfigError
from sim.config.messages import close_to
from sim.records import statuses
from sim.records.tables import TABLES
from sim.store.errors import first_line
from sim.store.records import NamesError, read_names
from sim.store.replications import FIGURES

if TYPE_CHECKING:
    import pyarrow as pa

RUN_COLUMNS = ("point", "seed", "county", "model")
"""Stand before the columns of every view over runs."""
LISTS = {
    "categories": "category",
    "offences": "offence",
    "townships": "township",
    "township_residents": "township_residents",
    "stations": "area",
    "bodies": "body",
    "teams": "team",
    "case_teams": "case_team",
}
"""Lists of `Records.names` that the view `names` holds, and what it calls them."""
CODES: dict[str, type[IntEnum]] = {
    "incident_status": statuses.IncidentStatus,
    "dispatch_outcome": statuses.DispatchOutcome,
    "case_status": statuses.CaseStatus,
    "case_step": statuses.CaseStep,
    "case_channel": statuses.CaseChannel,
}
DRAWN = "drawn_figures"
GIVEN = ("points", "draws")
"""Views that whoever asks gives as tables: what was simulated, and what each draw made of each constant."""
VIEWS = ("figures", *TABLES, DRAWN, *GIVEN, "names", "codes")
UNREADABLE = "reading the Arrow source failed: "
"""How DuckDB begins what Arrow says of a file."""
BATCH = 50_000
"""Rows that are handed on at a time."""
SETTINGS: dict[str, Any] = {
    "enable_external_access": False,
    "python_enable_replacements": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "temp_directory": "",
}
"""No file, no extension, no variable of this process, nothing spilt to the disk."""


@dataclass(frozen=True)
class Run:
    """A replication that is whole: what it is called, and the folder that holds it."""

    point: str
    seed: int
    county: str
    model: str
    folder: Path


Views = Mapping[str, Callable[[], Any]]
"""Every view by name, made when it is asked for."""


def tables(runs: Sequence[Run], given: Views, drawn: Sequence[Run] = ()) -> Views:
    """All views: `given` are the caller's own, `drawn` the replications that keep figures alone."""
    made: dict[str, Callable[[], Any]] = {"figures": lambda: _dataset(runs, FIGURES)}
    for table in TABLES:
        made[table] = lambda file=f"{table}.parquet": _dataset(runs, file)  # type: ignore[misc]
    made[DRAWN] = lambda: _dataset(drawn, FIGURES, like=runs[0])
    return made | {**given, "names": lambda: _names(runs), "codes": _codes}


def ask(
    sql: str, runs: Sequence[Run], given: Views, mend: str = "", drawn: Sequence[Run] = ()
) -> pa.RecordBatchReader:
    """The answer to one SELECT over `tables`, a batch of rows at a time. `mend` says what to do about a damaged file.

    Raises `ConfigError` in one line for a mistake in the SQL, for SQL that would do anything but read these tables,
    and, then or while batches are read, for a file that cannot be read.
    """
    import duckdb

    with _reading(mend):
        connection = duckdb.connect(":memory:", config=SETTINGS)
        _check(connection.extract_statements(sql))
        held = sql.lower()
        for name, make in tables(runs, given, drawn).items():
            # What the SQL does not name is not prepared, but for functions that put a name together.
            if name in held or "query" in held or "show" in held:
                _view(connection, name, make())
        connection.execute("SET lock_configuration = true")
        return _reader(connection.sql(sql), mend)


@contextmanager
def _reading(mend: str) -> Iterator[None]:
    """What DuckDB and Arrow raise becomes a `ConfigError` in one line; a query that was stopped, Ctrl-C."""
    import duckdb
    import pyarrow as pa

    try:
        yield
    except Exception as error:
        if isinstance(error, RuntimeError) and "interrupted" in str(error).lower():
            raise KeyboardInterrupt from error
        if isinstance(error, pa.ArrowException | NamesError | OSError) or UNREADABLE in str(error):
            told = first_line(error).rpartition(UNREADABLE)[2]
            raise ConfigError(f"SQL: a file of the study cannot be read ({told}){mend}") from error
        if isinstance(error, duckdb.Error):
            raise ConfigError(_line(error)) from error
        raise


def _check(statements: Sequence[Any]) -> None:
    if len(statements) != 1:
        raise ConfigError(f"SQL: one SELECT is wanted, not {len(statements) or 'no'} statements")
    kind = statements[0].type.name
    if kind == "MULTI":
        raise ConfigError("SQL: name the values of a PIVOT, as in PIVOT figures ON seed IN (1, 2) USING ...")
    if kind != "SELECT":
        raise ConfigError(f"SQL: a query only reads; one SELECT is wanted, not {kind.replace('_', ' ')}")


def _line(error: BaseException) -> str:
    """The first line of what DuckDB says, and what it says that was meant."""
    first, more = first_line(error), str(error).strip().splitlines()[1:]
    told = _after_kind(first)
    if any(words in first for words in ("disabled by configuration", "has been locked", "disabled through")):
        return f"SQL: a query reads the tables of the study and nothing else ({told})"
    unknown = re.match(r"Table with name (.+) does not exist", told)
    if unknown:
        return f"SQL: there is no table {unknown[1]!r}{close_to(unknown[1], VIEWS)}"
    meant = [line for line in more if line.startswith(("Did you mean", "Candidate bindings"))]
    return " ".join(["SQL:", told, *meant])


def _after_kind(line: str) -> str:
    """``Catalog Error: no table`` without the kind of the error."""
    return re.sub(r"^[A-Z][A-Za-z ]+ Error: ", "", line)


def _view(connection: Any, name: str, table: Any) -> None:
    """The table under its name, with NULL where a number is none."""
    import pyarrow as pa

    columns = []
    for field in table.schema:
        column = '"' + field.name.replace('"', '""') + '"'
        floating = pa.types.is_floating(field.type)
        columns.append(f"nullif({column}, 'nan'::DOUBLE) AS {column}" if floating else column)
    connection.from_arrow(table).project(", ".join(columns)).create_view(name)


def _reader(answer: Any, mend: str) -> pa.RecordBatchReader:
    """The answer with a name of its own for every column, and decimals as the numbers that everybody reads."""
    import pyarrow as pa

    reader = answer.to_arrow_reader(BATCH)
    kinds = [_plain(field.type) for field in reader.schema]
    schema = pa.schema(zip(_distinct(reader.schema.names), kinds, strict=True))

    def batches() -> Iterator[pa.RecordBatch]:
        with _reading(mend):
            for batch in reader:
                columns = [_as(column, kind) for column, kind in zip(batch.columns, kinds, strict=True)]
                yield pa.RecordBatch.from_arrays(columns, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _as(column: Any, kind: pa.DataType) -> Any:
    import pyarrow as pa

    try:
        return column.cast(kind)
    except pa.ArrowInvalid as error:
        raise ConfigError(f"SQL: a number is too large; cast it to DOUBLE ({first_line(error)})") from error


def _plain(kind: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    if pa.types.is_decimal(kind):
        return pa.float64() if kind.scale else pa.int64()
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _distinct(names: Sequence[str]) -> Iterator[str]:
    taken: set[str] = set()
    for name in names:
        number, new = 1, name
        while new in taken:
            number += 1
            new = f"{name}_{number}"
        taken.add(new)
        yield new


def _dataset(runs: Sequence[Run], file: str, like: Run | None = None) -> Any:
    """One file of every run, with the columns that say which run it is; `like` has these columns if there is none."""
    import pyarrow as pa
    from pyarrow import dataset, fs
    from pyarrow.parquet import read_schema

    text = pa.dictionary(pa.int32(), pa.string())
    kinds = {name: pa.int64() if name == "seed" else text for name in RUN_COLUMNS}
    rest = read_schema((like or runs[0]).folder / file).remove_metadata()
    form, local = dataset.ParquetFileFormat(), fs.LocalFileSystem()
    fragments = [
        form.make_fragment(str(run.folder.resolve() / file), local, partition_expression=_is(run))
        for run in runs
    ]
    return dataset.FileSystemDataset(fragments, pa.schema([*kinds.items(), *rest]), form)


def _is(run: Run) -> Any:
    """What holds for every row of the run."""
    from pyarrow.dataset import field

    found = field(RUN_COLUMNS[0]) == getattr(run, RUN_COLUMNS[0])
    for name in RUN_COLUMNS[1:]:
        found = found & (field(name) == getattr(run, name))
    return found


def _names(runs: Sequence[Run]) -> pa.Table:
    """What each index means in each run: point, seed, list, index, name."""
    import pyarrow as pa

    rows: list[tuple[str, int, str, int, str]] = []
    for run in runs:
        held, _ = read_names(run.folder)
        for theirs, ours in LISTS.items():
            rows += [(run.point, run.seed, ours, at, name) for at, name in enumerate(held.get(theirs, ()))]
    columns = list(zip(*rows, strict=True)) or [()] * 5
    kinds = (pa.string(), pa.int64(), pa.string(), pa.int64(), pa.string())
    heads = ("point", "seed", "list", "index", "name")
    return pa.table({h: pa.array(c, k) for h, c, k in zip(heads, columns, kinds, strict=True)})


def _codes() -> pa.Table:
    """The closed lists: list, code, name."""
    import pyarrow as pa

    rows = [(name, int(code), code.name.lower()) for name, codes in CODES.items() for code in codes]
    lists, codes, names = zip(*rows, strict=True)
    return pa.table({"list": lists, "code": codes, "name": names})
