"""A run: a model and its baseline, replicated on the same seeds, summarised and stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from sim.config.errors import ConfigError
from sim.engines import execute
from sim.store.folder import RunFolder, safe_name
from sim.store.manifest import code_hash
from sim.store.records import records_folder
from sim.study.keep import Job, keep
from sim.study.outcome import Outcome
from sim.study.replicate import Replication, Task, replicate

if TYPE_CHECKING:
    from sim.config.schema import Config

Progress = Callable[[int, int, str], None]
"""Called with the replications finished, their number in all, and the one that has just finished."""


def run_pair(
    configs: Sequence[Config],
    labels: Sequence[str],
    out: Path,
    workers: int,
    progress: Progress | None = None,
) -> Outcome:
    """Replicate every configuration on the seeds ``run.seed``, ``run.seed + 1``, ... and store the run.

    ``configs[0]`` is the model; the last of several is the baseline. The run's folder is made in `out`.
    Ctrl-C keeps what is finished. Raises `ConfigError`, with nothing written, when `out` cannot be written
    to or when a replication finds its configuration impossible, and ``KeyboardInterrupt``, with nothing
    written, when Ctrl-C came before any replication had finished.
    """
    started = perf_counter()
    labels = distinct(labels)
    folder = RunFolder(out, "-".join(filter(None, (labels[0], configs[0].run.name))))
    try:
        tasks = plan(configs, labels, folder.path)
        job = Job(list(configs), labels, folder, tasks, code_hash(), started)
        done = execute(replicate, tasks, workers, _reporting(tasks, progress))
        if problems := [problem for failure in done.failures for problem in failure.problems]:
            raise ConfigError(problems)
        if done.interrupted and not (done.results or done.failures):
            raise KeyboardInterrupt("Interrupted before any replication had finished: nothing is kept.")
        return keep(job, done)
    except BaseException:
        folder.discard()
        raise


def distinct(labels: Sequence[str]) -> list[str]:
    """The labels as folder names, no two alike: a repeated one gets a number."""
    made: list[str] = []
    for label in map(safe_name, labels):
        chosen, number = label, 2
        while chosen in made:
            chosen, number = f"{label}-{number}", number + 1
        made.append(chosen)
    return made


def plan(configs: Sequence[Config], labels: Sequence[str], run: Path) -> list[Task]:
    """All tasks, seed by seed, so that the models of one seed finish together."""
    settings = configs[0].run
    return [
        Task(config, label, seed, records_folder(run, label, seed))
        for seed in range(settings.seed, settings.seed + settings.replications)
        for config, label in zip(configs, labels, strict=True)
    ]


def _reporting(tasks: Sequence[Task], progress: Progress | None) -> Callable[[int, Replication], None]:
    finished = 0

    def report(index: int, _: Replication) -> None:
        nonlocal finished
        finished += 1
        if progress is not None:
            progress(finished, len(tasks), str(tasks[index]))

    return report
