"""Crews, the rule that chooses among them, and why one was not sent, in plain words."""

from __future__ import annotations

from sim.records.statuses import TeamStatus
from sim.report.trace.clock_words import counted, people
from sim.rules.dispatch import Ground
from sim.study.trace.crews import Crew, Rings, View
from sim.study.trace.world import Spot

MOST = 3
"""Crews named where there are many."""
WHERE = {
    TeamStatus.AT_BASE: "at base",
    TeamStatus.PATROLLING: "on patrol",
    TeamStatus.TURNOUT: "just turning out",
    TeamStatus.EN_ROUTE: "under way",
}
BUSY = {
    TeamStatus.TURNOUT: "turning out to a call",
    TeamStatus.EN_ROUTE: "on its way to a call",
    TeamStatus.ON_SCENE: "at the scene of a call",
    TeamStatus.REPORTING: "writing the report of a call",
}


def ground_words(ring: Ground, spot: Spot) -> str:
    """Whose crews a ring opens."""
    return {
        Ground.OWN: f"crews on the ground of {spot.station}",
        Ground.NEIGHBOURS: f"crews of {spot.station} and of the stations round it",
        Ground.ZONE: f"crews of the zone round {spot.station}",
        Ground.COUNTY: "crews of the whole county",
    }[ring]


def rule_words(rings: Rings, spot: Spot) -> str:
    """The rule by which a crew is chosen."""
    parts = []
    for place, (ground, after) in enumerate(rings):
        then = f"after {after:g} min of waiting also " if after else "" if place == 0 else "failing these, "
        parts.append(f"{then}{ground_words(ground, spot)}")
    return f"the nearest free and able crew goes: {'; '.join(parts)}"


def counted_crews(view: View) -> str:
    """How many crews there are, how many of them could be sent, and why the other free ones could not."""
    free = [crew for crew in view.crews if crew.free]
    able = [crew for crew in free if crew.serves and crew.fit]
    opened = [crew for crew in able if view.opened(crew)]
    words = f"{counted(len(view.crews), 'crew')} on duty in the county, {len(free)} free, {len(able)} of these able"
    words += f", {len(opened) or 'none'} on open ground" if len(opened) < len(able) else ""
    strange = sum(not crew.serves for crew in free)
    unfit = len(free) - len(able) - strange
    others = [f"{strange} serve{'s' * (strange == 1)} no such calls"] if strange else []
    others += [f"{unfit} ha{'s' if unfit == 1 else 've'} no officer"] if unfit else []
    return words + (f"; of the free ones {' and '.join(others)}" if others else "")


def the(crew: Crew) -> str:
    """The crew at the beginning of a sentence."""
    return f"{crew.name[0].upper()}{crew.name[1:]}"


def described(crew: Crew) -> str:
    """The crew with its people, where it is, and how far that is."""
    where = WHERE.get(crew.status, "driving home" if crew.heading_home else "driving to its patrol")
    who = people(crew.officers, crew.auxiliaries)
    return f"{crew.name} ({who}), {where}, {crew.km:.1f} km and {crew.away:.0f} min away"


def passed_over(view: View, sent: Crew) -> str:
    """A sentence on the crews that were nearer than the one that was sent."""
    near = view.nearer(sent)
    if not near:
        return "No crew on duty was nearer."
    named = [f"{crew.name}, {crew.away:.0f} min ({why_not(view, crew, sent)})" for crew in near[:MOST]]
    rest = f" and {len(near) - MOST} more" if len(near) > MOST else ""
    return f"Nearer, but not sent: {'; '.join(named)}{rest}."


def why_not(view: View, crew: Crew, sent: Crew | None = None) -> str:
    """Why this crew was not sent."""
    if not crew.free:
        return f"{BUSY.get(crew.status, 'on a call')} ({crew.call})" if crew.call else "its shift is over"
    second = sent is not None and crew.ring > sent.ring
    reasons = (
        (not crew.serves, "serves no such calls"),
        (not crew.fit, "no officer rides in it"),
        (crew.ring < 0, "outside the ground of the rule"),
        (not view.opened(crew), f"free, but its ground opens only after {view.rings[crew.ring][1]:g} min"),
        (second, "free, but its ground comes second"),
    )
    return next((words for holds, words in reasons if holds), "kept in reserve")
