"""The model: a county, a force under one structure, one seed.

Order of events at one moment: shift changes first (priority -1), then everything else in the order in which it
was scheduled; end-of-day and end-of-month accounts last (priority 1).
"""

from __future__ import annotations

import gc
from collections import Counter
from typing import TYPE_CHECKING, Any

import mesa

from sim.agents.incident import Incident
from sim.agents.patrol_team import Dispatch, PatrolTeam
from sim.agents.person import Auxiliary, Officer, Person
from sim.clock import Clock
from sim.county.build import build_county
from sim.demand.world import World, draw_world
from sim.force.establish import establish
from sim.records.incident_log import IncidentLog
from sim.records.log import Log, Records
from sim.streams import Streams
from sim.work.accounts import Accounts
from sim.work.casework import Casework
from sim.work.duty import Duty
from sim.work.free_teams import FreeTeams
from sim.work.geography import longest_step, neighbours, zone_count, zones
from sim.work.outcome import collect
from sim.work.patrol import Patrol
from sim.work.relay import Relay
from sim.work.response import Response

if TYPE_CHECKING:
    from sim.config.schema import Config

STEP_MINUTES = 60.0
"""Minutes by which one `step()` advances the clock, for Mesa's tools."""


class PolicingModel(mesa.Model):  # type: ignore[misc]  # mesa ships no types
    """One replication: build it, `run()` it, read `records`; or `step()` through it hour by hour.

    Args:
        config: the validated configuration.
        seed: seed of the world and the people; the same world under every structure.
        world: a world drawn before, for calls that the caller made.
    """

    def __init__(self, config: Config, seed: int = 1, world: World | None = None) -> None:
        super().__init__(rng=seed)
        self.config = config
        self.world_seed = seed
        self.clock = Clock()
        self.days = config.run.total_days
        self.end = self.days * 1440.0
        self.county = build_county(config.county)
        self.travel = self.county.travel["car"]
        self.establishment = establish(config, self.county, seed)
        self.world = world or draw_world(config.demand, config.work, self.county, Streams(seed), self.days)
        stations = len(self.county.stations)
        self.zone_of_area = zones(self.county, round(config.county.zones or zone_count(stations)))
        self.neighbours = neighbours(self.county)
        self._make_logs()
        self._make_people()
        self._make_ground()
        self.patrol = Patrol(self)
        self.relay = Relay(self)
        self.duty = Duty(self)
        self.response = Response(self)
        self.casework = Casework(self)
        self.accounts = Accounts(self)
        self.records: Records | None = None
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "minutes": lambda model: model.clock.now,
                "free_teams": lambda model: model.free_teams.count,
                "held_calls": lambda model: len(model.response.held),
                "open_cases": lambda model: model.casework.open_cases(),
            }
        )
        self.accounts.start()
        self.duty.start()
        self.relay.start()
        self.casework.start()

    def _make_logs(self) -> None:
        self.incident_log = IncidentLog(len(self.world.calls.received_at))
        self.dispatches = Log("dispatches")
        self.case_steps = Log("case_steps")
        self.gaps = Log("gaps")

    def _make_people(self) -> None:
        """One agent a person, in the order of the establishment: officers, then auxiliaries."""
        self.people: list[Person] = [
            (Officer if spec.officer else Auxiliary)(self, spec, post)
            for spec, post in zip(self.establishment.people, self.establishment.posts, strict=True)
        ]

    def _make_ground(self) -> None:
        cells = dict.fromkeys(site.cell for site in self.establishment.sites)
        self._depots = {cell: depot for depot, cell in enumerate(cells)}
        self.free_teams = FreeTeams(
            list(cells),
            self.travel.minutes,
            len(self.county.stations),
            self._log_gap,
            longest_step(self.county, self.travel.minutes),
        )
        self._area = self.county.area.tolist()
        for cell, depot in self._depots.items():
            self.free_teams.set_ground(depot, self._area[cell])
        self._serves = {
            function: self._categories_for(function) for function in ("respond", "traffic", "patrol")
        }
        self._plans: dict[int, Any] = {}
        self._officers_at = Counter(person.post.site for person in self.people if person.officer)

    def _categories_for(self, function: str) -> frozenset[int]:
        serves = self.config.dispatch.serves
        return frozenset(
            index
            for index, name in enumerate(self.config.demand.categories)
            if function in serves.get(name, serves.get("default", ()))
        )

    # -- what the rooms ask of the model -----------------------------------------------------------------------

    def new_incident(self, row: int) -> Incident:
        """The agent of a call that is a police matter, with its draws."""
        calls = self.world.calls
        cell = int(calls.cell[row])
        incident = Incident(
            self, row, int(calls.category[row]), int(calls.priority[row]), cell, self._area[cell]
        )
        incident.received_at = float(calls.received_at[row])
        incident.needs_officer = bool(calls.needs_officer[row])
        incident.teams_needed = int(calls.teams_needed[row])
        incident.scene_minutes = float(calls.scene[row])
        incident.report_minutes = float(calls.report[row])
        incident.case = int(calls.case[row])
        return incident

    def incident_ends(self, incident: Incident) -> None:
        """Write the incident down and take the agent out."""
        self.incident_log.write(incident)
        self.deregister_agent(incident)  # what Mesa's remove() does, without its guard

    def new_team(self, site: int, function: str) -> PatrolTeam:
        """A patrol team of a site, in index order of creation."""
        place = self.establishment.sites[site]
        team = PatrolTeam(self, len(self.duty.teams), function, site, place.area, place.cell)
        team.depot = self._depots[place.cell]
        team.ground = self._area[place.cell]
        team.serves = self._serves[function]
        few = self._officers_at[site] < self.config.work.call.on_call_below_officers
        team.sleeps_in = place.area >= 0 and few
        return team

    def cached_plans(self, teams: int, make: Any) -> Any:
        """Patrol plans for so many teams, made once."""
        if teams not in self._plans:
            self._plans[teams] = make(self.config.patrol, self.county, self.travel, teams)
        return self._plans[teams]

    def log_dispatch(self, dispatch: Dispatch, now: float) -> None:
        """Write a dispatch down, superseded or not."""
        d = dispatch
        self.dispatches.add(
            (d.incident.row, d.ordinal, d.team.index, d.team.area, d.backup, d.has_officer, d.crew, d.from_cell,
             d.kilometres, d.dispatched_at, d.en_route_at, d.arrived_at, d.cleared_at, now, int(d.outcome))
        )  # fmt: skip

    def _log_gap(self, area: int, since: float, until: float) -> None:
        self.gaps.add((area, since, until))

    # -- running -----------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Advance by one hour of the clock and collect Mesa's data; stops at the end of the run."""
        self.clock.advance(min(self.clock.now + STEP_MINUTES, self.end))
        self.datacollector.collect(self)
        self.running = self.clock.now < self.end

    def run(self) -> Records:
        """Run to the end and give the records."""
        # The world and the force stay until the end: the garbage collector need not look through them each time.
        gc.freeze()
        try:
            self.clock.advance(self.end)
        finally:
            gc.unfreeze()
        self.running = False
        if self.records is None:
            self.records = collect(self)
            forget(self)
        return self.records


def forget(model: PolicingModel) -> None:
    """Let a finished model be freed: Mesa's table of agent ids keeps every model alive otherwise."""
    ids = getattr(mesa.Agent, "_ids", None)
    if isinstance(ids, dict):
        ids.pop(model, None)
