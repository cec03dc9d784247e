"""Duty load: meetings, ledgers, papers and inspections."""

from __future__ import annotations

from typing import Literal

from sim.config.base import Frozen, NonNegative


class DutyLoadConfig(Frozen):
    """Hours a week that an officer's post loses to them."""

    title: str
    description: str = ""
    source: str
    status: Literal["quoted", "derived", "literature", "assumed", "fitted", "user"]
    headquarters: NonNegative
    station: NonNegative
    auxiliary: NonNegative
