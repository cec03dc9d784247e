"""From words on a command line to a validated configuration; all mistakes at once, nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sim.config import messages
from sim.config.catalogue import MECHANISMS, NO_BASELINE, Catalogue, config_root
from sim.config.compose import compose
from sim.config.errors import ConfigError
from sim.config.overlay import Setting, overlay
from sim.config.own import own_folder
from sim.config.preflight import Wishes, baseline_name, preflight

if TYPE_CHECKING:
    from pydantic import BaseModel

    from sim.config.schema import Config


def load_config(overrides: Iterable[str] = (), config_dir: str | Path | None = None) -> Config:
    """The configuration that the overrides choose, as `python -m sim run` would read them.

    ``overrides`` are words in Hydra's grammar ("model=dabuzhi", "run.days=90"); ``config_dir`` is a folder
    with configurations of the user's own. Raises `ConfigError` with every mistake in ``problems``.
    """
    return load(overrides, config_dir).config


@dataclass(frozen=True)
class Loaded:
    """A configuration, the file chosen for each group, and how it is to be called in tables."""

    config: Config
    choices: dict[str, str]
    label: str


def load(overrides: Iterable[str] = (), config_dir: str | Path | None = None) -> Loaded:
    """`load_config` with the names of the chosen files."""
    catalogue = open_catalogue(config_dir)
    return _load(preflight(overrides, catalogue), catalogue)


@dataclass(frozen=True)
class Plan:
    """What a run simulates: the model, and the baseline on the same calls unless there is none."""

    model: Loaded
    baseline: Loaded | None
    notes: tuple[str, ...]


def plan(overrides: Iterable[str], config_dir: str | Path | None = None) -> Plan:
    """The model and its baseline. Raises `ConfigError` with the mistakes of both.

    The baseline is the model named by ``run.baseline``, whole: it takes the county, the demand and every
    other choice and value of the run, but none for the eight mechanisms, which belong to the model.
    """
    catalogue = open_catalogue(config_dir)
    wishes = preflight(overrides, catalogue)
    model = _load(wishes, catalogue)
    notes = [*_far_out(model.config)]
    name = baseline_name(model.config.run.baseline, catalogue)
    if name == NO_BASELINE:
        return Plan(model, None, tuple(notes))
    baseline = _load(_of_baseline(wishes, name), catalogue)
    if baseline.config == model.config:
        notes.append(f"{model.label} is the baseline itself, so it runs alone; choose another: model=NAME")
        return Plan(model, None, tuple(notes))
    if baseline.label == model.label:
        model = Loaded(model.config, model.choices, f"{model.label}-changed")
    notes += [f"{setting.text} holds for {model.label} only" for setting in _of_mechanisms(wishes.settings)]
    return Plan(model, baseline, tuple(notes))


def open_catalogue(config_dir: str | Path | None = None) -> Catalogue:
    """What can be chosen, with the user's own folder if there is one; `ConfigError` if it is unsafe."""
    root = config_root()
    if config_dir is None:
        return Catalogue((root,))
    return Catalogue((root, own_folder(Path(config_dir), root)))


def _load(wishes: Wishes, catalogue: Catalogue) -> Loaded:
    problems = list(wishes.problems)
    if problems and not wishes.settings:
        raise ConfigError(problems)
    try:
        tree, choices = compose(wishes.choices, catalogue)
    except ConfigError as error:
        raise ConfigError([*problems, *error.problems]) from None
    config, found = validate(tree, wishes.settings, only_settings=bool(problems))
    if config is not None:
        found += _baseline_problems(config, catalogue)
    if config is None or problems or found:
        raise ConfigError([*problems, *found])
    return Loaded(config, choices, _label(config, wishes.choices))


def validate(
    tree: dict[str, Any], settings: list[Setting], only_settings: bool = False
) -> tuple[Config | None, list[str]]:
    """The typed configuration with the settings in it, or None, and one line a mistake.

    With ``only_settings``, mistakes that the settings did not cause are left out: the files that were asked
    for could not be read, so others stand in for them.
    """
    from sim.config.schema import Config

    tree = _completed(Config, tree)
    problems = overlay(tree, settings)
    config, found = _validated(Config, tree)
    for path, sentence in found:
        if not only_settings or any(_touches(path, setting.key) for setting in settings):
            problems.append(sentence)
    return cast("Config | None", config), problems


def _completed(schema: type[BaseModel], tree: dict[str, Any]) -> dict[str, Any]:
    """The tree with the values that files leave out, so that these can be set too."""
    made, _ = _validated(schema, tree)
    return tree if made is None else made.model_dump(mode="json")


def _validated(
    schema: type[BaseModel], tree: dict[str, Any]
) -> tuple[BaseModel | None, list[tuple[str, str]]]:
    from pydantic import ValidationError

    try:
        return schema.model_validate(tree), []
    except ValidationError as error:
        return None, list(messages.lines(error, tree))


def _touches(path: str, key: str) -> bool:
    return f"{path}.".startswith(f"{key}.") or f"{key}.".startswith(f"{path}.")


def _baseline_problems(config: Config, catalogue: Catalogue) -> list[str]:
    try:
        baseline_name(config.run.baseline, catalogue)
    except ConfigError as error:
        return error.problems
    return []


def _label(config: Config, choices: dict[str, str]) -> str:
    """The model's name, with the mechanisms that were put into it."""
    return "-".join([config.model.name, *(choices[group] for group in MECHANISMS if group in choices)])


def _of_baseline(wishes: Wishes, name: str) -> Wishes:
    choices = {group: choice for group, choice in wishes.choices.items() if group not in MECHANISMS}
    theirs = _of_mechanisms(wishes.settings)
    shared = [setting for setting in wishes.settings if setting not in theirs]
    return Wishes({**choices, "model": name}, shared)


def _of_mechanisms(settings: list[Setting]) -> list[Setting]:
    return [setting for setting in settings if setting.path[0] in (*MECHANISMS, "model")]


def _far_out(config: Config) -> Iterator[str]:
    """One line on every number that the user set outside the range it was shipped with."""
    from sim.config.walk import quantities

    for path, number in quantities(config):
        if number.status == "user" and number.range and not number.range[0] <= number <= number.range[1]:
            low, high = number.range
            yield f"{path}={number:g} lies outside the range it was shipped with, {low:g} to {high:g}"
