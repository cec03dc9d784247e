"""The three questions of convergence: the quick run as it is, and verdicts that follow from made-up numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.config.load import load_config
from sim.config.run import RunConfig
from sim.county.build import build_county
from sim.demand.world import draw_world
from sim.records.statuses import CaseChannel
from sim.report.validation.convergence import draw
from sim.streams import Streams
from sim.study.simulate import records_of
from sim.validation.convergence import cells, places, run_convergence, warmup
from sim.validation.convergence.design import DIFFERENCE, MODELS, QUICK, Design, full
from sim.validation.convergence.judge import judge, margin
from sim.validation.convergence.later import later
from sim.validation.convergence.layout import facts, positions
from sim.validation.convergence.run import held_tasks, long_tasks, number_of_tasks, pair_tasks
from sim.validation.convergence.series import BATCH, moving_average, mser
from sim.validation.findings import Answer, Findings, read, write
from sim.validation.tasks import Task

FULL = full()
RANDOM = partial(np.random.default_rng, 7)


# -- the quick run ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Findings, Path, list[tuple[int, int]]]:
    """The quick run, the folder of what it kept, and its progress."""
    folder = tmp_path_factory.mktemp("convergence")
    steps: list[tuple[int, int]] = []
    return run_convergence(folder, 1, True, lambda done, of, _: steps.append((done, of))), folder, steps


def test_the_quick_run_answers_all_three_questions(found: Any, tmp_path: Path) -> None:
    findings, _, _ = found
    groups = {row["group"] for row in findings.rows}
    assert groups == {cells.GROUP, cells.PLACES, warmup.COHORT, warmup.RULE, places.GROUP}
    assert all(row["holds"] is (row["verdict"] == Answer.HOLDS) for row in findings.rows)
    assert {row["verdict"] for row in findings.rows} <= set(Answer)
    assert not findings.missing
    assert findings.seconds > 0
    assert read(write(findings, tmp_path)) == findings
    for group in groups:
        columns = [tuple(row) for row in findings.rows if row["group"] == group]
        assert len(set(columns)) == 1, "a table needs the same columns in every row"


def test_the_quick_run_judges_no_default_and_gives_no_advice(found: Any) -> None:
    findings, _, _ = found
    told = " ".join(findings.sentences)
    assert findings.sentences[0].startswith(
        "This quick form shows that the comparisons run. It does not judge"
    )
    assert told.count("says nothing of") == 3
    for advice in ("suffice", "is the choice", "is to be shown", "too short", "not settle"):
        assert advice not in told


def test_progress_counts_every_task_of_all_stages_once(found: Any) -> None:
    _, _, steps = found
    whole = number_of_tasks(QUICK)
    assert sorted(steps) == [(done, whole) for done in range(1, whole + 1)]


def test_what_was_kept_is_not_run_again(found: Any) -> None:
    findings, folder, _ = found
    ages = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
    again = run_convergence(folder, 1, True)
    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == ages
    assert again.rows == findings.rows
    assert again.sentences == findings.sentences


def test_every_question_has_its_picture(found: Any, tmp_path: Path) -> None:
    findings, _, _ = found
    names = {path.name for path in draw(findings, tmp_path) if path.stat().st_size > 10_000}
    assert names == {
        f"convergence-{name}.{kind}" for name in ("cells", "warm-up", "places") for kind in ("svg", "png")
    }
    answered = replace(findings, curves={"places": findings.curves["places"]})
    assert len(draw(answered, tmp_path)) == 2


@pytest.mark.parametrize(
    ("name", "missing"),
    [("pair", ["cell size", "warm-up", "draws of places"]), ("long_pair", ["warm-up"])],
)
def test_a_stopped_run_says_what_has_no_answer(
    name: str, missing: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`missing` is what keeps the command from writing findings that are not whole."""
    monkeypatch.setattr("sim.validation.convergence.run.held_places", _nowhere)
    if name == "long_pair":
        made = _pairs(lambda model, size, draw_, seed: _level(model), QUICK)
        pairs = iter(list(made.values()))
        monkeypatch.setattr("sim.validation.convergence.run.pair", lambda task: next(pairs))
    calls = count()

    def stopped(task: Task, **_: Any) -> dict[str, Any]:
        if next(calls):
            raise KeyboardInterrupt
        return {}

    monkeypatch.setattr(f"sim.validation.convergence.run.{name}", stopped)
    findings = run_convergence(tmp_path, 1, True)
    assert findings.missing == missing
    assert bool(findings.rows) == (name == "long_pair")
    groups = {row["group"] for row in findings.rows}
    assert not groups & {warmup.COHORT, warmup.RULE}


