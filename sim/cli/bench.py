"""`bench`: time and memory on this machine."""

from __future__ import annotations

from sim.cli import options, text
from sim.config.errors import ConfigError


def bench(argv: list[str]) -> int:
    """Hand over to `sim.study.bench`."""
    request = options.read(argv)
    if request.help:
        print(text.BENCH, end="")
        return 0
    problems = request.problems + [f"bench takes no {word!r}" for word in request.words]
    if problems:
        raise ConfigError(problems)
    from sim.study.bench import bench as measured

    return measured()
