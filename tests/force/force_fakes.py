"""A small county and shipped mechanisms, for tests of the force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from sim.config.load import load_config
from sim.config.people import PeopleConfig
from sim.config.personnel import PersonnelConfig
from sim.config.posts import PostsConfig
from sim.force.establish import establish
from sim.force.establishment import Establishment

POSTS = (
    "before_kaihua",
    "before_songtao",
    "before_lingwu",
    "before_district",
    "before_reference",
    "before_synthetic",
    "songtao_bureaus",
    "kaihua_departments",
)
PEOPLE = ("as_they_are", "songtao_elite", "kaihua_grades")
SIZES = {  # officers, auxiliaries, stations, urban stations
    "kaihua": (331, 469, 9, 3),
    "songtao": (282, 400, 28, 5),
    "lingwu": (254, 360, 8, 2),
    "district": (407, 577, 14, 14),
    "reference": (331, 469, 9, 0),
}


@dataclass(frozen=True)
class FakeStation:
    cell: int
    residents: float
    urban: bool


@dataclass(frozen=True)
class FakeCounty:
    stations: tuple[FakeStation, ...]
    seat_cell: int
    squadron_cells: tuple[int, ...]
    area: np.ndarray


def fake_county(stations: int = 9, urban: int = 3, squadrons: int = 4) -> FakeCounty:
    """A county of one cell a station; the first stations are urban and the largest."""
    made = tuple(FakeStation(i, 40_000.0 / (i + 1), i < urban) for i in range(stations))
    return FakeCounty(made, 0, tuple(i % stations for i in range(squadrons)), np.arange(stations))


@dataclass(frozen=True)
class Force:
    officers: float
    auxiliaries: float


@dataclass(frozen=True)
class Settings:
    force: Force
    personnel: PersonnelConfig
    posts: PostsConfig
    people: PeopleConfig


@cache
def shipped(posts: str = "before_kaihua", people: str = "as_they_are") -> Settings:
    """Posts and people are files of their own: each is composed once, not with each of the other."""
    of_posts, of_people = load_config([f"posts={posts}"]), load_config([f"people={people}"])
    return Settings(Force(331, 469), of_posts.personnel, of_posts.posts, of_people.people)


def settings(
    posts: str = "before_kaihua", people: str = "as_they_are", officers: int = 331, auxiliaries: int = 469
) -> Settings:
    return replace(shipped(posts, people), force=Force(officers, auxiliaries))


def made(
    posts: str = "before_kaihua", people: str = "as_they_are", county: str = "kaihua", seed: int = 1
) -> Establishment:
    """The establishment of a structure with the force and stations of a shipped county."""
    officers, auxiliaries, stations, urban = SIZES[county]
    return establish(settings(posts, people, officers, auxiliaries), fake_county(stations, urban), seed)


def heads(establishment: Establishment) -> dict[str, int]:
    """Officers by body, with the bodies under it."""
    return {body.name: body.officers for body in establishment.bodies}


def changed(config: PostsConfig, body: str, **fields: Any) -> PostsConfig:
    """The posts with some fields of one body replaced."""
    raw = config.model_dump(mode="json")
    raw["bodies"][body] |= fields
    return PostsConfig.model_validate(raw)
