"""All three questions: what has to be run, in which order, and the findings of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from sim.validation.convergence import cells, places, warmup
from sim.validation.convergence.design import FULL, QUICK, Design
from sim.validation.convergence.judge import Part
from sim.validation.convergence.replicate import held_places, long_pair, pair
from sim.validation.findings import Findings
from sim.validation.tasks import Progress, Task, carry_out

DEPENDS = tuple(f"convergence/{name}.py" for name in ("replicate", "layout", "later", "series"))
"""What the kept results depend on; how they are judged and told may change."""
Key = tuple[Any, ...]
"""("drawn" or "held", size, draw, seed) of a pair."""


def run_convergence(
    folder: Path, workers: int, quick: bool = False, progress: Progress | None = None
) -> Findings:
    """Cell size, warm-up and draws of places, each judged by what was laid down in `judge`.

    Every task is kept in `folder`, so that a stopped start goes on; what then lacks an answer is said in the
    sentences. Raises `TaskFailedError` where a replication fails.
    """
    started = perf_counter()
    stages = _Stages(QUICK if quick else FULL, folder, workers, progress)
    parts = list(stages.answers())
    return Findings(
        "convergence",
        quick,
        rows=[row for part in parts for row in part.rows],
        sentences=[sentence for part in parts for sentence in part.sentences],
        curves={name: curve for part in parts for name, curve in part.curves.items()},
        seconds=perf_counter() - started,
        workers=workers,
    )


@dataclass
class _Stages:
    """Stations first, because some runs need to know where they stand; then pairs, then long runs."""

    design: Design
    folder: Path
    workers: int
    progress: Progress | None
    finished: int = 0

    def answers(self) -> Iterator[Part]:
        """The answer to each question, or that there is none yet."""
        design = self.design
        held = self._all(partial(held_places, sizes=design.sizes), held_tasks(design))
        keyed = pair_tasks(design, held) if held is not None else {}
        found = self._all(pair, list(keyed.values())) if keyed else None
        pairs = dict(zip(keyed, found, strict=True)) if found is not None else None
        runs = (
            self._all(partial(long_pair, warmups=design.warmups), long_tasks(design))
            if pairs is not None
            else None
        )
        yield cells.answer(design, pairs) if pairs else _stopped("cell size")
        yield warmup.answer(design, runs) if runs else _stopped("warm-up")
        yield places.answer(design, pairs) if pairs else _stopped("draws of places")

    def _all(self, function: Callable[[Task], dict[str, Any]], tasks: list[Task]) -> list[Any] | None:
        """The results in the order of the tasks, None where they were stopped."""
        design, before, report = self.design, self.finished, self.progress

        def onward(done: int, _: int, what: str) -> None:
            if report is not None:
                report(before + done, number_of_tasks(design), what)

        done = carry_out(function, tasks, self.folder, self.workers, onward)
        self.finished += len(tasks)
        return None if len(done.results) < len(tasks) else [done.results[i] for i in range(len(tasks))]


def _stopped(question: str) -> Part:
    return Part([], [f"The question of the {question} was stopped; the same command goes on with it."], {})


def number_of_tasks(design: Design) -> int:
    """How many tasks a start has in all."""
    sizes = len(design.sizes)
    return design.cell_draws * 2 * sizes + design.draws * design.seeds + design.long_seeds


def held_tasks(design: Design) -> list[Task]:
    """Where the stations stand, draw by draw."""
    names = ", ".join(f"{size:g}" for size in design.sizes)
    return [
        _task(f"stations of places {draw} for {names} km", 0, _words(design, design.size, draw))
        for draw in range(1, design.cell_draws + 1)
    ]


def pair_tasks(design: Design, held: Sequence[dict[str, Any]]) -> dict[Key, Task]:
    """Pairs by layout, size, draw and seed; those of one draw together, because they share travel times."""
    made: dict[Key, Task] = {}
    for draw in range(1, max(design.draws, design.cell_draws) + 1):
        if draw <= design.cell_draws:
            seed = design.seed_of(draw)
            # The finest cells first and last, so that two processes do not work out its travel times at once.
            for size in design.sizes:
                made["drawn", size, draw, seed] = _pair(design, size, draw, seed)
            for size, stations in zip(design.sizes[::-1], held[draw - 1]["positions"][::-1], strict=True):
                made["held", size, draw, seed] = _pair(design, size, draw, seed, stations)
        if draw <= design.draws:
            for seed in range(1, design.seeds + 1):
                made["drawn", design.size, draw, seed] = _pair(design, design.size, draw, seed)
    return made


def long_tasks(design: Design) -> list[Task]:
    """One cohort after every warm-up, a task a seed."""
    name = f"warm-up of {', '.join(map(str, design.warmups))} d"
    return [_task(name, seed, design.long_words) for seed in range(1, design.long_seeds + 1)]


def _task(name: str, seed: int, words: tuple[str, ...]) -> Task:
    return Task(name, seed, words, DEPENDS)


def _pair(
    design: Design, size: float, draw: int, seed: int, stations: Sequence[Sequence[float]] | None = None
) -> Task:
    name = f"{size:g} km, places {draw}"
    words = _words(design, size, draw)
    if stations is None:
        return _task(name, seed, words)
    points = ",".join(f"[{x!r},{y!r}]" for x, y in stations)
    return _task(f"{name}, stations held", seed, (*words, f"county.stations.positions=[{points}]"))


def _words(design: Design, size: float, draw: int) -> tuple[str, ...]:
    return (*design.run_words, f"county.cell_km={size:g}", f"county.places_seed={draw}")