def _nowhere(task: Task, sizes: tuple[float, ...]) -> dict[str, Any]:
    return {"positions": [[[0.5, 0.5]]] * len(sizes)}


# -- the design ------------------------------------------------------------------------------------------------


def test_the_full_run_judges_the_defaults() -> None:
    config = load_config(["county=kaihua"])
    usual = RunConfig()
    assert (FULL.size, FULL.warmup, FULL.days, FULL.follow_up) == (
        config.county.cell_km,
        usual.warmup,
        usual.days,
        usual.follow_up,
    )
    assert config.county.places_seed == places.DEFAULT
    assert (config.run.warmup, config.run.days) == (usual.warmup, usual.days)


def test_the_full_run_judges_whatever_the_defaults_are(monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_config(["county=kaihua", "county.cell_km=1.5", "run.warmup=200", "run.follow_up=90"])
    monkeypatch.setattr("sim.config.load.load_config", lambda words: config)
    design = full.__wrapped__()
    assert (design.size, design.finer, design.coarser) == (1.5, 0.75, 3.0)
    assert (design.warmup, design.follow_up, design.warmups[:2]) == (200, 90, (4, 200))


@pytest.mark.parametrize("design", [FULL, QUICK])
def test_draws_are_compared_under_seeds_of_their_own(design: Design) -> None:
    """An interval over draws takes them as independent, so no two may meet the same calls."""
    seeds = [design.seed_of(draw) for draw in range(1, design.cell_draws + 1)]
    assert len(set(seeds)) == design.cell_draws


@pytest.mark.parametrize("design", [FULL, QUICK])
def test_no_two_tasks_are_the_same(design: Design) -> None:
    nowhere = [{"positions": [[[0.5, 0.5]]] * len(design.sizes)}] * design.cell_draws
    tasks = [*held_tasks(design), *pair_tasks(design, nowhere).values(), *long_tasks(design)]
    assert len(set(tasks)) == len(tasks) == number_of_tasks(design)


def test_held_stations_stay_in_their_townships_and_drawn_ones_do_not() -> None:
    """In the first draw of Kaihua a coarser grid moves a station; holding it undoes just that."""
    base = load_config(["county=kaihua"]).county
    points = positions(base, (2.0,))[0]
    held = f"county.stations.positions={points}"
    drawn, kept = (
        facts(build_county(load_config(["county=kaihua", "county.cell_km=2", *more]).county))
        for more in ((), (held,))
    )
    usual = facts(build_county(base))
    assert drawn["stations"] != usual["stations"]
    assert kept["order"] == usual["order"]


def test_held_at_the_default_size_is_the_county_as_drawn() -> None:
    base = load_config(["county=kaihua"]).county
    points = positions(base, (1.0,))[0]
    again = load_config(["county=kaihua", f"county.stations.positions={points}"]).county
    assert facts(build_county(again)) == facts(build_county(base))


def test_a_longer_warm_up_leads_to_the_same_calls_and_cases() -> None:
    """What a run meets from some Monday on is what one meets that begins there, backlog and indices included."""
    config = load_config(["county=kaihua", "run.warmup=28", "run.days=20", "run.follow_up=8"])
    world = draw_world(config.demand, config.work, build_county(config.county), Streams(5), 56)
    cut = later(world, 4)
    start = 28 * 1440.0
    kept = world.calls.received_at >= start
    assert 0 < kept.sum() < len(kept)
    assert np.array_equal(cut.calls.received_at, world.calls.received_at[kept] - start)
    assert np.array_equal(cut.calls.scene, world.calls.scene[kept])
    new = world.cases.reported_at >= start
    backlog = world.cases.channel == CaseChannel.BACKLOG
    assert np.array_equal(cut.cases.need, world.cases.need[new | backlog])
    assert np.array_equal(
        cut.cases.reported_at[cut.cases.channel == CaseChannel.BACKLOG], world.cases.reported_at[backlog]
    )
    assert (np.diff(cut.cases.reported_at) >= 0).all()
    led = np.flatnonzero(cut.calls.case >= 0)
    assert len(led) == ((world.calls.case >= 0) & kept).sum()
    assert np.array_equal(cut.cases.call[cut.calls.case[led]], led)
    assert np.array_equal(cut.cases.reported_at[cut.calls.case[led]], cut.calls.received_at[led])


def test_a_world_that_begins_no_later_gives_the_same_records() -> None:
    config = load_config(["county=kaihua", "run.warmup=1", "run.days=5", "run.follow_up=1"])
    world = draw_world(config.demand, config.work, build_county(config.county), Streams(2), 7)
    assert records_of(config, 2, later(world, 0)).digest() == records_of(config, 2).digest()


@pytest.mark.parametrize("design", [FULL, QUICK])
def test_warm_ups_are_whole_weeks_apart_and_hold_the_default(design: Design) -> None:
    assert design.warmups[1] == design.warmup
    assert {days % 7 for days in design.warmups} == {design.warmup % 7}
    assert list(design.warmups) == sorted(set(design.warmups))


# -- verdicts --------------------------------------------------------------------------------------------------


@given(st.floats(-0.49, 0.49), st.integers(3, 20))
def test_a_small_and_steady_change_has_converged(change: float, number: int) -> None:
    judged = judge([change] * number, 0.5)
    assert judged.answer is Answer.HOLDS
    assert judged.change == pytest.approx(change)


@given(st.floats(0.51, 30.0), st.sampled_from([-1, 1]))
def test_a_steady_change_beyond_the_margin_has_not_converged(change: float, sign: int) -> None:
    changes = sign * change * (1 + 1e-6 * np.arange(5))
    assert judge(changes, 0.5).answer is Answer.DOES_NOT_HOLD


def test_a_wide_interval_shows_nothing_however_small_its_mean() -> None:
    judged = judge([-1.0, 1.0, -1.0, 1.0], 0.5)
    assert (judged.change, judged.answer) == (0.0, Answer.NOT_SHOWN)
    assert judge([0.4, 0.6, 0.5, 0.5], 0.5).answer is Answer.NOT_SHOWN, "it reaches beyond"


def test_one_draw_has_no_interval_and_nothing_infinite_is_kept() -> None:
    columns = judge([0.0], 0.5).columns
    assert (columns["low"], columns["high"], columns["verdict"]) == (None, None, Answer.NOT_SHOWN)


def test_margins_are_fixed_and_narrower_for_a_difference() -> None:
    for figure in (*FULL.figures, *FULL.long_figures):
        assert margin(figure.name, True) == pytest.approx(margin(figure.name, False) / 2)
    assert (margin("response_time_mean", False), margin("clearance_365", False)) == (0.5, 0.02)


# -- series ----------------------------------------------------------------------------------------------------


@given(st.integers(0, 60), st.floats(3, 30))
def test_mser_cuts_a_planted_start_and_little_more(length: int, height: float) -> None:
    series = RANDOM().normal(0.0, 1.0, 300)
    series[:length] += height
    assert length - 1 <= mser(series) <= length + 20


def test_mser_says_so_where_the_series_is_too_short() -> None:
    rising = np.concatenate([np.linspace(0, 10, 90), np.full(10, 10.0)]) + RANDOM().normal(0, 0.1, 100)
    assert mser(rising) == 51


@given(st.lists(st.floats(-5, 5), min_size=8, max_size=40), st.integers(0, 3))
def test_a_moving_average_is_the_mean_of_the_places_around(values: list[float], reach: int) -> None:
    found = moving_average(np.array(values), reach)
    assert len(found) == len(values) - reach
    assert found[0] == pytest.approx(values[0])
    for place in range(reach, len(found)):
        assert found[place] == pytest.approx(np.mean(values[place - reach : place + reach + 1]), abs=1e-9)


# -- spread over places ----------------------------------------------------------------------------------------


def test_places_and_chance_are_told_apart() -> None:
    """Planted standard deviations 2 (places), 1 (seeds) and 0.5 (rest) are found again; the interval holds 2."""
    random, inside = RANDOM(), []
    for _ in range(200):
        draws, seeds = random.normal(0, 2, (10, 1)), random.normal(0, 1, (1, 5))
        found = places.spread(30 + draws + seeds + random.normal(0, 0.5, (10, 5)))
        inside.append((found.places**2, found.chance**2, found.places_low <= 2 <= found.places_high))
    places_var, chance_var, holds = np.mean(inside, axis=0)
    assert places_var == pytest.approx(4, rel=0.1)
    assert chance_var == pytest.approx(1.25, rel=0.1)
    assert 0.9 <= holds <= 1


def test_where_places_do_nothing_all_is_chance() -> None:
    by_seed = np.tile([1.0, 2.0, 4.0], (4, 1))
    found = places.spread(by_seed)
    assert (found.places, found.share) == (0.0, 0.0)
    assert found.wider(8) == pytest.approx(1.0)
    assert found.chance == pytest.approx(np.std([1, 2, 4], ddof=1))


# -- answers from made-up numbers ------------------------------------------------------------------------------

SMALL = replace(FULL, cell_draws=6, draws=6, seeds=3, long_seeds=6)
Level = Callable[[str, float, int, int], float]


def _pairs(value: Level, design: Design = SMALL) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Pairs in which `value` of (model, size, draw, seed) is the mean response; all else stands still."""
    layout = {kind: [0, 1] for kind in ("stations", "urban", "grounds", "squadrons")}
    county = {**layout, "over_40": 0.05, "drive": 6.5, "cells": 100}
    nowhere = [{"positions": [[[0.5, 0.5]]] * len(design.sizes)}] * design.cell_draws
    made = {}
    for layout_name, size, draw_, seed in pair_tasks(design, nowhere):
        pair: dict[str, Any] = {"county": county}
        for model in MODELS:
            level = 12.0 if model == MODELS[0] else 10.0
            pair[model] = dict.fromkeys((figure.name for figure in design.figures), level)
            pair[model]["response_time_mean"] = value(model, size, draw_, seed)
        made[layout_name, size, draw_, seed] = pair
    return made


def _level(model: str) -> float:
    return 12.0 if model == MODELS[0] else 10.0


def _rows(part: Any, **wanted: str) -> list[dict[str, Any]]:
    return [row for row in part.rows if all(row[key] == value for key, value in wanted.items())]


def test_cells_that_change_nothing_suffice() -> None:
    part = cells.answer(SMALL, _pairs(lambda model, size, draw_, seed: _level(model) + 0.1 * draw_))
    assert all(row["holds"] for row in part.rows)
    assert part.sentences[-1].startswith("Cells of 1 km suffice")


def test_cells_that_change_a_level_have_not_converged() -> None:
    """A tenth off with coarser cells, in both structures alike: the levels fail, their difference moves by 0.2 min."""
    part = cells.answer(
        SMALL, _pairs(lambda model, size, draw_, seed: _level(model) * (1 + 0.2 * (size - 0.5)))
    )
    rows = [row for row in _rows(part, quantity="mean response") if "held" in row["compared"]]
    assert {row["of"]: row["verdict"] for row in rows[:2]} == dict.fromkeys(MODELS, Answer.DOES_NOT_HOLD)
    assert [row["change"] for row in rows] == pytest.approx([1.2, 1.0, -0.2])
    assert [row["holds"] for row in rows] == [False, False, True]
    assert all(row["holds"] for row in _rows(part, quantity="travel part of the response"))
    assert "not for mean response (traditional, dabuzhi):" in part.sentences[-1]
    assert "+1.20 min for traditional" in part.sentences[0]


def test_a_layout_that_moves_with_the_cells_is_a_failure() -> None:
    pairs = _pairs(lambda model, size, draw_, seed: _level(model))
    key = ("drawn", SMALL.finer, 2, SMALL.seed_of(2))
    pairs[key] = {**pairs[key], "county": {**pairs[key]["county"], "squadrons": [0, 2]}}
    part = cells.answer(SMALL, pairs)
    failed = [row["quantity"] for row in part.rows if not row["holds"]]
    assert failed == ["townships with a road squadron"]
    assert "a road squadron stands elsewhere in 1" in part.sentences[-2]


def _runs(response: Callable[[str, int, int], float], opened: Callable[[int], float]) -> list[dict[str, Any]]:
    """Runs with every warm-up: mean response by (model, days of the warm-up, seed), open cases by batch."""
    batches = (SMALL.warmups[-1] + SMALL.days) // BATCH
    runs = []
    for seed in range(1, SMALL.long_seeds + 1):
        run: dict[str, Any] = {}
        for model in MODELS:
            noise = RANDOM().normal(0, 0.01, batches)
            series = dict.fromkeys(
                ("caseload", "waits", "calls", "cleared", "reported"), (1 + noise).tolist()
            )
            series["open"] = [opened(at) + noise[at] for at in range(batches)]
            run[model] = {"series": series}
            for days in SMALL.warmups:
                figures = dict.fromkeys((figure.name for figure in SMALL.long_figures), _level(model))
                run[model][f"after {days}"] = figures | {"response_time_mean": response(model, days, seed)}
        runs.append(run)
    return runs


def test_what_no_longer_changes_after_the_default_is_warm() -> None:
    runs = _runs(lambda model, days, seed: _level(model) + 5 * (days == 1), lambda at: 50 * (at < 20))
    part = warmup.answer(SMALL, runs)
    assert all(row["holds"] for row in part.rows)
    assert part.sentences[-1].startswith("A warm-up of 365 days suffices")
    assert "one of 1 day changes it by +5.00" in part.sentences[0]
    cut = part.curves["warm-up"]["series"]["dabuzhi"]["open"]["cut"]
    assert 20 * BATCH <= cut < 30 * BATCH


def test_what_settles_late_is_not_warm() -> None:
    """The response still rises by a minute a year, the backlog falls for a year and a half."""
    runs = _runs(
        lambda model, days, seed: _level(model) + days / 365 + 0.01 * seed, lambda at: 50 * (at < 110)
    )
    part = warmup.answer(SMALL, runs)
    levels = [row for row in _rows(part, quantity="mean response") if row["of"] != DIFFERENCE]
    assert {row["verdict"] for row in levels} == {Answer.DOES_NOT_HOLD}
    assert [row["holds"] for row in _rows(part, quantity="open criminal cases")] == [False, False]
    assert "it is too short for mean response (traditional, dabuzhi)" in part.sentences[-1]
    assert "more than the warm-up for open criminal cases" in part.sentences[-2]
    assert "changes the mean response of the same cohort by -2.99 min for traditional" in part.sentences[0]


def test_places_that_hardly_matter_are_settled_by_one_draw() -> None:
    part = places.answer(
        SMALL, _pairs(lambda model, size, draw_, seed: _level(model) + 0.01 * draw_ + 0.1 * seed)
    )
    assert all(row["holds"] for row in part.rows)
    assert part.sentences[-1].endswith("one draw of places suffices for levels and differences alike.")


def test_two_draws_do_not_settle_what_one_draw_costs() -> None:
    """The standard deviation is small, but of two draws it could be anything."""
    design = replace(SMALL, cell_draws=2, draws=2)
    part = places.answer(
        design, _pairs(lambda model, size, draw_, seed: _level(model) + 0.2 * draw_ + 0.01 * seed, design)
    )
    row = _rows(part, quantity="mean response", of=MODELS[0])[0]
    assert row["sd of places"] < row["margin"] < row["high"]
    assert (row["verdict"], row["holds"]) == (Answer.NOT_SHOWN, False)
    assert "with 2 draws it is not shown that one suffices for mean response" in part.sentences[-1]


def test_a_difference_whose_sign_hangs_on_the_places_fails() -> None:
    def value(model: str, size: float, draw_: int, seed: int) -> float:
        return 12 + 0.01 * seed + (draw_ - 3.5) * (model == MODELS[1])

    part = places.answer(SMALL, _pairs(value))
    row = _rows(part, quantity="mean response", of=DIFFERENCE)[0]
    assert (row["lowest draw"], row["highest draw"]) == (pytest.approx(-2.5), pytest.approx(2.5))
    assert row["verdict"] == Answer.DOES_NOT_HOLD
    assert row["places' share of variance"] == pytest.approx(1.0)
    assert f"for {len(SMALL.figures) - 1} of {len(SMALL.figures)} figures" in part.sentences[-1]
    assert "from -2.50 to +2.50 (the default draw: -2.50, number 1 of 6 from the lowest)" in part.sentences[0]
