"""What of a study is there: whole replications, and those that are missing or damaged, named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.errors import ConfigError
from sim.study.studies.folder import Replicate
from sim.study.studies.study import Study

if TYPE_CHECKING:
    from sim.records.log import Records

NAMED = 3
"""Replications that a note names one by one."""
DEFAULT_RESULTS = Path("results")


@dataclass(frozen=True)
class Damaged:
    """A replication that cannot be used, and why."""

    replicate: Replicate
    why: str


@dataclass(frozen=True)
class Kept:
    """The replications of a study as shipped, seed by seed."""

    study: Study
    whole: tuple[Replicate, ...]
    missing: tuple[Replicate, ...]
    damaged: tuple[Damaged, ...]

    @classmethod
    def of(cls, study: Study) -> Kept:
        """Raises `ConfigError` where no replication is whole."""
        whole, missing, damaged = [], [], []
        for each in study.asked:
            found = study.folder.store.find(each.key)
            if found.whole:
                whole.append(each)
            elif found.there:
                damaged.append(Damaged(each, found.damage))
            else:
                missing.append(each)
        kept = cls(study, tuple(whole), tuple(missing), tuple(damaged))
        if not whole:
            raise ConfigError(
                [f"the study {study.plan.name} has no whole replication yet", *kept.notes(draws=False)]
            )
        return kept

    def notes(self, draws: bool = True) -> list[str]:
        """What is left out, one line a kind, the last one with the command that simulates it; nothing where whole.

        Without `draws` nothing is said of replications with drawn assumptions.
        """
        notes = []
        if self.missing:
            names = _some([self._called(each) for each in self.missing])
            notes.append(
                f"{len(self.missing)} of {len(self.study.asked)} replications are not there: {names}"
            )
        if self.damaged:
            names = _some([f"{self._called(each.replicate)} ({each.why})" for each in self.damaged])
            notes.append(
                f"{len(self.damaged)} of {len(self.study.asked)} replications are damaged and left out: {names}"
            )
        if draws and self.drawn < len(self.study.asked_draws):
            notes.append(
                f"{len(self.study.asked_draws) - self.drawn} of {len(self.study.asked_draws)} replications with drawn "
                "assumptions are not there"
            )
        return [*notes, f"simulate them with: {resume(self.study)}"] if notes else []

    @cached_property
    def drawn(self) -> int:
        """How many replications with drawn assumptions are there."""
        return len(self.study.drawn_there())

    def _called(self, each: Replicate) -> str:
        return f"{self.study.names[each.point]}, seed {each.seed}"


def records_of(study: Study, each: Replicate) -> Records:
    """The records of a replication; `ConfigError` with the command that mends them where they are damaged."""
    try:
        return study.folder.store.records(each.key)
    except (OSError, ValueError, KeyError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise ConfigError(
            f"the records of {study.names[each.point]}, seed {each.seed}, are damaged ({first}); simulate them "
            f"again: {resume(study)} --verify"
        ) from error


def resume(study: Study) -> str:
    """The command that goes on with the study."""
    where = study.folder.results
    elsewhere = f" run.results={where}" if where != DEFAULT_RESULTS else ""
    return f"python -m sim resume {study.plan.name}{elsewhere}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return "; ".join(names[:NAMED]) + more
