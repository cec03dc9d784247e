"""Patrol: where teams stand and move while nobody calls them."""

from __future__ import annotations

from sim.config.base import Frozen, NonNegative, Positive, Status


class PatrolConfig(Frozen):
    """The plan that free patrol teams follow."""

    title: str
    description: str = ""
    source: str
    status: Status
    plan: str
    """Name of the plan that free patrol teams follow."""
    zones: Positive | None = None
    blocks: Positive | None = None
    points: Positive | None = None
    booths: Positive | None = None
    strength: Positive | None = None
    dwell_minutes: NonNegative | None = None
