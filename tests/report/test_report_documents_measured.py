"""Outcomes in the documents are those that were measured and kept, and whoever reads them learns when and how."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from fakes.documents import own_documents, own_material, rows
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from sim.config.load import load_config
from sim.report.documents import measured, validation
from sim.report.documents.pages import OWN_PAGES
from sim.report.documents.render import render
from sim.report.documents.software import software
from sim.store.manifest import simulator_hash
from sim.validation.findings import Findings
from sim.validation.setups import SETUPS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FOLDER = ROOT / "experiments" / "before_state"
SHARES = st.lists(st.floats(0, 50), min_size=2, max_size=12)


def before() -> dict[str, Any]:
    found = measured.before_state()
    assert found is not None
    return found


def shipped() -> dict[str, Findings]:
    return validation.findings(DOCS)


def page(findings: dict[str, Findings]) -> str:
    """docs/validation.md as it would be with these findings, in one line a paragraph."""
    named = {"findings": findings, "pictures": validation.pictures, "validation": validation, "docs": DOCS}
    return render("validation.md.j2", own_material(), **named)


@pytest.fixture(name="script")
def _script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A module of the experiment by name; scripts there import each other as they do when they are run."""
    monkeypatch.syspath_prepend(str(FOLDER))
    yield importlib.import_module


