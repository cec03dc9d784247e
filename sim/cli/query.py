"""`query`: one SELECT over all replications of a study."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sim.cli import options, text
from sim.cli.study_words import RESULTS, StudyWords, told
from sim.config.errors import ConfigError
from sim.config.messages import close_to

if TYPE_CHECKING:
    import pyarrow as pa

KEYS = ("out", RESULTS)
KINDS = ("csv", "json", "parquet")
ROWS = 50
"""Rows that a terminal is shown."""


def query(argv: list[str]) -> int:
    """Check what was asked, then print the answer, or write it to a file."""
    csv = "--csv" in argv
    request = options.read([word for word in argv if word != "--csv"], "json")
    if request.help:
        print(text.QUERY, end="")
        return 0
    words = told(request.words, KEYS, request.problems)
    out = words.out()
    if csv and request.json:
        words.problems.append("--csv or --json, not both")
    if out is not None:
        _check_file(out, words)
    if len(words.named) != 2:
        words.problems.append(_two_words(words))
    words.check()
    from sim.study.studies.export.queries import query as ask

    kept = words.kept()
    for note in kept.notes(draws="draw" in words.named[1].lower()):
        print(note, file=sys.stderr)
    answer = ask(kept, words.named[1])
    if out is not None:
        _to_file(answer, out)
    elif csv or request.json or not sys.stdout.isatty():
        _to_pipe(answer, "json" if request.json else "csv")
    else:
        _to_terminal(answer)
    return 0


def _two_words(words: StudyWords) -> str:
    if len(words.named) > 2:
        return 'a study and one SELECT are wanted; put the SQL into quotes, as in "select * from points"'
    if len(words.named) == 1:
        return 'what is asked? A SELECT in quotes follows the study, as in "select * from points"'
    return f"name one study, and what to ask it; {words.studies()}"


def _check_file(out: Path, words: StudyWords) -> None:
    kind = out.suffix.removeprefix(".")
    if kind not in KINDS:
        words.problems.append(
            f"out={out}: a file whose name ends in .csv, .json or .parquet is wanted{close_to(kind, KINDS)}"
        )
    elif os.path.lexists(out):
        words.problems.append(f"out: {str(out)!r} is there already; remove it, or choose another")


def _to_file(answer: pa.RecordBatchReader, out: Path) -> None:
    """Write beside and rename, so that half an answer is never read."""
    from sim.report.documents.write import check_folder
    from sim.report.export.answers import write_answer

    check_folder(out.parent)
    part = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:
            rows = write_answer(answer, out.suffix.removeprefix("."), file, mark=True)
        part.rename(out)
    except OSError as error:
        raise ConfigError(f"out: {str(out)!r} cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    print(f"{rows} rows written to {out}", file=sys.stderr)


def _to_pipe(answer: pa.RecordBatchReader, kind: str) -> None:
    from sim.report.export.answers import write_answer

    sys.stdout.flush()
    binary: IO[bytes] = sys.stdout.buffer
    write_answer(answer, kind, binary)
    binary.flush()


def _to_terminal(answer: pa.RecordBatchReader) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from sim.report.export.answers import shown

    found = shown(answer, ROWS)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, number in zip(found.head, found.numbers, strict=True):
        table.add_column(Text(name), justify="right" if number else "left")
    for row in found.rows:
        table.add_row(*map(Text, row))
    console = Console()
    console.print(table)
    many = f"the first {len(found.rows)} rows; --csv prints all" if found.more else f"{len(found.rows)} rows"
    console.print(Text(many, style="dim"))
