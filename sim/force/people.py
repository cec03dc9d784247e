"""The people of the county: the same under every structure, and the same whatever the size of the force."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.config.personnel import Ages, PersonnelConfig, Ranks, Skills
from sim.streams import stream

SKILLS = ("patrol", "traffic", "investigation", "community")
"""The four skills, in the order of every array of skills."""

Floats = npt.NDArray[np.float64]
FourSkills = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """One person; skills are true ones (mean 1 in the force), `observed` as whoever picks sees them."""

    index: int
    officer: bool
    kind: str
    age: float
    rank: int
    skills: FourSkills
    observed: FourSkills


@dataclass(frozen=True)
class Crowd:
    """All people of one kind: arrays of one entry a person (skills and observed: (n, 4))."""

    kind: str
    age: Floats
    rank: npt.NDArray[np.int64]
    skills: Floats
    observed: Floats
    lot: Floats
    """A number by lot, in [0, 1), for choices that chance makes."""

    def __len__(self) -> int:
        return len(self.age)

    def specs(self, first: int, officer: bool) -> list[PersonSpec]:
        """One record a person, indices from `first` on."""
        columns = (self.age.tolist(), self.rank.tolist(), self.skills.tolist(), self.observed.tolist())
        return [
            PersonSpec(first + i, officer, self.kind, age, rank, tuple(skills), tuple(observed))
            for i, (age, rank, skills, observed) in enumerate(zip(*columns, strict=True))
        ]


def draw_crowd(kind: str, count: int, personnel: PersonnelConfig, seed: int) -> Crowd:
    """Draw `count` people of a kind; person i does not depend on `count` nor on any structure."""
    officer = kind == "officer"
    standing = stream(seed, "people", kind, "age").random(count)
    rank = _ranks(standing, stream(seed, "people", kind, "rank").random(count), personnel.ranks)
    skills = _skills(stream(seed, "people", kind, "skills").standard_normal((count, 5)), personnel.skills)
    error = stream(seed, "people", kind, "observed").standard_normal((count, 4))
    return Crowd(
        kind=kind,
        age=_ages(standing, personnel.officer_ages if officer else personnel.auxiliary_ages),
        rank=rank if officer else np.zeros(count, dtype=np.int64),
        skills=skills,
        observed=skills * _log_normal(error, personnel.skills.observation_cv),
        lot=stream(seed, "people", kind, "lot").random(count),
    )


def grown(skill: float, years: float, skills: Skills) -> float:
    """The skill after `years` in a post that uses it: s (1 + g (1 - exp(-years / t))) (assumed form)."""
    return skill * (1 + skills.growth * -math.expm1(-years / skills.growth_years))


def absent(seed: int, kind: str, count: int, day: int, share: float) -> npt.NDArray[np.bool_]:
    """Who of `count` people of a kind is absent on `day`: keyed by person and date alone."""
    return stream(seed, "absence", kind, day).random(count) < share


def _ages(standing: Floats, ages: Ages) -> Floats:
    return np.interp(standing, (0.0, 0.25, 0.5, 0.75, 1.0), ages.points())


def _ranks(standing: Floats, draw: Floats, ranks: Ranks) -> npt.NDArray[np.int64]:
    """0, 1 (deputy section) or 2 (section); the chance is twice the share times the place in age order."""
    chance = 2 * standing
    return (draw < chance * ranks.deputy_section).astype(np.int64) + (draw < chance * ranks.section)


def _skills(score: Floats, skills: Skills) -> Floats:
    """Four log-normal skills of mean 1 from one common and four own normal scores a person."""
    common, own = score[:, :1], score[:, 1:]
    return _log_normal(
        math.sqrt(skills.correlation) * common + math.sqrt(1 - skills.correlation) * own, skills.cv
    )


def _log_normal(score: Floats, cv: float) -> Floats:
    """A factor of mean 1 and this coefficient of variation from a standard normal score."""
    variance = math.log1p(cv * cv)
    factor: Floats = np.exp(math.sqrt(variance) * score - variance / 2)
    return factor