# -- the page of the validation ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OWN_PAGES)
def test_the_pages_of_the_project_alone_are_current(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == own_documents()[name], "type: python -m sim document out=docs"


def test_findings_made_with_older_code_say_so() -> None:
    for part, its in shipped().items():
        line = next(row for row in rows(own_documents()["validation.md"]) if row[0].startswith(f"[{part}]"))
        assert (validation.OLDER in line[-1]) == (its.code != simulator_hash())
        now = page(shipped() | {part: replace(its, code=simulator_hash())})
        then = page(shipped() | {part: replace(its, code="0" * 32)})
        assert then.count(validation.OLDER) == now.count(validation.OLDER) + 1


def test_what_is_in_quick_form_only_is_said_above_the_table() -> None:
    def above(findings: dict[str, Findings]) -> str:
        return page(findings).partition("\n| part")[0]

    quick = {part: replace(its, quick=True) for part, its in shipped().items()}
    full = {part: replace(its, quick=False) for part, its in shipped().items()}
    assert f"**In quick form only: {', '.join(measured.PARTS)}.**" in above(quick)
    assert "**In quick form only: exact.**" in above(full | {"exact": quick["exact"]})
    assert "quick form only" not in above(full)


def test_each_row_has_one_of_three_answers_and_all_are_counted() -> None:
    its = shipped()["metamorphic"]
    some = [dict(its.rows[0], holds=holds) for holds in (True, True, False)]
    wide = dict(its.rows[0], holds=False, verdict="not shown, the interval is too wide")
    mixed = replace(its, rows=[*some, wide])
    assert validation.answers(mixed) == [2, 1, 1]
    assert [line.rpartition(": ")[2] for line in validation.failed(mixed)] == [
        "does not hold 1, not shown 1 of 4"
    ]
    row = next(row for row in rows(page(shipped() | {"metamorphic": mixed})) if row[0].startswith("[meta"))
    assert row[2:6] == ["4", "2", "1", "1"]
    for part in shipped().values():
        assert sum(validation.answers(part)) == len(part.rows)


@pytest.mark.parametrize("quick", [True, False])
def test_where_all_holds_the_form_is_named(quick: bool) -> None:
    held = {
        part: replace(its, quick=quick, rows=[dict(row, holds=True) for row in its.rows])
        for part, its in shipped().items()
    }
    told = page(held).partition("## What does not hold")[2].partition("## exact")[0]
    assert re.findall(r"\*\*(\w+)\*\* \((\w+) form\)\n\n- Nothing: (\d+) of (\d+) hold", told) == [
        (part.capitalize(), "quick" if quick else "full", str(len(its.rows)), str(len(its.rows)))
        for part, its in held.items()
    ]


def test_another_simulation_is_named_where_nothing_is_known() -> None:
    tables = {
        about.partition(":")[0]: (about, table) for _, about, table in validation.shown(shipped()["exact"])
    }
    both = {False: 0, True: 0}
    for setup in SETUPS:
        if setup.name not in tables:
            continue
        about, table = tables[setup.name]
        head = rows(table)[0]
        beside = setup.other is not None
        both[beside] += 1
        assert ("Ciw" in head, "known" in head, "Welch 1947" in about) == (beside, not beside, beside)
    assert all(both.values())


def test_ways_without_travel_time_are_said_to_be_so() -> None:
    abouts = [about for _, about, _ in validation.shown(shipped()["exact"])]
    told = [about for about in abouts if "Travel takes no time" in about]
    assert told and all(about.startswith("hypercube") for about in told)
    assert len(told) == sum(about.startswith("hypercube") for about in abouts)


# -- the state before the reforms --------------------------------------------------------------------------------


def test_the_readme_of_the_fit_says_what_was_found(script: Any) -> None:
    written: ModuleType = script("written")
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert readme == written.filled(readme, before())
    assert written.filled(readme, before() | {"median_days": 99.5}) != readme


def test_what_was_measured_are_the_intercepts_that_are_shipped() -> None:
    shipped_offences = load_config(["model=traditional"]).work.case.offences
    found = before()["offences"]
    assert list(found) == list(shipped_offences)
    for name, each in shipped_offences.items():
        assert found[name]["intercept"] == float(each.intercept), (
            f"{name}: fit.py 1 20 measures what is shipped"
        )
        assert found[name]["target"] == float(each.cleared_target)
        assert found[name]["fitted"] == (each.intercept.status == "fitted")


def test_figures_of_the_page_written_by_hand_are_those_that_were_measured() -> None:
    found, text = before(), " ".join((DOCS / "model.md").read_text(encoding="utf-8").split())
    for words in (
        f"is {found['slope']['value']:.2f} for each e-fold of the response, E1's is {found['slope_of_E1']:.2f}",
        f"in {found['median_days_to_outcome']:.1f} days (I8: 9 to 14 days",
        f"cleared in {found['median_days']:.1f} days",
        f"{measured.counted(found['offences']['homicide'])} were cleared within a year",
        f"({found['specialist_share']['value']:.2f} of them under `{found['specialist_share']['structure']}`)",
    ):
        assert words in text, "docs/model.md tells another figure than experiments/before_state/findings.json"
    assert measured.reached(found["slope"], found["slope_of_E1"]) == "not reached", "docs/model.md says so"


def test_documents_tell_what_was_measured_and_judge_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    other = before() | {
        "slope": {"value": -0.5, "low": -0.625, "high": -0.375}, "median_days_to_outcome": 3.25, "median_days": 2.25,
        "date": "2001-02-03",
    }  # fmt: skip
    monkeypatch.setattr(measured, "before_state", lambda: other)
    for template in ("limits.md.j2", "ODD.md.j2"):
        told = render(template, own_material())
        assert "-0.500 (-0.625 to -0.375)" in told and "2001-02-03" in told
        assert "3.2 days" in told and "not reached, sooner" in told
        assert re.search(r"E1: reached\)|E1 \| reached", told)
    stress = render("STRESS.md.j2", own_material())
    assert f"{other['took']['cores']} cores" in stress and "2001-02-03" in stress
    assert f"| {other['differences']['metrics']['clearance_30']['half_width']['8']:.2g} |" in stress


def test_an_installed_copy_without_findings_has_documents_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(measured, "_root", lambda: Path(__file__).parent)
    assert measured.before_state() is None and measured.validated() == {}
    for template in ("limits.md.j2", "ODD.md.j2", "STRESS.md.j2"):
        told = render(template, own_material())
        assert not re.search(r"E1 has|shipped model of Kaihua|wall time on", told)


def test_limits_name_relations_that_are_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    its = shipped()["metamorphic"]
    bad = [dict(its.rows[0], group="The order of duties", compared="two of them swapped", holds=False)]
    for rows_now, named in ((bad, True), ([dict(row, holds=True) for row in its.rows], False)):
        monkeypatch.setattr(
            measured, "validated", lambda now=rows_now: {"metamorphic": replace(its, rows=now)}
        )
        told = render("limits.md.j2", own_material())
        assert ("The order of duties: two of them swapped" in told) is named
        assert ("Relations that must hold and do not" in told) is named


# -- how it is computed ------------------------------------------------------------------------------------------


@given(SHARES)
def test_the_interval_of_a_mean_is_the_t_interval(script_values: list[float]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        figures = importlib.import_module("figures")
    found = figures.with_interval(script_values, [1.0] * len(script_values))
    error = np.std(script_values, ddof=1) / np.sqrt(len(script_values))
    half = t.ppf(0.975, len(script_values) - 1) * error
    assert found["value"] == pytest.approx(np.mean(script_values))
    assert found["high"] - found["low"] == pytest.approx(2 * half, abs=1e-9)
    widths = list(figures.half_widths(script_values).values())
    assert widths == sorted(widths, reverse=True)


def test_intervals_of_shares_stay_shares_and_one_replication_has_none(script: Any) -> None:
    figures = script("figures")
    assert figures.with_interval([9, 1], [9, 9], 0.0, 1.0) == {"value": 10 / 18, "low": 0.0, "high": 1.0}
    assert figures.with_interval([3], [4]) == {"value": 0.75}
    assert figures.half_widths([1.0]) == {}


def test_an_intercept_moves_to_its_target_unless_cases_are_few(script: Any) -> None:
    fit = script("fit")

    def told(share: float, cases: int) -> dict[str, Any]:
        return {"cleared": {"value": share}, "cases": cases, "target": 0.5, "intercept": 1.0}

    found = {
        "below": told(0.3, 1000),
        "above": told(0.7, 1000),
        "few": told(0.1, fit.FEW - 1),
        "there": told(0.5, 1000),
    }
    moved = fit.moved({"offences": found})
    assert moved["below"] > 1 > moved["above"]
    assert moved["few"] == moved["there"] == 1.0
    assert moved["below"] == round(1 + np.log(0.7 / 0.3), 2) == pytest.approx(2 + (1 - moved["above"]) - 1)


def test_tested_versions_are_those_of_the_constraints() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    packages = software().packages
    assert len(packages) > 10
    for name, _, tested in packages:
        assert f"{name.strip('`')}=={tested.strip('`')}\n" in pins
