"""Experiments: a folder a question, whose `experiment.yaml` says in ordinary words what is simulated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.config.catalogue import config_root
from sim.config.errors import ConfigError
from sim.config.messages import close_to
from sim.engines.where import WORDS

FOLDER, FILE = "experiments", "experiment.yaml"
NAME = re.compile(r"[^\W_][\w-]{0,59}")
LARGEST = 100_000
"""Bytes of the file."""
DEEPEST = 6
"""Levels of sections and lists in the file; it has use for four."""
USERS_OWN = ("run.results", "run.workers", "study", "experiment", *WORDS)
"""Words that only who types the command may say: where it is written, and on what it is simulated."""
SAME = {"run.replications": "replications"}
"""Two spellings of one word."""

Word = Annotated[str, Field(min_length=1, max_length=2000)]
PointName = Annotated[str, Field(pattern=r"^[^\W_][\w ,.()+-]{0,59}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class NamedPoint(_Strict):
    """A point with a name, where the points are no combination of values."""

    name: PointName
    words: tuple[Word, ...] = Field(strict=False)
    against: PointName | None = None
    """Name of the point that it is compared with; the first point, where none is named."""


class Experiment(_Strict):
    """What the file says."""

    title: str = Field(min_length=1, max_length=200)
    question: str = Field(min_length=1, max_length=1000)
    command: Literal["compare", "sweep"]
    """The command that answers the question; both simulate the same."""
    words: tuple[Word, ...] = Field(strict=False)
    points: tuple[NamedPoint, ...] = Field(default=(), strict=False)


@dataclass(frozen=True)
class Asked:
    """The words of a command with those of its experiment, and the experiment's points."""

    words: tuple[str, ...]
    points: tuple[NamedPoint, ...] = ()
    theirs: tuple[str, ...] = ()
    """The experiment's own words alone."""
    file: Path | None = None


def asked(words: Sequence[str]) -> Asked:
    """`experiment=NAME` among the words replaced by what the file says; the user's own words win.

    A word of the user's stands in the place of the file's word of the same key, so that the order of the keys, and
    with it the baseline, stays. Raises `ConfigError`.
    """
    named = [word for word in words if key_of(word) == "experiment"]
    if not named:
        return Asked(tuple(words))
    if len(named) > 1:
        raise ConfigError(f"{' '.join(named)}: one experiment at a time")
    name, own = named[0].partition("=")[2], [word for word in words if word not in named]
    file = find(name)
    experiment = read(file)
    problems = [
        f"{word}: the points of {file} say {key_of(word)} themselves"
        for word in own
        if key_of(word) in {key_of(theirs) for point in experiment.points for theirs in point.words}
    ]
    if problems:
        raise ConfigError(problems)
    together = _merged(experiment.words, own)
    if not any(key_of(word) == "study" for word in own):
        together.append(f"study={_study(name, own)}")
    return Asked(tuple(together), experiment.points, experiment.words, file)


def key_of(word: str) -> str:
    """The key of a word, one spelling for each."""
    key = word.lstrip("+").partition("=")[0].strip()
    return SAME.get(key, key)


def _merged(theirs: Sequence[str], own: Sequence[str]) -> list[str]:
    keys = {key_of(word) for word in theirs}
    made: list[str] = []
    for word in theirs:
        instead = [mine for mine in own if key_of(mine) == key_of(word)]
        made += instead or [word]
    return [*made, *(word for word in own if key_of(word) not in keys)]


def _study(name: str, own: Sequence[str]) -> str:
    """The experiment's name, with what the user changed in what is simulated."""
    later = {"replications", "margin", "precision", "draws", "engine", *USERS_OWN}
    changed = [word.lstrip("+") for word in own if key_of(word) not in later]
    made = re.sub(r"[^\w]+", "-", "-".join([name, *changed])).strip("-_")
    return made[:60].strip("-_")


# -- the file ------------------------------------------------------------------------------------------------


def folders() -> list[Path]:
    """Where experiments are looked for: the working directory first, then beside the shipped configurations."""
    beside = config_root().parent / FOLDER
    here = Path(FOLDER)
    return [here] if here.absolute() == beside else [here, beside]


