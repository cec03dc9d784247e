"""Overrides read before anything is composed: what each chooses or sets, and every mistake at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.config.catalogue import NO_BASELINE, Catalogue
from sim.config.errors import ConfigError
from sim.config.messages import close_to
from sim.config.overlay import Setting

if TYPE_CHECKING:
    from hydra.core.override_parser.types import Override

_SPECIAL = re.compile(r"__?[a-z]+_")
_SIMPLE = re.compile(r"(?P<plus>\+{0,2})(?P<key>[\w.]+)=(?P<value>[^{}\[\]()$,'\"\\]*)", re.DOTALL)
_LONGEST = 2000


@dataclass
class Wishes:
    """What the overrides ask for: a name for some groups, values for some keys; what is wrong with them."""

    choices: dict[str, str] = field(default_factory=dict)
    settings: list[Setting] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def preflight(overrides: Iterable[str], catalogue: Catalogue) -> Wishes:
    """Read overrides in Hydra's grammar; a ``+`` before a known group is ignored. Nothing is raised."""
    wishes = Wishes()
    groups = catalogue.groups()
    for text in overrides:
        try:
            _read(text, groups, catalogue, wishes)
        except ConfigError as error:
            wishes.problems += [problem.replace(text, _cut(text)) for problem in error.problems]
    return wishes


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."


def _read(text: str, groups: list[str], catalogue: Catalogue, wishes: Wishes) -> None:
    _refuse_unsafe(text)
    simple = _SIMPLE.fullmatch(text)
    if simple and simple["key"] in groups:
        _choose(simple["key"], simple["value"].strip(), text, catalogue, wishes)
        return
    key, value, plus = _parsed(text, simple)
    if key in groups:
        if not isinstance(value, str):
            raise ConfigError(f"{text}: {key} takes one name, as in {key}={_example(key, catalogue)}")
        _choose(key, value, text, catalogue, wishes)
    elif "/" in key:
        raise ConfigError(f"{text}: unknown group {key!r}{close_to(key, groups)}")
    else:
        wishes.settings.append(Setting(tuple(key.split(".")), value, plus, text))


def _refuse_unsafe(text: str) -> None:
    key = text.partition("=")[0].lstrip("+~")
    if len(text) > _LONGEST:
        raise ConfigError(f"{text}: longer than {_LONGEST} characters")
    if any(ord(character) < 32 for character in text):
        raise ConfigError(f"{text!r}: control characters are not allowed")
    if text.startswith("~"):
        raise ConfigError(f"{text}: nothing can be deleted; choose another {key or 'name'} instead")
    if re.match(r"hydra\b", key):
        raise ConfigError(f"{text}: settings of Hydra itself cannot be changed")
    if "${" in text:
        raise ConfigError(f"{text}: ${{...}} is not allowed; write the value itself")
    if "@" in key or ":" in key:
        raise ConfigError(f"{text}: packages (@) are not allowed; write group=name or key=value")


def _parsed(text: str, simple: re.Match[str] | None) -> tuple[str, Any, bool]:
    """Key, value and whether it had a ``+``. Words that Hydra cannot spell are taken as they stand."""
    try:
        override = _hydra_reads(text)
    except ConfigError:
        if simple is None or not simple["key"]:
            raise
        return simple["key"], simple["value"], bool(simple["plus"])
    if override.is_sweep_override():
        raise ConfigError(f"{text}: a run takes one value for each setting, not several")
    value = override.value()
    _refuse_special(text, override.key_or_group.split("."), value)
    return override.key_or_group, value, override.is_add()


def _hydra_reads(text: str) -> Override:
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        return OverridesParser.create().parse_override(text)
    except (HydraException, ValueError, RecursionError):
        hint = "write key=value" if "=" not in text else "put quotes round a value with unusual characters"
        raise ConfigError(f"{text}: cannot be read; {hint}") from None


def _refuse_special(text: str, keys: list[str], value: Any) -> None:
    for key in [*keys, *_nested_keys(value)]:
        if not key:
            raise ConfigError(f"{text}: the key has an empty part")
        if _SPECIAL.fullmatch(key):
            raise ConfigError(f"{text}: {key} is not allowed; a configuration never names code")


def _nested_keys(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [key for name, below in value.items() for key in (str(name), *_nested_keys(below))]
    if isinstance(value, list):
        return [key for below in value for key in _nested_keys(below)]
    return []


def _choose(group: str, value: str, text: str, catalogue: Catalogue, wishes: Wishes) -> None:
    if group in wishes.choices:
        raise ConfigError(f"{text}: {group} is chosen more than once")
    wishes.choices[group] = named(group, value, catalogue)


def named(group: str, value: str, catalogue: Catalogue) -> str:
    """The file that a name or one of its other names stands for; `ConfigError` if there is none."""
    if value in catalogue.options(group):
        return value
    other = catalogue.other_names(group)
    if value in other:
        return other[value]
    raise ConfigError(f"unknown {group} {value!r}{close_to(value, [*catalogue.options(group), *other])}")


def baseline_name(value: str, catalogue: Catalogue) -> str:
    """The model file that ``run.baseline`` stands for, or 'none'; `ConfigError` if there is none."""
    if value == NO_BASELINE:
        return value
    try:
        return named("model", value, catalogue)
    except ConfigError:
        known = [*catalogue.options("model"), *catalogue.other_names("model"), NO_BASELINE]
        raise ConfigError(f"run.baseline: unknown model {value!r}{close_to(value, known)}") from None


def _example(group: str, catalogue: Catalogue) -> str:
    return next((choice.name for choice in catalogue.choices(group)), "name")
