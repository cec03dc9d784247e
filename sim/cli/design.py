"""A study before it is simulated: every point checked, and how many runs, how long, how much disk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.options import Request
from sim.config.errors import ConfigError

if TYPE_CHECKING:
    from sim.study.studies.estimate import Estimate
    from sim.study.studies.plan import StudyPlan

LISTED = 20
"""Points that a dry run lists."""


def designed(request: Request) -> tuple[StudyPlan, Path]:
    """The study that the words ask for, every point checked, and the folder that its results go to; `ConfigError`.

    Nothing is written.
    """
    from sim.cli.folder import writable
    from sim.engines import check
    from sim.study.studies.checked import check_points
    from sim.study.studies.plan import plan_study

    try:
        plan = plan_study(request.words, request.config_dir)
    except ConfigError as error:
        raise ConfigError([*request.problems, *error.problems]) from None
    if request.problems:
        raise ConfigError(request.problems)
    check_points(plan.points)
    check(plan.where)
    results = writable(plan.points[0].config.run.results)
    for note in plan.notes:
        print(note, file=sys.stderr)
    return plan, results


def announce(plan: StudyPlan, results: Path, dry_run: bool) -> None:
    """Say what the study will take; `ConfigError` where the disk clearly has no room for it.

    A dry run says so on standard output, with its points. Nothing is written but the cache of travel times.
    """
    from sim.study.studies.estimate import estimate

    out = sys.stdout if dry_run else sys.stderr
    found = estimate(plan, results, 1 if plan.where.address else plan.where.workers)
    if found.clearly_too_large:
        raise ConfigError(
            f"the study needs about {_bytes(found.bytes)} and {_bytes(found.free)} are free where {results} is; "
            "free some, ask for fewer points or replications, or write elsewhere: run.results=FOLDER"
        )
    for line in (*(_points(plan) if dry_run else ()), *_lines(plan, found, results)):
        print(line, file=out)
    out.flush()


def _points(plan: StudyPlan) -> Iterator[str]:
    for place, point in enumerate(plan.points[:LISTED]):
        other = plan.against[place]
        told = " (baseline)" if other == place else f" (against {plan.points[other].name})"
        yield point.name + (told if plan.pairs else "")
    if len(plan.points) > LISTED:
        yield f"... and {len(plan.points) - LISTED} more points"


def _lines(plan: StudyPlan, found: Estimate, results: Path) -> Iterator[str]:
    draws = f" + {plan.draws} draws of what is assumed" if plan.draws and plan.pairs else ""
    days = sorted({point.config.run.total_days for point in plan.points})
    span = f"{days[0]}" if len(days) == 1 else f"{days[0]} to {days[-1]}"
    yield (
        f"Study {plan.name}: {_counted(len(plan.points), 'point')} x ({_counted(len(plan.seeds), 'seed')}{draws}) = "
        f"{_counted(found.runs, 'run')} of {span} days."
    )
    if found.there:
        yield f"{found.there} of {found.runs} are there already."
    if not found.missing:
        return
    processes = min(plan.where.workers, found.missing)
    more = "; more until the precision is reached" if plan.precision else ""
    places = "on one processor; a cluster shares it" if plan.where.address else _on(processes)
    where = f"{places}{more} ({'; '.join(found.basis)})"
    yield f"Time: about {_duration(found.seconds)} {where}."
    cache = f", and up to {_bytes(found.cached)} of travel times in the cache folder" if found.cached else ""
    yield f"Disk: about {_bytes(found.bytes)} of {_bytes(found.free)} free{cache}."
    if not found.fits:
        yield f"Warning: this may not fit on the disk where {results} is."


def _on(processes: int) -> str:
    return f"on {_counted(processes, 'process', 'es')}"


def _counted(number: int, thing: str, plural: str = "s") -> str:
    return f"{number} {thing}{'' if number == 1 else plural}"


def _duration(seconds: float) -> str:
    """In the unit that makes it a small number, rounded up."""
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {name}" if seconds < 10 * size else f"{ceil(seconds / size)} {name}"
    return f"{max(ceil(seconds), 1)} seconds"


def _bytes(number: float) -> str:
    for size, name in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB")):
        if number >= size:
            return f"{number / size:.2g} {name}" if number < 100 * size else f"{number / size:.0f} {name}"
    return f"{max(ceil(number / 1e3), 1)} kB"
