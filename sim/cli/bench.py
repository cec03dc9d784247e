"""`bench`: time and memory on this machine."""

from __future__ import annotations

import sys

from sim.cli import options, text
from sim.config.errors import ConfigError

OK, DIFFERENT = 0, 1


def bench(argv: list[str]) -> int:
    """Measure and print, figure by figure; exit code 1 if the model and SimPy give different answers."""
    request = options.read(argv)
    if request.help:
        print(text.BENCH, end="")
        return OK
    problems = [f"bench takes 'quick' or nothing, not {word!r}" for word in request.words if word != "quick"]
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
