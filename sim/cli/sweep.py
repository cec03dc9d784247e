"""`sweep`: a design of settings, its levels point by point."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sim.cli import options, text

if TYPE_CHECKING:
    from sim.study.studies.carry_out import Carried
    from sim.study.studies.study import Study


def sweep(argv: list[str]) -> int:
    """Plan, check every point, say what it will take, simulate what is missing, print the design points."""
    request = options.read(argv, "config_dir", "dry_run")
    if request.help:
        print(text.SWEEP, end="")
        return 0
    from sim.cli.compare import go_on, language_of
    from sim.cli.design import announce, designed
    from sim.study.studies.study import Study

    language, request = language_of(request)
    plan, results = designed(request)
    announce(plan, results, request.dry_run)
    if request.dry_run:
        return 0
    return go_on(Study.begin(results, plan), language, show=show)


def show(study: Study, _: Carried) -> None:
    """The tables of what is there, on standard output."""
    from sim.report.design_points import WIDTH, render

    if study.metrics.empty:
        return
    width = WIDTH
    if sys.stdout.isatty():
        from shutil import get_terminal_size

        width = get_terminal_size().columns
    print(render(study.plan, study.summary(), study.comparisons(), study.uncertain(), width), end="")
    print(f"Kept in {study.folder.path}", file=sys.stderr)
