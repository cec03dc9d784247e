"""What a study compares: its points, the baseline among them, its seeds, and the margins that its user named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import nan
from typing import TYPE_CHECKING

from sim.config.errors import ConfigError
from sim.config.load import open_catalogue
from sim.config.messages import close_to
from sim.engines import Where
from sim.engines.where import WORDS, where_asked
from sim.store.replications import simulated_part
from sim.study.studies.composed import Composed
from sim.study.studies.experiment import Asked, asked
from sim.study.studies.sweep import POINTS, Point, points

if TYPE_CHECKING:
    from sim.config.schema import Config

OPTIONS = ("baseline", "draws", "margin", "precision", "replications", "study", *WORDS)
"""Words of a study that are no settings of a run."""
DRAWS = 40
"""Draws of the assumptions where the user names no number."""
MOST_DRAWS = 10_000
LONGEST = 60
NAME = re.compile(rf"[^\W_][\w-]{{0,{LONGEST - 1}}}")


@dataclass(frozen=True)
class Margin:
    """Two amounts: minutes of the response, points of clearance (percentage points)."""

    minutes: float
    points: float

    def of(self, metric: str, unit: str) -> float:
        """The amount in the unit of a metric; NaN where it says nothing about it, as of the crews' time on calls."""
        if metric.startswith("clearance"):
            return self.points / 100
        return self.minutes if unit == "min" else nan


@dataclass(frozen=True)
class StudyPoint:
    """One configuration of the study."""

    name: str
    words: tuple[str, ...]
    config: Config
    part_then: str | None = None
    """Hash of what is simulated, as it was written down when the study began; None in a new one."""

    @cached_property
    def part(self) -> str:
        """Hash of what is simulated (`sim.store.replications.simulated_part`)."""
        return self.part_then or simulated_part(self.config)


def settings_of(words: Sequence[str]) -> dict[str, str]:
    """What the words of a point set, by key."""
    return dict(word.lstrip("+").partition("=")[::2] for word in words if "=" in word)


@dataclass(frozen=True)
class StudyPlan:
    """Everything that a study is, before anything is simulated."""

    name: str
    words: tuple[str, ...]
    points: tuple[StudyPoint, ...]
    against: tuple[int, ...]
    """For each point the place of the one that it is compared with; its own place for a baseline."""
    seeds: tuple[int, ...]
    margin: Margin | None = None
    """Differences that do not matter to the user."""
    precision: Margin | None = None
    """Half-widths that the intervals of the differences shall not exceed; seeds are added until they do not."""
    draws: int = 0
    """Draws of what is assumed."""
    notes: tuple[str, ...] = ()
    where: Where = field(default_factory=Where)
    """Where it is simulated this time; no part of what the study is."""
    config_dir: str | None = None
    """The user's own configuration folder, as it was typed."""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names of each point and of its baseline, for all that are compared."""
        return [
            (point.name, self.points[other].name)
            for place, (point, other) in enumerate(zip(self.points, self.against, strict=True))
            if place != other
        ]


def plan_study(words: Sequence[str], config_dir: str | None = None) -> StudyPlan:
    """The study that the words ask for. Raises `ConfigError` with every mistake.

    Every point is composed and checked once. Words with several values make points, in Hydra's sweep syntax; the
    first point is the baseline unless `baseline=` names another. `experiment=NAME` stands for the words, and the
    points, of an experiment's file; mistakes made there carry the file's name.
    """
    study = asked(words)
    try:
        return replace(_plan(study, config_dir), words=tuple(words), config_dir=config_dir)
    except ConfigError as error:
        theirs = _mistakes_of_file(study, config_dir)
        raise ConfigError(
            f"{study.file}: {line}" if line in theirs else line for line in error.problems
        ) from None


def _mistakes_of_file(study: Asked, config_dir: str | None) -> list[str]:
    """What is wrong with an experiment as its file says it, before the user's words."""
    if study.file is None:
        return []
    try:
        _plan(Asked(study.theirs, study.points), config_dir)
    except ConfigError as error:
        return error.problems
    return []


def _plan(study: Asked, config_dir: str | None) -> StudyPlan:
    options, rest, problems = _options(study.words)
    try:
        catalogue = open_catalogue(config_dir)
        made = points(rest, catalogue, study.points)
    except ConfigError as error:
        raise ConfigError([*problems, *error.problems]) from None
    found: list[StudyPoint] = []
    composed = Composed(catalogue)
    for point in made:
        try:
            found.append(_point(point, options, composed))
        except ConfigError as error:
            problems += error.problems
    name = _name(options, found, problems)
    margin, precision = (_amounts(options, key, problems) for key in ("margin", "precision"))
    against, draws = _against(options, made, problems, study), _draws(options, problems)
    where = _where(options, found, problems)
    if problems:
        raise ConfigError(problems)
    found, against, notes = _distinct(found, against)
    run = found[0].config.run
    seeds = tuple(range(run.seed, run.seed + run.replications))
    return StudyPlan(
        name, study.words, tuple(found), against, seeds, margin, precision, draws, tuple(notes), where
    )


def _options(words: Sequence[str]) -> tuple[dict[str, str], list[str], list[str]]:
    """The study's own words by name, the other words, and what is said twice."""
    options: dict[str, str] = {}
    rest: list[str] = []
    problems: list[str] = []
    for word in words:
        key, sign, value = word.partition("=")
        if not sign or key not in OPTIONS:
            rest.append(word)
        elif key in options:
            problems.append(f"{word}: {key} is said more than once")
        else:
            options[key] = value
    return options, rest, problems


