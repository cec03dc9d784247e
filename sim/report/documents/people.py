"""Tables of who is there: agents, bodies, stations, rosters, and the county in which they work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sim.config.personnel import DayTypeConfig
from sim.county.county import Terrain
from sim.force.picking import SKILL_OF
from sim.force.rosters import BLOCK_HOURS, BLOCKS, DayType, Roster
from sim.report.documents.markdown import Ready, cell, code, number, table
from sim.report.documents.material import Material, Structure
from sim.work.duty import STARTS


def agents(material: Material) -> Ready:
    """How many agents of each kind a replication has from the start, and what else is fixed, by structure."""
    rows = [
        (what, *(count(structure) for structure in material.structures)) for what, count in _COUNTS.items()
    ]
    return table(["", *material.labels], rows)


def _made(structure: Structure, kind: str) -> int:
    by_name = {found.__name__: len(them) for found, them in structure.model.agents_by_type.items()}
    return by_name.get(kind, 0)


def riders(structure: Structure) -> tuple[int, int]:
    """Officers and auxiliaries whose post has them ride in crews on duty days."""
    posts = [post for post in structure.force.posts if post.crew]
    officers = sum(bool(structure.force.officer[post.person]) for post in posts)
    return officers, len(posts) - officers


def compared(material: Material) -> str:
    """``35 officers investigate and 150 officers ride in crews (`a`), ...``, as the establishment has them."""
    return Ready(
        ", ".join(
            f"{investigators(structure)} officers are in posts of investigation and {riders(structure)[0]} ride in "
            f"crews ({code(structure.label)})"
            for structure in material.structures
        )
    )


def investigators(structure: Structure) -> int:
    """Officers whose post is one of investigation, at stations and elsewhere."""
    posts = structure.force.posts
    return sum(
        bool(structure.force.officer[post.person]) and str(post.function).startswith("investigate")
        for post in posts
    )


_COUNTS: dict[str, Any] = {
    "officers": lambda structure: _made(structure, "Officer"),
    "auxiliaries": lambda structure: _made(structure, "Auxiliary"),
    "of these in posts that ride in crews: officers": lambda structure: riders(structure)[0],
    "of these in posts that ride in crews: auxiliaries": lambda structure: riders(structure)[1],
    "desks, the intake desk among them": lambda structure: _made(structure, "Desk"),
    "case teams": lambda structure: _made(structure, "CaseTeam"),
    "areas (grounds of stations)": lambda structure: len(structure.county.stations),
    "zones": lambda structure: len(set(structure.model.zone_of_area)),
    "bodies with somebody in them": lambda structure: len({post.body for post in structure.force.posts}),
}


def bodies(structure: Structure) -> Ready:
    """The bodies of one structure with their places, people, posts, and how their size is set."""
    depth = {"": -1}
    rows = []
    for body in structure.force.table():
        depth[body["body"]] = depth[body["parent"]] + 1
        if not (body["officers"] or body["auxiliaries"] or body["by_rotation_from"]):
            continue
        does = [f"{line} {heads}" for line, heads in body["functions"].items()]
        does += (
            [f"by rotation from {', '.join(body['by_rotation_from'])}"] if body["by_rotation_from"] else []
        )
        title = cell(body["title"]) + ("" if body["real"] else " (on paper)")
        rows.append(
            (Ready("&nbsp;" * 3 * depth[body["body"]] + title), body["sites"], body["officers"],
             body["auxiliaries"], does, f"{body['size']} ({body['status']}, {body['source']})")
        )  # fmt: skip
    return table(["body", "places", "officers", "auxiliaries", "posts of its own", "size"], rows)


def stations(material: Material) -> Ready:
    """Each station: its ground, and officers and auxiliaries posted there, by structure."""
    rows = []
    for index, station in enumerate(material.main.county.stations):
        people = [f"{officers} + {others}" for officers, others in _posted(material, index)]
        rows.append((station.label, station.urban, round(station.residents), len(station.townships), *people))
    return table(["station", "urban", "residents", "townships", *material.labels], rows)


def _posted(material: Material, area: int) -> Iterator[tuple[int, int]]:
    for structure in material.structures:
        force = structure.force
        there = [
            post.person
            for post in force.posts
            if force.sites[post.site].area == area and force.bodies[post.body].kind == "station"
        ]
        officers = sum(bool(force.officer[person]) for person in there)
        yield officers, len(there) - officers


def picks(material: Material) -> Ready:
    """The rounds in which posts are filled, in order, by structure."""
    rows: list[tuple[Any, ...]] = []
    for structure in material.structures:
        for place, (name, pick) in enumerate(structure.config.people.picks.items(), 1):
            rows.append((structure.label, f"{place}. {name}", code(pick.rule), _conditions(pick)))
        rest = len(structure.config.people.picks) + 1
        rows.append((structure.label, f"{rest}. the rest", code("by_lot"), "every post still open"))
    return table(["structure", "round", "rule", "which posts, and who stands for them"], rows)


def _conditions(pick: Any) -> list[str]:
    said = (
        [] if pick.leaders is None else ["leaders' posts" if pick.leaders else "posts of others than leaders"]
    )
    said += [f"of {', '.join(pick.functions)}"] if pick.functions else []
    said += (
        []
        if pick.where == "all"
        else [f"at {'headquarters' if pick.where == 'headquarters' else 'stations and squadrons'}"]
    )
    said += [f"seen by {pick.skill}"] if pick.skill else []
    said += [f"from {number(pick.from_age)} years"] if pick.from_age is not None else []
    said += [f"the {number(pick.best_share)} seen as the best"] if pick.best_share is not None else []
    said += [f"{number(pick.share)} of the posts"] if pick.share is not None else []
    return said


def day_types(structure: Structure) -> Ready:
    """The kinds of day: the blocks that each covers, their hours, weekdays only or not, crews riding or not."""
    kinds = structure.config.personnel.day_types
    rows = [(code(name), *day.blocks, _hours(day), _when(day), day.duty) for name, day in kinds.items()]
    return table(["kind of day", *BLOCKS, "hours", "on duty on", "crews ride"], rows)


def rosters(structure: Structure) -> Ready:
    """The rosters: cycle, hours a week, people a seat takes, and who in this structure is on each."""
    on = Counter(post.roster for post in structure.force.posts)
    rows = []
    for index, roster in enumerate(structure.force.rosters):
        few = structure.config.personnel.rosters[roster.name].few
        instead = (
            "" if few is None else f"{few.roster} where fewer than {number(few.below)} share it at a place"
        )
        rows.append(
            (
                code(roster.name),
                [day.name for day in roster.cycle],
                _weekly(roster),
                roster.relief(),
                on[index],
                instead,
            )
        )
    head = [
        "roster",
        "cycle of days",
        "mean h a week",
        "people a seat",
        f"people in {structure.label}",
        "replaced by",
    ]
    return table(head, rows)


def _hours(day: DayTypeConfig | DayType) -> float:
    """Hours of the blocks that a kind of day covers."""
    return sum(length for length, covered in zip(BLOCK_HOURS, day.blocks, strict=True) if covered)


def _when(day: DayTypeConfig) -> str:
    """On which days of the week such a day is one of duty."""
    if not _hours(day):
        return ""
    return "Monday to Friday" if day.weekdays_only else "every day"


def _weekly(roster: Roster) -> str:
    """Mean rostered hours a week, before absences, with the sum: days of weekdays only count 5 / 7."""
    counts = Counter(day for day in roster.cycle if _hours(day))
    terms = [
        f"{f'{times} x ' if times > 1 else ''}{number(_hours(day))}{' x 5/7' if day.weekdays_only else ''}"
        for day, times in counts.items()
    ]
    hours = sum(_hours(day) * (5 / 7 if day.weekdays_only else 1) for day in roster.cycle)
    days = len(roster.cycle)
    whole = " + ".join(terms) or "0"
    return f"7 x ({whole}) / {days} = {number(round(7 * hours / days, 1))}"


def environment(structure: Structure) -> Ready:
    """Size, people and land of the county."""
    county = structure.county
    residents = float(county.residents.sum())
    terrain = [(kind.name.lower(), float((county.terrain == kind).mean())) for kind in Terrain]
    rows = [
        ("cells", f"{number(county.n_cells)} of {number(county.cell_km)} km"),
        ("area, km²", number(round(county.cells_km2))),
        ("residents", number(round(residents))),
        ("residents in urban cells", f"{float(county.residents[county.urban].sum()) / residents:.0%}"),
        ("land", ", ".join(f"{name} {share:.0%}" for name, share in terrain)),
        ("townships", number(len(county.townships))),
        (
            "stations, of them urban",
            f"{len(county.stations)}, {sum(station.urban for station in county.stations)}",
        ),
        ("road squadrons", number(len(county.squadron_cells))),
        (
            "incidents in view of a camera, by residents",
            f"{float((county.camera * county.residents).sum()) / residents:.0%}",
        ),
    ]
    return table(["", "value"], rows)


def skills() -> Ready:
    """The skill that each function uses."""
    used: dict[str, list[str]] = {}
    for function, skill in SKILL_OF.items():
        used.setdefault(skill, []).append(str(function))
    return table(["skill", "functions"], list(used.items()))


def shifts() -> list[str]:
    """The times of day at which one block of duty ends and the next begins."""
    return [f"{int(minute // 60):02d}:{int(minute % 60):02d}" for minute in STARTS]


def first_night(structure: Structure) -> int:
    """Crews on duty at minute 0 of the first replication."""
    return sum(bool(team.crew) for team in structure.model.duty.teams)
