"""Which case next: a rule gives each waiting case a key, the smallest goes first."""

from __future__ import annotations

from collections.abc import Callable

from sim.registry import Registry

NextCaseRule = Callable[[float, int], tuple[float, float]]
"""(time of the report, gravity from 1, the gravest) -> key"""
NEXT_CASE_RULES: Registry[NextCaseRule] = Registry("next-case rule")


@NEXT_CASE_RULES.register("newest")
def newest(reported_at: float, gravity: int) -> tuple[float, float]:
    """The case reported last goes first."""
    return (-reported_at, 0.0)


@NEXT_CASE_RULES.register("oldest")
def oldest(reported_at: float, gravity: int) -> tuple[float, float]:
    """The case reported first goes first."""
    return (reported_at, 0.0)


@NEXT_CASE_RULES.register("gravest")
def gravest(reported_at: float, gravity: int) -> tuple[float, float]:
    """The gravest offence goes first, among equals the newest."""
    return (float(gravity), -reported_at)
