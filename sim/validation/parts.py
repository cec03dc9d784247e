"""The parts of the validation by name, as the command offers them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sim.validation.findings import Findings
from sim.validation.tasks import Progress

Run = Callable[[Path, int, bool, Progress | None], Findings]
"""(folder of what is kept, workers, quick, progress) -> findings"""


def _exact(folder: Path, workers: int, quick: bool, progress: Progress | None) -> Findings:
    from sim.validation.exact import chosen, run_exact

    return run_exact(chosen(), folder, workers, quick, progress)


def _metamorphic(folder: Path, workers: int, quick: bool, progress: Progress | None) -> Findings:
    from sim.validation.metamorphic import run_metamorphic

    return run_metamorphic(folder, workers, quick, progress)


def _convergence(folder: Path, workers: int, quick: bool, progress: Progress | None) -> Findings:
    from sim.validation.convergence import run_convergence

    return run_convergence(folder, workers, quick, progress)


PARTS: dict[str, Run] = {"exact": _exact, "metamorphic": _metamorphic, "convergence": _convergence}
