"""How calls (C1) and recorded cases (I7) are made to agree: one table, per offence."""

from __future__ import annotations

from dataclasses import dataclass

from sim.config.demand import DemandConfig
from sim.config.errors import ConfigError


@dataclass(frozen=True)
class Flow:
    """One offence: cases per 1 000 residents a year, in all, through a call, and otherwise."""

    offence: str
    recorded: float
    by_call: float
    otherwise: float


def reconcile(demand: DemandConfig) -> list[Flow]:
    """The table of flows, one row an offence in declaration order.

    Criminal calls are `effective_calls` times the shares of the categories that lead to criminal cases; they
    spread over the offences by share times propensity to be called in. What is recorded beyond them arrives
    otherwise. Where calls would bring more cases of an offence than are recorded, all come through calls.
    """
    shares = demand.offence_shares()
    called = {
        kind: sum(
            float(demand.effective_calls * c.share) for c in demand.categories.values() if c.case == kind
        )
        for kind in ("criminal", "administrative")
    }
    weights = [s * o.call_propensity for s, o in zip(shares, demand.offences.values(), strict=True)]
    total = sum(weights)
    flows = []
    for (name, offence), share, weight in zip(demand.offences.items(), shares, weights, strict=True):
        if offence.criminal:
            recorded = float(demand.recorded_cases) * share
            by_call = called["criminal"] * weight / total if total else 0.0
        else:
            recorded, by_call = float(demand.administrative_cases), called["administrative"]
        flows.append(Flow(name, max(recorded, by_call), by_call, max(recorded - by_call, 0.0)))
    return flows


def check_flows(demand: DemandConfig) -> None:
    """Raise `ConfigError` where criminal calls have no offence to be about."""
    calls = any(c.case == "criminal" and c.share > 0 for c in demand.categories.values())
    if (
        calls
        and demand.effective_calls > 0
        and not any(
            share > 0 and offence.call_propensity > 0
            for share, offence in zip(demand.offence_shares(), demand.offences.values(), strict=True)
        )
    ):
        raise ConfigError(["demand.offences: criminal calls arrive, but no offence is ever called in"])
