"""Who sits where before and after: charts with headcounts, people moved, posts freed, the way of a call."""

from __future__ import annotations

from sim.report.outline import call_chain
from sim.report.study.blocks import Block, Heading, Points, Section, Shown, Table, row
from sim.report.study.figures import structure
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.naming import work
from sim.report.study.posts import at_grassroots, heads, inside, moved
from sim.report.study.sections.page_one import pair_title
from sim.report.study.wording import minus


def organisation(material: StudyMaterial, words: Words) -> Section:
    """A chart, sentences and a table a pair; the chart alone where nothing is compared."""
    blocks: list[Block] = []
    for pair in material.shown or [Pair(0, 0)]:
        blocks += _pair(material, pair, words)
    return Section("organisation", words("organisation.title"), blocks)


def _pair(material: StudyMaterial, pair: Pair, words: Words) -> list[Block]:
    before, after = material.force(pair.baseline), material.force(pair.point)
    picture = structure.draw(material, pair, words)
    if pair.point == pair.baseline:
        return [
            Shown(picture),
            Heading(words("organisation.call")),
            Points((_way(material, pair.point, words),)),
        ]
    officers = [heads(force, officers=True) for force in (before, after)]
    ground = [at_grassroots(force) for force in (before, after)]
    office = [inside(counted) for counted in officers]
    told = [
        words("organisation.moved", people=moved(*officers), officers=int(before.officer.sum())),
        words(
            "organisation.grassroots", before=ground[0], after=ground[1], change=_sign(ground[1] - ground[0])
        ),
        words("organisation.freed", before=office[0], after=office[1], change=_sign(office[1] - office[0])),
    ]
    if len(before.people) != len(after.people):
        told.insert(0, words("organisation.other_size", before=len(before.people), after=len(after.people)))
    return [
        Heading(pair_title(material, pair, words)),
        Shown(picture),
        Points(tuple(told)),
        _work(material, pair, words),
        Heading(words("organisation.call"), 4),
        Points(tuple(_way(material, place, words) for place in (pair.baseline, pair.point))),
    ]


def _work(material: StudyMaterial, pair: Pair, words: Words) -> Table:
    """Heads by line of work."""
    forces = [material.force(pair.baseline), material.force(pair.point)]
    counted = [heads(force, officers=rank) for rank in (True, False) for force in forces]
    lines = sorted({line for each in counted for line in each}, key=lambda line: (-counted[0][line], line))
    rows = tuple(
        row(
            work(line, words), str(counted[0][line]), str(counted[1][line]),
            _sign(counted[1][line] - counted[0][line]), str(counted[2][line]), str(counted[3][line]),
            _sign(counted[3][line] - counted[2][line]),
        )
        for line in lines
    )  # fmt: skip
    head = tuple(words(f"organisation.head.{name}") for name in ("work", *_COLUMNS))
    names = {"before": material.label(pair.baseline, words), "after": material.label(pair.point, words)}
    return Table(words("organisation.work", **names), head, rows)


_COLUMNS = (
    "officers_before", "officers_after", "officers_change", "auxiliaries_before", "auxiliaries_after",
    "auxiliaries_change",
)  # fmt: skip


def _way(material: StudyMaterial, place: int, words: Words) -> str:
    """The desks that a call passes, and those that only watch."""
    config, force = material.config(place), material.force(place)
    hops: list[str] = []
    watching: list[str] = []
    for step in call_chain(config, force):
        bodies = [force.bodies[body] for body in sorted(step.bodies)]
        titles = [words.either(body.title, body.title_zh) for body in bodies[:2]]
        more = words("organisation.more", number=len(bodies) - 2) if len(bodies) > 2 else ""
        where = words("organisation.at", desk=words(f"desk.{step.words}"), bodies=words.joined(titles) + more)
        (watching if step.watching else hops).append(where)
    told = words("organisation.way", name=material.label(place, words), hops=" → ".join(hops))
    return told + (words("organisation.watch", desks=words.joined(watching)) if watching else "")


def _sign(number: int) -> str:
    return minus(f"{number:+d}") if number else "0"
