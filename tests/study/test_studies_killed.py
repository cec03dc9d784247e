"""A study whose workers and driver are killed at twenty moments comes to the same bytes as an undisturbed one."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study

WORDS = (
    "county=reference", "run.warmup=0", "run.days=1", "run.follow_up=0", "model=traditional,dabuzhi", "replications=36",
    "draws=0", "study=killed",
)  # fmt: skip
MOMENTS = 20
ROUNDS = 40
"""Times that the driver is started at most; each has up to three kills."""
DRIVER = """
import sys
from pathlib import Path
from sim.study.studies.study import Study
if __name__ == "__main__":
    Study.open(Path(sys.argv[1]), "killed").go_on(2)
"""
LONG = 120.0


def hashes(study: Study) -> dict[str, object]:
    """Every file of every replication that is there, by its hash."""
    store = study.folder.store
    return {each.key: store.manifest(each.key)["files"] for each in study.there()}


def workers(driver: int) -> list[int]:
    """Processes that the driver has started, without the one that looks after shared memory."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            started_as = (process / "cmdline").read_bytes()
        except OSError:
            continue  # it has ended meanwhile
        if parent == driver and started_as and b"resource_tracker" not in started_as:
            found.append(int(process.name))
    return found


def alive(process: int) -> bool:
    """Whether a process is there and has not ended; one that nobody has waited for has."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not met():
        assert time.monotonic() < end, "nothing happens any more"
        time.sleep(0.01)


def entries(results: Path) -> set[str]:
    """Replications, and those that are being written."""
    return {file.as_posix() for file in (results / "store").glob("??/*")}


def killed_once(results: Path, chance: random.Random) -> int:
    """Go on with the study until its driver is killed, after two of its workers; the number of kills."""
    before = entries(results)
    driver = subprocess.Popen([sys.executable, "-c", DRIVER, str(results)])
    kills = 0
    started: set[int] = set()

    def at_work() -> bool:
        started.update(workers(driver.pid))
        return driver.poll() is not None or (bool(started) and entries(results) != before)

    try:
        until(at_work)
        for _ in range(2):
            time.sleep(chance.uniform(0, 0.4))
            there = workers(driver.pid)
            started.update(there)
            if there:
                with suppress(ProcessLookupError):  # it has ended meanwhile
                    os.kill(chance.choice(there), signal.SIGKILL)
                    kills += 1
        time.sleep(chance.uniform(0, 0.4))
        started.update(workers(driver.pid))
        ended = driver.poll()
        assert ended in (None, 0), "the driver ended by itself, and not well"
        kills += ended is None
    finally:
        driver.kill()
        driver.wait()
    until(
        lambda: not any(alive(process) for process in started)
    )  # what they still write is not the next one's
    return kills


@pytest.mark.skipif(
    sys.platform != "linux", reason="reads /proc for the processes that a process has started"
)
def test_killed_at_twenty_moments_and_gone_on_with_it_comes_to_the_same_bytes(tmp_path: Path) -> None:
    chance = random.Random(20)
    begun = Study.begin(tmp_path, plan_study(WORDS))
    kills = 0
    for _ in range(ROUNDS):
        if kills >= MOMENTS:
            break
        kills += killed_once(tmp_path, chance)
        there = begun.there()
        for each in chance.sample(
            there, max(0, len(there) - 30)
        ):  # so that there is something to do at every moment
            begun.folder.store.discard(each.key)
        named = [path.name for path in tmp_path.glob("store/??/*") if not path.name.startswith(".")]
        assert all(begun.folder.store.find(key).whole for key in named), "none half written has a proper name"
    assert kills >= MOMENTS, "the drivers ended before they could be killed"
    some = hashes(begun)
    assert some, "what was finished stays"
    carried = begun.go_on(1)
    assert (carried.there, carried.failed) == (72, 0)
    undisturbed = Study.begin(tmp_path / "undisturbed", plan_study(WORDS))
    undisturbed.go_on(1)
    mended = hashes(begun)
    assert mended == hashes(undisturbed) and some.items() <= mended.items()
    assert json.loads((begun.folder.path / "study.json").read_text(encoding="utf-8"))["name"] == "killed"