def files() -> dict[str, Path]:
    """The file of every experiment, by its name."""
    found: dict[str, Path] = {}
    for folder in folders():
        for file in sorted(folder.glob(f"*/{FILE}")):
            found.setdefault(file.parent.name, file)
    return found


def find(name: str) -> Path:
    """The file of an experiment; `ConfigError` with those that there are."""
    there = files()
    if NAME.fullmatch(name) and name in there:
        return there[name]
    looked = f"looked for in {' and '.join(str(folder.absolute()) for folder in folders())}"
    if not there:
        raise ConfigError(f"experiment={name}: there is no experiment at all; {looked}")
    hint = close_to(name, there)
    known = f"there is {', '.join(there)}"
    meant = f"{hint} T{known[1:]}" if hint.endswith("?") else f"; {known}"
    raise ConfigError(f"experiment={name[:60]}: unknown experiment{meant}; {looked}")


def read(file: Path) -> Experiment:
    """The experiment in a file; `ConfigError` with every mistake, each with the file's name."""
    problems = list(_unsafe(file))
    if problems:
        raise ConfigError(f"{file}: {problem}" for problem in problems)
    tree = _parsed(file)
    try:
        found = Experiment.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(f"{file}: {line}" for line in _lines(error, tree)) from None
    problems = [*_not_theirs(found), *_wrong_names(found)]
    if problems:
        raise ConfigError(f"{file}: {problem}" for problem in problems)
    return found


def _unsafe(file: Path) -> Iterator[str]:
    """What is wrong with the text; YAML's events are read, so that nothing is unfolded."""
    import yaml

    try:
        if file.stat().st_size > LARGEST:
            yield f"larger than {LARGEST} bytes"
            return
        depth = 0
        for event in yaml.parse(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if getattr(event, "anchor", None) or getattr(event, "tag", None):
                yield "anchors, aliases and tags (& * !) are not allowed"
                return
            if depth > DEEPEST:
                yield f"sections and lists lie more than {DEEPEST} deep"
                return
    except (yaml.YAMLError, UnicodeDecodeError, OSError, RecursionError) as error:
        yield f"cannot be read as YAML: {' '.join(str(error).split())[:200]}"


def _parsed(file: Path) -> Any:
    """Sections, lists and text: nothing in the file becomes a number, a date or a yes."""
    import yaml

    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise ConfigError(f"{file}: cannot be read as YAML: {' '.join(str(error).split())[:200]}") from None


def _lines(error: ValidationError, tree: Any) -> Iterator[str]:
    for detail in error.errors(include_url=False):
        path = [str(part) for part in detail["loc"]]
        where = ".".join(path)
        if detail["type"] == "extra_forbidden":
            known = NamedPoint.model_fields if path[0] == "points" else Experiment.model_fields
            yield f"unknown key {where!r}{close_to(path[-1], known)}"
        elif detail["type"] == "missing":
            yield f"{where} is missing"
        elif not path:
            yield "it holds no sections: title, question, command, words"
        else:
            yield f"{where}: {detail['msg'].lower()}"


def _not_theirs(found: Experiment) -> Iterator[str]:
    for word in (*found.words, *(word for point in found.points for word in point.words)):
        if key_of(word) in USERS_OWN:
            yield f"{word}: an experiment does not say this; type it after the command"


def _wrong_names(found: Experiment) -> Iterator[str]:
    names = [point.name for point in found.points]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"points: {name!r} is there more than once"
    against = {point.name: point.against or names[0] for point in found.points}
    for name, other in against.items():
        if other not in against:
            yield f"points: {name!r} is compared with {other!r}, which is no point{close_to(other, names)}"
        elif _round(name, against):
            yield f"points: {name!r} is compared with itself by way of others; one of them needs no comparison"


def _round(name: str, against: dict[str, str]) -> bool:
    """Whether one comes from a point back to it over others."""
    passed = [name]
    while (other := against.get(passed[-1], passed[-1])) != passed[-1]:
        if other in passed:
            return other == name
        passed.append(other)
    return False
