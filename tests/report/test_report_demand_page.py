"""docs/demand.md says what the shipped configuration says."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.runs import config

from sim.demand.reconcile import reconcile
from sim.report.demand_page import page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_up_to_date() -> None:
    assert (DOCS / "demand.md").read_text(encoding="utf-8") == page()


def test_the_page_has_every_offence_with_its_three_rates_and_follows_the_configuration() -> None:
    for calls in (20, 30):
        demand = config(values={"demand.effective_calls": calls}).demand
        text = page(demand, 1000.0)
        for flow in reconcile(demand):
            row = f"| {flow.offence} | {flow.recorded:.3f} | {flow.by_call:.3f} | {flow.otherwise:.3f} |"
            assert row in text
            assert flow.recorded == pytest.approx(flow.by_call + flow.otherwise)
        assert f"{calls:g} effective calls per 1 000" in text