def _point(point: Point, options: dict[str, str], composed: Composed) -> StudyPoint:
    words = point.words
    if "replications" in options:
        words = (*words, f"run.replications={options['replications']}")
    loaded = composed.load(words)
    return StudyPoint(point.name or loaded.label, words, loaded.config)


MEANING = {
    "margin": "differences smaller than that do not matter to you",
    "precision": "replications are added until no interval of a difference reaches further than that to either side",
}


def _amounts(options: dict[str, str], key: str, problems: list[str]) -> Margin | None:
    text = options.get(key)
    if text is None:
        return None
    parts = text.strip("[]()").split(",")
    try:
        minutes, share = (float(part) for part in parts)
    except ValueError:
        minutes = share = -1.0
    if not (0 < minutes < float("inf") and 0 < share < float("inf")):
        problems.append(
            f"{key}={text}: two numbers above 0 are wanted, minutes of the response and points of clearance, "
            f"as in {key}=0.5,2: {MEANING[key]}"
        )
        return None
    return Margin(minutes, share)


def _draws(options: dict[str, str], problems: list[str]) -> int:
    text = options.get("draws", str(DRAWS))
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= MOST_DRAWS):
        problems.append(
            f"draws={text}: how many times what is assumed shall be drawn, a whole number from 0 to {MOST_DRAWS}"
        )
        return 0
    return int(text)


def _where(options: dict[str, str], found: Sequence[StudyPoint], problems: list[str]) -> Where:
    try:
        return where_asked(options, found[0].config.run.processes if found else 1)
    except ConfigError as error:
        problems += error.problems
        return Where()


def _name(options: dict[str, str], found: Sequence[StudyPoint], problems: list[str]) -> str:
    """The name of the study's folder: the one that was asked for, or one made of its points."""
    name = options.get("study")
    if name is None:
        county = found[0].config.county.name if found else "county"
        made = re.sub(r"[^\w]+", "-", "-".join(dict.fromkeys([county, *_values(found)]))).strip("-_")
        whole = made if len(made) <= LONGEST else made[:LONGEST].rpartition("-")[0] or made[:LONGEST]
        return whole.strip("-_") or "study"
    if not NAME.fullmatch(name):
        problems.append(
            f"study={name}: a name of at most {LONGEST} letters, digits, dashes and underscores is wanted"
        )
    return name


def _values(found: Sequence[StudyPoint]) -> list[str]:
    """What the points are called, each value once, behind its key where it has one."""
    values: dict[str, dict[str, None]] = {}
    for part in (part for point in found for part in point.name.split(", ")):
        key, sign, value = part.partition("=")
        values.setdefault(key if sign else "", {})[value if sign else part] = None
    return [name for key, listed in values.items() for name in (*filter(None, [key]), *listed)]


def _against(
    options: dict[str, str], made: Sequence[Point], problems: list[str], study: Asked | None = None
) -> tuple[int, ...]:
    """For each point the place of its baseline.

    That is the point with the first value of the first swept key (or with the value that `baseline=` names, of
    whichever key has it) and the same values of all other keys; or one point for all, where `baseline=` is its name.
    A point of an experiment is compared with the one that the experiment names.
    """
    wanted = options.get("baseline")
    keys = made[0].values
    if not keys or (wanted is not None and len(keys) > 1 and any(wanted == point.name for point in made)):
        one = next((place for place, point in enumerate(made) if wanted == point.name), 0)
        return (one,) * len(made)
    named = [(key, value) for point in made for key, value in point.values if value == wanted]
    if wanted is not None and not named:
        known = list(dict.fromkeys([p.name for p in made] + [value for p in made for _, value in p.values]))
        problems.append(f"baseline={wanted}: no point of the study has it{close_to(wanted, known)}")
    key, value = named[0] if named else keys[0]
    others: dict[str, str] = {}
    if study is not None and key == POINTS and not named:
        others = {point.name: point.against for point in study.points if point.against}
    place_of = {point.values: place for place, point in enumerate(made)}
    return tuple(
        place_of[tuple((k, others.get(own, value) if k == key else own) for k, own in point.values)]
        for point in made
    )


def _distinct(
    found: Sequence[StudyPoint], against: Sequence[int]
) -> tuple[list[StudyPoint], tuple[int, ...], list[str]]:
    """Each baseline before those compared with it; what repeats a point and its comparison is left out and named.

    Returns the points that are left, for each of them the place of its baseline, and a line on each that is not.
    """
    order = sorted(range(len(found)), key=lambda place: (against[place], place != against[place], place))
    parts = [point.part for point in found]
    kept: dict[tuple[str, str], int] = {}
    notes = []
    for place in order:
        same = kept.setdefault((parts[place], parts[against[place]]), place)
        if same != place:
            notes.append(f"{found[place].name} is the same as {found[same].name} and is left out")
    stands = {place: new for new, place in enumerate(kept.values())}

    def baseline(place: int) -> int:
        other = against[place]
        return stands[kept[parts[other], parts[against[other]]]]

    return [found[place] for place in stands], tuple(baseline(place) for place in stands), notes
