"""`report`: the report of a study, built again from what is kept."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli import options, text
from sim.config.errors import ConfigError
from sim.config.messages import close_to

if TYPE_CHECKING:
    from sim.report.study.material import Prices

KEYS = ("report.language", "out", "prices", "run.results")
PRICED = ("overtime", "km")


def report(argv: list[str]) -> int:
    """Check what was asked, build, write, and say where."""
    from sim.report.study.build import write_report
    from sim.report.study.language import CHOICES
    from sim.study.studies.study import Study

    request = options.read(argv)
    if request.help:
        print(text.REPORT, end="")
        return 0
    problems = list(request.problems)
    given, named = _given(request.words, problems)
    language = given.get("report.language", CHOICES[0])
    if language not in CHOICES:
        problems.append(f"report.language={language}: no language of the report{close_to(language, CHOICES)}")
    results, out = Path(given.get("run.results", "results")), _out(given.get("out"), problems)
    prices = _prices(given.get("prices"), problems)
    if len(named) != 1:
        problems.append(_one_study(results))
    if problems:
        raise ConfigError(problems)
    file = write_report(Study.open(results, named[0]), language, out, prices)
    print(f"Written to {file}, its figures and their tables to {file.with_suffix('')}")
    return 0


def _given(words: list[str], problems: list[str]) -> tuple[dict[str, str], list[str]]:
    """Values by key, and words that are names."""
    given: dict[str, str] = {}
    named = []
    for word in words:
        key, sign, value = word.partition("=")
        if not sign:
            named.append(word)
        elif key not in KEYS:
            problems.append(f"{word}: {key} is no word of `report`{close_to(key, KEYS)}")
        elif key in given:
            problems.append(f"{word}: {key} is said more than once")
        else:
            given[key] = value
    return given, named


def _one_study(results: Path) -> str:
    from sim.study.studies.folder import names

    there = names(results)
    return f"name one study; there is {', '.join(there) if there else f'none in {results}'}"


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
