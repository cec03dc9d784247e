"""The reference job in SimPy, as one would write it there: processes, resources, a scan for the nearest team.

It meets the same draws as the model and writes the same rows, so that speed is compared on equal work. What
the reference job leaves out (backup, preemption, shifts, linked cases, reviews) is left out here too.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Generator
from math import inf, isnan, log2, nan, nextafter
from typing import TYPE_CHECKING, Any

from sim.agents.patrol_team import Drive
from sim.config.errors import ConfigError
from sim.county.build import build_county
from sim.demand.draws import durations
from sim.force.establish import establish
from sim.records.log import Log
from sim.records.statuses import DispatchOutcome, IncidentStatus, TeamStatus
from sim.study.bench.twin_cases import CaseTwin

if TYPE_CHECKING:
    import simpy

    from sim.config.schema import Config
    from sim.county.county import County
    from sim.demand.world import World
    from sim.force.establishment import Establishment

Process = Generator[Any, Any, None]
"""A SimPy process: yields events."""


class Team:
    """One crew: where it is and what it does."""

    __slots__ = ("area", "base", "cell", "drive", "index", "status")

    def __init__(self, index: int, area: int, base: int) -> None:
        self.index = index
        self.area = area
        self.base = base
        self.cell = base
        self.drive: Drive | None = None
        self.status = TeamStatus.AT_BASE


class Call:
    """One call: its status and times (min)."""

    __slots__ = ("answered", "arrived", "cell", "cleared", "closed", "departed", "dispatched", "from_cell", "handled",
                 "kilometres", "relayed", "row", "status", "team")  # fmt: skip

    def __init__(self, row: int, cell: int) -> None:
        self.row = row
        self.cell = cell
        self.status = IncidentStatus.RECEIVED
        self.answered = self.handled = self.relayed = self.dispatched = self.departed = nan
        self.arrived = self.cleared = self.closed = nan
        self.team: Team | None = None
        self.from_cell = -1
        self.kilometres = 0.0


class Twin:
    """The reference job of one configuration and seed; `run` gives the tables.

    Raises `ConfigError` where SimPy is not installed.
    """

    def __init__(self, config: Config, seed: int, world: World) -> None:
        county = build_county(config.county)
        establishment = establish(config, county, seed)
        self.env = environment()
        self.county = county
        self.travel = county.travel["car"]
        self.minutes = self.travel.minutes
        self.calls = calls = world.calls
        self.ageing = float(config.dispatch.ageing)
        self.received_at: list[float] = calls.received_at.tolist()
        self.handling: list[float] = calls.handling.tolist()
        self.cell: list[int] = calls.cell.tolist()
        self.priority: list[int] = calls.priority.tolist()
        self.scene: list[float] = calls.scene.tolist()
        self.report: list[float] = calls.report.tolist()
        self.turnout: list[float] = durations(config.work.call.turnout, calls.turnout[:, 0]).tolist()
        self.case_of: list[int] = calls.case.tolist()
        self._staff(config, establishment)
        self.open: dict[int, Call] = {}
        self.held: list[tuple[float, int, Call, simpy.Event]] = []
        self.incidents = Log("incidents")
        self.dispatches = Log("dispatches")
        self.casework = CaseTwin(self.env, config, county, establishment, world)
        self._static = _static_columns(calls, county)

    def _staff(self, config: Config, establishment: Establishment) -> None:
        import simpy

        staff = len(establishment.holders("intake"))
        sites = [establishment.sites[post.site] for post in establishment.posts if post.crew]
        sites.sort(key=lambda site: site.index)
        self.desk = simpy.Resource(self.env, capacity=staff)
        self.teams = [Team(index, site.area, site.cell) for index, site in enumerate(sites)]
        self.free = dict.fromkeys(self.teams)
        """Teams that can be sent, in the order in which they have been waiting."""
        per_doubling = float(config.work.call.selection_minutes_per_doubling)
        self.selection = per_doubling * log2(1 + len(self.teams) / staff)

    def run(self, until: float) -> dict[str, dict[str, Any]]:
        """Run to `until` (min) and give the tables incidents, dispatches, cases and case_steps."""
        self.env.process(self.calls_arrive())
        self.casework.start()
        self.env.run(nextafter(until, inf))  # what happens at the end itself is part of the run
        for call in self.open.values():
            unserved = isnan(call.arrived)
            if call.status is not IncidentStatus.SERVED:
                call.status = IncidentStatus.UNSERVED if unserved else IncidentStatus.UNFINISHED
            if call.team is not None:
                self.log_dispatch(call, call.team, DispatchOutcome.OPEN)
            self.log_incident(call)
        self.incidents.rows.sort()
        tables = {log.table: log.columns() for log in (self.incidents, self.dispatches)}
        return tables | self.casework.tables(until)

    # -- a call's life ---------------------------------------------------------------------------------------

    def calls_arrive(self) -> Process:
        """Calls come in one after the other."""
        env = self.env
        for row, at in enumerate(self.received_at):
            yield env.timeout(at - env.now)
            call = self.open[row] = Call(row, self.cell[row])
            env.process(self.call_lives(call))

    def call_lives(self, call: Call) -> Process:
        """The whole life of a call: desk, team, turnout, drive, scene, report."""
        env, row = self.env, call.row
        with self.desk.request() as turn:
            yield turn
            call.answered = env.now
            yield env.timeout(self.handling[row])
            call.handled = env.now
            call.status = IncidentStatus.RELAYED
            yield env.timeout(self.selection)
        call.relayed = env.now
        team = self.nearest(call.cell)
        if team is None:
            call.status = IncidentStatus.HELD
            found = env.event()
            key = self.received_at[row] + self.ageing * self.priority[row]
            insort(self.held, (key, row, call, found))
            team = yield found
        moving = self.send(call, team)
        if not moving:
            yield env.timeout(self.turnout[row])
        call.departed = env.now
        team.status = TeamStatus.EN_ROUTE
        team.drive = drive = Drive(self.travel, team.cell, call.cell, env.now)
        yield env.timeout(drive.duration)
        self.arrive(call, team, drive)
        yield env.timeout(self.scene[row])
        call.cleared = env.now
        call.status = IncidentStatus.SERVED
        team.status = TeamStatus.REPORTING
        if self.case_of[row] >= 0:
            self.casework.report(self.case_of[row], call.arrived)
        yield env.timeout(self.report[row])
        call.closed = env.now
        self.log_dispatch(call, team, DispatchOutcome.SERVED)
        self.log_incident(call)
        del self.open[row]
        self.release(team)

    def nearest(self, cell: int) -> Team | None:
        """The nearest free team, taken; of equals the one that waits longest."""
        now, minutes = self.env.now, self.minutes
        best, best_minutes = None, inf
        for team in self.free:
            drive = team.drive
            away = minutes[team.cell if drive is None else drive.cell_at(now), cell]
            if away < best_minutes:
                best, best_minutes = team, away
        if best is not None:
            del self.free[best]
        return best

    def send(self, call: Call, team: Team) -> bool:
        """The team gets the order; whether it was moving."""
        now, drive = self.env.now, team.drive
        if drive is not None:
            team.cell = drive.cell_at(now)
            team.drive = None
        team.status = TeamStatus.TURNOUT
        call.team = team
        call.from_cell = team.cell
        call.dispatched = now
        call.status = IncidentStatus.DISPATCHED
        return drive is not None

    def arrive(self, call: Call, team: Team, drive: Drive) -> None:
        """The team reaches the scene."""
        call.arrived = self.env.now
        call.kilometres = drive.kilometres
        call.status = IncidentStatus.ON_SCENE
        team.cell = call.cell
        team.drive = None
        team.status = TeamStatus.ON_SCENE

    def release(self, team: Team) -> None:
        """The team is free: it serves the call that waits, or drives home."""
        self.free[team] = None
        if team.cell == team.base:
            team.status = TeamStatus.AT_BASE
        else:
            team.status = TeamStatus.RETURNING
            team.drive = Drive(self.travel, team.cell, team.base, self.env.now)
            self.env.process(self.go_home(team, team.drive))
        if self.held:
            _, _, call, found = self.held.pop(0)
            found.succeed(self.nearest(call.cell))

    def go_home(self, team: Team, drive: Drive) -> Process:
        """Drive to the base, unless a call comes in between."""
        yield self.env.timeout(drive.duration)
        if team.drive is drive:
            team.cell = team.base
            team.drive = None
            team.status = TeamStatus.AT_BASE

    # -- rows ------------------------------------------------------------------------------------------------

    def log_dispatch(self, call: Call, team: Team, outcome: DispatchOutcome) -> None:
        """Write a dispatch down."""
        kilometres = call.kilometres
        if team.drive is not None and outcome is DispatchOutcome.OPEN:
            kilometres = team.drive.kilometres_until(self.env.now)
        self.dispatches.add(
            (call.row, 1, team.index, team.area, False, True, 1, call.from_cell, kilometres, call.dispatched,
             call.departed, call.arrived, call.cleared, call.closed, int(outcome))
        )  # fmt: skip

    def log_incident(self, call: Call) -> None:
        """Write a call down."""
        team, arrived = call.team, call.arrived
        came = team is not None and not isnan(arrived)
        static = self._static[call.row]
        self.incidents.add(
            (call.row, *static, int(call.status), self.received_at[call.row], call.answered, call.handled, call.relayed,
             call.dispatched, call.dispatched if came else nan, call.departed if came else nan, arrived, arrived,
             arrived, call.cleared, call.closed, int(team is not None), team.index if came and team else -1,
             came and team is not None and team.area != static[5])
        )  # fmt: skip


def environment() -> simpy.Environment:
    """A SimPy environment; `ConfigError` where SimPy is not installed."""
    try:
        import simpy
    except ImportError:
        raise ConfigError("the reference job needs SimPy; install it with: pip install simpy") from None
    return simpy.Environment()


def _static_columns(calls: Any, county: County) -> list[tuple[Any, ...]]:
    """What a call brings with it, in the order of the table: category ... teams_needed."""
    cell = calls.cell
    columns = (calls.category, calls.offence, calls.priority, cell, county.township[cell], county.area[cell],
               county.urban[cell], calls.needs_officer, calls.teams_needed)  # fmt: skip
    return list(zip(*(column.tolist() for column in columns), strict=True))
