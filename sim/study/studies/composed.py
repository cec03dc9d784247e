"""Configurations of many points, where each choice of files is composed once and single settings are put over it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.config.errors import ConfigError
from sim.config.load import Loaded, load
from sim.config.overlay import Setting, overlay
from sim.config.preflight import Wishes, baseline_name, preflight

if TYPE_CHECKING:
    from sim.config.catalogue import Catalogue
    from sim.config.schema import Config

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Base:
    """A choice of files without any setting: loaded, and as plain mappings."""

    loaded: Loaded
    tree: dict[str, Any]


@dataclass
class Composed:
    """Loads points of one catalogue; what two points have in common is read, composed and checked once.

    Sections that no setting of a point touches are the same objects in all configurations, so that a design of
    thousands of points takes little memory.
    """

    catalogue: Catalogue
    _words: dict[str, Wishes] = field(default_factory=dict)
    _bases: dict[Choices, _Base | None] = field(default_factory=dict)
    _baselines: set[str] = field(default_factory=set)

    def load(self, words: Sequence[str]) -> Loaded:
        """What `sim.config.load.load` gives for these words; `ConfigError` with the same mistakes.

        Whatever is not plainly in order is left to `load`, which is the one that finds and tells mistakes.
        """
        return self._over_base(words) or load(words, *self.catalogue.roots[1:])

    def _over_base(self, words: Sequence[str]) -> Loaded | None:
        wishes = self._wishes(words)
        base = None if wishes is None else self._base(tuple(sorted(wishes.choices.items())))
        if wishes is None or base is None:
            return None
        if not wishes.settings:
            return base.loaded
        config = _set(base, wishes.settings)
        if config is None or not self._names_baseline(config.run.baseline):
            return None
        return Loaded(config, dict(base.loaded.choices), base.loaded.label)

    def _wishes(self, words: Sequence[str]) -> Wishes | None:
        """Choices and settings of all words together; None where one is a mistake, or a group is chosen twice."""
        together = Wishes()
        for word in words:
            one = self._words.get(word)
            if one is None:
                one = self._words[word] = preflight([word], self.catalogue)
            if one.problems or one.choices.keys() & together.choices.keys():
                return None
            together.choices.update(one.choices)
            together.settings.extend(one.settings)
        # The structure's own name is part of the label, which is the base's here.
        return None if any(setting.path[0] == "model" for setting in together.settings) else together

    def _base(self, choices: Choices) -> _Base | None:
        """None where the files alone do not make a configuration."""
        if choices not in self._bases:
            try:
                loaded = load((f"{group}={name}" for group, name in choices), *self.catalogue.roots[1:])
                self._bases[choices] = _Base(loaded, loaded.config.model_dump(mode="json"))
            except ConfigError:
                self._bases[choices] = None
        return self._bases[choices]

    def _names_baseline(self, name: str) -> bool:
        if name not in self._baselines:
            try:
                baseline_name(name, self.catalogue)
            except ConfigError:
                return False
            self._baselines.add(name)
        return True


def _set(base: _Base, settings: list[Setting]) -> Config | None:
    """The base with the settings over it; None where one of them has no place or gives no configuration."""
    from pydantic import ValidationError

    from sim.config.schema import Config

    touched = {setting.path[0] for setting in settings}
    if not touched <= base.tree.keys():
        return None
    tree = {name: deepcopy(part) if name in touched else part for name, part in base.tree.items()}
    if overlay(tree, settings):
        return None
    parts = {name: tree[name] if name in touched else getattr(base.loaded.config, name) for name in tree}
    try:
        return Config.model_validate(parts)
    except ValidationError:
        return None
