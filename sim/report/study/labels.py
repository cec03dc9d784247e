"""What points are called on the page: structure and county in its language, everything else as it was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report.study.language import Words

if TYPE_CHECKING:
    from sim.config.county import CountyConfig
    from sim.config.model_info import ModelInfo
    from sim.study.studies.plan import StudyPoint

COMMA = ", "
"""Between the parts of a point's name, one a swept key."""


def point_label(point: StudyPoint, words: Words) -> str:
    """The name of a point with its structure and its county as a reader knows them."""
    return words("join.dot").join(part_label(part, point, words) for part in point.name.split(COMMA))


@dataclass(frozen=True)
class Versus:
    """What a point and its baseline are called beside each other, and what both names have."""

    after: str
    before: str
    shared: str = ""

    def told(self, text: str, words: Words) -> str:
        """A text on the two that says what both have, where there is anything."""
        return words("join.within", shared=self.shared, told=text) if self.shared else text


def versus(point: StudyPoint, baseline: StudyPoint, words: Words) -> Versus:
    """The two without the parts of their names that are the same, such as one county."""
    ours, theirs = (each.name.split(COMMA) for each in (point, baseline))
    same = [one == other for one, other in zip(ours, theirs, strict=False)]
    if len(ours) != len(theirs) or all(same) or not any(same):
        return Versus(point_label(point, words), point_label(baseline, words))
    labels = [part_label(part, point, words) for part in ours]
    others = [part_label(part, baseline, words) for part in theirs]

    def joined(parts: list[str], kept: bool) -> str:
        return words("join.dot").join(part for part, each in zip(parts, same, strict=True) if each is kept)

    return Versus(joined(labels, False), joined(others, False), joined(labels, True))


def part_label(part: str, point: StudyPoint, words: Words) -> str:
    """One part of a name: a structure, a county, a number of people, or what it says itself."""
    model, county = point.config.model, point.config.county
    if part == model.name or f"model={part}" in point.words:
        return structure_title(model, words)
    if part == county.name or f"county={part}" in point.words:
        return county_title(county, words)
    if part.startswith(f"{model.name}-"):  # a structure with mechanisms of others put into it
        return structure_title(model, words) + part.removeprefix(model.name)
    key, _, value = part.partition("=")
    return words(f"value.{key}", value=value) if f"value.{key}" in words else part


def structure_title(model: ModelInfo, words: Words) -> str:
    """The short name that the report has for it; otherwise its name in English, its title in Chinese."""
    key = f"structure.{model.name}"
    return words(key) if key in words else words.either(model.name, model.title_zh)


def county_title(county: CountyConfig, words: Words) -> str:
    """The county's title."""
    return words.either(county.title, county.title_zh)
