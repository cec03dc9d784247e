"""The crews as a dispatcher could see them at one moment: where each is, what it does, whether it may be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.agents.patrol_team import Drive, PatrolTeam
from sim.records.statuses import TeamStatus
from sim.rules.dispatch import Ground
from sim.study.trace.world import category_words

if TYPE_CHECKING:
    from sim.agents.incident import Incident
    from sim.model import PolicingModel

Rings = tuple[tuple[Ground, float], ...]
"""Ground that the rule opens, and after how many minutes of waiting."""

KINDS = {"respond": "crew", "traffic": "traffic crew", "patrol": "patrol crew"}


@dataclass(frozen=True)
class Crew:
    """One crew at one moment; times in minutes, distances in km."""

    team: int
    name: str
    home: str
    """Label of the station whose crew it is, or HQ."""
    officers: int
    auxiliaries: int
    status: TeamStatus
    heading_home: bool
    """On a drive that ends at its base (otherwise a drive leads to the first point of its round)."""
    call: str
    """Category of the call that it is on, `this one` for the call that is followed, empty for none."""
    cell: int
    away: float
    km: float
    free: bool
    serves: bool
    """Its function may serve the category."""
    fit: bool
    """An officer rides in it, or the call needs none."""
    ring: int
    """Place of the first ring of the rule that holds its ground, -1 for none."""
    ending: bool
    """Its shift is over; it goes off as soon as it is back."""
    sleeps: bool
    """Its crew sleeps in by night, and it is night."""


@dataclass(frozen=True)
class View:
    """All crews on duty at one moment, the nearest to the scene first, and what the rule opens when."""

    at: float
    waited: float
    """Minutes since a team was first sought."""
    rings: Rings
    crews: tuple[Crew, ...]

    def opened(self, crew: Crew) -> bool:
        """Whether the rule lets this crew be sent by now."""
        return crew.ring >= 0 and self.rings[crew.ring][1] <= self.waited

    def able(self) -> list[Crew]:
        """Crews that can be sent now."""
        return [crew for crew in self.crews if crew.free and crew.serves and crew.fit and self.opened(crew)]

    def nearer(self, sent: Crew) -> list[Crew]:
        """Crews that were nearer than the one that was sent, the nearest first."""
        return [crew for crew in self.crews if crew.away < sent.away and crew.team != sent.team]


def look(model: PolicingModel, incident: Incident) -> View:
    """The crews on duty as they stand to this call now."""
    now = model.clock.now
    waited = now - incident.relayed_at
    crews = [crew_now(model, team, incident) for team in model.duty.teams if on_duty(team)]
    # The model opens a ring a little early, lest rounding keep it shut.
    return View(
        now,
        waited + 1e-6,
        rings_of(model, incident.priority),
        tuple(sorted(crews, key=lambda crew: (crew.away, crew.team))),
    )


def rings_of(model: PolicingModel, priority: int) -> Rings:
    """What the structure's rule opens to a call of this priority, and when."""
    return tuple((ring.ground, float(ring.after)) for ring in model.response.rings_of(priority))


def on_duty(team: PatrolTeam) -> bool:
    """Whether the team has a crew."""
    return team.status is not TeamStatus.OFF and bool(team.crew)


def crew_now(model: PolicingModel, team: PatrolTeam, incident: Incident) -> Crew:
    """One crew as it stands to this call now."""
    now = model.clock.now
    cell = team.position(now)
    on_call = team.dispatch.incident if team.dispatch is not None else None
    officers = sum(person.officer for person in team.crew)
    return Crew(
        team=team.index,
        name=name_of(model, team),
        home=home_of(model, team),
        officers=officers,
        auxiliaries=len(team.crew) - officers,
        status=team.status,
        heading_home=isinstance(team.leg, Drive) and team.leg.end == team.base,
        call=_call_words(model, on_call, incident),
        cell=cell,
        away=float(model.travel.minutes[cell, incident.cell]),
        km=float(model.travel.kilometres[cell, incident.cell]),
        free=on_call is None and not team.ending,
        serves=incident.category in team.serves,
        fit=team.has_officer or not incident.needs_officer,
        ring=_ring(model, team, incident),
        ending=team.ending,
        sleeps=team.sleeps_in and model.duty.night,
    )


def _call_words(model: PolicingModel, on_call: Incident | None, incident: Incident) -> str:
    if on_call is None:
        return ""
    return "this one" if on_call is incident else category_words(model, on_call.category)


def _ring(model: PolicingModel, team: PatrolTeam, incident: Incident) -> int:
    response = model.response
    for place, ring in enumerate(response.rings_of(incident.priority)):
        if ring.ground is Ground.COUNTY or team.ground in response.grounds[ring.ground][incident.area]:
            return place
    return -1


def home_of(model: PolicingModel, team: PatrolTeam) -> str:
    """Label of the station that the team belongs to, or HQ."""
    return model.county.stations[team.area].label if team.area >= 0 else "HQ"


def name_of(model: PolicingModel, team: PatrolTeam) -> str:
    """The team in words: `crew 2 of station S05`, `the traffic crew of headquarters`; numbered if it has sisters."""
    sites, bodies = model.establishment.sites, model.establishment.bodies
    kind = KINDS.get(team.function, team.function)
    alike = [other.index for other in model.duty.teams if other.function == team.function
             and (other.site == team.site or other.area == team.area == -1)]  # fmt: skip
    crew = f"{kind} {alike.index(team.index) + 1}" if len(alike) > 1 else f"the {kind}"
    if team.area < 0:
        return f"{crew} of headquarters"
    label = model.county.stations[team.area].label
    if bodies[sites[team.site].body].kind == "squadron":
        return f"{crew} of the road squadron at {label}"
    return f"{crew} of station {label}"
