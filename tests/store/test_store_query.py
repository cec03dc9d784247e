"""SQL over runs: what the views hold, and that no SQL reaches anything else."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from fakes import small
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config.errors import ConfigError
from sim.records.tables import TABLES
from sim.store.query import VIEWS, Run, ask
from sim.store.records import write_records

GIVEN = {
    name: partial(pa.table, columns)
    for name, columns in {
        "points": {"place": [0, 1], "point": ["one", "two, 'b'"]},
        "draws": {"draw": [0], "value": [1.5]},
    }.items()
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    """Two points with two seeds each, in a folder whose name a pattern or a quote would trip over."""
    root = tmp_path_factory.mktemp("a [b]* 'c'")
    made = []
    for point in ("one", "two, 'b'"):
        for seed in (1, 2):
            folder = root / f"{len(made)}"
            calls = [small.call(0, 1, 1, 1, 1, seed + number) for number in range(10)] + [small.call(5, 1)]
            write_records(small.records(incidents=calls, cases=[small.case(1)]), folder)
            pd.DataFrame(
                {"metric": ["calls", "nothing"], "value": [float(seed), float("nan")], "n_events": [seed, 0]}
            ).to_parquet(folder / "figures.parquet", index=False)
            made.append(Run(point, seed, "fake", "traditional", folder))
    return made


def rows(runs: list[Run], sql: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = ask(sql, runs, GIVEN).read_all().to_pylist()
    return found


def test_every_view_is_there_and_says_which_run_a_row_is_of(runs: list[Run]) -> None:
    assert {row["name"] for row in rows(runs, "show tables")} == set(VIEWS)
    for table, columns in TABLES.items():
        found = ask(f"select * from {table}", runs, GIVEN)
        assert found.schema.names == ["point", "seed", "county", "model", *columns]
        found.close()
    assert rows(runs, "select point, seed, count(*) n from incidents group by all order by all") == [
        {"point": point, "seed": seed, "n": 11} for point in ("one", "two, 'b'") for seed in (1, 2)
    ]


def test_a_quantile_a_run_is_that_of_the_records(runs: list[Run]) -> None:
    sql = """
        select seed, quantile_cont(first_able_at - received_at, 0.5) half from incidents
        where point = 'one' group by seed order by seed
    """
    # 4 minutes of handling, relay, queue and turnout, then seed + 0 ... seed + 9 of travel
    assert rows(runs, sql) == [{"seed": 1, "half": 9.5}, {"seed": 2, "half": 10.5}]


def test_what_did_not_happen_is_null(runs: list[Run]) -> None:
    sql = "select count(*) - count(first_able_at) missing, avg(first_able_at) mean from incidents where seed = 1"
    assert rows(runs, sql) == [{"missing": 2, "mean": 9.5}]
    assert rows(runs, "select count(value) known from figures") == [{"known": 4}]


def test_names_and_codes_can_be_joined(runs: list[Run]) -> None:
    sql = """
        select o.name offence, s.name status, count(*) n from cases c
        join names o on o.point = c.point and o.seed = c.seed and o.list = 'offence' and o.index = c.offence
        join codes s on s.list = 'case_status' and s.code = c.status
        join points p on p.point = c.point
        group by all
    """
    assert rows(runs, sql) == [{"offence": "theft", "status": "waiting", "n": 4}]


def test_sums_are_whole_numbers_and_columns_have_names_of_their_own(runs: list[Run]) -> None:
    found = ask("select sum(n_events) a, 1.5 a, sum(value) a from figures", runs, GIVEN).read_all()
    assert found.schema.names == ["a", "a_2", "a_3"]
    assert found.to_pylist() == [{"a": 6, "a_2": 1.5, "a_3": 6.0}]
    assert pa.types.is_int64(found.schema.types[0])


FORBIDDEN = (
    "copy (select 1) to 'HERE/stolen.csv'",
    "with x as (copy (select 1) to 'HERE/stolen.csv') select 1",
    "with x as (copy (select 1) to 'THERE' (use_tmp_file false)) select 1",
    "copy figures to 'THERE'",
    "attach 'HERE/stolen.db'",
    "install httpfs",
    "load httpfs",
    "load 'HERE/stolen.so'",
    "select * from read_csv('HERE/secret.csv')",
    "select * from read_text('HERE/secret.csv')",
    "select * from read_blob('HERE/secret.csv')",
    "select * from read_parquet('THERE')",
    "select * from parquet_metadata('THERE')",
    "select * from sniff_csv('HERE/secret.csv')",
    "select * from glob('HERE/*')",
    "select * from 'HERE/secret.csv'",
    "select * from query('from read_text(''HERE/secret.csv'')')",
    "select * from POINTS_OF_PYTHON",
    "select * from enable_logging(storage='file', storage_config={'path': 'HERE/stolen'})",
    "call enable_logging(storage='file', storage_path='HERE/stolen')",
    "select * from duckdb_secrets()",
    "create table stolen (a int)",
    "create view stolen as select 1",
    "create secret (type s3)",
    "insert into points values (3, 'three')",
    "with x as (insert into points values (3, 'three') returning *) select * from x",
    "with x as (delete from names) select 1",
    "update points set point = 'x'",
    "delete from points",
    "drop view points",
    "alter view points rename to stolen",
    "set enable_external_access = true",
    "reset enable_external_access",
    "pragma version",
    "export database 'HERE/stolen'",
    "import database 'HERE'",
    "select 1; select 2",
    "select 1; copy (select 1) to 'HERE/stolen.csv'",
    "explain analyze select 1",
    "prepare v as select 1",
    "begin",
    "checkpoint",
    "use memory",
    "vacuum",
    "",
    " ; ",
    "-- nothing",
    "selec 1",
    "select ?",
    "select nope from points",
    "pivot figures on seed using count(*)",
)


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_sql_that_does_anything_but_read_the_study_is_refused_in_one_line(
    sql: str, runs: list[Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    POINTS_OF_PYTHON = GIVEN["points"]()  # noqa: F841, N806 - DuckDB would otherwise find it by name
    (tmp_path / "secret.csv").write_text("a\n1\n")
    theirs = runs[0].folder / "figures.parquet"
    before = theirs.read_bytes()
    with pytest.raises(ConfigError) as caught:
        rows(runs, sql.replace("HERE", str(tmp_path)).replace("THERE", str(theirs).replace("'", "''")))
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].startswith("SQL: ")
    assert [file.name for file in tmp_path.iterdir()] == ["secret.csv"]
    assert theirs.read_bytes() == before
    assert sorted(file.name for file in runs[0].folder.iterdir()) == sorted(
        [*(f"{table}.parquet" for table in TABLES), "figures.parquet", "names.json"]
    )
    assert rows(runs, "select count(*) n from points") == [{"n": 2}]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("select * from incidnts", "did you mean 'incidents'"),
        ("select metrc from figures", '"metric"'),
        ("copy points to 'x'", "not COPY"),
        ("select 1; select 2", "not 2 statements"),
        ("select * from read_text('/x')", "nothing else"),
        ("pivot figures on seed using count(*)", "name the values"),
    ],
)
def test_a_mistake_says_what_is_wrong(sql: str, says: str, runs: list[Run]) -> None:
    with pytest.raises(ConfigError) as caught:
        rows(runs, sql)
    assert says in caught.value.problems[0]


def test_a_pivot_with_its_values_named_is_a_select(runs: list[Run]) -> None:
    sql = """
        pivot (select metric, seed, value from figures where point = 'one' and value is not null)
        on seed in (1, 2) using sum(value)
    """
    assert rows(runs, sql) == [{"metric": "calls", "1": 1.0, "2": 2.0}]


WORDS = (
    "select", "*", "from", "points", "codes", "copy", "to", "'x'", "(", ")", ";", "with x as", "--", "/*", "$$", "call",
    "set", "pragma", "read_text", "'/etc/passwd'", "union all", ",", "1", "'", '"', "\0", "where", "é", "limit",
    "attach",
)  # fmt: skip


@settings(max_examples=60)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)))
def test_any_text_is_an_answer_or_a_mistake_in_one_line(runs: list[Run], text: str) -> None:
    try:
        rows(runs, text)
    except ConfigError as error:
        assert len(error.problems) == 1


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("damage", ["truncated", "zeros", "empty", "gone"])
def test_a_damaged_file_is_a_mistake_in_one_line(
    damage: str, first: bool, runs: list[Run], tmp_path: Path
) -> None:
    write_records(small.records(incidents=[small.call(0)]), tmp_path)
    file = tmp_path / "incidents.parquet"
    held = file.read_bytes()
    file.write_bytes({"truncated": held[:-20], "zeros": bytes(len(held))}.get(damage, b""))
    if damage == "gone":
        file.unlink()
    run = Run("three", 1, "fake", "traditional", tmp_path)
    broken = [run, *runs] if first else [*runs, run]
    with pytest.raises(ConfigError) as caught:
        ask("select sum(received_at) from incidents", broken, GIVEN, "; mend it").read_all()
    assert len(caught.value.problems) == 1
    assert "a file of the study cannot be read" in caught.value.problems[0]
    assert caught.value.problems[0].endswith("; mend it")
    assert rows(broken, "select count(*) n from points") == [{"n": 2}], (
        "what the SQL does not name is not opened"
    )


def test_a_whole_number_that_no_table_could_hold(runs: list[Run]) -> None:
    with pytest.raises(ConfigError, match="cast it to DOUBLE"):
        rows(runs, "select 170141183460469231731687303715884105727::hugeint")
