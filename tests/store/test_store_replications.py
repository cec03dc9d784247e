"""Replications under the hash of what they came from: whole, damaged, replaced, and never half there."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from fakes.runs import SHORT

from sim.config.load import load_config
from sim.store.folder import MANIFEST
from sim.store.replications import FIGURES, ReplicationStore, key_of
from sim.study.simulate import Result, simulate

WORDS = ("model=dabuzhi", "county=reference", *SHORT)


@pytest.fixture(scope="module")
def result() -> Result:
    return simulate(load_config(WORDS), 3)


@pytest.fixture
def kept(tmp_path: Path, result: Result) -> tuple[ReplicationStore, str]:
    store, key = ReplicationStore(tmp_path / "store"), key_of(result.config, result.seed)
    store.write(key, result.table, result.records, {"seed": result.seed})
    return store, key


def test_what_was_kept_is_read_again_to_the_bit(kept: tuple[ReplicationStore, str], result: Result) -> None:
    store, key = kept
    assert store.find(key, verify=True).whole
    assert store.records(key).digest() == result.records.digest()
    pd.testing.assert_frame_equal(store.figures(key), result.table)
    assert store.manifest(key)["seed"] == result.seed
    assert not list(store.root.rglob(".*")), "nothing half done is left"


def test_the_key_is_that_of_configuration_and_seed() -> None:
    keys = {
        key_of(load_config([*words, *SHORT]), seed)
        for words in (
            WORDS[:2],
            ("county=reference", "model=traditional"),
            (*WORDS[:2], "work.case.alpha=0.7"),
        )
        for seed in (1, 2)
    }
    assert len(keys) == 6
    elsewhere = (
        "run.replications=3",
        "run.seed=9",
        "run.results=there",
        "run.workers=1",
        "run.baseline=none",
    )
    assert key_of(load_config([*WORDS, *elsewhere]), 1) in keys
    assert key_of(load_config(WORDS), 1) == key_of(load_config(reversed(WORDS)), 1)


def test_figures_alone_can_be_kept(tmp_path: Path, result: Result) -> None:
    store, key = ReplicationStore(tmp_path), key_of(result.config, result.seed)
    store.write(key, result.table, None, {})
    assert sorted(path.name for path in store.folder(key).iterdir()) == sorted([FIGURES, MANIFEST])
    assert store.find(key, verify=True).whole


def shorten(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5])


def turn_a_bit(file: Path) -> None:
    held = bytearray(file.read_bytes())
    held[len(held) // 2] ^= 1
    file.write_bytes(bytes(held))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: shorten(folder / "cases.parquet"), "cases.parquet has"),
        (lambda folder: (folder / "teams.parquet").unlink(), "teams.parquet is missing"),
        (lambda folder: (folder / MANIFEST).unlink(), "no manifest"),
        (lambda folder: shorten(folder / MANIFEST), "cannot be read"),
        (lambda folder: (folder / MANIFEST).write_text("[]"), "names no files"),
        (lambda folder: (folder / MANIFEST).write_text(json.dumps({"files": {FIGURES: [1, ""], "../x": [0, ""]}})),
         "instead of 1"),
        (lambda folder: (folder / MANIFEST).write_text(json.dumps({"files": {"../x": [0, ""], FIGURES: [1, ""]}})),
         "names '../x'"),
    ],
)  # fmt: skip
def test_damage_is_named_and_mended_by_writing_again(
    kept: tuple[ReplicationStore, str], result: Result, harm: Callable[[Path], None], said: str
) -> None:
    store, key = kept
    harm(store.folder(key))
    found = store.find(key)
    assert found.there and not found.whole
    assert said in found.damage
    store.write(key, result.table, result.records, {})
    assert store.find(key, verify=True).whole


def test_a_changed_bit_is_seen_by_the_hash_alone(kept: tuple[ReplicationStore, str]) -> None:
    store, key = kept
    turn_a_bit(store.folder(key) / "incidents.parquet")
    assert store.find(key).whole
    assert "another content" in store.find(key, verify=True).damage


def test_what_is_not_there_is_not_there(tmp_path: Path) -> None:
    store = ReplicationStore(tmp_path / "none")
    assert not store.find("0" * 32).there
    for word in ("../../etc", "0" * 31, "0" * 31 + "G", ""):
        with pytest.raises(ValueError, match="no key"):
            store.find(word)


def test_a_disk_that_refuses_leaves_nothing(
    tmp_path: Path, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.store.replications.write_records", full)
    store, key = ReplicationStore(tmp_path), key_of(result.config, result.seed)
    with pytest.raises(OSError, match="No space left"):
        store.write(key, result.table, result.records, {})
    assert not store.find(key).there
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def write_often(root: Path, words: tuple[str, ...]) -> None:
    result = simulate(load_config(words), 3)
    for _ in range(5):
        ReplicationStore(root).write(key_of(result.config, 3), result.table, result.records, {})


def test_two_processes_that_write_the_same_replication_do_not_disturb_each_other(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_often, args=(tmp_path, WORDS)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(600)
    assert [writer.exitcode for writer in writers] == [0, 0]
    (folder,) = [path.parent for path in tmp_path.rglob(MANIFEST)]
    assert ReplicationStore(tmp_path).find(folder.name, verify=True).whole
