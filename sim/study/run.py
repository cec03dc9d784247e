"""A run: a model and its baseline, replicated on the same seeds, summarised and stored."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sim.config.errors import ConfigError
from sim.engines import Execution, execute
from sim.metrics.rows import KEYS
from sim.store.folder import RunFolder, safe_name
from sim.store.manifest import code_hash, config_hash, versions, write_config
from sim.store.records import StoredRecords, records_folder
from sim.study.outcome import FailedReplication, Outcome, Status
from sim.study.replicate import Replication, Task, replicate
from sim.study.summarise import SUMMARY_COLUMNS, summarise

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.schema import Config

Progress = Callable[[int, int, str], None]
"""Called with the replications finished, their number in all, and the one that has just finished."""
METRICS_COLUMNS = (*KEYS, "unit", "model", "seed", "value", "n_events", "flag")


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
    to or when a replication finds its configuration impossible.
    """
    started = perf_counter()
    labels = distinct(labels)
    folder = RunFolder(out, labels[0])
    try:
        code = code_hash()  # now: by the end of the run somebody may have edited the code
        tasks = plan(configs, labels, folder.path)
        done = execute(replicate, tasks, workers, _reporting(tasks, progress))
        if problems := [problem for failure in done.failures for problem in failure.problems]:
            raise ConfigError(problems)
        return _store(configs, labels, folder, tasks, done, code, started)
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


def _store(
    configs: Sequence[Config],
    labels: list[str],
    folder: RunFolder,
    tasks: Sequence[Task],
    done: Execution,
    code: str,
    started: float,
) -> Outcome:
    """Write everything that the run's folder holds and give it its name."""
    finished = [done.results[index] for index in sorted(done.results)]
    failures = [
        FailedReplication(tasks[f.index].label, tasks[f.index].seed, f.reason, f.trace) for f in done.failures
    ]
    status = Status.FAILED if failures else Status.INTERRUPTED if done.interrupted else Status.COMPLETE
    metrics = _together(finished)
    summary = summarise(metrics, labels)
    notes = _notes(status, len(finished), tasks, failures)
    try:
        for index, task in enumerate(tasks):
            if index not in done.results:
                shutil.rmtree(task.folder, ignore_errors=True)
        for config, file in zip(configs, config_files(labels), strict=True):
            write_config(config, folder.path / file)
        metrics.to_csv(folder.path / "metrics.csv", index=False)
        summary.to_csv(folder.path / "summary.csv", index=False, columns=list(SUMMARY_COLUMNS))
        if status is Status.COMPLETE:
            notes += _draw(folder, summary, configs, labels, tasks)
        seconds = perf_counter() - started
        manifest = _manifest(configs, labels, status, finished, failures, seconds) | {"code_hash": code}
        final = folder.commit(manifest)
    except OSError as error:
        raise ConfigError(f"results cannot be written to {folder.out}: {error.strerror or error}") from error
    seeds = {label: [each.seed for each in finished if each.label == label] for label in labels}
    return Outcome(final, status, labels, summary, metrics, seeds, failures, notes, seconds)


def config_files(labels: Sequence[str]) -> list[str]:
    """File name of each resolved configuration: config.yaml, any between, baseline.yaml."""
    between = [f"config-{label}.yaml" for label in labels[1:-1]]
    return ["config.yaml", *between, "baseline.yaml"][: len(labels)]


def _together(finished: Sequence[Replication]) -> pd.DataFrame:
    """The metrics of all replications, in the order of their tasks, whoever was first."""
    import pandas as pd

    if not finished:
        return pd.DataFrame({column: pd.Series(dtype=object) for column in METRICS_COLUMNS})
    return pd.concat([each.metrics for each in finished], ignore_index=True)[list(METRICS_COLUMNS)]


def _draw(
    folder: RunFolder,
    summary: pd.DataFrame,
    configs: Sequence[Config],
    labels: Sequence[str],
    tasks: Sequence[Task],
) -> list[str]:
    """Draw the figures into the run's folder; a note where that fails, because the results are there.

    The report is a later layer than this one, and drawing is no part of a study: hence found by name.
    """
    try:
        records = {
            label: StoredRecords([task.folder for task in tasks if task.label == label]) for label in labels
        }
        material = import_module("sim.report.material").Material(
            name=folder.name,
            models=tuple(reversed(labels)),
            configs=dict(zip(labels, configs, strict=True)),
            summary=summary,
            records=records,
        )
        import_module("sim.report.figures").draw_all(folder.path / "figures", material)
    except Exception as error:
        shutil.rmtree(folder.path / "figures", ignore_errors=True)
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
    configs: Sequence[Config],
    labels: Sequence[str],
    status: Status,
    finished: Sequence[Replication],
    failures: Sequence[FailedReplication],
    seconds: float,
) -> dict[str, Any]:
    """What says how a run came about; see docs/records.md."""
    now = datetime.now(UTC)
    settings = configs[0].run
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
            for label, config, file in zip(labels, configs, config_files(labels), strict=True)
        ],
        "failures": [asdict(failure) for failure in failures],
        "versions": versions(),
        "started_at": (now - timedelta(seconds=seconds)).isoformat(),
        "finished_at": now.isoformat(),
        "wall_seconds": round(seconds, 3),
    }
