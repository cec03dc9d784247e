"""One replication of a study as a task for an engine, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sim.config.errors import ConfigError
from sim.store.manifest import plain, simulator_hash, versions
from sim.store.replications import key_from, part_of
from sim.study.studies.assumed.constants import Changes, changed

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.schema import Config
    from sim.records.log import Records


@dataclass(frozen=True)
class Task:
    """A replication to be simulated: paths and numbers alone, so that handing it to a process costs nothing."""

    config: Path
    store: Path
    key: str
    seed: int
    changes: Changes | None = None
    """Numbers set over the configuration: a draw of what is assumed. Of such a replication figures alone are kept."""


@dataclass(frozen=True)
class Made:
    """A replication that was simulated: its figures, its records if they are to be kept, and how it came about."""

    figures: pd.DataFrame
    records: Records | None
    about: dict[str, Any]


def simulated(shipped: Config, seed: int, numbers: Changes | None) -> Made:
    """Simulate a configuration with the numbers of a draw set over it, or as it is."""
    from sim.study.simulate import simulate

    started = perf_counter()
    config = shipped if numbers is None else with_changes(shipped, numbers)
    result = simulate(config, seed)
    figures = result.table
    about = {
        "seed": seed,
        "county": config.county.name,
        "residents": float(config.county.residents),
        "days": config.run.total_days,
        "digest": result.records.digest(),
        "code": simulator_hash(),
        "versions": versions(),
        "seconds": round(perf_counter() - started, 3),
    }
    return Made(figures, result.records if numbers is None else None, about)


def key_here(shipped: Config, seed: int, numbers: Changes | None) -> str:
    """The key that the replication has with the simulator, and the packages, of this machine."""
    tree = plain(shipped)
    return key_from(part_of(tree if numbers is None else changed(tree, numbers)), seed)


def with_changes(config: Config, numbers: Changes) -> Config:
    """A configuration with numbers set over it; `ConfigError` where they do not go together."""
    from pydantic import ValidationError

    from sim.config.schema import Config

    try:
        return Config.model_validate(changed(plain(config), numbers))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ConfigError([f"{'.'.join(map(str, first['loc']))}: {first['msg']}"]) from error
