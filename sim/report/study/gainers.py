"""Who gains and who loses: townships with their residents, town and country, priorities."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from sim.report.study import wording
from sim.report.study.findings import RESPONSE
from sim.report.study.language import Words
from sim.report.study.material import Pair, StudyMaterial
from sim.report.study.numbers import Change
from sim.report.words import shown
from sim.study.paired import ERROR, holm

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
        return self.change is None or self.change.few

    @property
    def side(self) -> int:
        """-1 reached sooner, 1 later, 0 not told apart."""
        if self.change is None or self.few or not self.p < ERROR or self.change.bound_hides(told=True):
            return 0
        return -1 if self.change.difference < 0 else 1


def places(material: StudyMaterial, pair: Pair) -> list[Place]:
    """Every township of the pair's county, in its order; none where the two do not share their places."""
    if not material.same_places(pair):
        return []
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
    if found:
        told = [_side(found, side, words) for side in (-1, 1)]
        told.append(_unclear(found, words))
    else:
        told = [words("who.other_places")]
    groups = _groups(material, pair)
    told += [_group(groups, split, words) for split in ("area", "priority")]
    return [sentence for sentence in told if sentence]


def _side(found: list[Place], side: int, words: Words) -> str:
    mine = [place for place in found if place.side == side]
    key = "who.sooner" if side < 0 else "who.later"
    if not mine:
        return words(f"{key}_none")
    if len(mine) == len(found) > 1:
        return words(f"{key}_all", number=len(mine), residents=_people(mine))
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


def _groups(material: StudyMaterial, pair: Pair) -> dict[tuple[str, str], tuple[Change | None, float]]:
    """Town, country and priorities: the change of each, and p of no difference by Holm over the five."""
    keys = [("area", label) for label in PLACES] + [("priority", label) for label in PRIORITIES]
    changes = [material.change(pair, RESPONSE, **{split: label}) for split, label in keys]
    adjusted = holm([change.p() if change else float("nan") for change in changes])
    return {key: (change, p) for key, change, p in zip(keys, changes, adjusted, strict=True)}


def _group(groups: dict[tuple[str, str], tuple[Change | None, float]], split: str, words: Words) -> str:
    parts = [
        words("who.part", group=words(f"group.{kind}.{label}"), told=_told(change, p, words))
        for (kind, label), (change, p) in groups.items()
        if kind == split and change is not None and isfinite(change.difference)
    ]
    return words(f"who.{split}", parts=words("join.semicolon").join(parts)) if parts else ""


def _told(change: Change, p: float, words: Words) -> str:
    """``0.4 min sooner``, or that it is not told apart; `p` is adjusted."""
    if not any(change.differences):
        return words("who.same")
    if change.few:
        return words("who.too_few")
    amount = f"{shown(abs(change.difference), change.unit)} {wording.unit(change.unit, words)}"
    way = wording.way(RESPONSE, change.difference, words)
    if not isfinite(change.low):
        return words("who.single", amount=amount, way=way)
    if change.bound_hides(p < ERROR):
        return words("who.bound")
    if not p < ERROR:
        return words("who.not_apart", ends=wording.ends(change.low, change.high, change.unit, words))
    return words("who.apart", amount=amount, way=way)
