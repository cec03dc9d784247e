"""All situations whose answer is known."""

from __future__ import annotations

from sim.validation.setup import Setup
from sim.validation.setups.queues import SETUPS as QUEUES

SETUPS: tuple[Setup, ...] = (*QUEUES,)
"""In the order of printing."""
