"""Which sections the report has, in their order."""

from __future__ import annotations

from collections.abc import Callable

from sim.report.study.blocks import Section
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.sections.annex import annex
from sim.report.study.sections.assumptions import assumptions
from sim.report.study.sections.downside import downside
from sim.report.study.sections.means import means
from sim.report.study.sections.organisation import organisation
from sim.report.study.sections.page_one import page_one
from sim.report.study.sections.reported import reported
from sim.report.study.sections.response import response
from sim.report.study.sections.results import clearance, minutes, workload
from sim.report.study.sections.staffing import staff
from sim.report.study.sections.sweep import sweep

SECTIONS: tuple[Callable[[StudyMaterial, Words], Section | None], ...] = (
    page_one, sweep, organisation, staff, response, minutes, clearance, workload, downside, means, assumptions,
    reported, annex,
)  # fmt: skip
"""Each gives its section, or None where the study has nothing for it."""
