"""Page one, for the chief: verdict, six numbers, who gains and loses, what could go wrong, what was assumed."""

from __future__ import annotations

from math import isfinite

from sim.report.study import wording
from sim.report.study.blocks import Block, Cell, Heading, Points, Section, Shown, Table, Text
from sim.report.study.figures import glance as glance_figure
from sim.report.study.findings import BETTER, CLEARANCE, RESPONSE, Finding, clearance_of, finding, six_of_all
from sim.report.study.gainers import who
from sim.report.study.labels import structure_title
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.numbers import Value
from sim.report.study.suppositions import supposed
from sim.report.study.tables import level
from sim.study.studies.verdicts import Outcome

LIKELY = 0.1
"""Chance from which page one names what could go wrong."""
NAMED = 6
"""Points up to which page one names each."""
SHORT = 12
"""Verdicts of which page one has the sentence."""


def page_one(material: StudyMaterial, words: Words) -> Section:
    """One block a structure that is compared; of a study without comparisons the levels alone."""
    blocks: list[Block] = [Text(words("page_one.stamp"), "stamp"), Text(_what(material, words))]
    if structures := _structures(material, words):
        blocks.append(Text(structures))
    blocks += [Text(told, "warning") for told in _missing(material, words)]
    if len(material.pairs) > 1:
        blocks += [
            Text(words("page_one.short"), "short"),
            Points(tuple(_verdict(material, pair, words) for pair in material.pairs[:SHORT])),
        ]
        glance = glance_figure.draw(material, words)
        blocks += [Shown(glance)] if glance is not None else []
    if len(material.pairs) > len(material.shown):
        told = words("page_one.detail", number=len(material.shown), of=len(material.pairs))
        blocks.append(Text(told, "note"))
    for pair in material.shown:
        blocks += _pair(material, pair, words)
    if not material.pairs:
        blocks += [Text(words("page_one.alone"), "warning"), _levels(material, words)]
    return Section("page-one", words("page_one.title"), blocks)


def _what(material: StudyMaterial, words: Words) -> str:
    counties = list(
        dict.fromkeys(material.county_title(place, words) for place in range(len(material.names)))
    )
    places = range(len(material.names))
    days = _range([material.config(place).run.days for place in places])
    done = _range([material.done(place) for place in places])
    apart = material.differing(places)
    labels = [material.label(place, words) for place in range(len(material.names))]
    plain = not any("," in label for label in labels)
    points = words.joined(labels) if plain else words("join.semicolon").join(labels)
    if len(labels) > NAMED:
        structures = words.joined(list(_models(material, words)))
        points = words("page_one.points", number=len(labels), structures=structures)
    named = {"points": points, "counties": words.joined(counties)}
    if not material.pairs:
        return words("page_one.what_alone", **named, days=days, worlds=done)
    told = words("page_one.what", **named)
    if not apart:
        return told + words("page_one.same_worlds", days=days, worlds=done)
    names = words.joined([words(f"differs.{name}") for name in apart])
    return told + words("page_one.other_worlds", days=days, worlds=done, sections=names)


def _models(material: StudyMaterial, words: Words) -> dict[str, str]:
    """The structures by the names that the page has for them, with their titles."""
    models = [point.config.model for point in material.plan.points]
    return {structure_title(model, words): words.either(model.title, model.title_zh) for model in models}


def _structures(material: StudyMaterial, words: Words) -> str:
    """What the names stand for, where they do not say it themselves."""
    told = [
        words("page_one.structure", name=name, title=title)
        for name, title in _models(material, words).items()
        if not title.lower().startswith(name.lower())
    ]
    return words("page_one.structures", listed=words("join.semicolon").join(told)) if told else ""


def _range(numbers: list[int]) -> str:
    """``3``, or ``3–5`` where points differ."""
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low}–{high}"


def _missing(material: StudyMaterial, words: Words) -> list[str]:
    """What a reader must know of replications, and of draws, that are not there; nothing where all are."""
    failures = material.study.folder.failures()
    drawn = sum(each["draw"] is not None for each in failures)
    told = []
    wanted, there = len(material.plan.seeds) * len(material.names), len(material.there)
    if there < wanted:
        told.append(words("page_one.missing", there=there, wanted=wanted, aside=len(failures) - drawn))
    draws, done = len(material.study.asked_draws), len(material.study.drawn_there())
    if done < draws:
        key = "missing_draws" if material.uncertain else "no_draws_yet"
        told.append(words(f"page_one.{key}", there=done, wanted=draws, aside=drawn))
    return told


def _verdict(material: StudyMaterial, pair: Pair, words: Words) -> str:
    """One sentence on response and clearance, with the wider interval of each."""
    response, clearance = (
        wording.sentence(finding(material, pair, metric), words)
        for metric in (RESPONSE, clearance_of(material, pair))
    )
    names = material.versus(pair, words)
    apart = material.differing((pair.point, pair.baseline))
    people = not set(apart) & {"county", "force", "personnel"}
    calls = not set(apart) & {"county", "demand", "run"}
    key = {(True, True): "verdict", (True, False): "verdict_people", (False, True): "verdict_calls"}
    told = key.get((people, calls), "verdict_none")
    sides = {"after": names.after, "before": names.before}
    return names.told(words(f"page_one.{told}", **sides, response=response, clearance=clearance), words)


