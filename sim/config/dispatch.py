"""Dispatch: who may serve which call, and which team is sent."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.config.base import Frozen, NonNegative, Status


class DispatchConfig(Frozen):
    """The rule by which a team is chosen, and its settings."""

    title: str
    description: str = ""
    source: str
    status: Status
    rule: str
    widen_after: NonNegative
    """Minutes after which a rule that keeps to its own ground looks further."""
    widen_after_urgent: NonNegative
    """The same for calls of priority 1."""
    reserve: int = Field(default=0, ge=0, description="free teams kept back from calls below priority 1")
    preemption: Literal["none", "en_route", "on_scene"] = "none"
    ageing: NonNegative
    """Minutes of waiting that weigh as much as one step of priority."""
    serves: dict[str, tuple[str, ...]]
    """Call category -> functions whose crews may serve it; `default` for the categories not named."""
    auxiliary_crews: bool = False
    """Whether auxiliaries without an officer ride out, to calls that need none."""
    loss: bool = False
    """Whether a call that finds no able team is turned away (for loss systems)."""
