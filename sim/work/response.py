"""A call's life after the desks: a team is sought, sent, arrives, clears the scene, reports, is free again."""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

from sim.agents.incident import Incident
from sim.agents.patrol_team import Dispatch, Drive, PatrolTeam
from sim.records.statuses import Activity, DispatchOutcome, IncidentStatus, TeamStatus
from sim.rules.dispatch import DISPATCH_RULES, Ground, Ring
from sim.work.turnout import Turnout

if TYPE_CHECKING:
    from sim.model import PolicingModel

ROUNDING = 1e-6
"""Minutes by which a ring opens early, lest the moment at which it opens falls short of it by rounding."""

# Named once: looking an enum's member up on its class is slow where it happens for every event.
TURNOUT, EN_ROUTE = TeamStatus.TURNOUT, TeamStatus.EN_ROUTE
ON_SCENE, REPORTING = TeamStatus.ON_SCENE, TeamStatus.REPORTING
HELD, DISPATCHED = IncidentStatus.HELD, IncidentStatus.DISPATCHED
WORKED_ON, CLEARED = IncidentStatus.ON_SCENE, IncidentStatus.SERVED
CALL, COUNTY, SERVED = Activity.CALL, Ground.COUNTY, DispatchOutcome.SERVED

Held = tuple[float, int, Incident]


