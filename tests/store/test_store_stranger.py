"""What a stranger's or a damaged store can hold: named in one line, and nothing outside of it touched."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from fakes import small

from sim.config.errors import ConfigError
from sim.report.study.columns import WANTED, read_wanted
from sim.store import replications
from sim.store.folder import MANIFEST
from sim.store.query import Run, ask
from sim.store.records import NAMES, NamesError, read_names, read_records, write_records
from sim.store.replications import ABANDONED, FIGURES, Found, ReplicationStore, part_of

KEY = "a" * 32
TABLE = pd.DataFrame({"metric": ["calls"], "value": [1.0]})
DEEP = "[" * 100_000
OUTSIDE = ("..", ".", "", "a/b", "/etc/passwd", "a\0b", "\ud800", "\x1b[2J")


@pytest.fixture
def store(tmp_path: Path) -> ReplicationStore:
    """A store with one replication of figures alone."""
    made = ReplicationStore(tmp_path / "store")
    made.write(KEY, TABLE, None, {})
    return made


def manifest(store: ReplicationStore) -> Path:
    return store.folder(KEY) / MANIFEST


def rot(store: ReplicationStore) -> bytes:
    """Turn a bit of the figures, so that only their hash tells; returns what they were."""
    file = store.folder(KEY) / FIGURES
    held = file.read_bytes()
    file.write_bytes(held[:-1] + bytes([held[-1] ^ 1]))
    return held


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("verify", [False, True])
def test_a_manifest_that_names_what_is_no_file_of_a_replication(
    store: ReplicationStore, name: str, verify: bool
) -> None:
    files = json.loads(manifest(store).read_text())["files"]
    manifest(store).write_text(json.dumps({"files": {**files, name: [0, ""]}}))
    found = store.find(KEY, verify)
    assert found.there and found.damage.startswith(f"{MANIFEST} names ") and found.damage.isprintable()


@pytest.mark.parametrize("told", [[1.5, ""], [True, ""], ["\x1b[2J", ""], [1, 2], [1], {}, None])
def test_a_manifest_that_tells_neither_size_nor_hash(store: ReplicationStore, told: object) -> None:
    manifest(store).write_text(json.dumps({"files": {FIGURES: told}}))
    assert store.find(KEY).damage == f"{MANIFEST} names {FIGURES!r}"


@pytest.mark.parametrize("text", [DEEP.encode(), b'{"files": ' * 100_000, b"9" * 5000, b"\xff\xfe\x00"])
def test_a_manifest_that_cannot_be_read(store: ReplicationStore, text: bytes) -> None:
    manifest(store).write_bytes(text)
    assert store.find(KEY).damage == f"{MANIFEST} cannot be read"
    with pytest.raises(ValueError):
        store.manifest(KEY)


@pytest.mark.parametrize("verify", [False, True])
def test_a_folder_in_place_of_a_file_is_damage(store: ReplicationStore, verify: bool) -> None:
    figures = store.folder(KEY) / FIGURES
    figures.unlink()
    figures.mkdir()
    files = {FIGURES: [figures.stat().st_size, "x"]}
    manifest(store).write_text(json.dumps({"files": files}))
    assert store.find(KEY, verify).damage == f"{FIGURES} is no file"


def lay_file(place: Path) -> None:
    place.write_text("a file")


def lay_dangling_link(place: Path) -> None:
    place.symlink_to("nowhere")


@pytest.mark.parametrize("lay", [lay_file, lay_dangling_link])
def test_what_is_no_folder_is_damage_and_is_mended_by_writing(
    store: ReplicationStore, lay: Callable[[Path], None]
) -> None:
    for mend in (lambda: None, lambda: store.discard_damaged(KEY)):
        store.discard(KEY)
        lay(store.folder(KEY))
        found = store.find(KEY)
        assert found.there and found.damage
        mend()
        store.write(KEY, TABLE, None, {})
        assert store.find(KEY, verify=True).whole
        assert not list(store.root.rglob(".*"))


# -- what is damaged is removed, and nothing else -------------------------------------------------------------


@pytest.mark.parametrize("verify", [False, True])
def test_a_whole_replication_that_came_in_between_is_not_removed(
    store: ReplicationStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verify: bool
) -> None:
    whole = shutil.copytree(store.folder(KEY), tmp_path / "whole")
    (store.folder(KEY) / FIGURES).write_bytes(b"cut short")
    look = replications._look
    seen: list[Found] = []

    def look_and_be_overtaken(folder: Path, verify: bool) -> Found:
        seen.append(look(folder, verify))
        if len(seen) == 1:  # another study simulates it anew just now
            shutil.rmtree(folder)
            shutil.copytree(whole, folder)
        return seen[-1]

    monkeypatch.setattr(replications, "_look", look_and_be_overtaken)
    assert store.discard_damaged(KEY, verify).whole
    assert seen[0].damage
    assert store.find(KEY, verify=True).whole
    assert not list(store.root.rglob(".*"))


def test_what_is_damaged_is_removed_though_only_its_hash_tells(store: ReplicationStore) -> None:
    rot(store)
    assert store.discard_damaged(KEY).whole, "sizes alone do not tell"
    assert "another content" in store.discard_damaged(KEY, verify=True).damage
    assert not store.find(KEY).there
    assert not list(store.root.rglob(".*"))
    assert store.discard_damaged(KEY) == Found(False)


def test_tidying_removes_nothing_but_hidden_folders_of_a_store(tmp_path: Path) -> None:
    home = tmp_path / "home"
    store = ReplicationStore(tmp_path / "store")
    store.root.mkdir()
    (store.root / "ab").symlink_to(home)
    ours = store.root / "aa" / f".{KEY}-{'0' * 12}"
    linked = store.root / "aa" / f".{KEY}-{'1' * 12}"
    theirs = [home / ".ssh", home / f".{KEY}", home / ".cache"]
    long_ago = time.time() - ABANDONED - 1
    for folder in (*theirs, ours):
        folder.mkdir(parents=True)
        (folder / "file").touch()
        os.utime(folder, (long_ago, long_ago))
    linked.symlink_to(home)
    os.utime(linked, (long_ago, long_ago), follow_symlinks=False)
    store.tidy()
    assert not ours.exists() and not linked.is_symlink()
    assert all((folder / "file").exists() for folder in theirs)


@pytest.mark.parametrize("name", [*OUTSIDE, MANIFEST])
def test_files_from_elsewhere_have_plain_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no files of a replication"):
        ReplicationStore(tmp_path).adopt(KEY, {FIGURES: b"", name: b""}, {})
    assert not list(tmp_path.iterdir())


# -- names of records -----------------------------------------------------------------------------------------

CLOCK = '{"cohort_from": 0, "cohort_until": 1, "end": 2}'
FOUR = '"categories": [], "offences": [], "townships": [], "stations": []'
JUNK = {
    "no JSON": "junk",
    "a list": "[]",
    "nothing": "{}",
    "nested": DEEP,
    "bytes": "\x00\xff",
    "names as a list": f'{{"names": [], "clock": {CLOCK}}}',
    "a number for a name": f'{{"names": {{{FOUR}, "teams": [1]}}, "clock": {CLOCK}}}',
    "a text for a list": f'{{"names": {{{FOUR}, "teams": "abc"}}, "clock": {CLOCK}}}',
    "half a character": f'{{"names": {{{FOUR}, "teams": ["\\ud800"]}}, "clock": {CLOCK}}}',
    "no townships": f'{{"names": {{"categories": []}}, "clock": {CLOCK}}}',
    "no clock": f'{{"names": {{{FOUR}}}}}',
    "an endless clock": f'{{"names": {{{FOUR}}}, "clock": {{"cohort_from": 0, "cohort_until": 1, "end": 1e999}}}}',
    "a clock too large": f'{{"names": {{{FOUR}}}, "clock": {CLOCK.replace("2", "9" * 400)}}}',
    "half a clock": f'{{"names": {{{FOUR}}}, "clock": {{"end": 2}}}}',
}


def test_names_are_read_as_they_were_written(tmp_path: Path) -> None:
    made = small.records(incidents=[small.call(0)])
    write_records(made, tmp_path)
    assert read_names(tmp_path) == (made.names, made.clock)


@pytest.mark.parametrize("held", JUNK)
def test_names_that_are_none_are_one_line_wherever_they_are_read(tmp_path: Path, held: str) -> None:
    write_records(small.records(incidents=[small.call(0)]), tmp_path)
    TABLE.to_parquet(tmp_path / FIGURES)
    (tmp_path / NAMES).write_bytes(JUNK[held].encode("latin-1"))
    with pytest.raises(NamesError, match=NAMES):
        read_records(tmp_path)
    run = Run("one", 1, "fake", "traditional", tmp_path)
    with pytest.raises(
        ConfigError, match=rf"^SQL: a file of the study cannot be read \({NAMES}.*\): mend it$"
    ):
        ask("select * from names", [run], {}, ": mend it")


@pytest.mark.parametrize(
    ("column", "values"),
    [("received_at", ["1"]), ("received_at", [1]), ("status", [1.5]), ("status", [None]), ("urban", [1])],
)
def test_records_of_another_kind_are_refused(tmp_path: Path, column: str, values: list[object]) -> None:
    write_records(small.records(incidents=[small.call(0)]), tmp_path)
    read_wanted(tmp_path)
    file = tmp_path / "incidents.parquet"
    pd.read_parquet(file).assign(**{column: values}).to_parquet(file)
    with pytest.raises(ValueError, match=rf"incidents\.parquet has \w+ in the column {column}"):
        read_records(tmp_path)
    if column in WANTED["incidents"]:
        with pytest.raises(ValueError, match=rf"in the column {column}"):
            read_wanted(tmp_path)
        pd.read_parquet(file).drop(columns=column).to_parquet(file)
        with pytest.raises(ValueError, match=column):
            read_wanted(tmp_path)


def test_a_column_with_a_quote_in_its_name_is_a_column(tmp_path: Path) -> None:
    odd = 'a" , 1 as "b'
    pd.DataFrame({odd: [1.5]}).to_parquet(tmp_path / FIGURES)
    found = ask("select * from figures", [Run("one", 1, "fake", "traditional", tmp_path)], {}).read_all()
    assert found[odd].to_pylist() == [1.5]


# -- configurations of an earlier version ---------------------------------------------------------------------


def test_days_that_an_earlier_version_did_not_have_are_no_part_of_what_was_simulated() -> None:
    days = {"days": 3, "follow_up": 1}
    assert part_of({"a": 1, "run": {**days, "seed": 5}}) == part_of({"a": 1, "run": days})
    assert part_of({"a": 1, "run": days}) != part_of({"a": 1, "run": {**days, "warmup": 0}})
    assert part_of({"a": 1}) == part_of({"a": 1, "run": {"seed": 5}})