def pair_title(material: StudyMaterial, pair: Pair, words: Words) -> str:
    """The one instead of the other, and what both have."""
    names = material.versus(pair, words)
    return names.told(words("page_one.pair", after=names.after, before=names.before), words)


def _pair(material: StudyMaterial, pair: Pair, words: Words) -> list[Block]:
    names = material.versus(pair, words)
    found = six(material, pair)
    return [
        Heading(pair_title(material, pair, words)),
        Text(_verdict(material, pair, words), "verdict"),
        Text(_interval(material, pair, words)),
        _numbers(found, names.after, names.before, words),
        Heading(words("page_one.who"), 4),
        Points(tuple(who(material, pair, words))),
        Heading(words("page_one.wrong"), 4),
        Points((*_driving(material, pair, words), *_wrong(found, words))),
        Heading(words("page_one.assumed"), 4),
        Points(tuple(supposed(material, pair, words))),
    ]  # fmt: skip


def _interval(material: StudyMaterial, pair: Pair, words: Words) -> str:
    """What the intervals hold."""
    drawn = material.uncertain.get((material.names[pair.point], RESPONSE))
    if drawn is None:
        return words("page_one.interval.chance")
    return words("page_one.interval.assumed", average=wording.amount(drawn.difference, drawn.unit, words))


def six(material: StudyMaterial, pair: Pair) -> dict[str, Finding]:
    """The six numbers; clearance within 90 days in place of a year where the run was too short."""
    metrics = [clearance_of(material, pair) if metric == CLEARANCE else metric for metric in BETTER]
    return {metric: finding(material, pair, metric) for metric in metrics}


def _numbers(found: dict[str, Finding], after: str, before: str, words: Words) -> Table:
    rows = [_row(each, words) for each in found.values()]
    head = ("", before, after, *(words(f"page_one.head.{name}") for name in ("difference", "means", "worse")))
    told = [words("page_one.numbers_note")]
    told += [words("page_one.numbers_holm")] if any(map(_alone, found.values())) else []
    return Table(words("page_one.numbers"), head, tuple(rows), words("join.sentences").join(told))


def _alone(each: Finding) -> bool:
    """Whether it is told apart by its own interval, but not among all comparisons."""
    return each.outcome is Outcome.NOT_YET and (each.low > 0 or each.high < 0)


def _row(each: Finding, words: Words) -> tuple[Cell, ...]:
    change = each.change
    if change is None:
        gone = Cell(words("none.absent"), "unclear")
        return (Cell(wording.name(each.metric, words)), gone, gone, Cell("–"), gone, Cell("–"))
    difference = wording.signed(change, words)
    if difference != "–":
        difference = f"{difference} ({wording.ends(each.low, each.high, change.unit, words)})"
    return (
        Cell(wording.name(each.metric, words)),
        level(change.before, words),
        level(change.after, words),
        Cell(difference, "number"),
        wording.outcome(each, words),
        Cell(wording.chance(each.worse, words), "number"),
    )


def _driving(material: StudyMaterial, pair: Pair, words: Words) -> list[str]:
    """What crews drive more, where that is told apart; nothing elsewhere."""
    change = material.change(pair, "vehicle_km")
    if change is None or not change.low > 0 or not change.before.mean > 0:
        return []
    share = wording.share(change.difference / change.before.mean, words)
    before, after = (wording.level(value, words) for value in (change.before, change.after))
    return [words("page_one.more_driving", share=share, before=before, after=after)]


def _wrong(found: dict[str, Finding], words: Words) -> list[str]:
    """Headlines that may worsen, and what was not simulated."""
    told, unknown = [], []
    for each in found.values():
        if not isfinite(each.worse):
            unknown.append(wording.name(each.metric, words))
        elif each.change is not None and each.worse >= LIKELY and any(each.change.differences):
            told.append(
                words(
                    "page_one.may_worsen", metric=wording.name(each.metric, words),
                    chance=wording.chance(each.worse, words), years=each.worse_years,
                    of=len(each.change.differences),
                )
            )  # fmt: skip
    if unknown:
        told.append(words("page_one.worse_unknown", metrics=words.joined(unknown)))
    return [*(told or [words("page_one.none_worsens")]), words("page_one.not_simulated")]


def _levels(material: StudyMaterial, words: Words) -> Table:
    """The six numbers of points that are compared with nothing, with their intervals."""
    rows = [
        (
            Cell(wording.name(metric, words)),
            *(_level(material.figures.value(name, metric), words) for name in material.names),
        )
        for metric in six_of_all(material)
    ]
    head = ("", *(material.label(place, words) for place in range(len(material.names))))
    return Table(words("page_one.numbers_alone"), head, tuple(rows), words("page_one.levels_note"))


def _level(value: Value | None, words: Words) -> Cell:
    """A value, and its interval where it has one."""
    cell = level(value, words)
    if value is None or cell.kind != "number" or not isfinite(value.low):
        return cell
    low, high = wording.both(value.low, value.high, value.unit, signed=False)
    return Cell(f"{cell.text} ({words('interval.between', low=low, high=high)})", cell.kind)
