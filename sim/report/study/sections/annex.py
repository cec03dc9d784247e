"""Annex: comparisons, warm-up, precision, what was set aside, versions, seeds, and how to do it again."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sim.report.study import wording
from sim.report.study.blocks import Block, Cell, Code, Heading, Points, Section, Table, Text, row
from sim.report.study.language import Words
from sim.report.study.material import StudyMaterial
from sim.report.study.sections.comparisons import comparisons
from sim.report.study.tables import half
from sim.study.studies.about import command
from sim.study.studies.comparisons import headlines

if TYPE_CHECKING:
    from sim.study.studies.folder import Aside


def annex(material: StudyMaterial, words: Words) -> Section:
    """Everything that a reviewer asks for."""
    blocks: list[Block] = [*comparisons(material, words), *_precision(material, words)]
    blocks += [Heading(words("annex.time")), Points(tuple(_time(material, words)))]
    blocks += [*_there(material, words), *_aside(material, words), *_again(material, words)]
    return Section("annex", words("annex.title"), blocks)


def _precision(material: StudyMaterial, words: Words) -> list[Block]:
    """Half-widths of the differences, beside what the user asked for: both as seeds are added by."""
    made = list(material.comparisons.values())
    spoken = headlines(made)
    place = {name: place for place, name in enumerate(material.names)}
    rows = []
    for each in made:
        if not isfinite(each.joint_low):
            continue
        width = (each.joint_high - each.joint_low) / 2
        wanted = material.plan.precision if each in spoken else None
        asked = wanted.of(each.metric, each.unit) if wanted else float("nan")
        rows.append(
            row(
                f"{material.label(place[each.point], words)}: {wording.name(each.metric, words)}",
                f"{half(width, each.unit)} {wording.difference_unit(each.unit, words)}",
                half(asked, each.unit) if isfinite(asked) else "–",
                str(each.replications),
            )
        )
    if not rows:
        return [Heading(words("annex.precision")), Text(words("annex.no_precision"), "warning")]
    head = tuple(words(f"annex.precision_head.{name}") for name in ("what", "half", "asked", "replications"))
    return [Heading(words("annex.precision")), Table(words("annex.precision_caption"), head, tuple(rows))]


def _time(material: StudyMaterial, words: Words) -> list[str]:
    run = material.config(0).run
    told = [words("annex.windows", warmup=run.warmup, days=run.days, follow_up=run.follow_up)]
    growing = [
        material.label(place, words)
        for place, name in enumerate(material.names)
        if (value := material.figures.value(name, "backlog_slope")) and value.flag == "not stationary"
    ]
    told.append(
        words("annex.growing", points=words.joined(growing)) if growing else words("annex.stationary")
    )
    return told


def _there(material: StudyMaterial, words: Words) -> list[Block]:
    rows = tuple(
        (
            Cell(material.label(place, words)),
            Cell(" ".join(point.words), "path"),
            Cell(f"{material.done(place)}\u00a0/\u00a0{len(material.plan.seeds)}", "number"),
            Cell(material.label(other, words) if other != place else words("annex.baseline")),
        )
        for place, (point, other) in enumerate(zip(material.plan.points, material.plan.against, strict=True))
    )
    head = tuple(words(f"annex.points_head.{name}") for name in ("name", "words", "replications", "against"))
    return [Heading(words("annex.points")), Table(words("annex.points_caption"), head, rows)]


def _aside(material: StudyMaterial, words: Words) -> list[Block]:
    """What failed and was left out, with its reason."""
    failures = material.study.folder.failures()
    if not failures:
        return [Text(words("annex.nothing_aside"))]
    rows = tuple(
        (
            Cell(_point(material, each, words)),
            Cell(str(each["seed"]), "number"),
            Cell(each["reason"], "path"),
        )
        for each in failures
    )
    head = tuple(words(f"annex.aside_head.{name}") for name in ("point", "seed", "reason"))
    return [Table(words("annex.aside"), head, rows)]


def _point(material: StudyMaterial, failure: Aside, words: Words) -> str:
    label = material.label(failure["point"], words)
    return label if failure["draw"] is None else words("annex.drawn", point=label)


def _again(material: StudyMaterial, words: Words) -> list[Block]:
    about = material.study.folder.about()
    versions = about.get("versions")
    told = {
        words("annex.seeds"): _seeds(material.plan.seeds),
        words("annex.draws"): str(material.plan.draws),
        words("annex.code"): str(about["code"]),
        words("annex.began"): str(about.get("began", ""))[:10],
        **(versions if isinstance(versions, dict) else {}),
    }
    rows = [(Cell(str(what)), Cell(str(value), "path")) for what, value in told.items()]
    return [
        Heading(words("annex.again")),
        Text(words("annex.again_how")),
        Code(command(about, material.plan.name)),
        Table(words("annex.versions"), (words("annex.what"), words("annex.value")), tuple(rows)),
    ]


def _seeds(seeds: tuple[int, ...]) -> str:
    if len(seeds) > 2 and seeds == tuple(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]}–{seeds[-1]}"
    return ", ".join(map(str, seeds))
