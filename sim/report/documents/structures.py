"""Tables that set structures side by side: who passes what to whom, who is sent, whose case it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.config.catalogue import MECHANISMS
from sim.report.documents.markdown import Ready, cell, code, known, number, table
from sim.report.documents.material import Material, Structure
from sim.report.outline import call_chain, names
from sim.rules.dispatch import DISPATCH_RULES, Ring


def mechanisms(material: Material) -> Ready:
    """The choice of each structure for each of the eight mechanisms, with its title."""
    rows = [
        (code(group), *(_choice(structure, group) for structure in material.structures))
        for group in MECHANISMS
    ]
    return table(["mechanism", *material.labels], rows)


def _choice(structure: Structure, group: str) -> Ready:
    chosen: Any = getattr(structure.config, group)
    return Ready(f"{code(structure.choices[group])}: {cell(chosen.title)} ({chosen.status})")


def paths(material: Material) -> Ready:
    """The stops of a call, and the desks that only watch, by structure."""
    rows = []
    for structure in material.structures:
        steps = call_chain(structure.config, structure.force)
        stops = [
            f"{step.words} ({names(step.bodies, structure.force)})" for step in steps if not step.watching
        ]
        watching = [step.words for step in steps if step.watching]
        rows.append((structure.label, " -> ".join(stops), watching))
    return table(["structure", "path of a call (who sits there)", "watching, no hop"], rows)


def rings(material: Material) -> Ready:
    """Where each structure looks for a team, and from when on, with the rest of its rule."""
    rows = []
    for structure in material.structures:
        dispatch = structure.config.dispatch
        rule = DISPATCH_RULES.get(dispatch.rule)
        waits = zip(rule(float(dispatch.widen_after)), rule(float(dispatch.widen_after_urgent)), strict=True)
        looked = [_ring(ring, urgent) for ring, urgent in waits]
        rows.append(
            (
                structure.label,
                code(dispatch.rule),
                looked,
                dispatch.preemption,
                dispatch.reserve,
                known(dispatch.ageing),
            )
        )
    head = ["structure", "rule", "rings of ground, in order", "preemption", "reserve (teams)", "ageing (min)"]
    return table(head, rows)


def _ring(ring: Ring, urgent: Ring) -> str:
    sooner = f" ({number(urgent.after)} for priority 1)" if urgent.after != ring.after else ""
    return f"{ring.ground.value} from {number(ring.after)} min{sooner}"


def serves(material: Material) -> Ready:
    """Functions whose crews may serve each category of calls."""
    return table(
        ["category", *material.labels],
        [
            (code(name), *(_serving(structure, name) for structure in material.structures))
            for name in material.config.demand.categories
        ],
    )


def _serving(structure: Structure, category: str) -> Sequence[str]:
    allowed = structure.config.dispatch.serves
    return allowed.get(category, allowed.get("default", ()))


def lines(material: Material) -> Ready:
    """Who investigates, finishes and reviews cases: one row a line of duty and structure."""
    rows = []
    for structure in material.structures:
        for line, teams in structure.model.casework.teams.by_line.items():
            bodies = frozenset(team.body for team in teams)
            rows.append(
                (structure.label, code(line), names(bodies, structure.force), len(teams),
                 _sizes([len(team.members) for team in teams]), "one queue" if len(teams[0].mates) > 1 else "own queue")
            )  # fmt: skip
    return table(["structure", "line of duty", "whose people", "teams", "people a team", "queue"], rows)


def groups(structure: Structure) -> int:
    """How many case teams away from stations investigate (and are no pool)."""
    by_line = structure.model.casework.teams.by_line
    there = {
        team.index: team
        for line, teams in by_line.items()
        if line.startswith("investigate")
        for team in teams
    }
    return sum(not team.station for team in there.values())


def _sizes(sizes: Sequence[int]) -> str:
    low, high = min(sizes), max(sizes)
    return str(low) if low == high else f"{low} to {high}"


def routes(material: Material) -> Ready:
    """The line that each offence is referred to, with what else the rule looks at."""
    rows: list[Sequence[Any]] = [("rule", *(code(s.config.casework.referral) for s in material.structures))]
    for name in material.config.demand.offences:
        rows.append((code(name), *(_route(structure, name) for structure in material.structures)))
    for key, words in {
        "threshold": "specialists from suspects plus offences",
        "negative_list": "specialists whatever is known",
        "least_share": "specialists' least share of criminal cases",
    }.items():
        rows.append((words, *(getattr(structure.config.casework, key) for structure in material.structures)))
    return table(["", *material.labels], rows)


def _route(structure: Structure, offence: str) -> Ready:
    casework = structure.config.casework
    return code(casework.routes.get(offence, casework.routes["default"]))


def after_solving(material: Material) -> Ready:
    """Grouping, closing, analysis and review, by structure."""
    rows = [
        (label, *(read(structure.config) for structure in material.structures))
        for label, read in _AFTER.items()
    ]
    return table(["", *material.labels], rows)


_AFTER: dict[str, Any] = {
    "grouping at stations": lambda config: config.casework.station_grouping,
    "grouping of specialists": lambda config: config.casework.specialist_grouping,
    "size of a group or squad": lambda config: known(config.casework.group_size),
    "specialists keep to a zone": lambda config: config.casework.zoned,
    Ready("who sees cases side by side (`casework.analysis`)"): lambda config: config.casework.analysis,
    Ready("who finishes a solved case (`casework.closing`)"): lambda config: config.casework.closing,
    Ready("filing is reviewed (`review.filing`)"): lambda config: config.review.filing,
    Ready("transfer is reviewed (`review.transfer`)"): lambda config: config.review.transfer,
    "duty load of an officer at headquarters, h a week": lambda config: known(config.duty_load.headquarters),
    "duty load of an officer at a station or squadron": lambda config: known(config.duty_load.station),
    "duty load of an auxiliary": lambda config: known(config.duty_load.auxiliary),
}


def patrols(material: Material) -> Ready:
    """The plan of free patrol teams, by structure."""
    keys = ("plan", "zones", "points", "dwell_minutes")
    return table(
        ["", *material.labels],
        [(code(key), *(getattr(s.config.patrol, key) for s in material.structures)) for key in keys],
    )
