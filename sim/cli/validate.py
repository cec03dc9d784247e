"""`validate`: known answers, relations that must hold, and convergence; printed, drawn and kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
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
SETTINGS = ("out", "workers")
NAMES = ("exact", "metamorphic", "convergence")


@dataclass(frozen=True)
class Asked:
    """What was typed: parts, whether quick, processes, the folder of pictures and findings."""

    parts: list[str]
    quick: bool
    workers: int
    out: Path


def validate(argv: list[str]) -> int:
    """Carry the parts out one after the other; exit code 1 where something does not agree."""
    request = options.read(argv)
    if request.help:
        print(text.VALIDATE, end="")
        return OK
    asked = _asked(request.words, request.problems)
    codes = [_one(part, asked) for part in asked.parts]
    return max(codes)


def _asked(words: Sequence[str], problems: Sequence[str]) -> Asked:
    found = list(problems)
    settings = dict(word.split("=", 1) for word in words if "=" in word)
    plain = [word for word in words if "=" not in word]
    found += [
        f"validate has no setting {key!r}{close_to(key, SETTINGS)}" for key in settings if key not in SETTINGS
    ]
    known = (*NAMES, "quick")
    found += [f"validate what? {word!r} is none of {', '.join(known)}{close_to(word, known)}"
              for word in plain if word not in known]  # fmt: skip
    workers = settings.get("workers", str(os.cpu_count() or 1))
    if not (workers.isascii() and workers.isdigit() and 1 <= int(workers) <= 1024):
        found.append(f"workers must be a whole number from 1 to 1024, not {workers!r}")
    out = settings.get("out", "results/validation")
    for folder in dict.fromkeys((out, str(KEPT))):
        try:
            writable(folder)
        except ConfigError as error:
            found += [problem.replace("run.results", "out") for problem in error.problems]
    if found:
        raise ConfigError(found)
    parts = [word for word in dict.fromkeys(plain) if word != "quick"] or list(NAMES)
    return Asked(parts, "quick" in plain, int(workers), Path(out))


def _one(part: str, asked: Asked) -> int:
    from sim.cli.paper import print_sections
    from sim.cli.progress import progress
    from sim.validation.findings import write
    from sim.validation.parts import PARTS
    from sim.validation.tasks import TaskFailedError

    try:
        with progress() as report:
            findings = PARTS[part](KEPT / part, asked.workers, asked.quick, report)
    except TaskFailedError as error:
        print(f"{error.trace}\n{error}", file=sys.stderr)
        return FAILED
    print_sections(sections(findings))
    if findings.missing:
        print(f"Stopped; not done: {', '.join(findings.missing)}. The same command goes on.", file=sys.stderr)
        return INTERRUPTED
    write(findings, asked.out)
    import_module(f"sim.report.validation.{part}").draw(findings, asked.out)
    print(f"Written to {asked.out} in {findings.seconds:.0f} s", file=sys.stderr)
    return DISAGREES if findings.failures else OK


def sections(findings: Findings) -> list[Section]:
    """A part's findings as tables, one a setup or relation, the sentences at the end."""
    from sim.cli.paper import Section
    from sim.report.validation.rows import tables

    made = [Section(heading, [about] if about else [], table) for heading, about, table in tables(findings)]
    return [*made, Section("In all", list(findings.sentences))]
