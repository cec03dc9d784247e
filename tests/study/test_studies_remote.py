"""Studies on machines without a common disk: what comes back is kept as if it had been simulated here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fakes.kept import TINY, kept

from sim.config.errors import ConfigError
from sim.engines import Parted, Policy, Where, execute
from sim.store.replications import ReplicationStore, origin_here
from sim.study.studies.carry_out import Tasks
from sim.study.studies.plan import plan_study
from sim.study.studies.remote import OtherVersionsError, RemoteTasks, adopting, replicate_there
from sim.study.studies.study import Study


def study(results: Path, *words: str) -> Study:
    """Two structures, one seed and one draw of what is assumed."""
    return Study.begin(results, plan_study([*TINY, "replications=1", "study=tiny", "draws=1", *words]))


def tasks_of(made: Study) -> Tasks:
    return Tasks(made.folder, made.plan, [*made.asked, *made.asked_draws])


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    results = tmp_path_factory.mktemp("serial")
    study(results).go_on(Where("serial"))
    return kept(results)


def test_the_same_bytes_come_back_and_nothing_but_them_is_written(
    tmp_path: Path, serial: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = study(tmp_path / "here")
    tasks = tasks_of(made)
    store = ReplicationStore(tmp_path / "here" / "store")
    policy = Policy(receive=adopting(store, [each.key for each in tasks.missing]))
    there = tmp_path / "there"
    there.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(there))
    done = execute(replicate_there, RemoteTasks(tasks), Where("serial"), lambda *_: None, policy)
    assert not done.failures and set(done.results.values()) == {None}
    assert kept(tmp_path / "here") == serial
    assert not list(there.iterdir())
    assert all(store.find(each.key, verify=True).whole for each in tasks.missing)


def test_a_task_holds_its_configuration_and_no_path_that_is_read(tmp_path: Path) -> None:
    made = study(tmp_path)
    tasks = RemoteTasks(tasks_of(made))
    first, second = tasks[0], tasks[1]
    assert first.common != second.common and first.name != second.name
    assert tasks[2].common == first.common and tasks[2].own.changes
    for file in (made.folder.path / "configs").iterdir():
        file.unlink()
    assert replicate_there(first).about["seed"] == 1


def test_a_machine_with_other_versions_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = RemoteTasks(tasks_of(study(tmp_path)))
    shipped, drawn = tasks[0], tasks[2]
    other = replace(origin_here(), packages=("mesa 99",))
    monkeypatch.setattr("sim.store.replications.origin_here", lambda: other)
    for task in (shipped, drawn):
        with pytest.raises(OtherVersionsError, match="install the same versions"):
            replicate_there(task)


def test_a_key_that_is_not_that_of_the_configuration_is_refused(tmp_path: Path) -> None:
    task = RemoteTasks(tasks_of(study(tmp_path)))[0]
    with pytest.raises(OtherVersionsError):
        replicate_there(Parted(task.name, task.common, replace(task.own, seed=2)))


@pytest.mark.parametrize("name", ["../outside", "a/b", "manifest.json", "", ".", "/etc/hosts"])
def test_files_that_are_none_of_a_replication_are_refused(tmp_path: Path, name: str) -> None:
    store = ReplicationStore(tmp_path / "store")
    with pytest.raises(ValueError, match="no files of a replication"):
        store.adopt("0" * 32, {"figures.parquet": b"x", name: b"y"}, {})
    with pytest.raises(ValueError, match="no files of a replication"):
        store.adopt("0" * 32, {"incidents.parquet": b"x"}, {})
    assert not list(tmp_path.rglob("*.*"))


def test_a_disk_that_refuses_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("sim.store.replications.force_to_disk", full)
    store = ReplicationStore(tmp_path)
    with pytest.raises(OSError, match="no space left"):
        store.adopt("0" * 32, {"figures.parquet": b"x"}, {})
    assert not store.find("0" * 32).there
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


def test_in_processes_the_same_bytes_as_in_this_one(tmp_path: Path, serial: dict[str, bytes]) -> None:
    study(tmp_path).go_on(Where("processes", 2))
    assert kept(tmp_path) == serial


def test_what_engine_says_is_no_part_of_a_study(tmp_path: Path) -> None:
    here, there = (plan_study([*TINY, "study=tiny", *more]) for more in ((), ("engine=ray", "run.workers=3")))
    assert (here.where.kind, there.where) == ("processes", Where("ray", 3))
    first = Study.begin(tmp_path, here)
    again = Study.begin(tmp_path, there)
    assert [each.key for each in first.asked] == [each.key for each in again.asked]


def test_a_wrong_word_is_named_with_all_other_mistakes() -> None:
    with pytest.raises(ConfigError) as error:
        plan_study([*TINY, "engine=rai", "margin=0"])
    assert any("engine=rai" in line and "'ray'" in line for line in error.value.problems)
    assert any("margin=0" in line for line in error.value.problems)
