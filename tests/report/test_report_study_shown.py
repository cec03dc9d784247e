"""What the page shows of a study with drawn assumptions, of counties side by side, of numbers that are missing."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from fakes import kept_study

from sim.metrics.rows import Flag
from sim.report.study import wording
from sim.report.study.build import build, whole
from sim.report.study.figures import clearance, glance, sweep, week
from sim.report.study.figures.frame import lettered
from sim.report.study.figures.maps import _caption
from sim.report.study.figures.sweep import level
from sim.report.study.findings import finding
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.numbers import Change
from sim.report.study.tables import half
from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study

EN, ZH = Words("en"), Words("zh")
PAIR = Pair(1, 0)


@cache
def material() -> StudyMaterial:
    return StudyMaterial(kept_study.study())


def text(html: str) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).replace("\u00a0", " ").split())


def test_the_week_in_words_agrees_with_the_tables() -> None:
    with lettered():
        picture = week.draw(material(), EN)
    assert picture is not None
    for name in ("traditional", "dabuzhi"):
        value = material().figures.value(name, "committed_share")
        assert value is not None
        assert f"Under {name} crews spend {100 * value.mean:.1f} % of their time on calls" in picture.alt


def test_a_headline_that_is_not_reached_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    real = StudyMaterial.change

    def change(self: StudyMaterial, pair: Pair, metric: str, **split: str) -> Change | None:
        found = real(self, pair, "response_time_mean", **split)
        assert found is not None
        far = metric == "response_time_mean"
        return replace(found, after=replace(found.after, flag=Flag.NOT_REACHED)) if far else found

    monkeypatch.setattr(StudyMaterial, "change", change)
    with lettered():
        picture = glance.draw(material(), EN)
    assert picture is not None
    assert [row[2].startswith("clearance") for row in picture.rows] == [True]
    dots = [[len(line.get_xdata()) for line in ax.get_lines()].count(1) for ax in picture.figure.axes]
    assert dots == [0, 1] and "Without a dot: not known" in picture.caption


def test_a_level_that_is_not_reached_is_not_drawn_over_a_sweep() -> None:
    value = material().figures.value("traditional", "response_time_mean")
    assert value is not None and level(material(), 0, "response_time_mean") is not None
    far = replace(value, flag=Flag.NOT_REACHED)
    fake: Any = SimpleNamespace(names=["a"], figures=SimpleNamespace(value=lambda *_: far))
    assert level(fake, 0, "response_time_mean") is None


def test_cells_over_two_settings_hold_half_of_their_interval() -> None:
    at = ([1.0, 2.0], [5.0, 5.0])
    with lettered():
        picture = sweep.draw_field(material(), ("a", "b"), at, "committed_share", EN)
    said = {each.get_text() for each in picture.figure.findobj(mpl.text.Text)}
    for name in ("traditional", "dabuzhi"):
        value = material().figures.value(name, "committed_share")
        assert value is not None
        assert f"{100 * value.mean:.1f}\n{half((value.high - value.low) / 2, value.unit)}" in said


def test_the_map_speaks_of_the_figure_of_townships_only_where_that_is_drawn() -> None:
    county = material().county(0)
    assert "figure of townships" in _caption(county, 2, townships=True, words=EN)
    assert "figure of townships" not in _caption(county, 2, townships=False, words=EN)
    assert "Differences hold chance too" in _caption(county, 2, townships=False, words=EN)
    assert "ifference" not in _caption(county, 1, townships=False, words=EN)
    assert "差别也含偶然" in _caption(county, 2, townships=True, words=ZH)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.0, "0 %"), (0.004, "< 1 %"), (0.006, "1 %"), (0.5, "50 %"), (0.994, "99 %"), (0.996, "> 99 %"),
        (1.0, "100 %"), (-0.25, "−25 %"), (float("nan"), "–"),
    ],
)  # fmt: skip
def test_a_share_is_nothing_or_all_only_where_it_is(value: float, told: str) -> None:
    assert wording.share(value, EN) == told


def test_missing_draws_are_told_apart_from_replications(tmp_path: Path) -> None:
    results = kept_study.copy(tmp_path)
    study = Study.open(results, kept_study.NAME)
    more = Study.begin(results, replace(study.plan, draws=12))
    more.folder.failed(more.asked_draws[-1], "a wheel", "")
    said = text(build(more, "en"))
    assert "Only 20 of 24 simulations with drawn assumptions are there; set aside after an error: 1." in said
    assert "replications are there" not in said.split("Contents")[0]
    assert "dabuzhi, with drawn assumptions" in said
    short = Study.begin(results, replace(study.plan, seeds=(*study.plan.seeds, 99)))
    said = text(build(short, "en"))
    assert "Only 6 of 8 replications are there; set aside after an error: 0." in said


def test_overtime_is_a_headline_with_drawn_assumptions() -> None:
    found = finding(material(), PAIR, "overtime")
    drawn = material().uncertain[("dabuzhi", "overtime")]
    assert found.with_assumptions and (found.low, found.high) == (drawn.low, drawn.high)
    assert found.change is not None and found.low <= found.change.low
    said = text(build(kept_study.study(), "en"))
    row = said.split("Overtime, all people", 1)[1][:200]
    assert wording.ends(drawn.low, drawn.high, "h/year", EN).replace("\u00a0", " ") in row


def test_counties_side_by_side_give_a_report(tmp_path: Path) -> None:
    words = (
        "county=kaihua,lingwu", "model=traditional", "run.warmup=1", "run.days=3", "run.follow_up=1",
        "replications=2", "draws=0", "study=counties",
    )  # fmt: skip
    study = Study.begin(tmp_path, plan_study(words))
    assert study.go_on(1).there == 4
    english, chinese = (text(build(study, language)) for language in ("en", "zh"))
    assert "Not all of these share one world: they differ in the county and the force." in english
    assert "Lingwu city instead of Kaihua county" in english and "灵武市取代开化县" in chinese
    assert "With the same people" not in english
    assert "The two do not share one county, so no township can be compared." in english
    assert "figure of townships" not in english


def test_ends_on_both_sides_of_zero_are_no_zeros() -> None:
    each = SimpleNamespace(unit="min", metric="response_time_mean", difference=0.01)
    found: Any = SimpleNamespace(comparison=each, low=-0.03, high=0.04)
    assert wording.ways(found, EN) == "0.03 min shorter to 0.04 min longer"


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (0.34, "min", "±0.3"), (0.034, "min", "±0.03"), (0.0, "min", "±0.0"), (0.0004, "share", "±0.04"),
        (0.2, "h/year", "±0.2"), (1234.0, "h/year", "±1 234"), (float("nan"), "min", "±-"),
    ],
)  # fmt: skip
def test_half_of_an_interval_does_not_look_like_nothing(value: float, unit: str, told: str) -> None:
    assert half(value, unit) == told


def test_no_line_breaks_a_number() -> None:
    assert whole("230 000 residents, 16 %, in 10 of 100 runs, 1 234 567") == (
        "230\u00a0000 residents, 16\u00a0%, in 10 of 100 runs, 1\u00a0234\u00a0567"
    )


def test_no_curve_is_cut_where_panels_share_their_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    heights = iter((20.0, 30.0, 90.0, 60.0))

    def ends(*_: Any) -> tuple[Any, list[Any]]:
        curve = np.tile(np.linspace(0, next(heights), 5)[:, None], (1, 3))
        return np.linspace(0, 365, 5), [curve, curve]

    monkeypatch.setattr(clearance, "_ends", ends)
    monkeypatch.setattr(StudyMaterial, "shown_strata", [[0, 1], [0, 1]])
    with lettered():
        picture = clearance.draw(StudyMaterial(kept_study.study()), EN)
    assert picture is not None and len(picture.figure.axes) == 4
    for ax in picture.figure.axes:
        low, high = ax.get_ylim()
        assert low == 0 and all(max(line.get_ydata()) <= high for line in ax.get_lines())
