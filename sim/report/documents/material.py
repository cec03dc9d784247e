"""What documents are made of: the structures that are compared, each built in its county."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import sim
from sim.config.errors import ConfigError
from sim.config.load import Loaded, Plan, open_catalogue, plan
from sim.study.check import problems_of

if TYPE_CHECKING:
    from sim.config.schema import Config
    from sim.county.county import County
    from sim.force.establishment import Establishment
    from sim.model import PolicingModel

BENCHMARKS = ("reference_job",)
"""Models that no county has; they are left out of documents."""


def own_folder() -> Path:
    """The project's own documents, beside the package in a checkout."""
    return Path(sim.__file__).resolve().parents[1] / "docs"


@dataclass(frozen=True)
class Structure:
    """One structure in its county."""

    label: str
    config: Config
    choices: dict[str, str]

    @cached_property
    def model(self) -> PolicingModel:
        """The model as it stands at midnight of day 0, with the calls of one day only."""
        from sim.model import PolicingModel, forget

        day = self.config.run.model_copy(update={"warmup": 0, "days": 1, "follow_up": 0})
        model = PolicingModel(self.config.model_copy(update={"run": day}), self.config.run.seed)
        forget(model)
        return model

    @property
    def county(self) -> County:
        """The county, built."""
        return self.model.county

    @property
    def force(self) -> Establishment:
        """Bodies, sites, posts and people."""
        return self.model.establishment


@dataclass(frozen=True)
class Material:
    """The structures of one study, the one that is asked about first; all but their mechanisms is equal."""

    structures: tuple[Structure, ...]
    words: tuple[str, ...]
    """What was asked for, as typed."""
    own: bool = False
    """Whether the project documents itself; then pages written by hand stand beside the documents."""

    @property
    def main(self) -> Structure:
        """The structure that is asked about."""
        return self.structures[0]

    @property
    def config(self) -> Config:
        """Its configuration."""
        return self.main.config

    @property
    def labels(self) -> list[str]:
        """Names of the structures."""
        return [structure.label for structure in self.structures]


def gather(words: Sequence[str], config_dir: str | Path | None = None, own: bool = False) -> Material:
    """The structure that `words` ask for, its baseline, and with `own` every other shipped structure.

    Raises `ConfigError` for what cannot be read or built.
    """
    return built(plan(words, config_dir), words, own)


def built(asked: Plan, words: Sequence[str], own: bool = False) -> Material:
    """`gather` for words that were read already."""
    found = [asked.model, *([asked.baseline] if asked.baseline else [])]
    if own:
        found += _others({loaded.config.model.name for loaded in found})
    problems = [problem for loaded in found for problem in problems_of(loaded.config)]
    if problems:
        raise ConfigError(problems)
    structures = tuple(Structure(loaded.label, loaded.config, loaded.choices) for loaded in found)
    return Material(structures, tuple(words), own)


def _others(there: set[str]) -> list[Loaded]:
    """The shipped structures that are not there yet, in the default county."""
    names = [choice.name for choice in open_catalogue().choices("model") if choice.same_as is None]
    missing = [name for name in names if name not in there and name not in BENCHMARKS]
    return [plan([f"model={name}"]).model for name in missing]
