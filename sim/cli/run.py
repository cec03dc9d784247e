"""`run`: one structure beside its baseline on the same calls."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any

from sim.cli import options, text
from sim.cli.options import Request
from sim.config.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from sim.config.load import Loaded, Plan
    from sim.config.schema import Config
    from sim.study.outcome import Outcome


def run(argv: list[str]) -> int:
    """Read, check, simulate, print; nothing is written before the configuration is known to be sound."""
    request = options.read(argv, "json", "cfg", "package", "resolve", "info", "config_dir", "multirun")
    if request.help:
        print(text.RUN, end="")
        return 0
    if request.multirun:
        raise ConfigError(_as_sweep(request))
    if request.cfg or request.info:
        return _view(request)
    plan = planned(request)
    out = checked(plan)
    for note in plan.notes:
        print(note, file=sys.stderr)
    return _simulate(plan, out, request)


def _as_sweep(request: Request) -> str:
    """The line that says what to type instead of `run -m`."""
    words = [*request.words, *(["--config-dir", request.config_dir] if request.config_dir else [])]
    return f"run has no multirun (-m); for several values type: python -m sim sweep {shlex.join(words)}"


def planned(request: Request) -> Plan:
    """The model and its baseline; `ConfigError` with the mistakes in options and overrides together."""
    from sim.config.load import plan

    try:
        made = plan(request.words, request.config_dir)
    except ConfigError as error:
        raise ConfigError([*request.problems, *error.problems]) from None
    if request.problems:
        raise ConfigError(request.problems)
    return made


def checked(plan: Plan) -> Path:
    """The results folder, once it can be written to and both structures can be built."""
    from sim.cli.folder import writable
    from sim.study.check import problems_of

    problems = problems_of(plan.model.config)
    if plan.baseline is not None:
        found = problems_of(plan.baseline.config)
        problems += [f"{plan.baseline.label}: {problem}" for problem in found if problem not in problems]
    try:
        out = writable(plan.model.config.run.results)
    except ConfigError as error:
        raise ConfigError([*error.problems, *problems]) from None
    if problems:
        raise ConfigError(problems)
    return out


def _view(request: Request) -> int:
    if request.cfg == "job":
        loaded = loaded_model(request)
        print(as_yaml(loaded.config, request.package), end="")
        return 0
    from sim.cli.hydra_view import show
    from sim.config.catalogue import config_root

    if request.config_dir:
        raise ConfigError("--config-dir goes with --cfg job only, not with Hydra's own views")
    loaded = loaded_model(request)
    flags = ["--cfg", request.cfg] if request.cfg else ["--info", str(request.info)]
    if request.cfg and request.package:
        flags += ["--package", request.package]
    return show(loaded.choices, config_root(), *flags)


def loaded_model(request: Request) -> Loaded:
    """The model alone; `ConfigError` with the mistakes in options and overrides together."""
    from sim.config.load import load

    try:
        loaded = load(request.words, request.config_dir)
    except ConfigError as error:
        raise ConfigError([*request.problems, *error.problems]) from None
    if request.problems:
        raise ConfigError(request.problems)
    return loaded


def as_yaml(config: Config, package: str | None = None) -> str:
    """The configuration as YAML, or the part of it under a dotted key; `ConfigError` if there is none."""
    import yaml

    from sim.config.messages import unknown_key

    tree: dict[str, Any] = config.model_dump(mode="json")
    part: Any = tree
    path = package.split(".") if package else []
    for depth, key in enumerate(path):
        if not isinstance(part, dict) or key not in part:
            raise ConfigError(f"--package: {unknown_key(path[: depth + 1], tree)}")
        part = part[key]
    dumped: str = yaml.safe_dump(part, sort_keys=False, allow_unicode=True, width=100)
    return dumped.removesuffix("...\n")


def _simulate(plan: Plan, out: Path, request: Request) -> int:
    from sim.cli.progress import progress
    from sim.study.run import run_pair

    sides = [side for side in (plan.model, plan.baseline) if side is not None]
    configs = [side.config for side in sides]
    with progress() as report:
        outcome = run_pair(
            configs, [side.label for side in sides], out / "runs", configs[0].run.processes, report
        )
    _print(outcome, configs[0], request)
    for note in outcome.notes:
        print(note, file=sys.stderr)
    print(f"Written to {outcome.folder}", file=sys.stderr)
    return outcome.exit_code


def _print(outcome: Outcome, config: Config, request: Request) -> None:
    """The table on standard output, for people or for machines; nothing where no replication finished."""
    from sim.report.table import Labels, render, show

    if outcome.summary.empty:
        return
    if outcome.exit_code and not request.json:
        print(f"Not the whole run. {' '.join(outcome.notes)}\n")
    after, *before = outcome.labels
    labels = Labels(after, before[-1] if before else None, config.county.title, request.words)
    if request.json:
        from sim.report.machine import as_json

        status, folder = outcome.status.value, str(outcome.folder)
        print(as_json(outcome.summary, labels, status=status, folder=folder, notes=outcome.notes))
    elif sys.stdout.isatty():
        from rich.console import Console

        show(Console(), outcome.summary, labels)
    else:
        print(render(outcome.summary, labels), end="")
