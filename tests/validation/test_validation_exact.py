"""The comparison itself: an interval over replications, adjusted for all comparisons, that can fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from math import inf, nan
from pathlib import Path

import numpy as np
import pytest
from fakes.known import SETUP, SUBSET, Rows, configured, replicated
from scipy import stats

from sim.config.errors import ConfigError
from sim.report.validation import exact as pictures
from sim.report.validation.rows import tables
from sim.validation import exact
from sim.validation.exact import all_comparisons, chosen, compare, run_exact
from sim.validation.findings import Findings, read, write
from sim.validation.intervals import TOGETHER as LEVEL
from sim.validation.joint import Compared, jointly, taken_together
from sim.validation.setup import Setup, Size
from sim.validation.setups import SETUPS


def setup(exact: float) -> Setup:
    return Setup(
        name="made-up", title="", source="", words=(), units={"mean": "min"}, measure=lambda result: {},
        quick=Size(2, 1), full=Size(2, 1), exact=lambda config: {"mean": exact},
    )  # fmt: skip


def replications(values: list[float], other: list[float] | None = None) -> list[dict[str, dict[str, float]]]:
    made = [{"simulated": {"mean": value}} for value in values]
    for each, theirs in zip(made, other or [], strict=False):
        each["other"] = {"mean": theirs}
    return made


def test_the_interval_is_students_at_the_adjusted_level() -> None:
    values = [9.0, 10.0, 11.0, 12.0]
    (row,) = compare(setup(10.0), replications(values), comparisons=7)
    low, high = stats.t.interval(1 - (1 - LEVEL) / 7, 3, np.mean(values), stats.sem(values))
    assert (row["low"], row["high"]) == pytest.approx((low, high))
    assert row["holds"] and row["width"] == pytest.approx((high - low) / 2 / 10)


def test_a_value_outside_the_interval_does_not_hold() -> None:
    values = [9.9, 10.0, 10.1, 10.0]
    assert compare(setup(10.0), replications(values), 1)[0]["holds"]
    assert not compare(setup(11.0), replications(values), 1)[0]["holds"]


def test_the_interval_beside_another_simulation_is_welchs() -> None:
    ours, theirs = [9.0, 10.0, 11.0], [10.0, 14.0, 18.0, 14.0]
    made = replace(setup(0.0), exact=None, other=lambda config, seed: {})
    rows = [*replications(ours, theirs[:3]), {"simulated": {"mean": 10.0}, "other": {"mean": theirs[3]}}]
    (row,) = compare(made, rows, 1)
    found = stats.ttest_ind([*ours, 10.0], theirs, equal_var=False).confidence_interval(LEVEL)
    assert row["high"] - row["low"] == pytest.approx(found.high - found.low)
    assert row["exact"] == pytest.approx(np.mean(theirs))


def test_intervals_of_the_right_answer_hold_together_at_the_level() -> None:
    """Of many sets of ten true answers at most a twentieth, within chance, has one outside."""
    random = np.random.default_rng(1)
    sets = 400
    failed = 0
    for _ in range(sets):
        rows = [
            compare(setup(5.0), replications(list(random.normal(5, 1, 8))), comparisons=10)[0]
            for _ in range(10)
        ]
        failed += not all(row["holds"] for row in rows)
    assert stats.binomtest(failed, sets, 1 - LEVEL, alternative="greater").pvalue > 0.001
    assert failed > 0


def test_a_misspelt_setup_is_named() -> None:
    with pytest.raises(ConfigError, match="there is no setup 'many-crewz'; did you mean 'many-crews'"):
        chosen(["many-crewz"])


def test_findings_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    (row,) = compare(setup(9.0), replications([1.0, 2.0]), 1)
    about = {"made-up": {"title": "Made up", "source": "nobody"}}
    findings = Findings(
        "exact", True, [{**row, "holds": False}], ["It fails."], about, pictures=["exact-1.png"]
    )
    assert read(write(findings, tmp_path)) == findings
    assert findings.failures == findings.rows


START = '{"part": "exact", "quick": true, "rows": ['


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"part": "exact"}',
        '{"part": "x", "surprise": 1}',
        '{"part": "x", "quick": true, "rows": []}',
        START + "{}]}",
        START + "1]}",
        START + '], "seconds": "long"}',
        START + '], "curves": {"a": {}}}',
        START + '], "pictures": ["../../a.png"]}',
        START + '], "surprise": 1}',
    ],
)
def test_a_file_that_holds_no_findings_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "exact.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"exact\.json holds no findings") as caught:
        read(tmp_path / "exact.json")
    assert len(caught.value.problems) == 1 and "\n" not in caught.value.problems[0]


# -- what is not a number ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("values", "why"), [
    ([1.0, nan, 2.0], "no number in 1 of 3 replications (simulated)"),
    ([1.0, inf, nan], "no number in 2 of 3 replications (simulated)"),
    ([1.0], "one replication has no interval"),
])  # fmt: skip
def test_what_is_not_a_number_does_not_hold_is_kept_and_says_why(
    values: list[float], why: str, tmp_path: Path
) -> None:
    rows = compare(setup(1.5), replications(values), 1)
    assert (rows[0]["holds"], rows[0]["why"], rows[0]["low"], rows[0]["width"]) == (False, why, None, None)
    found = Findings("exact", True, rows, curves={"made-up": {"title": "Made up", "source": "nobody"}})
    assert read(write(found, tmp_path)).rows == rows
    ((_, _, (_, cells)),) = tables(found)
    assert cells[-1] == f"DOES NOT HOLD: {why}"
    assert len(pictures.draw(found, tmp_path)) == 2


def test_a_number_missing_in_the_other_simulation_is_said_of_it() -> None:
    made = replace(setup(0.0), exact=None, other=lambda config, seed: {})
    (row,) = compare(made, replications([1.0, 2.0], [1.0, nan]), 1)
    assert row["why"] == "no number in 1 of 2 replications (other simulation)" and row["exact"] is None


def test_what_is_not_shown_is_not_called_wrong() -> None:
    row = {"group": "Cells", "about": "", "change": 0.5, "verdict": "not shown", "holds": False}
    ((_, _, (head, cells)),) = tables(Findings("convergence", True, [row]))
    assert (list(head), list(cells)) == (["change", ""], ["0.5", "NOT SHOWN"])


def test_whatever_else_is_not_finite_is_written_as_null(tmp_path: Path) -> None:
    found = Findings(
        "convergence", True, [{"group": "a", "holds": False, "value": nan}], curves={"x": [inf, 1.0]}
    )
    again = read(write(found, tmp_path))
    assert again.rows[0]["value"] is None and again.curves == {"x": [None, 1.0]}


# -- seeds and rows ----------------------------------------------------------------------------------------------


def test_no_two_setups_meet_the_same_draws() -> None:
    spans = sorted((seeds[0], seeds[-1]) for seeds in (one.seeds(one.full) for one in SETUPS))
    assert all(last < first for (_, last), (first, _) in pairwise(spans))
    assert all(len(one.seeds(one.quick)) == one.quick.replications for one in SETUPS)
    assert all(set(one.seeds(one.quick)) <= set(one.seeds(one.full)) for one in SETUPS)


def test_the_subset_has_a_setup_of_every_module() -> None:
    assert len({_module(one) for one in SETUPS}) > 8
    assert {_module(SETUP[name]) for name in SUBSET} == {_module(one) for one in SETUPS}


def _module(one: Setup) -> str:
    return str(getattr(one.measure, "func", one.measure).__module__)


def off(one: Setup, factor: float, rows: Rows) -> Setup:
    """The setup with an answer that is wrong by a factor: the formula's, or the other simulation's mean."""
    wrong = {row["quantity"]: factor * row["exact"] for row in rows}
    return replace(one, exact=lambda config: wrong, other=None)


@pytest.fixture
def _configured_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(exact, "_config", configured)
    yield


@pytest.mark.usefixtures("_configured_once")
@pytest.mark.parametrize("name", SUBSET)
def test_the_known_answer_is_found_again_and_one_wrong_by_a_fifth_is_not(name: str) -> None:
    """At the level of all comparisons; and no number follows from the others of its setup."""
    one = SETUP[name]
    if one.other is not None:
        pytest.importorskip("ciw")
    made = replicated(one)
    rows = compare(one, made)
    assert [row["quantity"] for row in rows] == list(one.units)
    for row in rows:
        assert row["holds"] and row["width"] < 0.25, row
    for factor in (0.8, 1.2):
        wrong = compare(off(one, factor, rows), made)
        assert not all(row["holds"] for row in wrong)
        assert not [row for row in wrong if row["holds"] and row["width"] < 0.08]
    values = np.array([[each["simulated"][name] for name in one.units] for each in made])
    assert np.linalg.matrix_rank((values - values.mean(0)) / values.std(0), tol=1e-6) == min(
        len(one.units), len(made) - 1
    )


def test_the_level_is_that_of_all_setups_whichever_are_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = tuple(replace(one, quick=Size(3, 1)) for one in SETUPS[:3])
    monkeypatch.setattr(exact, "SETUPS", few)
    all_of_them = run_exact(chosen(), tmp_path, 1, quick=True)
    one = run_exact(chosen([few[1].name]), tmp_path, 1, quick=True)
    assert one.rows == [row for row in all_of_them.rows if row["setup"] == few[1].name]
    assert (all_of_them.only, one.only) == ([], [few[1].name])
    assert f"of {all_comparisons()} together" in one.sentences[0]
    assert 0 < one.seconds < all_of_them.seconds and one.began == one.date


# -- all comparisons together ------------------------------------------------------------------------------------


def drawn(bias: float, seed: int, setups: int = 30) -> list[list[Compared]]:
    """Setups of three numbers each, which share half of their variance; `bias` in standard errors."""
    random = np.random.default_rng(seed)
    made = []
    for _ in range(setups):
        shared = random.normal(size=(20, 1))
        values = shared + random.normal(size=(20, 3)) + bias * np.sqrt(2 / 20)
        made.append([Compared(column, 0.0) for column in values.T])
    return made


def test_without_a_bias_both_chances_are_even() -> None:
    """Over many sets a twentieth is below 0.05, though three numbers each depend on one another."""
    found = [taken_together(drawn(0.0, seed), 200) for seed in range(100)]
    for chances in (
        [each.sign_chance for each in found if each],
        [each.distance_chance for each in found if each],
    ):
        assert len(chances) == 100
        assert 1 <= sum(chance < 0.05 for chance in chances) <= 14
        assert 0.4 < np.mean(chances) < 0.65


def test_a_small_bias_that_all_share_is_seen_though_every_interval_holds() -> None:
    biased = drawn(1.0, 1)
    rows = [abs(each.ours.mean()) / each.freedom_and_error()[1] for one in biased for each in one]
    assert max(rows) < 4.5
    (sentence,) = jointly(biased)
    assert "do NOT agree" in sentence and "sign test" in sentence.split("NOT")[1]


def test_intervals_that_are_too_wide_are_seen() -> None:
    """Errors that are twice what they should be make p-values large."""
    made = [[Compared(each.ours - 0.7 * each.ours.mean(), 0.0) for each in one] for one in drawn(0.0, 3, 100)]
    found = taken_together(made)
    assert found is not None and found.distance_chance < 0.01 < found.sign_chance


def test_the_distance_is_kolmogorovs_and_smirnovs() -> None:
    made = drawn(0.3, 5)
    found = taken_together(made)
    p_values = [stats.ttest_1samp(each.ours, 0.0).pvalue for one in made for each in one]
    assert found is not None
    assert found.distance == pytest.approx(stats.kstest(p_values, "uniform").statistic)
    assert found.above == sum(each.ours.mean() > 0 for one in made for each in one)


def test_beside_another_simulation_both_vary() -> None:
    random = np.random.default_rng(2)
    made = [[Compared(random.normal(size=12), theirs=random.normal(size=9) * 3)] for _ in range(40)]
    found = taken_together(made)
    p_values = [stats.ttest_ind(one.ours, one.theirs, equal_var=False).pvalue for (one,) in made]
    assert found is not None and min(found.sign_chance, found.distance_chance) > 0.01
    assert found.distance == pytest.approx(stats.kstest(p_values, "uniform").statistic)


def test_nothing_to_compare_says_nothing() -> None:
    assert jointly([]) == []
    assert jointly([[Compared(np.array([1.0, 1.0]), 1.0), Compared(np.array([1.0, nan]), 1.0)]]) == []
