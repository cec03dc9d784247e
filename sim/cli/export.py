"""`export`: a study as tables, LaTeX, an event log and a methods paragraph, in one folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli import options, text
from sim.cli.study_words import RESULTS, StudyWords, told
from sim.config.messages import close_to
from sim.report.export.wish import EVENTS, FORMATS, Wish

if TYPE_CHECKING:
    from sim.study.studies.kept import Kept

KEYS = ("out", "format", "events", RESULTS)


def export(argv: list[str]) -> int:
    """Check what was asked, write the folder, and say where it is and what it lacks."""
    request = options.read(argv)
    if request.help:
        print(text.EXPORT, end="")
        return 0
    words = told(request.words, KEYS, request.problems)
    wish = Wish(_formats(words), words.one_of("events", EVENTS))
    out = words.out()
    words.want_one()
    words.check()
    from sim.report.export.folder import export as write

    kept = words.kept()
    for note in kept.notes():
        print(note, file=sys.stderr)
    folder = write(kept, out or _default(kept), wish)
    print(f"Written to {folder}; README.txt says what each file is")
    return 0


def _default(kept: Kept) -> Path:
    return kept.study.folder.results / "exports" / kept.study.plan.name


def _formats(words: StudyWords) -> tuple[str, ...]:
    asked = words.given.get("format")
    if asked is None:
        return FORMATS
    found = tuple(dict.fromkeys(part.strip() for part in asked.split(",")))
    for part in found:
        if part not in FORMATS:
            words.problems.append(
                f"format={asked}: {part!r} is none of {', '.join(FORMATS)}{close_to(part, FORMATS)}"
            )
    return found
