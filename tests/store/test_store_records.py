"""Records come back as they were written; hashes tell apart what differs."""

from pathlib import Path

import numpy as np
from fakes.documents import own_documents
from fakes.drawn import drawn
from fakes.small import FakeConfig, records
from hypothesis import given
from hypothesis import strategies as st

from sim.records.tables import TABLES
from sim.store.manifest import code_hash, config_hash, plain, versions
from sim.store.records import read_records, write_records


def test_records_come_back_to_the_bit(tmp_path: Path) -> None:
    for number, made in enumerate((drawn(1), records())):
        write_records(made, tmp_path / str(number))
        found = read_records(tmp_path / str(number))
        assert found.digest() == made.digest()
        assert found.names == made.names and found.clock == made.clock
        assert set(found.tables) == set(TABLES)
        for table, columns in made.tables.items():
            assert list(found.tables[table]) == list(columns)
            for name, column in columns.items():
                assert found.tables[table][name].dtype == column.dtype
                np.testing.assert_array_equal(found.tables[table][name], column)


def test_same_records_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        write_records(drawn(4), tmp_path / name)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_configuration_has_one_hash(one: int, other: int) -> None:
    same = config_hash(FakeConfig(shift=one)) == config_hash(FakeConfig(shift=other))
    assert same == (one == other)


def test_the_code_has_one_hash(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1")
    (tmp_path / "notes.txt").write_text("not code")
    before = code_hash(tmp_path)
    (tmp_path / "notes.txt").write_text("changed")
    assert code_hash(tmp_path) == before
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    renamed = code_hash(tmp_path)
    (tmp_path / "b.py").write_text("x = 2")
    assert len({before, renamed, code_hash(tmp_path), code_hash()}) == 4


def test_versions_and_plain_configurations() -> None:
    assert versions()["python"] and "county-policing-sim" in versions()
    assert plain(FakeConfig())["run"]["seed"] == 5


def test_every_column_is_on_the_page_on_records() -> None:
    text = own_documents()["records.md"]
    for table, columns in TABLES.items():
        assert f"## {table}\n" in text
        assert all(
            f"| `{name}` | {dtype} | {meaning} |" in text for name, (dtype, meaning) in columns.items()
        )
