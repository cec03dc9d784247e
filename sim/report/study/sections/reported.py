"""What the source documents report, each with its caution, beside what is simulated that comes nearest."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sim.report.study import wording
from sim.report.study.blocks import Cell, Section, Table, Text
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial

FILE = Path(__file__).parents[1] / "reported.toml"


@cache
def results() -> Mapping[str, Mapping[str, str]]:
    """R1-R18: what the source says in our words, and the caution, in both languages."""
    found: dict[str, dict[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return found


def reported(material: StudyMaterial, words: Words) -> Section:
    """All of them, whatever the study compares."""
    rows = tuple(
        (
            Cell(name),
            Cell(each[words.code]),
            Cell(_beside(material, each, words)),
            Cell(each[f"caution_{words.code}"]),
        )
        for name, each in results().items()
    )
    head = tuple(words(f"reported.head.{name}") for name in ("id", "says", "here", "caution"))
    table = Table(words("reported.caption"), head, rows)
    return Section("reported", words("reported.title"), [Text(words("reported.how"), "warning"), table])


def _alone(material: StudyMaterial, pair: Pair) -> bool:
    """Whether the pair is the reported change and nothing else: from traditional, in the same world."""
    traditional = material.config(pair.baseline).model.name == "traditional"
    return traditional and not material.differing((pair.point, pair.baseline))


def _beside(material: StudyMaterial, each: Mapping[str, str], words: Words) -> str:
    """The simulated change of the structure that the report is about, in whatever county it was simulated."""
    metric = each.get("metric")
    if metric is None:
        return words("reported.not_simulated")
    told = []
    for pair in material.pairs:
        change = material.change(pair, metric)
        config = material.config(pair.point)
        if config.model.name != each["model"] or change is None or not _alone(material, pair):
            continue
        beside = words(
            "reported.beside", metric=wording.name(metric, words), before=wording.level(change.before, words),
            after=wording.level(change.after, words), name=material.label(pair.point, words),
            county=material.county_title(pair.point, words),
        )  # fmt: skip
        ends = wording.ends(change.low, change.high, change.unit, words)
        beside += f" ({wording.signed(change, words)}; 95 %: {ends})"
        same = config.county.name == each["county"]
        told.append(beside if same else words("reported.elsewhere", told=beside))
    here = any(point.config.model.name == each["model"] for point in material.plan.points)
    return words("join.semicolon").join(told) or words(f"reported.{'not_compared' if here else 'not_here'}")
