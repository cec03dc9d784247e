"""docs/demand.md says what the configuration says."""

from __future__ import annotations

import pytest
from fakes.documents import rows

from sim.demand.reconcile import reconcile
from sim.report.documents.material import gather
from sim.report.documents.pages import PAGES


@pytest.mark.parametrize("calls", [20, 30])
def test_the_page_has_every_offence_with_its_three_rates_and_follows_the_configuration(calls: int) -> None:
    material = gather(["model=traditional", "county=reference", f"demand.effective_calls={calls}"])
    page = PAGES["demand.md"](material)
    table = rows(page)
    for flow in reconcile(material.config.demand):
        rates = [f"{flow.recorded:.3f}", f"{flow.by_call:.3f}", f"{flow.otherwise:.3f}"]
        assert any(row[0] == f"`{flow.offence}`" and row[1:4] == rates for row in table)
        assert flow.recorded == pytest.approx(flow.by_call + flow.otherwise)
    assert f"{calls} (user, 17 to 49) effective calls for 1 000" in " ".join(page.split())
