"""Calls and recorded cases agree: the table of flows."""

from __future__ import annotations

import pytest
from fakes.runs import config
from hypothesis import given
from hypothesis import strategies as st

from sim.config.demand import DemandConfig
from sim.demand.reconcile import reconcile

RATES = st.floats(0, 60)


def demand(**values: float) -> DemandConfig:
    return config(values={f"demand.{name}": value for name, value in values.items()}).demand


@given(RATES, RATES, RATES)
def test_every_flow_is_its_two_parts_and_no_call_is_lost(calls: float, recorded: float, minor: float) -> None:
    facts = demand(effective_calls=calls, recorded_cases=recorded, administrative_cases=minor)
    flows = reconcile(facts)
    assert [flow.offence for flow in flows] == list(facts.offences)
    for flow in flows:
        assert min(flow.by_call, flow.otherwise) >= 0
        assert flow.by_call + flow.otherwise == pytest.approx(flow.recorded)
    for kind, criminal in (("criminal", True), ("administrative", False)):
        rung = sum(float(c.share) * calls for c in facts.categories.values() if c.case == kind)
        brought = sum(f.by_call for f in flows if facts.offences[f.offence].criminal == criminal)
        assert brought == pytest.approx(rung)


def test_with_the_starting_values_calls_bring_part_of_what_is_recorded() -> None:
    facts = demand()
    flows = {flow.offence: flow for flow in reconcile(facts)}
    criminal = [flow for name, flow in flows.items() if facts.offences[name].criminal]
    assert sum(flow.recorded for flow in criminal) == pytest.approx(float(facts.recorded_cases))
    assert flows["administrative"].recorded == pytest.approx(float(facts.administrative_cases))
    # C1: criminal calls are 0.2 to 0.9 per 1 000 residents.
    assert 0.2 <= sum(flow.by_call for flow in criminal) <= 0.9
    assert (
        flows["theft"].by_call / flows["theft"].recorded < flows["injury"].by_call / flows["injury"].recorded
    )


def test_the_era_chooses_the_mix_of_offences() -> None:
    for era, share in (("recent", 0.45), ("2009", 0.697)):
        facts = config(values={"demand.era": era}).demand
        theft = next(flow for flow in reconcile(facts) if flow.offence == "theft")
        assert theft.recorded == pytest.approx(share * float(facts.recorded_cases))


def test_without_calls_everything_arrives_otherwise() -> None:
    for flow in reconcile(demand(effective_calls=0)):
        assert flow.by_call == 0
        assert flow.otherwise == flow.recorded
