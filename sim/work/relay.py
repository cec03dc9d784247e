"""A call on its way through the desks: received, answered, relayed, until a team is sought."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

from sim.agents.desk import Desk
from sim.agents.incident import Incident
from sim.records.statuses import IncidentStatus

if TYPE_CHECKING:
    from sim.model import PolicingModel


RELAYED = IncidentStatus.RELAYED


class Relay:
    """The intake desk and the chain behind it, one handler a happening."""

    def __init__(self, model: PolicingModel) -> None:
        self.model = model
        self.clock = model.clock
        self.log = model.incident_log
        calls = model.world.calls
        self.received_at: list[float] = calls.received_at.tolist()
        self.handling: list[float] = calls.handling.tolist()
        self.relay = calls.relay
        self.category: list[int] = calls.category.tolist()
        self.invalid = len(model.config.demand.categories)
        self.selection = float(model.config.work.call.selection_minutes_per_doubling)
        self.intake = Desk(model, "intake", -1)
        self.chain = model.config.command.chain()
        self.desks = {kind: self._desks(kind) for kind in dict.fromkeys(self.chain)}
        self.incidents: dict[int, Incident] = {}

    def _desks(self, kind: str) -> list[Desk]:
        """One desk an area, or one a zone for the sub-centres."""
        grounds = max(self.model.zone_of_area) + 1 if kind == "command" else len(self.model.county.stations)
        return [Desk(self.model, kind, ground) for ground in range(grounds)]

    def start(self) -> None:
        """Have the first call come in; each call schedules the one after it."""
        if self.received_at:
            self.clock.call_at(self.received_at[0], self.call_received, 0)

    def call_received(self, row: int) -> None:
        """A call reaches the intake desk."""
        if row + 1 < len(self.received_at):
            self.clock.call_at(self.received_at[row + 1], self.call_received, row + 1)
        if self.category[row] != self.invalid:
            self.incidents[row] = self.model.new_incident(row)
        if self.intake.admit(row):
            self.call_answered(row)

    def call_answered(self, row: int) -> None:
        """Somebody at the intake desk takes the call."""
        self.log.answered_at[row] = self.clock.now
        self.clock.call_after(self.handling[row], self.call_handled, row)

    def call_handled(self, row: int) -> None:
        """The call is typed; an invalid one ends here, another goes along the chain."""
        self.log.handled_at[row] = self.clock.now
        if self.category[row] == self.invalid:
            self.log.status[row] = IncidentStatus.INVALID
            self._next_call()
        elif self.chain:
            self.incidents[row].turn_to(RELAYED)
            self._next_call()
            self.message_arrives(row, 0)
        else:
            # With no desk behind it the intake desk chooses the team itself and stays busy meanwhile.
            self.incidents[row].turn_to(RELAYED)
            self.clock.call_after(self._selection(self.intake), self.team_chosen_at_intake, row)

    def team_chosen_at_intake(self, row: int) -> None:
        """The intake desk has chosen; it is free for the next call."""
        self._next_call()
        self.model.response.team_sought(self.incidents.pop(row))

    def _next_call(self) -> None:
        waiting = self.intake.release()
        if waiting is not None:
            self.call_answered(waiting)

    def staff_changes(self, desk: Desk, staff: int) -> None:
        """People come to a desk or leave it; whoever comes takes what waits."""
        desk.staff = max(1, staff)
        while (waiting := desk.take_waiting()) is not None:
            if desk is self.intake:
                self.call_answered(waiting)
            else:
                self.message_taken(waiting, [str(kind) for kind in self.chain].index(desk.function))

    def message_arrives(self, row: int, hop: int) -> None:
        """The call reaches the desk of this hop."""
        if self._desk(row, hop).admit(row):
            self.message_taken(row, hop)

    def message_taken(self, row: int, hop: int) -> None:
        """Somebody at the desk takes the message; the last desk also chooses the team."""
        minutes = float(self.relay[row, hop])
        if hop == len(self.chain) - 1:
            minutes += self._selection(self._desk(row, hop))
        self.clock.call_after(minutes, self.message_passed_on, row, hop)

    def message_passed_on(self, row: int, hop: int) -> None:
        """The desk is done with the message."""
        waiting = self._desk(row, hop).release()
        if waiting is not None:
            self.message_taken(waiting, hop)
        if hop == len(self.chain) - 1:
            self.model.response.team_sought(self.incidents.pop(row))
        else:
            self.message_arrives(row, hop + 1)

    def _desk(self, row: int, hop: int) -> Desk:
        kind, area = self.chain[hop], self.incidents[row].area
        return self.desks[kind][self.model.zone_of_area[area] if kind == "command" else area]

    def _selection(self, desk: Desk) -> float:
        """Minutes to choose among the teams that one dispatcher oversees (Hick 1952: log2 of n + 1)."""
        if not self.selection:
            return 0.0
        teams = self.model.response.teams_on_duty(desk.function, desk.ground)
        return self.selection * log2(1 + teams / max(desk.staff, 1))
