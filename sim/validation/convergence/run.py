"""All three questions: what has to be run, in which order, and the findings of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sim.validation.convergence import cells, places, warmup
from sim.validation.convergence.design import QUICK, Design, full
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

    Every task is kept in `folder`, so that a stopped start goes on; what then lacks an answer is `missing`.
    Raises `TaskFailedError` where a replication fails.
    """
    stages = _Stages(QUICK if quick else full(), folder, workers, progress)
    answers = list(stages.answers())
    parts = [part for _, part in answers if part is not None]
    return Findings(
        "convergence",
        quick,
        rows=[row for part in parts for row in part.rows],
        sentences=[*_form(stages.design), *(sentence for part in parts for sentence in part.sentences)],
        curves={name: curve for part in parts for name, curve in part.curves.items()},
        missing=[question for question, part in answers if part is None],
        seconds=stages.seconds,
        workers=workers,
        began=min(stages.began, default=""),
    )


def _form(design: Design) -> list[str]:
    """What the quick form is good for."""
    if design.judges:
        return []
    usual = full()
    return [
        f"This quick form shows that the comparisons run. It does not judge the defaults ({usual.size:g} km, "
        f"{usual.warmup} days): it has cells of {design.size:g} km, a warm-up of {design.warmup} days, and "
        f"{design.draws} draws of places and {design.long_seeds} seeds, too few to show much; no advice follows."
    ]


@dataclass
class _Stages:
    """Stations first, because some runs need to know where they stand; then pairs, then long runs."""

    design: Design
    folder: Path
    workers: int
    progress: Progress | None
    finished: int = 0
    seconds: float = 0.0
    """Processor time so far, that of kept results included."""
    began: list[str] = field(default_factory=list)

    def answers(self) -> Iterator[tuple[str, Part | None]]:
        """Each question with its answer, None where there is none yet."""
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
        yield "cell size", cells.answer(design, pairs) if pairs else None
        yield "warm-up", warmup.answer(design, runs) if runs else None
        yield "draws of places", places.answer(design, pairs) if pairs else None

    def _all(self, function: Callable[[Task], dict[str, Any]], tasks: list[Task]) -> list[Any] | None:
        """The results in the order of the tasks, None where they were stopped."""
        design, before, report = self.design, self.finished, self.progress

        def onward(done: int, _: int, what: str) -> None:
            if report is not None:
                report(before + done, number_of_tasks(design), what)

        done = carry_out(function, tasks, self.folder, self.workers, onward)
        self.finished += len(tasks)
        self.seconds += done.seconds
        self.began += [done.began] if done.began else []
        return None if len(done.results) < len(tasks) else [done.results[i] for i in range(len(tasks))]


def number_of_tasks(design: Design) -> int:
    """How many tasks a start has in all: stations, sizes twice, draws of places as far as not among them, long runs."""
    shared = min(design.seeds, design.draws, design.cell_draws)
    pairs = design.cell_draws * 2 * len(design.sizes) + design.draws * design.seeds - shared
    return design.cell_draws + pairs + design.long_seeds


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
