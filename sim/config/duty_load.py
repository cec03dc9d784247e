"""Duty load: meetings, ledgers, papers and inspections."""

from __future__ import annotations

from sim.config.base import Frozen, NonNegative, Status


class DutyLoadConfig(Frozen):
    """Hours a week that an officer's post loses to them."""

    title: str
    description: str = ""
    source: str
    status: Status
    headquarters: NonNegative
    station: NonNegative
    auxiliary: NonNegative
