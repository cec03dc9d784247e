"""Assumptions ranked by their influence on each headline, and where the conclusion turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sim.config.catalogue import MECHANISMS
from sim.report.study import wording
from sim.report.study.blocks import Block, Cell, Heading, Section, Shown, Table, Text
from sim.report.study.figures import influences
from sim.report.study.findings import RESPONSE, clearance_of
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.naming import named
from sim.report.study.sections.comparisons import p_value
from sim.report.study.sections.page_one import pair_title
from sim.report.study.suppositions import differs, guessed

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.study.studies.assumed.findings import Uncertain
    from sim.study.studies.assumed.influence import Influence

MOST = 10
HEAD = ("path", "value", "source", "share", "p", "at_low", "at_high", "flips")


def assumptions(material: StudyMaterial, words: Words) -> Section:
    """Ranked where the study drew them; otherwise those in which two structures differ, unranked."""
    blocks: list[Block] = [Text(words("assumptions.how"))]
    if not material.uncertain:
        told = [words("assumptions.not_drawn")] + ([words("assumptions.listed")] if material.pairs else [])
        blocks.append(Text(words("join.sentences").join(told), "warning"))
    for pair in material.shown:
        blocks.append(Heading(pair_title(material, pair, words)))
        drawn = list(_drawn(material, pair, words))
        blocks += drawn or [_apart(material, pair, words)]
    return Section("assumptions", words("assumptions.title"), blocks)


def _drawn(material: StudyMaterial, pair: Pair, words: Words) -> Iterator[Block]:
    name = material.names[pair.point]
    for metric in (RESPONSE, clearance_of(material, pair)):
        found = material.uncertain.get((name, metric))
        if found is None:
            continue
        picture = influences.draw(material, pair, found, words)
        if picture is not None:
            yield Shown(picture)
        yield _ranked(found, material.configs(pair), words)


def _ranked(found: Uncertain, configs: Sequence[Config], words: Words) -> Table:
    rows = tuple(_row(each, found.unit, configs, words) for each in found.influences[:MOST])
    caption = words(
        "assumptions.caption",
        metric=wording.name(found.metric, words),
        number=len(rows),
        of=len(found.influences),
    )
    head = tuple(words(f"assumptions.head.{name}") for name in HEAD)
    return Table(caption, head, rows, words("assumptions.note", draws=found.draws))


def _row(each: Influence, unit: str, configs: Sequence[Config], words: Words) -> tuple[Cell, ...]:
    def difference(value: float) -> str:
        return wording.amount(value, unit, words)

    flips = words("assumptions.nowhere") if each.flips_at is None else f"{each.flips_at:.3g} {each.unit}"
    return (
        Cell(_called(each.path, configs, words), "path"),
        Cell(f"{each.value:.3g} ({each.low:.3g}–{each.high:.3g}) {each.unit}"),
        Cell(words("assumptions.source", status=status(each.status, words), source=each.source)),
        Cell(wording.share(each.share, words), "number"),
        Cell(p_value(each.p), "number"),
        Cell(difference(each.at_low), "number"),
        Cell(difference(each.at_high), "number"),
        Cell(flips if each.told else words("assumptions.not_told"), "number" if each.told else "unclear"),
    )


def _called(path: str, configs: Sequence[Config], words: Words) -> str:
    """The constant in words, with its path for whoever wants to change it."""
    name = named(path, configs, words)
    return words("sweep.setting", name=name, key=path) if name else path


def status(name: str, words: Words) -> str:
    """How a number is known, in words."""
    return words(f"status.{name}") if f"status.{name}" in words else name


def _apart(material: StudyMaterial, pair: Pair, words: Words) -> Block:
    """Assumed numbers of the structures that are not the same in both."""
    before, after = guessed(material, pair.baseline), guessed(material, pair.point)
    paths = [
        path
        for path in dict.fromkeys([*before, *after])
        if path.split(".")[0] in MECHANISMS and differs(before.get(path), after.get(path))
    ]
    if not paths:
        return Text(words("assumptions.none_apart"))
    paths.sort(key=lambda path: path.startswith("posts."))  # the many numbers of bodies last
    rows = []
    for path in paths[:MOST]:
        number = after[path] if path in after else before[path]
        values = [f"{side[path].value:.3g}" if path in side else "–" for side in (before, after)]
        known = words("assumptions.source", status=status(number.status, words), source=number.source)
        rows.append(
            (
                Cell(_called(path, material.configs(pair), words), "path"),
                *(Cell(value, "number") for value in values),
                Cell(f"{number.low:.3g}–{number.high:.3g} {number.unit}"), Cell(known),
            )
        )  # fmt: skip
    sides = material.versus(pair, words)
    path, span, source = (words(f"assumptions.head.{name}") for name in ("path", "range", "source"))
    head = (path, sides.before, sides.after, span, source)
    more = words("assumptions.more", number=len(paths) - MOST) if len(paths) > MOST else ""
    return Table(words("assumptions.apart"), head, tuple(rows), more)
