"""`bench`: time and memory on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli import options, text
from sim.config.errors import ConfigError
from sim.config.messages import close_to

if TYPE_CHECKING:
    from sim.study.bench.figure import Figure
    from sim.study.bench.sweep.parts import Part
    from sim.study.studies.study import Study

OK, DIFFERENT = 0, 1
WORDS = ("quick", "sweep")
KEYS = ("part", "study", "run.results")
"""What may be said beside `sweep`."""


def bench(argv: list[str]) -> int:
    """Measure and print, figure by figure; exit code 1 if the model and SimPy give different answers."""
    request = options.read(argv)
    if request.help:
        print(text.BENCH, end="")
        return OK
    if "sweep" in request.words:
        return _sweep([word for word in request.words if word != "sweep"], request.problems)
    problems = [
        f"bench takes 'quick', 'sweep' or nothing, not {word!r}{close_to(word, WORDS)}"
        for word in request.words
        if word != "quick"
    ]
    if request.problems or problems:
        raise ConfigError([*request.problems, *problems])
    from sim.study.bench import measure

    print("CPU seconds of one process, medians, the jobs of a ratio in turn", file=sys.stderr)
    try:
        for figure in measure.bench(quick="quick" in request.words):
            print(figure.line(), flush=True)
    except measure.NotTheSameError as error:
        print(f"the model and SimPy give different answers: {error}", file=sys.stderr)
        return DIFFERENT
    return OK


def _sweep(words: Sequence[str], problems: list[str]) -> int:
    """What studies cost: each figure as it is there on standard error, all of them as a table at the end."""
    given = _given(words, problems)
    from sim.report.study.build import write_report
    from sim.study.bench.measure import environment
    from sim.study.bench.sweep.parts import NAMES, parts

    named = given["part"].split(",") if "part" in given else list(NAMES)
    problems += [
        f"part={name}: there is no such part{close_to(name, NAMES)}" for name in named if name not in NAMES
    ]
    if "study" in given and "report" not in named:
        problems.append(f"study={given['study']}: only the part 'report' is of a study")
    study = _study(given, problems)
    if problems:
        raise ConfigError(problems)
    return _measure(parts(write_report, environment(), study), [name for name in NAMES if name in named])


def _given(words: Sequence[str], problems: list[str]) -> dict[str, str]:
    """Values by key; what is none is a mistake."""
    given: dict[str, str] = {}
    for word in words:
        key, sign, value = word.partition("=")
        if not sign or key not in KEYS:
            problems.append(f"bench sweep takes {'=, '.join(KEYS)}=, not {word!r}{close_to(key, KEYS)}")
        elif key in given:
            problems.append(f"{word}: {key} is said more than once")
        else:
            given[key] = value
    if "run.results" in given and "study" not in given:
        problems.append(
            f"run.results={given['run.results']}: it is where the study lies; study=NAME is wanted, too"
        )
    return given


def _study(given: Mapping[str, str], problems: list[str]) -> Study | None:
    """The study that is named, if there is one and it has something to report on."""
    from sim.study.studies.study import Study

    if "study" not in given:
        return None
    try:
        study = Study.open(Path(given.get("run.results", "results")), given["study"])
    except ConfigError as error:
        problems += error.problems
        return None
    if not study.there():
        problems.append(f"study={given['study']}: nothing of it is simulated yet")
    return study


def _measure(parts: Mapping[str, Part], named: Sequence[str]) -> int:
    """Measure the parts; what was measured until Ctrl-C is shown as a table as well."""
    load = _load()
    print(load, file=sys.stderr)
    for name in named:
        if parts[name].takes:
            print(f"{name}: {parts[name].takes}", file=sys.stderr)
    found: list[Figure] = []
    try:
        for name in named:
            for figure in parts[name].measure():
                print(figure.line(), file=sys.stderr, flush=True)
                found.append(figure)
    finally:
        if found:
            _show(found, load)
    return OK


def _load() -> str:
    """What else the machine is doing: figures on the wall are worse for it."""
    said = f"Seconds on the wall, {os.cpu_count()} cores"
    if hasattr(os, "getloadavg"):
        said += f", {os.getloadavg()[0]:.1f} processes at work before it began"
    return f"{said}."


def _show(figures: Sequence[Figure], load: str) -> None:
    """A line a figure: what it is, how much, what is aimed at, and whether that is met."""
    from sim.cli.paper import Section, print_sections

    head = ("", "measured", "goal", "")
    print_sections([Section("What studies cost", [load], [head, *(each.cells() for each in figures)])])
