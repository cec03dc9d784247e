"""What `python -m sim bench` measures, figure by figure."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from sim.config.load import load_config
from sim.study.bench import reference
from sim.study.bench.figure import Figure, alternate
from sim.study.bench.memory import peak_of_fresh_process
from sim.study.simulate import simulate

if TYPE_CHECKING:
    from sim.config.schema import Config

KAIHUA = ("model=dabuzhi", "county=kaihua")
TEN_TIMES = (
    "county.residents=2300000",
    "county.stations.count=90",
    "force.officers=3310",
    "force.auxiliaries=4690",
)
SEED = 1


class NotTheSameError(AssertionError):
    """The model and SimPy gave different answers."""


def bench(quick: bool = False) -> Iterator[Figure]:
    """Measure everything, one figure after the other; `quick` takes shorter runs.

    Raises `ConfigError` where SimPy is not installed, `NotTheSameError` where its answers are not the model's.
    """
    yield from answers(3 if quick else 7)
    yield from county_year(*((1, 1) if quick else (3, 3)))
    yield from scale(*((30, 1) if quick else (90, 3)))
    yield from against_simpy(*((60, 1) if quick else (365, 3)), times=1, target=0.7)
    yield from against_simpy(*((12, 1) if quick else (73, 3)), times=10, target=1.5)


def county_year(years: int, rounds: int) -> Iterator[Figure]:
    """Seconds a simulated year, building included, imports not; and the memory of a fresh process."""
    before = ["run.warmup=365", "run.follow_up=365"] if years == 3 else ["run.warmup=0", "run.follow_up=0"]
    words = [*KAIHUA, *before, "run.days=365"]
    config = load_config(words)
    simulate(config.model_copy(update={"run": config.run.model_copy(update={"days": 1})}), SEED)
    (seconds,) = alternate(lambda: simulate(config, SEED), rounds=rounds)
    days = config.run.total_days
    yield Figure("Kaihua, dabuzhi: a simulated year", seconds / (days / 365), "s", 1.5, detail=f"{days} days")
    megabytes = peak_of_fresh_process(words, environment())
    yield Figure("Kaihua, dabuzhi: peak memory of a process", megabytes, "MB", 300, detail=f"{days} days")


def scale(days: int, rounds: int) -> Iterator[Figure]:
    """Ten times residents, force and stations on the same grid."""
    words = [*KAIHUA, "run.warmup=0", "run.follow_up=0", f"run.days={days}"]
    small, large = load_config(words), load_config([*words, *TEN_TIMES])
    one, ten = alternate(lambda: simulate(small, SEED), lambda: simulate(large, SEED), rounds=rounds)
    detail = f"{one:.2f} s and {ten:.2f} s for {days} days"
    yield Figure("Kaihua, ten times residents, force and stations: time", ten / one, "x", 13, detail=detail)


def against_simpy(days: int, rounds: int, times: int, target: float) -> Iterator[Figure]:
    """The reference job in the model and in SimPy, on the same draws and with the same answers."""
    config = load_config(reference.job(days, times))
    world = reference.draw(config, SEED)
    _check(config)
    gc.collect()
    gc.freeze()  # neither engine pays for looking through what was loaded before, which the other may have caused
    try:
        model, simpy = alternate(
            lambda: reference.by_model(config, SEED, world),
            lambda: reference.by_simpy(config, SEED, world),
            rounds=rounds,
        )
    finally:
        gc.unfreeze()
    calls = len(world.calls.received_at)
    detail = f"{model:.2f} s and {simpy:.2f} s for {calls:,} calls in {days} days".replace(",", " ")
    title = f"Reference job, {40 * times} teams: speed against SimPy"
    yield Figure(title, simpy / model, "x", target, at_least=True, detail=detail)


def _check(config: Config) -> None:
    world = reference.draw(config, SEED)
    found = reference.compare(
        reference.by_model(config, SEED, world), reference.by_simpy(config, SEED, world)
    )
    if found.differences:
        raise NotTheSameError("; ".join(found.differences))


def answers(rounds: int) -> Iterator[Figure]:
    """How soon `--help` and a mistake are answered, by the clock on the wall."""
    for title, words in (
        ("--help: answered in", ["--help"]),
        ("a misspelt model: answered in", ["run", "model=dabuzi"]),
    ):
        yield Figure(title, median(_wall(words) for _ in range(rounds)), "s", 0.7, detail="wall clock")


def _wall(words: Sequence[str]) -> float:
    start = perf_counter()
    subprocess.run([sys.executable, "-m", "sim", *words], capture_output=True, check=False, env=environment())
    return perf_counter() - start


def environment() -> dict[str, str]:
    """The environment of a child that finds this very package, whatever the folder."""
    here = str(Path(__file__).resolve().parents[3])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))}
