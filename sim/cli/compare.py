"""`compare`, `resume`, `status`: studies of several structures or settings on the same seeds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli import options, text
from sim.cli.options import Request
from sim.config.errors import ConfigError
from sim.config.messages import close_to
from sim.engines.where import engine_words, where_asked

if TYPE_CHECKING:
    from sim.study.studies.carry_out import Carried
    from sim.study.studies.study import Study

OK, PARTLY, INTERRUPTED = 0, 3, 130
RESULTS, LANGUAGE = "run.results=", "report.language="


def compare(argv: list[str]) -> int:
    """Plan, check every point, simulate what is missing, print the comparisons."""
    from sim.cli.design import announce, designed
    from sim.study.studies.study import Study

    request = options.read(argv, "config_dir", "dry_run")
    if request.help:
        print(text.COMPARE, end="")
        return OK
    language, request = language_of(request)
    plan, results = designed(request)
    announce(plan, results, request.dry_run)
    if request.dry_run:
        return OK
    return go_on(Study.begin(results, plan), language)


def resume(argv: list[str]) -> int:
    """Go on with a study that was stopped, or that failed in parts."""
    from sim.study.studies.study import Study

    language, request = language_of(options.read(argv, "verify"))
    said, words = engine_words(request.words)
    name, results = _named(replace(request, words=words), text.RESUME)
    if name is None:
        return OK
    study = Study.open(results, name)
    where = where_asked(said, study.plan.points[0].config.run.processes)
    return go_on(replace(study, plan=replace(study.plan, where=where)), language, request.verify)


def status(argv: list[str]) -> int:
    """Say of each point how many replications are there, and what was set aside and why."""
    from sim.study.studies.study import Study

    name, results = _named(options.read(argv), text.STATUS)
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


def _named(request: Request, help_text: str) -> tuple[str | None, Path]:
    """The study's name and the results folder; no name where help was asked for."""
    from sim.study.studies.folder import names

    if request.help:
        print(help_text, end="")
        return None, Path()
    results = Path(next((w.removeprefix(RESULTS) for w in request.words if w.startswith(RESULTS)), "results"))
    named = [word for word in request.words if not word.startswith(RESULTS)]
    if request.problems or len(named) != 1:
        there = names(results)
        hint = f"there is {', '.join(there)}" if there else f"there is none in {results}"
        raise ConfigError(request.problems or [f"name one study; {hint}"])
    return named[0], results


def language_of(request: Request) -> tuple[str, Request]:
    """The language of the report, English where none is named, and what else was asked; `ConfigError`."""
    from sim.report.study.language import CHOICES

    given = [word.removeprefix(LANGUAGE) for word in request.words if word.startswith(LANGUAGE)]
    language = given[-1] if given else CHOICES[0]
    if language not in CHOICES:
        raise ConfigError(
            f"{LANGUAGE}{language}: the report speaks {', '.join(CHOICES)}{close_to(language, CHOICES)}"
        )
    return language, replace(request, words=[w for w in request.words if not w.startswith(LANGUAGE)])


def go_on(
    study: Study, language: str, verify: bool = False, show: Callable[[Study, Carried], None] | None = None
) -> int:
    """Simulate what is missing, print what came of it (with `show`, or as comparisons) and write the report.

    Returns the exit code. There is no report of a study that was stopped.
    """
    from sim.cli.progress import progress
    from sim.study.studies.precise import MOST, falls_short
    from sim.study.studies.precise import go_on as simulate

    with progress() as report:
        study, carried = simulate(study, study.plan.where, report, verify)
    (show or _print)(study, carried)
    if carried.interrupted:
        print(
            f"Stopped: {carried.there} of {carried.in_all} runs are kept. Go on with: {_resume(study)}",
            file=sys.stderr,
        )
        return INTERRUPTED
    if falls_short(study):
        print(
            f"The precision that was asked for is not reached with {len(study.plan.seeds)} seeds: {MOST} are the most, "
            "and none are added where runs were set aside.", file=sys.stderr,
        )  # fmt: skip
    _report(study, language)
    if carried.failed:
        print(
            f"Partly failed: {carried.failed} of {carried.in_all} runs were set aside; see: "
            f"python -m sim status {study.plan.name}", file=sys.stderr,
        )  # fmt: skip
        return PARTLY
    return OK


def _report(study: Study, language: str) -> None:
    from sim.report.study.build import write_report

    if not study.metrics.empty:
        print(f"Report: {write_report(study, language)}", file=sys.stderr)


def _resume(study: Study) -> str:
    results = study.folder.results
    words = [f"{RESULTS}{results}"] if results != Path("results") else []
    return " ".join(["python -m sim resume", study.plan.name, *words, *study.plan.where.words])


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
