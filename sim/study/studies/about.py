"""What is written down of a study: read, checked, and held against the versions of this machine."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from sim.config.base import Frozen
from sim.config.errors import ConfigError
from sim.config.messages import close_to
from sim.store.replications import Origin, origin_here
from sim.study.studies.assumed.constants import FIRST_SEED
from sim.study.studies.plan import MOST_DRAWS
from sim.study.studies.printable import one_line, printable

if TYPE_CHECKING:
    from sim.config.schema import Config

FORMAT = 3
SEEDS_END = 2**63
"""Seeds are below it: tables hold them in 64 bits."""


Line = Annotated[str, AfterValidator(one_line)]
Name = Annotated[Line, Field(min_length=1)]
Seed = Annotated[int, Field(ge=0, lt=SEEDS_END)]


class _Amounts(Frozen):
    minutes: float = Field(gt=0)
    points: float = Field(gt=0)


class _Asked(Frozen):
    name: Name
    words: tuple[Line, ...]
    part: Line
    against: int = Field(ge=0)


class _About(Frozen):
    """What study.json holds."""

    format: Literal[3]
    name: Name
    words: tuple[Line, ...]
    points: tuple[_Asked, ...] = Field(min_length=1)
    seeds: tuple[Seed, ...] = Field(min_length=1)
    margin: _Amounts | None
    precision: _Amounts | None
    draws: int = Field(ge=0, le=MOST_DRAWS)
    began: Line
    code: Line
    versions: dict[Line, Line]
    config_dir: Line | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        names = [point.name for point in self.points]
        if len(set(names)) < len(names) or any(point.against >= len(names) for point in self.points):
            raise ValueError("the points do not fit together")
        if len(set(self.seeds)) < len(self.seeds):
            raise ValueError("a seed stands there twice")
        if self.seeds[0] + FIRST_SEED + self.draws > SEEDS_END:
            raise ValueError("the seeds are too large for draws of what is assumed")
        return self


def read_about(file: Path, name: str, there: Sequence[str]) -> dict[str, Any]:
    """The content of study.json, checked; `ConfigError` where it is none. `there`: names of the studies that are."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"there is no study {name!r}{close_to(name, there)}") from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file} cannot be read: {error}") from error
    try:
        return _checked(text)
    except ValidationError as error:
        raise ConfigError(
            f"{file} is no study that this version can read: {_first(error) or 'the file'}{_afresh(text)}"
        ) from None


def check_about(about: Mapping[str, Any]) -> None:
    """Raise `ConfigError` for what `read_about` would not read again, before it is written down."""
    try:
        _checked(json.dumps(about))
    except ValidationError as error:
        raise ConfigError(f"study={about['name']}: {_first(error)}") from None


def _checked(text: str) -> dict[str, Any]:
    """What the text holds, in the types that it must have and no others."""
    return _About.model_validate_json(text, strict=True).model_dump(mode="json")


def _afresh(text: str) -> str:
    """What can be used of a study that cannot be read: the words that it was asked with."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    words = found.get("words") if isinstance(found, dict) else None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return ""
    return printable(f". Its words begin it afresh: {command({'words': words}, 'NAME')}")


def command(about: Mapping[str, Any], name: str) -> str:
    """The command that makes the study, under a name."""
    words = [word for word in about["words"] if not word.startswith("study=")]
    folder = ["--config-dir", about["config_dir"]] if about.get("config_dir") else []
    return shlex.join(["python", "-m", "sim", "compare", *folder, *words, f"study={name}"])


def origin_of(about: Mapping[str, Any]) -> Origin:
    """What the study was simulated with."""
    return Origin.told(about["code"], about["versions"])


def other_versions(about: Mapping[str, Any]) -> str:
    """What a study was simulated with that is not here, and what can be done with it; nothing where all is."""
    other = origin_of(about).other_than(origin_here())
    if not other:
        return ""
    return (
        f"the study {about['name']} was made with {', '.join(other)}, so it cannot be gone on with here. What is there "
        "can still be read: status, report, export, query. With those versions installed it goes on; its words begin "
        f"it afresh under another name: {command(about, 'NAME')}"
    )


def check_versions(about: Mapping[str, Any]) -> None:
    """Raise `ConfigError` where a study cannot be gone on with here."""
    if told := other_versions(about):
        raise ConfigError(told)


def read_config(file: Path) -> Config:
    """A resolved configuration; `ConfigError` where it is none."""
    return config_of(read_tree(file), str(file))


def read_tree(file: Path) -> Any:
    """A resolved configuration as it was written down, not yet checked; `ConfigError` where it cannot be read."""
    try:
        return _tree(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}") from error


def config_from(text: str, name: str) -> Config:
    """A resolved configuration from the text of `name`; `ConfigError` where it is none."""
    return config_of(_tree(text, name), name)


def config_of(tree: Any, name: str) -> Config:
    """A resolved configuration from what was read of `name`; `ConfigError` where it is none."""
    from sim.config.schema import Config

    try:
        return Config.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(f"{name}: {_first(error)}") from error


def _tree(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{name} cannot be read: {error}") from error


def _first(error: ValidationError) -> str:
    """The first mistake: where, and what."""
    found = error.errors(include_url=False)[0]
    place = ".".join(map(str, found["loc"]))
    said = str(found["msg"]).removeprefix("Value error, ")
    return printable(f"{place}: {said}" if place else said)
