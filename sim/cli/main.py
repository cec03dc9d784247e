"""The command line: finds the command, runs it, and gives every mistake of the user's one line."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Callable, Sequence

from sim.cli import text
from sim.config.errors import ConfigError

OK, MISTAKE, INTERRUPTED = 0, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 2 for a mistake of the user's, 130 when interrupted."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        return _dispatch(words)
    except ConfigError as error:
        print("\n".join(error.problems), file=sys.stderr)
        return MISTAKE
    except KeyboardInterrupt as interrupt:
        print(str(interrupt) or "interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
        return OK


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in {"-h", "--help", "help"}:
        print(text.MAIN, end="")
        return OK
    if words[0] in {"-V", "--version", "version"}:
        return _version()
    command = _COMMANDS.get(words[0])
    if command is None:
        raise ConfigError(_unknown(words[0]))
    return command(words[1:])


def _unknown(word: str) -> str:
    match = difflib.get_close_matches(word, _COMMANDS, n=1)
    if match:
        return f"unknown command {word!r}; did you mean {match[0]!r}?"
    if "=" in word:
        return f"unknown command {word!r}; did you mean 'run {word}'?"
    return f"unknown command {word!r}; there is {', '.join(_COMMANDS)}"


def _version() -> int:
    import sim

    print(f"county-policing-sim {sim.__version__}")
    return OK


def _run(argv: list[str]) -> int:
    from sim.cli.run import run

    return run(argv)


def _list(argv: list[str]) -> int:
    from sim.cli.listing import listing

    return listing(argv)


def _explain(argv: list[str]) -> int:
    from sim.cli.explain import explain

    return explain(argv)


def _bench(argv: list[str]) -> int:
    from sim.cli.bench import bench

    return bench(argv)


def _document(argv: list[str]) -> int:
    from sim.cli.document import document

    return document(argv)


def _validate(argv: list[str]) -> int:
    from sim.cli.validate import validate

    return validate(argv)


def _trace(argv: list[str]) -> int:
    from sim.cli.trace import trace

    return trace(argv)


def _compare(argv: list[str]) -> int:
    from sim.cli.compare import compare

    return compare(argv)


def _sweep(argv: list[str]) -> int:
    from sim.cli.sweep import sweep

    return sweep(argv)


def _resume(argv: list[str]) -> int:
    from sim.cli.compare import resume

    return resume(argv)


def _status(argv: list[str]) -> int:
    from sim.cli.compare import status

    return status(argv)


def _report(argv: list[str]) -> int:
    from sim.cli.report import report

    return report(argv)


def _export(argv: list[str]) -> int:
    from sim.cli.export import export

    return export(argv)


def _query(argv: list[str]) -> int:
    from sim.cli.query import query

    return query(argv)


_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": _run,
    "compare": _compare,
    "sweep": _sweep,
    "resume": _resume,
    "status": _status,
    "report": _report,
    "export": _export,
    "query": _query,
    "list": _list,
    "explain": _explain,
    "document": _document,
    "trace": _trace,
    "validate": _validate,
    "bench": _bench,
}
