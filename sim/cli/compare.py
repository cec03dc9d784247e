"""`compare`, `resume`, `status`: studies of several structures or settings on the same seeds."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.cli import options, text
from sim.cli.options import Request
from sim.cli.study_words import RESULTS, told
from sim.engines import check
from sim.engines.where import WORDS, where_asked

if TYPE_CHECKING:
    from sim.study.studies.carry_out import Carried
    from sim.study.studies.study import Study

OK, PARTLY, INTERRUPTED = 0, 3, 130
LANGUAGE = "report.language"


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
    from sim.report.study.language import CHOICES

    request = options.read(argv, "verify")
    if request.help:
        print(text.RESUME, end="")
        return OK
    words = told(request.words, (RESULTS, LANGUAGE, *WORDS), request.problems)
    language = words.one_of(LANGUAGE, CHOICES)
    words.want_one()
    study = words.open()
    where = where_asked(words.given, study.plan.points[0].config.run.processes)
    check(where)
    return go_on(replace(study, plan=replace(study.plan, where=where)), language, request.verify)


def status(argv: list[str]) -> int:
    """Say of each point how many replications are there, what is damaged or was set aside, and why."""
    from sim.study.studies.folder import called
    from sim.study.studies.kept import Kept

    request = options.read(argv)
    if request.help:
        print(text.STATUS, end="")
        return OK
    words = told(request.words, (RESULTS,), request.problems)
    words.want_one()
    study = words.open()
    kept = Kept.of(study)
    done = Counter(each.point for each in kept.whole)
    for place, point in enumerate(study.plan.points):
        mark = " (baseline)" if study.plan.against[place] == place else ""
        print(f"{point.name}: {done[place]} of {len(study.plan.seeds)} replications{mark}")
    if study.asked_draws:
        print(f"draws of the assumptions: {len(kept.drawn.whole)} of {len(study.asked_draws)} replications")
    for each in study.folder.failures():
        print(f"set aside: {called(study.plan, each['replicate'])}: {each['reason']}")
    for note in kept.notes():
        print(note)
    return OK


def language_of(request: Request) -> tuple[str, Request]:
    """The language of the report, English where none is named, and what else was asked; `ConfigError`."""
    from sim.report.study.language import CHOICES

    mine = [word for word in request.words if word.startswith(f"{LANGUAGE}=")]
    words = told(mine, (LANGUAGE,))
    language = words.one_of(LANGUAGE, CHOICES)
    words.check()
    return language, replace(request, words=[word for word in request.words if word not in mine])


def go_on(
    study: Study, language: str, verify: bool = False, show: Callable[[Study, Carried], None] | None = None
) -> int:
    """Simulate what is missing, print what came of it (with `show`, or as comparisons) and write the report.

    Returns the exit code. There is no report of a study that was stopped.
    """
    from sim.cli.progress import progress
    from sim.study.studies.precise import go_on as simulate

    with progress() as report:
        study, carried = simulate(study, study.plan.where, report, verify)
    (show or _print)(study, carried)
    for line in _told(study, carried):
        print(line, file=sys.stderr)
    if carried.interrupted:
        return INTERRUPTED
    _report(study, language)
    return PARTLY if carried.failed else OK


def _told(study: Study, carried: Carried) -> Iterator[str]:
    """What the user should know beside the results, a line each."""
    from sim.study.studies.kept import some
    from sim.study.studies.precise import MOST, falls_short

    again = "were damaged and are simulated again"
    if carried.damaged:
        yield f"{len(carried.damaged)} of {carried.in_all} runs {again}: {some(carried.damaged)}"
    if carried.interrupted:
        yield f"Stopped: {carried.there} of {carried.in_all} runs are kept. Go on with: {study.resume}"
        return
    if falls_short(study):
        yield (
            f"The precision that was asked for is not reached with {len(study.plan.seeds)} seeds: {MOST} are the most, "
            "and none are added where runs were set aside."
        )
    if carried.aside:
        yield (
            f"Partly failed: {carried.failed} of {carried.in_all} runs were set aside: {some(carried.aside)}. "
            f"Try them once more with: {study.resume}"
        )


def _report(study: Study, language: str) -> None:
    from sim.report.study.build import write_report

    if not study.metrics.empty:
        print(f"Report: {write_report(study, language)}", file=sys.stderr)


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