class Response:
    """Handlers of a call's life in the order in which they happen."""

    def __init__(self, model: PolicingModel) -> None:
        self.model = model
        self.clock = model.clock
        self.free = model.free_teams
        self.settings = model.config.dispatch
        rule = DISPATCH_RULES.get(self.settings.rule)
        self.urgent_rings = rule(float(self.settings.widen_after_urgent))
        self.other_rings = rule(float(self.settings.widen_after))
        self.ageing = float(self.settings.ageing)
        self.turnout = Turnout(model)
        self.travel = model.travel
        self.held: list[Held] = []
        self.en_route: dict[PatrolTeam, None] = {}
        self.grounds = {
            Ground.OWN: [frozenset((area,)) for area in range(len(model.county.stations))],
            Ground.NEIGHBOURS: model.neighbours,
            Ground.ZONE: [frozenset(a for a, z in enumerate(model.zone_of_area) if z == zone)
                          for zone in model.zone_of_area],
        }  # fmt: skip

    # -- seeking ---------------------------------------------------------------------------------------------

    def team_sought(self, incident: Incident) -> None:
        """The chain of command is done with the call: a team is sought, and backup where it is needed."""
        incident.relayed_at = self.clock.now
        incident.turn_to(HELD)
        self._send_or_hold(incident)

    def _send_or_hold(self, incident: Incident) -> None:
        self._send(incident)
        if incident.wants() > 0:
            if self.settings.loss and not incident.active:
                self._turn_away(incident)
            else:
                self._hold(incident)

    def _send(self, incident: Incident) -> None:
        """Send teams as long as the incident wants some and one can be sent."""
        while incident.wants() > 0 and self._send_one(incident):
            pass

    def _hold(self, incident: Incident) -> None:
        """The incident waits for a team, or for backup; it looks again whenever the next ring opens."""
        if any(entry[2] is incident for entry in self.held):
            return
        insort(self.held, self._place_in_queue(incident))
        for ring in self.rings_of(incident.priority):
            opens = incident.relayed_at + ring.after
            if opens > self.clock.now:
                self.clock.call_at(opens, self.search_widens, incident)

    def rings_of(self, priority: int) -> tuple[Ring, ...]:
        """Where a call of this priority may look, and after which wait."""
        return self.urgent_rings if priority == 1 else self.other_rings

    def _place_in_queue(self, incident: Incident) -> Held:
        """Key by priority and age: waiting `ageing` minutes weighs one step of priority."""
        return (incident.received_at + self.ageing * incident.priority, incident.row, incident)

    def search_widens(self, incident: Incident) -> None:
        """The call has waited long enough for teams of the next ring."""
        if any(entry[2] is incident for entry in self.held):
            self._retry(incident)

    def _retry(self, incident: Incident) -> None:
        self._send(incident)
        if incident.wants() <= 0:
            self._unhold(incident)

    def _unhold(self, incident: Incident) -> None:
        self.held = [entry for entry in self.held if entry[2] is not incident]

    def _send_one(self, incident: Incident) -> bool:
        """Send the nearest able team of the first ring that has one; False when none can be sent."""
        now = self.clock.now
        waited = now - incident.relayed_at + ROUNDING
        widest: frozenset[int] | None = frozenset()
        for ring in self.rings_of(incident.priority):
            if ring.after > waited:
                break
            widest = None if ring.ground is COUNTY else self.grounds[ring.ground][incident.area]
            if self._kept_in_reserve(incident, widest):
                continue
            team = self.free.nearest(incident, widest, now)
            if team is not None:
                self.free.remove(team, now)
                self.team_dispatched(incident, team)
                return True
        return self._preempt(incident, widest)

    def _kept_in_reserve(self, incident: Incident, grounds: frozenset[int] | None) -> bool:
        reserve = self.settings.reserve
        return reserve > 0 and incident.priority > 1 and self.free.able(incident, grounds) <= reserve

    def _preempt(self, incident: Incident, grounds: frozenset[int] | None) -> bool:
        """Take the nearest team off a less urgent call, where the rules allow it."""
        mode = self.settings.preemption
        if mode == "none" or incident.active:
            return False
        best: PatrolTeam | None = None
        best_minutes = float("inf")
        for team in self.en_route:
            if not self._may_preempt(team, incident, grounds, mode):
                continue
            away = float(self.travel.minutes[team.position(self.clock.now), incident.cell])
            if away < best_minutes:
                best, best_minutes = team, away
        if best is None:
            return False
        left = best.dispatch
        assert left is not None
        on_the_way = best.status is not TeamStatus.TURNOUT
        self.team_called_off(best)
        self.team_dispatched(incident, best, on_the_way)
        self._retry(left.incident)
        return True

    def _may_preempt(
        self, team: PatrolTeam, incident: Incident, grounds: frozenset[int] | None, mode: str
    ) -> bool:
        dispatch = team.dispatch
        if dispatch is None or team.ending:
            return False
        if team.status is TeamStatus.REPORTING:
            return False
        if mode == "en_route" and (team.status is TeamStatus.ON_SCENE or incident.priority > 1):
            return False
        return (
            dispatch.incident.priority > incident.priority
            and incident.category in team.serves
            and (team.has_officer or not incident.needs_officer)
            and (grounds is None or team.ground in grounds)
        )

    def team_called_off(self, team: PatrolTeam) -> None:
        """A team leaves its call for a more urgent one; the call waits again, its record is kept."""
        dispatch = team.dispatch
        assert dispatch is not None
        incident = dispatch.incident
        self._end_dispatch(dispatch, DispatchOutcome.SUPERSEDED)
        if dispatch is incident.worker:
            self._scene_left(incident)
        if not incident.active:
            incident.turn_to(HELD)
        self._hold(incident)

    def _scene_left(self, incident: Incident) -> None:
        """Whoever else is on scene goes on; otherwise the next to come resumes with what was left to do."""
        incident.worker = next((d for d in incident.active if self._works(d)), None)
        if incident.worker is None and incident.clearing is not None:
            incident.scene_minutes = incident.clearing[0] - self.clock.now
            self.clock.cancel(incident.clearing)
            incident.clearing = None
            incident.turn_to(DISPATCHED)

    @staticmethod
    def _works(dispatch: Dispatch) -> bool:
        able = dispatch.has_officer or not dispatch.incident.needs_officer
        return able and dispatch.team.status is TeamStatus.ON_SCENE

    def _turn_away(self, incident: Incident) -> None:
        incident.turn_to(IncidentStatus.LOST)
        incident.closed_at = self.clock.now
        self.model.incident_ends(incident)

    # -- sending ---------------------------------------------------------------------------------------------

    def team_dispatched(self, incident: Incident, team: PatrolTeam, on_the_way: bool = False) -> None:
        """A team gets the order; it turns out, or drives on if it was on the way already."""
        now = self.clock.now
        moving = on_the_way or team.leg is not None
        from_cell = team.halt(now)
        incident.dispatches += 1
        dispatch = Dispatch(incident, team, from_cell, now, backup=bool(incident.active))
        incident.active.append(dispatch)
        if incident.dispatches == 1:
            incident.dispatched_at = now
        if incident.status is HELD:
            incident.turn_to(DISPATCHED)
        team.dispatch = dispatch
        team.dispatch_count += 1
        team.version += 1
        team.turn_to(TURNOUT, now)
        team.crew_turns_to(CALL, now)
        self.model.casework.team_work.members_change(team.crew)
        if self.settings.preemption != "none":
            self.en_route[team] = None
        if moving:
            self.team_departs(team, team.version)
        else:
            self.clock.call_after(self.turnout.minutes(dispatch, now), self.team_departs, team, team.version)

    def team_departs(self, team: PatrolTeam, version: int) -> None:
        """The team moves off along the shortest path."""
        if version != team.version or team.dispatch is None:
            return
        now = self.clock.now
        dispatch = team.dispatch
        dispatch.en_route_at = now
        team.turn_to(EN_ROUTE, now)
        team.leg = Drive(self.travel, team.cell, dispatch.incident.cell, now)
        self.clock.call_after(team.leg.duration, self.team_arrives, team, version)

    def team_arrives(self, team: PatrolTeam, version: int) -> None:
        """The team reaches the scene; with the first able one the wait ends and work on the scene begins."""
        if version != team.version or team.dispatch is None:
            return
        now = self.clock.now
        dispatch = team.dispatch
        incident = dispatch.incident
        self._reach(team, dispatch, now)
        team.turn_to(ON_SCENE, now)
        if self.settings.preemption != "on_scene":
            self.en_route.pop(team, None)
        if incident.first_presence_at != incident.first_presence_at:
            incident.first_presence_at = now
        if team.has_officer and incident.officer_arrived_at != incident.officer_arrived_at:
            incident.officer_arrived_at = now
        if incident.clearing is None and (team.has_officer or not incident.needs_officer):
            self._work_begins(incident, dispatch, now)

    def _work_begins(self, incident: Incident, dispatch: Dispatch, now: float) -> None:
        incident.turn_to(WORKED_ON)
        incident.clearing = self.clock.call_after(incident.scene_minutes, self.scene_cleared, incident)
        incident.worker = dispatch
        if incident.able is None:
            incident.able = dispatch
            incident.first_able_at = now
            self.model.casework.scene_reached(incident)

    @staticmethod
    def _reach(team: PatrolTeam, dispatch: Dispatch, now: float) -> None:
        dispatch.arrived_at = now
        leg = team.leg
        assert leg is not None
        dispatch.kilometres = leg.kilometres
        team.kilometres += leg.kilometres
        team.leg = None
        team.cell = dispatch.incident.cell

    # -- ending ----------------------------------------------------------------------------------------------

    def scene_cleared(self, incident: Incident) -> None:
        """The scene is cleared: one crew writes the report, the others are free."""
        now = self.clock.now
        incident.scene_cleared_at = now
        incident.turn_to(CLEARED)
        incident.clearing = None
        if incident.wants() > 0:
            self._unhold(incident)
        on_scene = [d for d in incident.active if d.team.status is ON_SCENE]
        writer = next((d for d in on_scene if d.has_officer), on_scene[0])
        self.model.casework.call_reported(incident)
        writer.cleared_at = now
        writer.team.turn_to(REPORTING, now)
        self.clock.call_after(incident.report_minutes, self.report_done, writer)
        others = [dispatch for dispatch in incident.active if dispatch is not writer]
        for dispatch in others:
            came = dispatch in on_scene
            self._end_dispatch(dispatch, DispatchOutcome.BACKED_UP if came else DispatchOutcome.SUPERSEDED)
        for dispatch in others:
            self.team_available(dispatch.team)

    def report_done(self, dispatch: Dispatch) -> None:
        """The report is written; the call is closed."""
        self._end_dispatch(dispatch, SERVED)
        incident = dispatch.incident
        incident.closed_at = self.clock.now
        self.model.incident_ends(incident)
        self.team_available(dispatch.team)

    def _end_dispatch(self, dispatch: Dispatch, outcome: DispatchOutcome) -> None:
        now = self.clock.now
        team = dispatch.team
        if team.leg is not None:
            dispatch.kilometres = team.leg.kilometres_until(now)
        team.halt(now)
        if dispatch.cleared_at != dispatch.cleared_at:
            dispatch.cleared_at = now
        dispatch.outcome = outcome
        dispatch.incident.active.remove(dispatch)
        team.dispatch = None
        team.version += 1
        self.en_route.pop(team, None)
        self.model.log_dispatch(dispatch, now)

    def team_available(self, team: PatrolTeam) -> None:
        """The team is free: it serves a waiting call, or goes home, or back to its plan."""
        self.model.patrol.team_released(team)
        if not team.ending:
            self.serve_held()

    def serve_held(self) -> None:
        """Look again at the calls that wait, the most urgent first, as long as teams are free."""
        for _, _, incident in list(self.held):
            if not self.free.count:
                return
            self._retry(incident)

    # -- counting --------------------------------------------------------------------------------------------

    def teams_on_duty(self, function: str, ground: int) -> int:
        """Teams that a desk oversees now."""
        teams = self.model.duty.teams_by_ground
        if function == "intake":
            return sum(teams)
        if function == "command":
            return sum(n for n, zone in zip(teams, self.model.zone_of_area, strict=True) if zone == ground)
        return teams[ground]
