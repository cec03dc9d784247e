"""What a finished run keeps: the tables, the figures, the manifest, in the run's folder."""

from __future__ import annotations

import shutil
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sim.config.errors import ConfigError
from sim.engines import Execution
from sim.metrics.rows import KEYS
from sim.store.folder import RunFolder
from sim.store.manifest import config_hash, versions, write_config
from sim.store.records import StoredRecords
from sim.study.outcome import FailedReplication, Outcome, Status
from sim.study.replicate import Replication, Task
from sim.study.summarise import SUMMARY_COLUMNS, summarise

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.schema import Config

METRICS_COLUMNS = (*KEYS, "unit", "model", "seed", "value", "n_events", "flag")


@dataclass(frozen=True)
class Job:
    """What was asked for: models (the last of several is the baseline), tasks, folder, code, the start."""

    configs: list[Config]
    labels: list[str]
    folder: RunFolder
    tasks: list[Task]
    code: str
    """Hash of the code when the run began; by its end somebody may have edited it."""
    started: float


def keep(job: Job, done: Execution) -> Outcome:
    """Store what is finished and give the run's folder its name; Ctrl-C waits until that is done.

    Raises `ConfigError` when the disk refuses.
    """
    finished = [done.results[index] for index in sorted(done.results)]
    failures = [
        FailedReplication(job.tasks[f.index].label, job.tasks[f.index].seed, f.reason, f.trace)
        for f in done.failures
    ]
    with _interrupts_noted() as interrupts:
        metrics = _together(finished)
        summary = summarise(metrics, job.labels)
        try:
            _write(job, done, metrics, summary)
            whole = len(finished) == len(job.tasks) and not interrupts
            drawing = _draw(job, summary) if whole else []
            stopped = done.interrupted or bool(interrupts)
            status = Status.FAILED if failures else Status.INTERRUPTED if stopped else Status.COMPLETE
            seconds = perf_counter() - job.started
            final = job.folder.commit(_manifest(job, status, finished, failures, seconds))
        except OSError as error:
            why = error.strerror or error
            raise ConfigError(f"results cannot be written to {job.folder.out}: {why}") from error
    seeds = {label: [each.seed for each in finished if each.label == label] for label in job.labels}
    notes = [*_notes(status, len(finished), job.tasks, failures), *drawing]
    return Outcome(final, status, job.labels, summary, metrics, seeds, failures, notes, seconds)


@contextmanager
def _interrupts_noted() -> Iterator[list[int]]:
    """Ctrl-C in here adds to the list that is given, and does nothing else."""
    noted: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield noted
        return
    before = signal.signal(signal.SIGINT, lambda number, _: noted.append(number))
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, before)


def _together(finished: Sequence[Replication]) -> pd.DataFrame:
    """The metrics of all replications, in the order of their tasks, whoever was first."""
    import pandas as pd

    if not finished:
        return pd.DataFrame({column: pd.Series(dtype=object) for column in METRICS_COLUMNS})
    return pd.concat([each.metrics for each in finished], ignore_index=True)[list(METRICS_COLUMNS)]


def _write(job: Job, done: Execution, metrics: pd.DataFrame, summary: pd.DataFrame) -> None:
    """Write configurations and tables, and remove what unfinished replications left."""
    run = job.folder.path
    for index, task in enumerate(job.tasks):
        if index not in done.results:
            shutil.rmtree(task.folder, ignore_errors=True)
    for config, file in zip(job.configs, config_files(job.labels), strict=True):
        write_config(config, run / file)
    metrics.to_csv(run / "metrics.csv", index=False)
    summary.to_csv(run / "summary.csv", index=False, columns=list(SUMMARY_COLUMNS))


def config_files(labels: Sequence[str]) -> list[str]:
    """File name of each resolved configuration: config.yaml, any between, baseline.yaml."""
    between = [f"config-{label}.yaml" for label in labels[1:-1]]
    return ["config.yaml", *between, "baseline.yaml"][: len(labels)]


def _draw(job: Job, summary: pd.DataFrame) -> list[str]:
    """Draw the figures into the run's folder; a note where that fails, because the results are there.

    The report is a later layer than this one, and drawing is no part of a study: hence found by name.
    """
    figures = job.folder.path / "figures"
    try:
        material = import_module("sim.report.material").Material(
            name=job.folder.name,
            models=tuple(reversed(job.labels)),
            configs=dict(zip(job.labels, job.configs, strict=True)),
            summary=summary,
            records={
                label: StoredRecords([task.folder for task in job.tasks if task.label == label])
                for label in job.labels
            },
        )
        import_module("sim.report.figures").draw_all(figures, material)
    except Exception as error:
        shutil.rmtree(figures, ignore_errors=True)
        return [f"The figures could not be drawn: {type(error).__name__}: {error}"]
    return []


def _notes(
    status: Status, finished: int, tasks: Sequence[Task], failures: Sequence[FailedReplication]
) -> list[str]:
    notes = []
    if status is Status.INTERRUPTED:
        notes.append(f"Interrupted: {finished} of {len(tasks)} replications had finished and were kept.")
    for failure in failures:
        notes.append(f"The replication {failure.label}, seed {failure.seed} failed: {failure.reason}")
    if len({task.seed for task in tasks}) == 1:
        notes.append("One replication: there are no intervals, so chance cannot be told from structure.")
    return notes


def _manifest(
    job: Job,
    status: Status,
    finished: Sequence[Replication],
    failures: Sequence[FailedReplication],
    seconds: float,
) -> dict[str, Any]:
    """How the run came about."""
    now = datetime.now(UTC)
    settings = job.configs[0].run
    return {
        "status": status.value,
        "seed": settings.seed,
        "replications": settings.replications,
        "models": [
            {
                "label": label,
                "config": file,
                "config_hash": config_hash(config),
                "seeds_finished": [each.seed for each in finished if each.label == label],
                "digests": {str(each.seed): each.digest for each in finished if each.label == label},
                "seconds": {
                    str(each.seed): round(each.seconds, 3) for each in finished if each.label == label
                },
            }
            for label, config, file in zip(job.labels, job.configs, config_files(job.labels), strict=True)
        ],
        "failures": [asdict(failure) for failure in failures],
        "code_hash": job.code,
        "versions": versions(),
        "started_at": (now - timedelta(seconds=seconds)).isoformat(),
        "finished_at": now.isoformat(),
        "wall_seconds": round(seconds, 3),
    }
