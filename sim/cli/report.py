"""`report`: the report of a study, built again from what is kept."""

from __future__ import annotations

import sys
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli import options, text
from sim.cli.study_words import RESULTS, told

if TYPE_CHECKING:
    from sim.report.study.material import Prices

KEYS = ("report.language", "out", "prices", RESULTS)
PRICED = ("overtime", "km")


def report(argv: list[str]) -> int:
    """Check what was asked, build, write, and say where and what is left out."""
    from sim.report.study.build import write_report
    from sim.report.study.language import CHOICES
    from sim.study.studies.kept import Kept

    request = options.read(argv)
    if request.help:
        print(text.REPORT, end="")
        return 0
    words = told(request.words, KEYS, request.problems)
    language = words.one_of("report.language", CHOICES)
    out = _out(words.given.get("out"), words.problems)
    prices = _prices(words.given.get("prices"), words.problems)
    words.want_one()
    study = words.open()
    for note in Kept.of(study).notes():
        print(note, file=sys.stderr)
    file = write_report(study, language, out, prices)
    print(f"Written to {file}, its figures and their tables to {file.with_suffix('')}")
    return 0


def _out(asked: str | None, problems: list[str]) -> Path | None:
    """The file that was asked for, which lies inside the working folder."""
    if asked is None:
        return None
    file = Path(asked)
    try:
        within = file.resolve().is_relative_to(Path.cwd().resolve()) and not file.is_dir()
    except (OSError, ValueError, RuntimeError):
        within = False
    if not within or file.suffix not in (".html", ".htm"):
        problems.append(f"out={asked}: a file inside the working folder whose name ends in .html is wanted")
    return file


def _prices(asked: str | None, problems: list[str]) -> Prices | None:
    """``overtime:45,km:2.5`` as prices."""
    from sim.report.study.material import Prices

    if asked is None:
        return None
    found: dict[str, float] = {}
    for part in asked.split(","):
        name, _, amount = part.partition(":")
        try:
            price = float(amount)
        except ValueError:
            price = -1.0
        if name not in PRICED or name in found or not (isfinite(price) and price >= 0):
            problems.append(
                f"prices={asked}: {part!r} is no price; a name ({' or '.join(PRICED)}), a colon and a number of 0 or "
                "more are wanted, as in prices=overtime:45,km:2.5"
            )
            return None
        found[name] = price
    return Prices(**found)
