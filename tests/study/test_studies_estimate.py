"""How long and how much disk: from the store, or measured; what is there is not counted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from sim.config.schema import Config
from sim.study.studies.assumed.constants import COUNTIES
from sim.study.studies.estimate import (
    BYTES,
    COUNTY_SECONDS,
    FIGURES,
    MEASURED_DAYS,
    Estimate,
    estimate,
    free_bytes,
)  # fmt: skip
from sim.study.studies.plan import StudyPlan, plan_study
from sim.study.studies.study import Study

TINY = ("county=reference", "run.warmup=1", "run.days=6", "run.follow_up=1", "study=tiny")


class Clock:
    """A start of 2 seconds and 0.5 seconds a day, whatever the county; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def __call__(self, config: Config, days: int) -> float:
        self.asked.append((config.county.name, days))
        return 2 + 0.5 * days


def never(config: Config, days: int) -> float:
    raise AssertionError("nothing is to be measured")


def plan(*words: str) -> StudyPlan:
    return plan_study([*TINY, "model=traditional,dabuzhi", "replications=3", "draws=0", *words])


def test_measured_where_the_store_has_nothing(tmp_path: Path) -> None:
    clock = Clock()
    asked = plan_study(["county=reference", "model=traditional,dabuzhi", "replications=3", "draws=0"])
    found = estimate(asked, tmp_path, 2, clock)
    assert (found.runs, found.there, found.missing) == (6, 0, 6)
    assert found.seconds == pytest.approx(6 * (2 + 0.5 * 1095) / 2)
    residents = float(asked.points[0].config.county.residents)
    assert found.bytes == pytest.approx(6 * (BYTES * 1095 * residents + FIGURES))
    assert clock.asked[-2:] == [("reference", days) for days in MEASURED_DAYS]
    assert "measured just now on 60 days" in found.basis[0]
    assert not list(tmp_path.iterdir()), "nothing is written"


def test_what_is_there_is_not_counted_and_tells_how_long_the_rest_takes(tmp_path: Path) -> None:
    Study.begin(tmp_path, plan()).go_on(1)
    more = plan_study([*TINY, "model=traditional,dabuzhi", "replications=5", "draws=0"])
    found = estimate(more, tmp_path, 1, never)
    assert (found.runs, found.there, found.missing) == (10, 6, 4)
    manifests = [json.loads(file.read_text()) for file in tmp_path.rglob("manifest.json")]
    mean = sum(held["seconds"] for held in manifests) / 6
    assert found.seconds == pytest.approx(4 * mean)
    size = sum(told[0] for held in manifests for told in held["files"].values()) / 6
    assert found.bytes == pytest.approx(4 * (size + FIGURES))
    assert "by 6 runs in the store" in found.basis[0]
    whole = estimate(plan(), tmp_path, 1, never)
    assert (whole.missing, whole.seconds, whole.bytes, whole.basis) == (0, 0, 0, ())


def test_other_days_of_the_same_county_are_scaled(tmp_path: Path) -> None:
    Study.begin(tmp_path, plan()).go_on(1)
    longer = plan_study([*TINY[:1], "run.warmup=1", "run.days=78", "run.follow_up=1", "model=dabuzhi"])
    seconds = [json.loads(file.read_text())["seconds"] for file in tmp_path.rglob("manifest.json")]
    found = estimate(longer, tmp_path, 1, never)
    assert found.seconds == pytest.approx(8 * 10 * sum(seconds) / 6)


def test_a_manifest_that_says_nothing_is_passed_over(tmp_path: Path) -> None:
    Study.begin(tmp_path, plan()).go_on(1)
    contents = ["", "[]", "{}", '{"county": 3, "days": "x"}', '{"files": []}', "\x00"]
    for file, content in zip(tmp_path.rglob("manifest.json"), contents, strict=True):
        file.write_text(content)
    clock = Clock()
    assert estimate(plan(), tmp_path, 1, clock).missing == 6
    assert clock.asked


def test_draws_count_with_the_travel_times_of_their_places(tmp_path: Path) -> None:
    def asked(draws: int) -> Estimate:
        words = [*TINY, "model=traditional,dabuzhi", "replications=1", f"draws={draws}"]
        return estimate(plan_study(words), tmp_path, 1, Clock())

    none, few, many = asked(0), asked(3), asked(50)
    assert (none.runs, few.runs, many.runs) == (2, 8, 102)
    each = none.seconds / 2
    assert few.seconds == pytest.approx(8 * each + 3 * COUNTY_SECONDS)
    assert many.seconds == pytest.approx(102 * each + COUNTIES * COUNTY_SECONDS)
    assert many.bytes - none.bytes == pytest.approx(100 * FIGURES), "of draws only figures are kept"
    assert none.cached == 0 < few.cached < many.cached


def test_draws_that_are_there_are_not_counted(tmp_path: Path) -> None:
    words = [*TINY, "model=traditional,dabuzhi", "replications=1"]
    Study.begin(tmp_path, plan_study([*words, "draws=1"])).go_on(1)
    found = estimate(plan_study([*words, "draws=3"]), tmp_path, 1, never)
    assert (found.runs, found.there) == (8, 4)


def test_counties_beyond_the_first_are_taken_to_cost_as_much(tmp_path: Path) -> None:
    clock = Clock()
    counties: Sequence[str] = ("kaihua", "songtao", "lingwu", "reference", "synthetic")
    asked = plan_study([f"county={','.join(counties)}", "replications=1", "draws=0"])
    found = estimate(asked, tmp_path, 5, clock)
    assert len({county for county, _ in clock.asked}) == 3
    assert [line.split(":")[0] for line in found.basis] == [
        point.config.county.name for point in asked.points
    ]
    assert sum("as the other counties" in line for line in found.basis) == 2


def test_room_on_the_disk() -> None:
    def held(size: float) -> Estimate:
        return Estimate(1, 0, 1.0, size, 0.0, 100.0, ())

    assert (held(100).fits, held(100).clearly_too_large) == (True, False)
    assert (held(140).fits, held(140).clearly_too_large) == (False, False)
    assert (held(151).fits, held(151).clearly_too_large) == (False, True)


def test_the_disk_of_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "a" / "b") > 0


ODD = {
    "nested": "[" * 100_000,
    "a list": "[]",
    "endless days": {"days": float("inf")},
    "no number": {"seconds": float("nan")},
    "too large": {"residents": 10**400},
    "too large together": {"residents": 1e300, "days": 1e300},
    "sizes that are none": {"files": {"figures.parquet": []}},
    "a size without end": {"files": {"incidents.parquet": [float("inf"), ""]}},
    "files that are none": {"files": 5},
}


@pytest.mark.parametrize("held", ODD)
def test_what_a_stranger_says_of_a_replication_is_not_counted(tmp_path: Path, held: str) -> None:
    told = {"county": "reference", "days": 8, "residents": 1e5, "seconds": 9.0, "files": {}}
    folder = tmp_path / "store" / "aa" / ("a" * 32)
    folder.mkdir(parents=True)
    odd = ODD[held]
    (folder / "manifest.json").write_text(odd if isinstance(odd, str) else json.dumps({**told, **odd}))
    clock = Clock()
    assert "measured just now" in estimate(plan(), tmp_path, 1, clock).basis[0]
    (folder / "manifest.json").write_text(json.dumps(told))
    assert "by 1 runs in the store" in estimate(plan(), tmp_path, 1, never).basis[0]
