"""What of a study is there: whole replications, and those that are missing or damaged, named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sim.config.errors import ConfigError
from sim.store.errors import first_line
from sim.store.records import read_records
from sim.store.replications import origin_here
from sim.study.studies.about import other_versions
from sim.study.studies.folder import Replicate, called
from sim.study.studies.study import Study

if TYPE_CHECKING:
    from sim.records.log import Records

NAMED = 3
"""Replications that a note names one by one."""


@dataclass(frozen=True)
class Damaged:
    """A replication that cannot be used, and why."""

    replicate: Replicate
    why: str


@dataclass(frozen=True)
class Sorted:
    """Replications told apart by what the store has of them, each kind in the order of asking."""

    asked: int
    whole: tuple[Replicate, ...]
    missing: tuple[Replicate, ...]
    damaged: tuple[Damaged, ...]

    @classmethod
    def of(cls, study: Study, asked: Sequence[Replicate]) -> Self:
        """Files and their sizes are looked at, not their content."""
        whole, missing, damaged = [], [], []
        for each in asked:
            found = study.folder.store.find(each.key)
            if found.whole:
                whole.append(each)
            elif found.there:
                damaged.append(Damaged(each, found.damage))
            else:
                missing.append(each)
        return cls(len(asked), tuple(whole), tuple(missing), tuple(damaged))


@dataclass(frozen=True)
class Kept:
    """The replications of a study: those as shipped, seed by seed, and those with drawn assumptions."""

    study: Study
    shipped: Sorted
    drawn: Sorted

    @classmethod
    def of(cls, study: Study) -> Self:
        """Looks at every replication once."""
        return cls(study, Sorted.of(study, study.asked), Sorted.of(study, study.asked_draws))

    @classmethod
    def some(cls, study: Study) -> Self:
        """Raises `ConfigError` where no replication as shipped is whole."""
        kept = cls.of(study)
        if not kept.whole:
            raise ConfigError(
                [f"the study {study.plan.name} has no whole replication yet", *kept.notes(draws=False)]
            )
        return kept

    @property
    def whole(self) -> tuple[Replicate, ...]:
        """The replications as shipped that can be used."""
        return self.shipped.whole

    def notes(self, draws: bool = True) -> list[str]:
        """What is left out, one line a kind, the last one with the command that simulates it; nothing where whole.

        Without `draws` nothing is said of replications with drawn assumptions.
        """
        notes = _lacks(self.study, self.shipped, "replications")
        if draws:
            notes += _lacks(self.study, self.drawn, "replications with drawn assumptions")
        if not notes or self.study.origin == origin_here():
            return [*notes, f"simulate them with: {self.study.resume}"] if notes else []
        return [*notes, other_versions(self.study.folder.about())]


def _lacks(study: Study, those: Sorted, kind: str) -> list[str]:
    notes = []
    if those.missing:
        names = some([called(study.plan, each) for each in those.missing])
        notes.append(f"{len(those.missing)} of {those.asked} {kind} are not there: {names}")
    if those.damaged:
        names = some([f"{called(study.plan, each.replicate)} ({each.why})" for each in those.damaged])
        notes.append(f"{len(those.damaged)} of {those.asked} {kind} are damaged and left out: {names}")
    return notes


def records_of(study: Study, each: Replicate, read: Callable[[Path], Records] = read_records) -> Records:
    """The records of a replication, by `read`; `ConfigError` with the command that mends what is damaged."""
    from pyarrow import ArrowException

    try:
        return read(study.folder.store.folder(each.key))
    except (ArrowException, OSError, ValueError, KeyError) as error:
        raise ConfigError(
            f"the records of {called(study.plan, each)} are damaged ({first_line(error)}); simulate them again: "
            f"{study.resume} --verify"
        ) from error


def some(names: Sequence[str]) -> str:
    """The first `NAMED`, and how many more."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return "; ".join(names[:NAMED]) + more
