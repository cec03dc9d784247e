"""What leaves a study: its tables, its event log, and what is said of what is missing."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fakes import kept_study, small
from hypothesis import given
from hypothesis import strategies as st

from sim.config.errors import ConfigError
from sim.metrics.rows import KEYS
from sim.records.statuses import CaseChannel, CaseStatus, CaseStep, DispatchOutcome, IncidentStatus
from sim.study.studies.assumed.findings import Uncertain
from sim.study.studies.comparisons import Comparison
from sim.study.studies.export.events import COLUMNS as EVENT_COLUMNS
from sim.study.studies.export.events import FIRST_DAY, STEPS, event_log, event_logs, timestamps
from sim.study.studies.export.queries import query
from sim.study.studies.export.tables import COLUMNS, tables
from sim.study.studies.kept import Kept
from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study


@pytest.fixture(scope="module")
def kept() -> Kept:
    return Kept.of(kept_study.study())


def test_every_column_is_described_and_no_other(kept: Kept) -> None:
    made = tables(kept)
    assert list(made) == ["points", "seeds", "summary", "comparisons", "assumptions", "influences", "figures"]
    assert {name: list(table.columns) for name, table in made.items()} == {
        n: list(c) for n, c in COLUMNS.items()
    }
    assert [*(each.name for each in fields(Comparison)), "verdict"] == list(COLUMNS["comparisons"])
    assert [each.name for each in fields(Uncertain) if each.name != "influences"] == list(
        COLUMNS["assumptions"]
    )


def test_tables_say_what_the_study_says(kept: Kept) -> None:
    made, study = tables(kept), kept.study
    assert made["points"]["point"].tolist() == ["traditional", "dabuzhi"]
    assert made["points"]["baseline"].tolist() == ["traditional", "traditional"]
    assert made["points"]["replications"].tolist() == [3, 3]
    assert len(made["seeds"]) == 2 * 3 + 2 * 10
    assert made["seeds"]["draw"].dropna().tolist() == [place for place in range(10) for _ in range(2)]
    assert made["seeds"]["state"].eq("kept").all() and made["seeds"]["digest"].str.len().eq(32).all()
    for each, (_, row) in zip(study.comparisons(), made["comparisons"].iterrows(), strict=True):
        assert (row["metric"], row["answer"]) == (each.metric, str(each.answer))
        assert row["difference"] == each.difference or np.isnan(each.difference)
    uncertain = study.uncertain()
    assert len(made["assumptions"]) == len(uncertain) > 0
    first = made["influences"].groupby(["metric", "point"], sort=False).head(1)
    assert first["path"].tolist() == [each.influences[0].path for each in uncertain]
    whole = made["figures"][made["figures"]["metric"] == "calls"]
    assert whole["value"].tolist() == study.metrics[study.metrics["metric"] == "calls"]["value"].tolist()


def test_sql_and_tables_agree(kept: Kept) -> None:
    sql = "select point, seed, value from figures where metric = 'calls' order by point, seed"
    told = query(kept, sql).read_pandas()
    figures = tables(kept)["figures"]
    ours = figures[figures["metric"] == "calls"].sort_values(["point", "seed"])
    assert told["value"].tolist() == ours["value"].tolist()
    points = query(kept, "select * from points order by place").read_all().to_pylist()
    assert [(row["model"], row["baseline"], row["replications"]) for row in points] == [
        ("traditional", "traditional", 3), ("dabuzhi", "traditional", 3),
    ]  # fmt: skip
    clock = kept.study.folder.store.records(kept.whole[0].key).clock
    assert [points[0][name] for name in clock] == list(clock.values())


def test_draws_and_their_figures_can_be_asked_for_together(kept: Kept) -> None:
    answer = query(
        kept,
        """
        select d.draw, d.value, f.value as response from draws d join drawn_figures f using (point, seed)
        where d.path = 'work.call.relay.mean' and f.metric = 'response_time_mean' and point = 'dabuzhi'
          and f.priority = 'all' and f.category = 'all' and f.area = 'all' and f.offence = 'all'
        order by draw
        """,
    ).read_pandas()
    study = kept.study
    drawn = study.drawn_metrics
    whole = (drawn[list(KEYS[1:])] == "all").all(axis=1) & (drawn["metric"] == "response_time_mean")
    assert answer["draw"].tolist() == list(range(10)) and answer["value"].nunique() == 10
    theirs = drawn[whole & (drawn["model"] == "dabuzhi")].sort_values("seed")["value"].tolist()
    assert answer["response"].tolist() == theirs
    none = query(
        Kept.of(replace(study, plan=replace(study.plan, draws=0))), "select * from drawn_figures, draws"
    )
    assert none.read_all().num_rows == 0


def test_what_is_missing_or_damaged_is_named_and_left_out(tmp_path: Path) -> None:
    results = kept_study.copy(tmp_path)
    study = Study.open(results, kept_study.NAME)
    assert Kept.of(study).notes() == []
    first, second, third, *_ = study.asked
    study.folder.store.discard(first.key)
    (study.folder.store.folder(second.key) / "cases.parquet").unlink()
    study.folder.store.discard(study.asked_draws[0].key)
    kept = Kept.of(study)
    assert [each.key for each in kept.whole] == [each.key for each in study.asked[2:]]
    assert kept.notes() == [
        "1 of 6 replications are not there: traditional, seed 1",
        "1 of 6 replications are damaged and left out: dabuzhi, seed 1 (cases.parquet is missing)",
        "1 of 20 replications with drawn assumptions are not there: traditional, draw 1",
        f"simulate them with: python -m sim resume {kept_study.NAME} run.results={results}",
    ]
    assert len(kept.notes(draws=False)) == 3
    made = tables(kept)
    assert made["seeds"]["state"].tolist()[:4] == ["missing", "damaged", "kept", "kept"]
    assert third.seed == 2 and set(made["figures"]["seed"]) == {2, 3}


def test_a_study_without_replications_says_how_to_go_on(tmp_path: Path) -> None:
    study = Study.begin(tmp_path, plan_study([*kept_study.WORDS[:-1], "study=empty"]))
    with pytest.raises(ConfigError) as caught:
        Kept.some(study)
    assert caught.value.problems[0] == "the study empty has no whole replication yet"
    assert "python -m sim resume empty" in caught.value.problems[-1]


def test_damaged_records_are_named_with_the_command(tmp_path: Path) -> None:
    study = Study.open(kept_study.copy(tmp_path), kept_study.NAME)
    file = study.folder.store.folder(study.asked[0].key) / "case_steps.parquet"
    file.write_bytes(b"\0" * file.stat().st_size)
    with pytest.raises(ConfigError, match=r"traditional, seed 1 are damaged .* --verify"):
        list(event_logs(Kept.of(study), every=False))


# -- the event log ----------------------------------------------------------------------------------------------


def events(**tables_: list[dict[str, object]]) -> pd.DataFrame:
    names = {"teams": ["crew A", "crew B"], "case_teams": ["team C"], "bodies": ["body"]}
    return event_log(small.records(names, **tables_), 4, "=point", 7).to_pandas()


def sent(incident: int, team: int, start: float, outcome: DispatchOutcome) -> dict[str, object]:
    times = ("dispatched_at", "en_route_at", "arrived_at", "cleared_at", "available_at")
    there = outcome != DispatchOutcome.SUPERSEDED
    held = {name: start + number for number, name in enumerate(times)}
    return {
        "incident": incident,
        "team": team,
        "outcome": outcome,
        **held,
        **({} if there else {"arrived_at": np.nan}),
    }


def test_a_call_from_reception_to_its_end() -> None:
    call = small.call(10, 1, 1, 3, 1, 1, category=1, township=2, area=1, able_team=1, closed_at=19)
    found = events(
        incidents=[call],
        dispatches=[sent(0, 0, 12, DispatchOutcome.SUPERSEDED), sent(0, 1, 15, DispatchOutcome.SERVED)],
    )
    assert list(found.columns) == list(EVENT_COLUMNS)
    told = [
        (t[11:16], a, r)
        for t, a, r in zip(found["timestamp"], found["activity"], found["resource"].fillna(""), strict=True)
    ]
    assert told == [
        ("00:10", "received", ""),
        ("00:10", "answered", ""),
        ("00:11", "intake done", ""),
        ("00:12", "passed on to dispatch", ""),
        ("00:12", "crew dispatched", "crew A"),
        ("00:13", "crew moves off", "crew A"),
        ("00:15", "crew dispatched", "crew B"),
        ("00:15", "crew taken off", "crew A"),
        ("00:16", "crew moves off", "crew B"),
        ("00:16", "crew available again", "crew A"),
        ("00:17", "crew arrives", "crew B"),
        ("00:17", "first able presence", "crew B"),
        ("00:18", "crew leaves the scene", "crew B"),
        ("00:19", "crew available again", "crew B"),
        ("00:19", "closed", ""),
    ]
    row = found.iloc[0]
    assert (row["case_id"], row["kind"], row["point"], row["seed"]) == ("4-7-call-0", "call", "=point", 7)
    assert (row["category"], row["township"], row["station"], row["outcome"]) == (
        "traffic",
        "T03",
        "S02",
        "served",
    )
    assert pd.isna(row["offence"]) and pd.isna(row["call_id"]) and row["priority"] == 1


def test_a_case_step_by_step() -> None:
    steps = [
        {"case": 0, "at": at, "step": step, "team": team, "hours": hours}
        for at, step, team, hours in (
            (5.0, CaseStep.REPORTED, -1, 0.0), (9.0, CaseStep.SOLVED, 0, 2.5), (9.0, CaseStep.TRANSFERRED, 0, 0.0),
        )
    ]  # fmt: skip
    case = small.case(0, incident=0, offence=1, status=CaseStatus.TRANSFERRED)
    found = events(incidents=[small.call(0, 1)], cases=[case], case_steps=steps)
    found = found[found["kind"] == "case"]
    assert found["activity"].tolist() == ["reported", "solved", "transferred"]
    assert found["resource"].fillna("").tolist() == ["", "team C", "team C"]
    assert found["person_hours"].tolist() == [0.0, 2.5, 0.0]
    assert found["case_id"].unique() == ["4-7-case-0"] and found["call_id"].unique() == ["4-7-call-0"]
    row = found.iloc[0]
    assert (row["offence"], row["channel"], row["outcome"]) == ("fraud", "call", "transferred")


def test_only_the_cohort_is_logged() -> None:
    early, late = small.call(100, 1), small.call(3 * small.DAY, 1)
    cases = [small.case(0.1), small.case(3)]
    steps = [{"case": case, "at": 9.0, "step": 0, "team": -1, "hours": 0.0} for case in (0, 1)]
    records = small.records(
        {"teams": [], "case_teams": []},
        small.clock(2, 4, 9),
        incidents=[early, late],
        cases=cases,
        case_steps=steps,
    )
    found = event_log(records, 0, "p", 1).to_pandas()
    assert set(found["case_id"]) == {"0-1-call-1", "0-1-case-1"}


def test_every_step_and_status_has_a_word() -> None:
    assert set(STEPS) == set(CaseStep)
    assert len(set(STEPS.values())) == len(CaseStep)
    for codes in (IncidentStatus, CaseStatus, CaseChannel):
        assert [int(code) for code in codes] == list(range(len(codes))), "they are indices into the words"


@given(st.lists(st.floats(0, 3 * 3653 * 1440), min_size=1, max_size=5))
def test_timestamps_are_the_clock_to_the_millisecond(minutes: list[float]) -> None:
    first = datetime.fromisoformat(FIRST_DAY)
    assert first.weekday() == 0, "the simulation begins on a Monday"
    for text, at in zip(timestamps(np.array(minutes)).to_pylist(), minutes, strict=True):
        assert abs((datetime.fromisoformat(text) - first) - timedelta(minutes=at)) <= timedelta(
            milliseconds=0.51
        )


def test_the_log_of_a_real_run_has_all_of_the_cohort_in_order(kept: Kept) -> None:
    logs = list(event_logs(kept, every=True))
    assert [len(list(event_logs(kept, every=False))), len(logs)] == [2, 6]
    found = logs[0].to_pandas()
    records = kept.study.folder.store.records(kept.whole[0].key)
    received = records.tables["incidents"]["received_at"]
    counted = (received >= records.clock["cohort_from"]) & (received < records.clock["cohort_until"])
    assert found[found["kind"] == "call"]["case_id"].nunique() == counted.sum() > 0
    for _, life in found.groupby("case_id"):
        assert life["timestamp"].is_monotonic_increasing
    assert found["activity"].isin(["received", "reported"]).sum() == found["case_id"].nunique()
    assert found["point"].unique().tolist() == ["traditional"]
