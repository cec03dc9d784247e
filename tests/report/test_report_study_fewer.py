"""The same change with fewer officers: beside as many without it, and beside the most that were simulated."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.sections.downside import downside
from sim.report.study.sections.fewer import fewer_officers
from sim.study.studies.plan import plan_study
from sim.study.studies.study import Study

TINY = ("run.warmup=1", "run.days=4", "run.follow_up=1", "replications=2", "draws=0")
EN = Words("en")


def carried(folder: Path, *words: str) -> StudyMaterial:
    county = () if any(word.startswith("county=") for word in words) else ("county=reference",)
    study = Study.begin(folder, plan_study([*county, *TINY, *words]))
    assert not study.go_on(1).failed
    return StudyMaterial(study)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fewer")


def test_each_structure_has_a_row_a_number_of_officers_most_first(folder: Path) -> None:
    material = carried(
        folder, "model=traditional,dabuzhi,one_five_n_one", "force.officers=150,200", "study=more"
    )
    found = list(fewer_officers(material, EN))
    assert [table.caption for table in found[::2]] == [
        "Mean response time with fewer officers, dabuzhi",
        "Mean response time with fewer officers, 1+5+N+1",
    ]
    response = found[0]
    assert response.head[1:3] == ("traditional", "dabuzhi")
    assert response.head[4] == "difference from traditional with 200 officers (95 %)"
    assert [row[0].text for row in response.rows] == ["200", "150"]
    at_most, fewer = response.rows
    assert at_most[3] == at_most[4], "at the largest number both differences are the same one"
    value = material.figures.value
    here, today = (
        value(name, "response_time_mean")
        for name in ("dabuzhi, force.officers=150", "traditional, force.officers=200")
    )
    assert here is not None and today is not None
    assert fewer[4].text.startswith(f"{here.mean - today.mean:+.1f}".replace("-", "−"))
    section = downside(material, EN)
    assert section is not None and all(table in section.blocks for table in found)


@pytest.mark.parametrize(
    ("words", "lacks"),
    [
        ("model=traditional,dabuzhi", True),
        ("force.officers=150,200", False),
        ("county=reference,synthetic", True),
    ],
    ids=["one number", "the numbers themselves compared", "each county its own force"],
)
def test_no_table_where_no_change_was_simulated_with_fewer(folder: Path, words: str, lacks: bool) -> None:
    material = carried(folder, words)
    assert not list(fewer_officers(material, EN))
    section = downside(material, EN)
    assert section is not None
    assert ("With fewer people: not simulated" in str(section.blocks[-1])) == lacks
