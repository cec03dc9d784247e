"""Minutes from the order to moving off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.patrol_team import Dispatch
from sim.demand.draws import durations

if TYPE_CHECKING:
    from sim.model import PolicingModel

DRAWS = 3
"""Dispatches of one call that have a draw of their own; later ones meet the last again."""


class Turnout:
    """The turnout draws of every call, as minutes by day and when sleeping in."""

    def __init__(self, model: PolicingModel) -> None:
        call = model.config.work.call
        uniforms = model.world.calls.turnout
        self.duty = model.duty
        self.awake = durations(call.turnout, uniforms)
        self.on_call = durations(call.turnout_on_call, uniforms)

    def minutes(self, dispatch: Dispatch, now: float) -> float:
        """The turnout of this dispatch of a team that stands still."""
        asleep = dispatch.team.sleeps_in and self.duty.night
        draws = self.on_call if asleep else self.awake
        return float(draws[dispatch.incident.row, min(dispatch.ordinal, DRAWS) - 1])
