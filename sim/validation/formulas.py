"""Queues in a steady state: formulas, each with who found it. Rates and times in the same unit of time."""

from __future__ import annotations


def erlang_b(servers: int, load: float) -> float:
    """Share of arrivals that find all servers busy and are turned away; load = rate x mean service (Erlang 1917)."""
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Share of arrivals that have to wait where all wait (Erlang 1917); load < servers."""
    blocked = erlang_b(servers, load)
    return blocked / (1 - load / servers * (1 - blocked))
