"""Response by area and priority, the worst-served townships, maps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.report.study import wording
from sim.report.study.blocks import Block, Cell, Heading, Section, Shown, Table, Text
from sim.report.study.figures import maps, townships
from sim.report.study.findings import RESPONSE
from sim.report.study.gainers import PRIORITIES, Place, places
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.tables import Line, difference, level, tables
from sim.report.words import shown

WORST = 10


def response(material: StudyMaterial, words: Words) -> Section:
    """Tables, maps and townships, stratum by stratum."""
    blocks: list[Block] = [Text(words("response.how"))]
    for stratum in material.shown_strata:
        blocks += _stratum(material, stratum, words)
    return Section("response", words("response.title"), blocks)


def _stratum(material: StudyMaterial, stratum: Sequence[int], words: Words) -> Iterator[Block]:
    county = material.county_title(stratum[0], words)
    if len(material.shown_strata) > 1:
        yield Heading(words("response.stratum", county=county, baseline=material.label(stratum[0], words)))
    yield from tables(material, stratum, _lines(words), words("response.caption", county=county), words)
    shared = [place for place in stratum if material.same_places(Pair(place, stratum[0]))]
    compared = [
        block for point in stratum[1:] for block in _townships(material, Pair(point, stratum[0]), words)
    ]
    drawn = any(isinstance(block, Shown) for block in compared)
    yield Shown(maps.draw(material, shared, words, townships=drawn))
    yield from compared
    if len(stratum) == 1:
        yield _ranked_alone(material, stratum[0], words)


def _townships(material: StudyMaterial, pair: Pair, words: Words) -> Iterator[Block]:
    if not material.same_places(pair):
        after, before = (material.label(place, words) for place in (pair.point, pair.baseline))
        yield Text(words("response.other_places", after=after, before=before), "note")
        return
    picture = townships.draw(material, pair, words)
    if picture is not None:
        yield Shown(picture)
    yield _ranked(material, pair, words)


def _lines(words: Words) -> list[Line]:
    """All calls, by place, by priority, worst tenth and gap."""
    mean, ninety = words("response.mean"), words("response.ninety")
    lines = [Line(f"{words('response.all')}, {mean}", RESPONSE)]
    lines.append(Line(f"{words('response.all')}, {ninety}", "response_time_p90"))
    for split in ({"area": "urban"}, {"area": "rural"}, *({"priority": urgency} for urgency in PRIORITIES)):
        (key, value), *_ = split.items()
        group = words(f"group.{key}.{value}")
        lines.append(Line(f"{group}, {mean}", RESPONSE, split))
        lines.append(Line(f"{group}, {ninety}", "response_time_p90", split))
    named = (
        "worst_tenth",
        "urban_rural_gap",
        "within_standard",
        "held_share",
        "no_team_minutes",
        "cross_area_share",
    )
    return [*lines, *(Line(wording.name(metric, words), metric) for metric in named)]


def _ranked(material: StudyMaterial, pair: Pair, words: Words) -> Table:
    """The worst-served townships after the change, the slowest first."""
    found = [each for each in places(material, pair) if each.change is not None]
    found.sort(key=lambda each: -each.change.after.mean if each.change else 0.0)
    rows = tuple(_row(rank, each, words) for rank, each in enumerate(found[:WORST], 1))
    caption = words("response.worst", name=material.label(pair.point, words), number=len(rows))
    head = tuple(words(f"response.head.{name}") for name in _HEAD)
    note = words("join.sentences").join([words("response.worst_note"), words("response.residents")])
    return Table(caption, head, rows, note)


def _ranked_alone(material: StudyMaterial, point: int, words: Words) -> Table:
    """The worst-served townships of a point that is compared with nothing."""
    found = [each for each in places(material, Pair(point, point)) if each.change is not None]
    found.sort(key=lambda each: -each.change.after.mean if each.change else 0.0)
    rows = tuple(
        (*_place(rank, each, words), level(each.change.after, words))
        for rank, each in enumerate(found[:WORST], 1)
        if each.change is not None
    )
    caption = words("response.worst", name=material.label(point, words), number=len(rows))
    head = tuple(words(f"response.head.{name}") for name in (*_HEAD[:5], "level"))
    return Table(caption, head, rows, words("response.residents"))


_HEAD = ("rank", "township", "residents", "place", "calls", "before", "after", "difference", "told")


def _row(rank: int, each: Place, words: Words) -> tuple[Cell, ...]:
    assert each.change is not None, "townships without calls are left out"
    told = {-1: "sooner", 1: "later", 0: "few" if each.few else "unclear"}[each.side]
    return (
        *_place(rank, each, words),
        level(each.change.before, words),
        level(each.change.after, words),
        difference(each.change, words),
        Cell(words(f"response.told.{told}"), {-1: "good", 1: "bad", 0: "unclear"}[each.side]),
    )


def _place(rank: int, each: Place, words: Words) -> tuple[Cell, ...]:
    """Which township it is, and how many calls it has."""
    calls = each.change.after.events if each.change else 0.0
    return (
        Cell(str(rank)),
        Cell(each.label),
        Cell(shown(round(each.residents, -2), "residents"), "number"),
        Cell(words(f"group.area.{'urban' if each.urban else 'rural'}")),
        Cell(shown(calls, "events"), "number"),
    )
