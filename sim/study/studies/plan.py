"""What a study compares: its points, the baseline among them, its seeds, and the margins that its user named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.config.errors import ConfigError
from sim.config.load import load, open_catalogue
from sim.config.messages import close_to
from sim.store.replications import simulated_part
from sim.study.studies.sweep import Point, points

if TYPE_CHECKING:
    from sim.config.schema import Config

OPTIONS = ("baseline", "margin", "replications", "study")
"""Words of a study that are no settings of a run."""
NAME = re.compile(r"[^\W_][\w-]{0,59}")


@dataclass(frozen=True)
class Margin:
    """Differences that do not matter to the user: minutes of the response, points of clearance."""

    minutes: float
    points: float


@dataclass(frozen=True)
class StudyPoint:
    """One configuration of the study."""

    name: str
    words: tuple[str, ...]
    config: Config


@dataclass(frozen=True)
class StudyPlan:
    """Everything that a study is, before anything is simulated."""

    name: str
    words: tuple[str, ...]
    points: tuple[StudyPoint, ...]
    baseline: int
    """Place of the point with which the others are compared."""
    seeds: tuple[int, ...]
    margin: Margin | None
    notes: tuple[str, ...] = ()


def plan_study(words: Sequence[str], config_dir: str | None = None) -> StudyPlan:
    """The study that the words ask for. Raises `ConfigError` with every mistake.

    Every point is composed and checked once. Words with several values make points, in Hydra's sweep syntax; the
    first point is the baseline unless `baseline=` names another.
    """
    options, rest, problems = _options(words)
    try:
        made = points(rest, open_catalogue(config_dir))
    except ConfigError as error:
        raise ConfigError([*problems, *error.problems]) from None
    found: list[StudyPoint] = []
    for point in made:
        try:
            found.append(_point(point, options, config_dir))
        except ConfigError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    margin, name = _margin(options, problems), _name(options, found, problems)
    baseline = _baseline(options, made, problems)
    if problems:
        raise ConfigError(problems)
    found, notes = _distinct(found, baseline)
    run = found[0].config.run
    seeds = tuple(range(run.seed, run.seed + run.replications))
    return StudyPlan(name, tuple(words), tuple(found), 0, seeds, margin, tuple(notes))


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


def _point(point: Point, options: dict[str, str], config_dir: str | None) -> StudyPoint:
    words = point.words
    if "replications" in options:
        words = (*words, f"run.replications={options['replications']}")
    loaded = load(words, config_dir)
    return StudyPoint(point.name or loaded.label, words, loaded.config)


def _margin(options: dict[str, str], problems: list[str]) -> Margin | None:
    text = options.get("margin")
    if text is None:
        return None
    parts = text.strip("[]()").split(",")
    try:
        minutes, share = (float(part) for part in parts)
    except ValueError:
        minutes = share = -1.0
    if not (0 < minutes < float("inf") and 0 < share < float("inf")):
        problems.append(
            f"margin={text}: two numbers above 0 are wanted, minutes of the response and points of clearance, "
            "as in margin=0.5,2: differences smaller than that do not matter to you"
        )
        return None
    return Margin(minutes, share)


def _name(options: dict[str, str], found: Sequence[StudyPoint], problems: list[str]) -> str:
    """The name of the study's folder: the one that was asked for, or one made of its points."""
    name = options.get("study")
    if name is None:
        county = found[0].config.county.name if found else "county"
        made = re.sub(r"[^\w]+", "-", "-".join([county, *(point.name for point in found)])).strip("-_")
        return made[:60].strip("-_") or "study"
    if not NAME.fullmatch(name):
        problems.append(
            f"study={name}: a name of at most 60 letters, digits, dashes and underscores is wanted"
        )
    return name


def _baseline(options: dict[str, str], made: Sequence[Point], problems: list[str]) -> int:
    """Place of the baseline: the first point that has the value, or the name, that was given."""
    wanted = options.get("baseline")
    if wanted is None:
        return 0
    for place, point in enumerate(made):
        if wanted in (point.name, *(value for _, value in point.values)):
            return place
    known = list(dict.fromkeys([p.name for p in made] + [value for p in made for _, value in p.values]))
    problems.append(f"baseline={wanted}: no point of the study has it{close_to(wanted, known)}")
    return 0


def _distinct(found: list[StudyPoint], baseline: int) -> tuple[list[StudyPoint], list[str]]:
    """The baseline first, then the others; a point that is the same as an earlier one is left out and named."""
    ordered = [found[baseline], *(point for place, point in enumerate(found) if place != baseline)]
    kept: dict[str, StudyPoint] = {}
    notes = []
    for point in ordered:
        same = kept.setdefault(simulated_part(point.config), point)
        if same is not point:
            notes.append(f"{point.name} is the same as {same.name} and is left out")
    return list(kept.values()), notes
