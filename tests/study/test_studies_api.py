"""Studies from Python: simulated, opened, read as data frames."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import kept_study

import sim
from sim.study.studies.export.tables import COLUMNS
from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study

TINY = ("county=reference", "run.warmup=1", "run.days=6", "run.follow_up=1")


@pytest.fixture(scope="module")
def opened() -> sim.StudyFrames:
    return sim.open_study(kept_study.NAME, kept_study.results())


def test_frames_have_the_columns_of_the_export(opened: sim.StudyFrames) -> None:
    for name in ("points", "seeds", "summary", "comparisons", "influences"):
        assert list(getattr(opened, name).columns) == list(COLUMNS[name]), name
    assert list(opened.uncertain.columns) == list(COLUMNS["assumptions"])
    assert sorted(opened.metrics.columns) == sorted(COLUMNS["figures"])
    assert opened.notes == [] and opened.name == "small"
    assert repr(opened) == "<study small: 2 points, 6 replications>"


def test_frames_agree_with_the_study_and_with_sql(opened: sim.StudyFrames) -> None:
    study = kept_study.study()
    assert opened.comparisons["difference"].tolist()[:1] == [study.comparisons()[0].difference]
    assert opened.uncertain["low"].tolist() == [each.low for each in study.uncertain()]
    mean = opened.query("select avg(value) m from figures where metric = 'calls' and point = 'dabuzhi'")["m"][
        0
    ]
    row = opened.summary.query("metric == 'calls' and point == 'dabuzhi'").iloc[0]
    assert mean == pytest.approx(row["mean"])


def test_records_of_one_replication_are_those_that_it_gives_again(opened: sim.StudyFrames) -> None:
    result = opened.records("dabuzhi", seed=2)
    again = sim.simulate(result.config, seed=2)
    assert result.records.digest() == again.records.digest()
    assert result.cases.equals(again.cases)
    assert result.metrics.keys() == again.metrics.keys()


@pytest.mark.parametrize(
    ("point", "seed", "says"),
    [("dabuzi", 1, "did you mean 'dabuzhi'"), ("dabuzhi", 9, "under seed 9")],
)
def test_a_replication_that_is_not_there(opened: sim.StudyFrames, point: str, seed: int, says: str) -> None:
    with pytest.raises(sim.ConfigError, match=says):
        opened.records(point, seed)


def test_compare_simulates_what_is_missing_and_gives_the_study(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []

    def progress(there: int, in_all: int, name: str) -> None:
        told.append((there, in_all, name))

    made = sim.compare(
        TINY, models=["traditional", "dabuzhi"], replications=2, draws=0, margin=(0.5, 2), study="mine",
        results=tmp_path, workers=1, progress=progress,
    )  # fmt: skip
    assert [each[:2] for each in told] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert made.study.plan.margin is not None and made.study.plan.margin.minutes == 0.5
    assert made.points["point"].tolist() == ["traditional", "dabuzhi"]
    assert made.uncertain.empty and made.influences.empty
    assert list(made.uncertain.columns) == list(COLUMNS["assumptions"])
    told.clear()
    sim.compare(
        [*TINY, "model=traditional,dabuzhi"],
        replications=2,
        draws=0,
        study="mine",
        results=tmp_path,
        workers=1,
    )
    assert told == []
    assert sim.open_study("mine", tmp_path).metrics.equals(made.metrics)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"models": ["traditional", "dabuzi"]}, "did you mean 'dabuzhi'"),
        ({"replication": 3}, "did you mean 'replications'"),
        ({"study": "../x"}, "study=../x"),
        ({"margin": (0.5,)}, "margin=0.5"),
        ({"replications": 0}, "run.replications"),
    ],
)
def test_mistakes_are_told_before_anything_is_written(
    more: dict[str, object], says: str, tmp_path: Path
) -> None:
    with pytest.raises(sim.ConfigError, match=says):
        sim.compare(TINY, results=tmp_path, **more)
    assert not list(tmp_path.iterdir())


def test_a_study_that_is_not_there_or_has_nothing_yet(tmp_path: Path) -> None:
    with pytest.raises(sim.ConfigError, match="there is no study"):
        sim.open_study("nothing", tmp_path)
    with pytest.raises(sim.ConfigError, match="no name of a study"):
        sim.open_study("../nothing", tmp_path)
    Study.begin(tmp_path, plan_study([*TINY, "model=traditional,dabuzhi", "study=empty"]))
    with pytest.raises(sim.ConfigError, match="no whole replication yet"):
        sim.open_study("empty", tmp_path)


def test_a_script_without_a_guard_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was started reads the script again, and would start processes itself."""
    monkeypatch.setattr("multiprocessing.parent_process", object)
    with pytest.raises(sim.ConfigError, match="if __name__ == '__main__':"):
        sim.compare(TINY, models=["traditional", "dabuzhi"], results=tmp_path, workers=2)
    assert not list(tmp_path.iterdir())


def test_where_no_run_succeeds_the_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("a wheel came off")

    monkeypatch.setattr("sim.study.studies.carry_out.replicate", broken)
    with pytest.raises(
        sim.ConfigError, match="no run of the study mine succeeded: RuntimeError: a wheel came off"
    ):
        sim.compare(
            TINY,
            models=["traditional", "dabuzhi"],
            replications=1,
            draws=0,
            results=tmp_path,
            workers=1,
            study="mine",
        )
