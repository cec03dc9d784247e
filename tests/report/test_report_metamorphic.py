"""The picture of the relations: drawn from findings alone, also where a part has no curves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.report.validation.metamorphic import draw
from sim.validation.findings import Findings, Row


def rows(title: str, count: int, failing: int = -1) -> list[Row]:
    return [{"group": title, "about": "", "holds": place != failing} for place in range(count)]


def point(size: int, share: float) -> dict[str, float]:
    return {
        "size": size,
        "groups": 400,
        "share": share,
        "low": share / 2,
        "high": share * 1.5,
        "expected": share,
    }


CURVES: dict[str, Any] = {
    "sham": {
        "lots": {"title": "by lot", "metrics": {"response_time_mean": [point(8, 0.05), point(4, 0.06)]}}
    },
    "intervals": {"mean": {"response_time_mean": [point(8, 0.6)], "caseload": [point(8, 0.6)]}},
    "planted": {
        "a hop": {"response_time_mean": [point(2, 0.3), point(8, 0.6)], "period_rate": [point(8, 0.1)]}
    },
}


@pytest.mark.parametrize("curves", [CURVES, {}, {"sham": CURVES["sham"]}])
def test_the_picture_is_drawn_and_is_the_same_each_time(curves: dict[str, Any], tmp_path: Path) -> None:
    findings = Findings("metamorphic", True, [*rows("Names", 100, 7), *rows("Speed", 1)], curves=curves)
    files = draw(findings, tmp_path)
    assert [file.name for file in files] == ["metamorphic.svg", "metamorphic.png"]
    first = [file.read_bytes() for file in files]
    assert [file.read_bytes() for file in draw(findings, tmp_path)] == first
    assert all(len(content) > 10_000 for content in first)


def test_a_claim_that_does_not_hold_shows(tmp_path: Path) -> None:
    good, bad = (Findings("metamorphic", True, rows("Names", 5, failing)) for failing in (-1, 2))
    for name in ("good", "bad"):
        (tmp_path / name).mkdir()
    one, other = (draw(each, tmp_path / name)[0].read_text() for each, name in ((good, "good"), (bad, "bad")))
    assert "#d55e00" not in one.lower()
    assert "#d55e00" in other.lower()
