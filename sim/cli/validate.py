"""`validate`: known answers, relations that must hold, and convergence; printed, drawn and kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from sim.cli import options, text
from sim.cli.folder import writable
from sim.config.errors import ConfigError
from sim.config.messages import close_to

if TYPE_CHECKING:
    from sim.cli.paper import Section
    from sim.validation.findings import Findings

OK, DISAGREES, FAILED, INTERRUPTED = 0, 1, 3, 130
KEPT = Path("results/validation/kept")
"""Where finished replications wait for the command to go on, wherever its findings go."""
SETTINGS = ("out", "workers", "setup")
NAMES = ("exact", "metamorphic", "convergence")


@dataclass(frozen=True)
class Asked:
    """What was typed: parts, whether quick, processes, the folder of pictures and findings, setups."""

    parts: list[str]
    quick: bool
    workers: int
    out: Path
    setups: tuple[str, ...] = ()


def validate(argv: list[str]) -> int:
    """Carry the parts out one after the other; exit code 1 where something does not agree."""
    request = options.read(argv)
    if request.help:
        print(text.VALIDATE, end="")
        return OK
    asked = _asked(request.words, request.problems)
    try:
        return max(_one(part, asked) for part in asked.parts)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("Stopped; what is finished is kept, and the same command goes on.") from None


def _asked(words: Sequence[str], problems: Sequence[str]) -> Asked:
    found = list(problems)
    plain = [word for word in words if "=" not in word]
    settings = _settings([word for word in words if "=" in word], found)
    known = (*NAMES, "quick")
    found += [f"validate what? {word!r} is none of {', '.join(known)}{close_to(word, known)}"
              for word in plain if word not in known]  # fmt: skip
    workers = settings.get("workers", str(os.cpu_count() or 1))
    if not (workers.isascii() and workers.isdigit() and 1 <= int(workers) <= 1024):
        found.append(f"workers must be a whole number from 1 to 1024, not {workers!r}")
    parts = [word for word in dict.fromkeys(plain) if word != "quick"] or list(NAMES)
    setups = tuple(dict.fromkeys(settings["setup"].split(","))) if "setup" in settings else ()
    with _noted(found):
        _check_setups(setups, parts)
    out = Path("results/validation")
    with _noted(found):
        out = _folder(settings.get("out", str(out)))
        _folder(str(KEPT))
        for part in parts:
            _check_standing(part, out, "quick" in plain, bool(setups))
    if found:
        raise ConfigError(found)
    return Asked(parts, "quick" in plain, int(workers), out, setups)


def _settings(words: Sequence[str], problems: list[str]) -> dict[str, str]:
    """Settings by name; what is unknown or given more than once goes to `problems`."""
    given: dict[str, list[str]] = {}
    for word in words:
        key, value = word.split("=", 1)
        given.setdefault(key, []).append(value)
    problems += [
        f"validate has no setting {key!r}{close_to(key, SETTINGS)}" for key in given if key not in SETTINGS
    ]
    problems += [
        f"{key} is given more than once: {', '.join(values)}"
        for key, values in given.items()
        if key in SETTINGS and len(values) > 1
    ]
    return {key: values[0] for key, values in given.items()}


@contextmanager
def _noted(problems: list[str]) -> Iterator[None]:
    """Mistakes go to `problems`, so that all are told at once."""
    try:
        yield
    except ConfigError as error:
        problems += error.problems


def _folder(folder: str) -> Path:
    if not folder:
        raise ConfigError("out: name a folder, as in out=results/mine")
    try:
        return writable(folder)
    except ConfigError as error:
        raise ConfigError([problem.replace("run.results", "out") for problem in error.problems]) from None


def _check_setups(setups: Sequence[str], parts: Sequence[str]) -> None:
    if not setups:
        return
    if list(parts) != ["exact"]:
        raise ConfigError(
            f"setup= is for known answers alone: python -m sim validate exact setup={','.join(setups)}"
        )
    from sim.validation.exact import chosen

    chosen(setups)


def _check_standing(part: str, out: Path, quick: bool, some: bool) -> None:
    """Findings of less never replace those of more without anybody's leave."""
    from sim.validation.findings import file_of, read

    file = file_of(part, out)
    if not file.exists():
        return
    there = read(file)
    lost = ["the full form"] if quick and not there.quick else []
    lost += ["all setups"] if some and not there.only else []
    if lost:
        raise ConfigError(
            f"out: {file} holds findings of {' and '.join(lost)}; name another folder with out=FOLDER, or remove it"
        )


def _one(part: str, asked: Asked) -> int:
    from sim.cli.paper import print_sections
    from sim.cli.progress import progress
    from sim.validation.parts import PARTS, Request
    from sim.validation.tasks import TaskFailedError

    started = perf_counter()
    try:
        with progress() as report:
            findings = PARTS[part](Request(KEPT / part, asked.workers, asked.quick, report, asked.setups))
    except TaskFailedError as error:
        print(f"{error.trace}\n{error}", file=sys.stderr)
        return FAILED
    print_sections(sections(findings))
    if findings.missing:
        print(f"Stopped; not done: {', '.join(findings.missing)}. The same command goes on.", file=sys.stderr)
        return INTERRUPTED
    _keep(findings, asked.out)
    print(f"Written to {asked.out} in {perf_counter() - started:.0f} s", file=sys.stderr)
    return DISAGREES if findings.failures else OK


def _keep(findings: Findings, out: Path) -> None:
    """Findings first, so that a picture that fails loses nothing; then again with the names of the pictures."""
    from sim.validation.findings import write

    write(findings, out)
    files = import_module(f"sim.report.validation.{findings.part}").draw(findings, out)
    write(replace(findings, pictures=sorted({file.name for file in files})), out)


def sections(findings: Findings) -> list[Section]:
    """A part's findings as tables, one a setup or relation, the sentences at the end."""
    from sim.cli.paper import Section
    from sim.report.validation.rows import tables

    made = [Section(heading, [about] if about else [], table) for heading, about, table in tables(findings)]
    return [*made, Section("In all", list(findings.sentences))]
