"""Settings that a study sweeps: which of them make an axis."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import kept_study

from sim.report.study.build import build
from sim.report.study.material import StudyMaterial
from sim.report.study.swept import AXES, numeric, others


def swept_over(*values: str) -> StudyMaterial:
    """The small study, as if its two points had these values of one setting."""
    study = kept_study.study()
    points = tuple(
        replace(
            point, words=(*(word for word in point.words if "model=" not in word), f"force.officers={value}")
        )
        for point, value in zip(study.plan.points, values, strict=True)
    )
    return StudyMaterial(replace(study, plan=replace(study.plan, points=points)))


def test_numbers_make_an_axis() -> None:
    assert numeric(swept_over("800", "9e2")) == [("force.officers", [800.0, 900.0])]
    assert AXES > 1 and others(swept_over("800", "900"), 0) == []


@pytest.mark.parametrize("value", ["nan", "1e400", "-inf", "Infinity", "many"])
def test_what_is_no_finite_number_makes_none(value: str) -> None:
    material = swept_over("800", value)
    assert numeric(material) == []
    assert others(material, 1) == [("force.officers", value)]


def test_a_report_over_a_number_that_is_none_is_made() -> None:
    assert "force.officers" in build(swept_over("800", "nan").study, "en")
