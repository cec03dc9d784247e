"""The comparison itself: an interval over replications, adjusted for all comparisons, that can fail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.config.errors import ConfigError
from sim.validation.exact import LEVEL, chosen, compare
from sim.validation.findings import Findings, read, write
from sim.validation.setup import Setup, Size


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
    findings = Findings("exact", True, [{"setup": "a", "holds": False, "width": 0.1}], ["It fails."])
    assert read(write(findings, tmp_path)) == findings
    assert findings.failures == findings.rows


@pytest.mark.parametrize("text", ["", "[]", '{"part": "exact"}', '{"part": "x", "surprise": 1}'])
def test_a_file_that_holds_no_findings_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "exact.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="holds no findings"):
        read(tmp_path / "exact.json")
