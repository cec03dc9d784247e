"""How long what is missing of a study will take, and how much disk; from what the store has, or measured now."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import inf
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from sim.county.cache import MAX_BYTES
from sim.store.folder import MANIFEST
from sim.store.replications import read_manifest
from sim.study.studies.assumed.constants import COUNTIES
from sim.study.studies.folder import Replicate, StudyFolder
from sim.study.studies.plan import StudyPlan

if TYPE_CHECKING:
    from sim.config.schema import Config

SAMPLE = 300
"""Replications of the store that are looked at; their keys are hashes, so that the first are as good as any."""
MEASURED_DAYS = (10, 60)
"""Days of the two runs from which the cost of a day, and that of a start, follow."""
MOST_MEASURED = 3
"""Counties that are measured; others are taken to cost as much a resident."""

# Measured on 2026-11-28 on replications of 180 and 1095 days of Kaihua and Songtao: 8.11 to 8.33 MB for 1095 days of
# 230 000 residents (32 to 33 bytes), 2.86 to 2.89 MB for 180 days of 487 700 (33 bytes); figures alone, with their
# manifest, two blocks of 4 KiB and one of 12 KiB.
BYTES = 33e-3
"""Of the records of a replication, a simulated day and resident."""
FIGURES = 20_480.0
"""Bytes of a replication whose figures alone are kept."""
# Measured on the same day, processor seconds and bytes for Kaihua (2 234 cells) and Songtao (2 868), places drawn anew.
COUNTY_SECONDS, COUNTY_BYTES = 1.6, 66e6
"""Of the travel times of a county with other places; they are kept in the cache folder."""
RECORDS = "incidents.parquet"
"""A file that only replications have whose records are kept."""
CLEARLY = 1.5
"""Times the free disk beyond which a study is not begun."""


@dataclass(frozen=True)
class Cost:
    """Seconds of a replication: of its start, and a simulated day and resident; bytes a simulated day and resident."""

    start: float
    daily: float
    bytes: float = BYTES
    basis: str = ""
    """Where it comes from, in words."""

    def seconds(self, config: Config) -> float:
        """Of one replication of a configuration."""
        return self.start + self.daily * extent(config)


@dataclass(frozen=True)
class Estimate:
    """What a study asks for, what of it is there, and what the rest will take."""

    runs: int
    there: int
    seconds: float
    """On the processes at hand."""
    bytes: float
    cached: float
    """Bytes of travel times in the cache folder, beside the results."""
    free: float
    """Bytes of the disk that results are written to."""
    basis: tuple[str, ...]
    """Where the seconds come from, in words."""

    @property
    def missing(self) -> int:
        """Replications to be simulated."""
        return self.runs - self.there

    @property
    def fits(self) -> bool:
        """Whether the disk has room."""
        return self.bytes <= self.free

    @property
    def clearly_too_large(self) -> bool:
        """Whether the disk has no room even where the estimate errs by half."""
        return self.bytes > CLEARLY * self.free


Measure = Callable[["Config", int], float]
"""Seconds that the configuration takes for so many days."""


def estimate(plan: StudyPlan, results: Path, workers: int, measure: Measure | None = None) -> Estimate:
    """What is missing of the study, and what that will take. Nothing is written but the cache of travel times.

    Seconds are the mean of replications of the same county and days in the store, else of its other days; where it
    has none of the county, two short runs are measured now.
    """
    folder = StudyFolder(results, plan.name)
    missing = _missing(folder, plan)
    costs = _costs(plan, folder, missing, measure or timed)
    configs = [point.config for point in plan.points]
    seconds = sum(
        number * costs[configs[place].county.name].seconds(configs[place])
        for place, number in (missing.shipped + missing.drawn).items()
    )
    kept = sum(
        number * costs[configs[place].county.name].bytes * extent(configs[place])
        for place, number in missing.shipped.items()
    )
    return Estimate(
        runs=missing.asked,
        there=missing.asked - missing.number,
        seconds=(seconds + COUNTY_SECONDS * missing.places) / max(min(workers, missing.number), 1),
        bytes=kept + FIGURES * missing.number,
        cached=min(COUNTY_BYTES * missing.places, MAX_BYTES),
        free=free_bytes(results),
        basis=tuple(f"{county}: {cost.basis}" for county, cost in costs.items()),
    )


def extent(config: Config) -> float:
    """Simulated days times residents, to which calls and cases, and so time and records, are in proportion."""
    return config.run.total_days * float(config.county.residents)


def free_bytes(results: Path) -> float:
    """Free bytes of the disk on which the folder is, or would be."""
    there = next(
        (place for place in (results.absolute(), *results.absolute().parents) if place.exists()), Path("/")
    )
    return float(shutil.disk_usage(there).free)


def timed(config: Config, days: int) -> float:
    """Seconds of one replication of so many days, from its configuration to its figures."""
    from sim.study.simulate import simulate

    run = config.run.model_copy(update={"warmup": 0, "days": days, "follow_up": 0})
    started = perf_counter()
    _ = simulate(config.model_copy(update={"run": run}), config.run.seed).table
    return perf_counter() - started


# -- what is missing -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Missing:
    """Replications that the store lacks, by the place of their point, of all that are asked for."""

    asked: int
    shipped: Counter[int]
    drawn: Counter[int]
    places: int
    """Draws of the places of counties that these need."""

    @property
    def number(self) -> int:
        return self.shipped.total() + self.drawn.total()


def _missing(folder: StudyFolder, plan: StudyPlan) -> _Missing:
    def lacks(each: Replicate) -> bool:
        return not folder.store.find(each.key).whole

    shipped = Counter(each.point for each in folder.replicates(plan) if lacks(each))
    draws = plan.draws if plan.pairs else 0
    asked = len(plan.points) * (len(plan.seeds) + draws)
    if not draws:
        return _Missing(asked, shipped, Counter(), 0)
    counties = [point.config.county.name for point in plan.points]
    if all(lacks(each) for each in folder.drawn(replace(plan, draws=1))):
        # They are simulated draw by draw. To work out the keys of all would take longer than everything else here.
        drawn = Counter(dict.fromkeys(range(len(plan.points)), draws))
        return _Missing(asked, shipped, drawn, len(set(counties)) * min(draws, COUNTIES))
    left = [each for each in folder.drawn(plan) if lacks(each)]
    places = {(counties[each.point], each.draw.county) for each in left if each.draw is not None}
    return _Missing(asked, shipped, Counter(each.point for each in left), len(places))


# -- what one costs ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Kept:
    """A replication of the store: what it was of, what it took, and its bytes where its records are kept."""

    county: str
    days: float
    extent: float
    seconds: float
    bytes: float | None


def _costs(plan: StudyPlan, folder: StudyFolder, missing: _Missing, measure: Measure) -> dict[str, Cost]:
    """What a replication of each county costs."""
    wanted: dict[str, Config] = {}
    for place in sorted(missing.shipped + missing.drawn):
        config = plan.points[place].config
        wanted.setdefault(config.county.name, config)
    kept = list(_kept(folder)) if wanted else []
    costs = {name: cost for name, config in wanted.items() if (cost := _as_kept(config, kept)) is not None}
    for name, config in wanted.items():
        if name not in costs and len(costs) < MOST_MEASURED:
            costs[name] = _measured(config, measure)
    known = list(costs.values())
    for name in wanted.keys() - costs.keys():
        costs[name] = Cost(
            sum(cost.start for cost in known) / len(known),
            sum(cost.daily for cost in known) / len(known),
            basis="as much a resident and day as the other counties",
        )
    return {name: costs[name] for name in wanted}


def _as_kept(config: Config, kept: Sequence[_Kept]) -> Cost | None:
    """The mean of the replications of the same county and days, or of the same county; None where there are none."""
    mine = [each for each in kept if each.county == config.county.name]
    mine = [each for each in mine if each.days == config.run.total_days] or mine
    if not mine:
        return None
    whole = [(each.bytes, each.extent) for each in mine if each.bytes is not None]
    size = sum(held for held, _ in whole) / sum(held for _, held in whole) if whole else BYTES
    daily = sum(each.seconds for each in mine) / sum(each.extent for each in mine)
    return Cost(0.0, daily, size, f"{daily * extent(config):.2g} s a run, by {len(mine)} runs in the store")


def _measured(config: Config, measure: Measure) -> Cost:
    few, more = (min(days, config.run.total_days) for days in MEASURED_DAYS)
    measure(config, 1)  # loads what is loaded once, and works out travel times
    first, second = measure(config, few), measure(config, more)
    residents = float(config.county.residents)
    daily = max(second - first, 0.0) / (more - few) if more > few else second / more
    start = max(second - daily * more, 0.0)
    seconds = start + daily * config.run.total_days
    return Cost(start, daily / residents, basis=f"{seconds:.2g} s a run, measured just now on {more} days")


def _kept(folder: StudyFolder) -> Iterator[_Kept]:
    """Replications of the store that say what they were of, `SAMPLE` at most."""
    files = (file for file in folder.store.root.glob(f"*/*/{MANIFEST}") if file.parent.name[0] != ".")
    for file in islice(files, SAMPLE):
        try:
            held = read_manifest(file.parent)
            days, residents, seconds = (float(held[key]) for key in ("days", "residents", "seconds"))
            sizes = {name: float(told[0]) for name, told in held["files"].items()}
            county = str(held["county"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError):
            continue  # damaged, or kept before replications said so
        amounts = (days, residents, days * residents, seconds, sum(sizes.values()))
        if days > 0 and residents > 0 and all(0 <= amount < inf for amount in amounts):
            size = sum(sizes.values()) if RECORDS in sizes else None
            yield _Kept(county, days, days * residents, seconds, size)
