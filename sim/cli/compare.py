"""`compare`, `resume`, `status`: studies of several structures or settings on the same seeds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli import options, text
from sim.config.errors import ConfigError

if TYPE_CHECKING:
    from sim.study.studies.carry_out import Carried
    from sim.study.studies.plan import StudyPlan
    from sim.study.studies.study import Study

OK, PARTLY, INTERRUPTED = 0, 3, 130
RESULTS = "run.results="


def compare(argv: list[str]) -> int:
    """Plan, check every point, simulate what is missing, print the comparisons."""
    from sim.cli.design import announce, designed
    from sim.study.studies.study import Study

    request = options.read(argv, "config_dir", "dry_run")
    if request.help:
        print(text.COMPARE, end="")
        return OK
    plan, results = designed(request)
    if request.dry_run:
        announce(plan, results, dry_run=True)
        return OK
    study = Study.begin(results, plan)
    print(_size(plan), file=sys.stderr)
    return go_on(study)


def resume(argv: list[str]) -> int:
    """Go on with a study that was stopped, or that failed in parts."""
    from sim.study.studies.study import Study

    name, results, flags = _named(argv, text.RESUME, "verify")
    return OK if name is None else go_on(Study.open(results, name), verify="verify" in flags)


def status(argv: list[str]) -> int:
    """Say of each point how many replications are there, and what was set aside and why."""
    from sim.study.studies.study import Study

    name, results, _ = _named(argv, text.STATUS)
    if name is None:
        return OK
    study = Study.open(results, name)
    there = study.there()
    for place, point in enumerate(study.plan.points):
        done = sum(each.point == place for each in there)
        mark = " (baseline)" if study.plan.against[place] == place else ""
        print(f"{point.name}: {done} of {len(study.plan.seeds)} replications{mark}")
    drawn = study.drawn_there()
    if study.asked_draws:
        print(f"draws of the assumptions: {len(drawn)} of {len(study.asked_draws)} replications")
    for each in study.folder.failures():
        print(f"set aside: {study.names[each['point']]}, seed {each['seed']}: {each['reason']}")
    if len(there) + len(drawn) < len(study.asked) + len(study.asked_draws):
        print(f"Go on with: {_resume(study)}")
    return OK


def _named(argv: list[str], help_text: str, *flags: str) -> tuple[str | None, Path, set[str]]:
    """The study's name, the results folder, and the flags that were given; no name where help was asked for."""
    from sim.study.studies.folder import names

    found = {flag for flag in flags if f"--{flag}" in argv}
    request = options.read([word for word in argv if word[2:] not in found])
    if request.help:
        print(help_text, end="")
        return None, Path(), found
    results = Path(next((w.removeprefix(RESULTS) for w in request.words if w.startswith(RESULTS)), "results"))
    named = [word for word in request.words if not word.startswith(RESULTS)]
    if request.problems or len(named) != 1:
        there = names(results)
        hint = f"there is {', '.join(there)}" if there else f"there is none in {results}"
        raise ConfigError(request.problems or [f"name one study; {hint}"])
    return named[0], results, found


def _size(plan: StudyPlan) -> str:
    points, draws = len(plan.points), plan.draws if plan.pairs else 0
    days = plan.points[0].config.run.total_days
    return (
        f"Study {plan.name}: {points} points x ({len(plan.seeds)} seeds + {draws} draws of what is assumed) = "
        f"{points * (len(plan.seeds) + draws)} runs of {days} days."
    )


def go_on(study: Study, verify: bool = False, show: Callable[[Study, Carried], None] | None = None) -> int:
    """Simulate what is missing, print what came of it (with `show`, or as comparisons), return the exit code."""
    from sim.cli.progress import progress
    from sim.study.studies.precise import go_on as simulate

    with progress() as report:
        study, carried = simulate(study, study.plan.points[0].config.run.processes, report, verify)
    (show or _print)(study, carried)
    if carried.interrupted:
        print(
            f"Stopped: {carried.there} of {carried.in_all} runs are kept. Go on with: {_resume(study)}",
            file=sys.stderr,
        )
        return INTERRUPTED
    if carried.failed:
        print(
            f"Partly failed: {carried.failed} of {carried.in_all} runs were set aside; see: "
            f"python -m sim status {study.plan.name}", file=sys.stderr,
        )  # fmt: skip
        return PARTLY
    return OK


def _resume(study: Study) -> str:
    where = study.folder.results
    return f"python -m sim resume {study.plan.name}" + (
        f" {RESULTS}{where}" if where != Path("results") else ""
    )


def _print(study: Study, carried: Carried) -> None:
    from sim.report.comparisons import lines
    from sim.report.table import Labels, render_levels

    if study.metrics.empty:
        return
    summary, plan = study.summary(), study.plan
    for place, point in enumerate(plan.points):
        baseline = plan.points[plan.against[place]].name if plan.against[place] != place else None
        if baseline is not None or plan.against.count(place) == 1:
            print(
                render_levels(summary, Labels(point.name, baseline, point.config.county.title, point.words))
            )
    if plan.pairs:
        print("\n".join(lines(study.comparisons(), study.uncertain(), plan.margin)))
    print(f"Kept in {study.folder.path}", file=sys.stderr)
