"""The parts of the validation by name, as the command offers them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sim.validation.findings import Findings
from sim.validation.tasks import Progress


@dataclass(frozen=True)
class Request:
    """What is asked of a part."""

    folder: Path
    """Where finished replications are kept."""
    workers: int = 1
    quick: bool = False
    progress: Progress | None = None
    setups: tuple[str, ...] = ()
    """Names of the setups, for the part `exact`; all without any."""


def _exact(asked: Request) -> Findings:
    from sim.validation.exact import chosen, run_exact

    return run_exact(chosen(asked.setups), asked.folder, asked.workers, asked.quick, asked.progress)


def _metamorphic(asked: Request) -> Findings:
    from sim.validation.metamorphic import run_metamorphic

    return run_metamorphic(asked.folder, asked.workers, asked.quick, asked.progress)


def _convergence(asked: Request) -> Findings:
    from sim.validation.convergence import run_convergence

    return run_convergence(asked.folder, asked.workers, asked.quick, asked.progress)


PARTS: dict[str, Callable[[Request], Findings]] = {
    "exact": _exact,
    "metamorphic": _metamorphic,
    "convergence": _convergence,
}
