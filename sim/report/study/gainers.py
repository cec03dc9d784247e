"""Who gains and who loses: townships with their residents, town and country, priorities."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from sim.metrics.rows import Flag
from sim.report.study import wording
from sim.report.study.findings import RESPONSE
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.numbers import Change, holm
from sim.report.words import shown

ERROR = 0.05
PLACES = ("urban", "rural")
PRIORITIES = ("1", "2", "3")


@dataclass(frozen=True)
class Place:
    """A township: its residents, and its mean response before and after."""

    label: str
    residents: float
    urban: bool
    change: Change | None
    p: float
    """Of no difference, by Holm over the townships."""

    @property
    def few(self) -> bool:
        """Whether its calls are too few to say anything."""
        return self.change is None or self.change.flag == Flag.FEW

    @property
    def side(self) -> int:
        """-1 reached sooner, 1 later, 0 not told apart."""
        if self.change is None or self.few or not self.p < ERROR:
            return 0
        return -1 if self.change.difference < 0 else 1


def places(material: StudyMaterial, pair: Pair) -> list[Place]:
    """Every township of the pair's county, in its order."""
    townships = material.county(pair.point).townships
    changes = [material.change(pair, RESPONSE, area=township.label) for township in townships]
    adjusted = holm([change.p() if change else float("nan") for change in changes])
    return [
        Place(township.label, township.residents, township.urban, change, p)
        for township, change, p in zip(townships, changes, adjusted, strict=True)
    ]


def who(material: StudyMaterial, pair: Pair, words: Words) -> list[str]:
    """Sentences on townships, town and country, and priorities."""
    found = places(material, pair)
    told = [_side(found, side, words) for side in (-1, 1)]
    told.append(_unclear(found, words))
    told.append(_groups(material, pair, words, "area", PLACES))
    told.append(_groups(material, pair, words, "priority", PRIORITIES))
    return [sentence for sentence in told if sentence]


def _side(found: list[Place], side: int, words: Words) -> str:
    mine = [place for place in found if place.side == side]
    key = "who.sooner" if side < 0 else "who.later"
    if not mine:
        return words(f"{key}_none")
    return words(
        key, places=words.joined([place.label for place in mine]), number=len(mine), residents=_people(mine)
    )


def _unclear(found: list[Place], words: Words) -> str:
    mine = [place for place in found if not place.side]
    few = [place for place in mine if place.few]
    if not mine:
        return ""
    told = words("who.unclear", number=len(mine), residents=_people(mine))
    if few:
        told += " " + words("who.few", places=words.joined([place.label for place in few]))
    return told


def _people(places: list[Place]) -> str:
    """Residents to the next hundred: the places are stylised."""
    return shown(round(sum(place.residents for place in places), -2), "residents")


def _groups(material: StudyMaterial, pair: Pair, words: Words, split: str, labels: tuple[str, ...]) -> str:
    parts = []
    for label in labels:
        change = material.change(pair, RESPONSE, **{split: label})
        if change is not None and isfinite(change.difference):
            parts.append(words("who.part", group=words(f"group.{split}.{label}"), told=_told(change, words)))
    return words(f"who.{split}", parts=words("join.semicolon").join(parts)) if parts else ""


def _told(change: Change, words: Words) -> str:
    """``0.4 min sooner``, or that it is not told apart."""
    if not any(change.differences):
        return words("who.same")
    amount = f"{shown(abs(change.difference), change.unit)} {wording.unit(change.unit, words)}"
    way = wording.way(RESPONSE, change.difference, words)
    if not isfinite(change.low):
        return words("who.single", amount=amount, way=way)
    if change.low <= 0 <= change.high:
        return words("who.not_apart", ends=wording.ends(change.low, change.high, change.unit, words))
    return words("who.apart", amount=amount, way=way)
