"""The parts of `bench sweep` by name, and how long each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sim.study.bench.figure import Figure
from sim.study.bench.sweep.busy import busy
from sim.study.bench.sweep.growth import memory
from sim.study.bench.sweep.planning import planning
from sim.study.bench.sweep.real import Writing, draws, report
from sim.study.bench.sweep.stored import checking, quantiles
from sim.study.studies.study import Study

NAMES = ("planning", "busy", "checking", "memory", "report", "quantiles", "draws")


@dataclass(frozen=True)
class Part:
    """One thing that is measured; `takes` says beforehand how long, and stands empty where that is soon over."""

    measure: Callable[[], Iterator[Figure]]
    takes: str = ""


def parts(write: Writing, environment: Mapping[str, str], study: Study | None = None) -> dict[str, Part]:
    """All parts by name, in their order. `write` writes a report; `study` is the one reported on, if there is one.

    `environment` is that of a child process that finds this package.
    """
    simulated = "simulates 60 runs of three years first: about four minutes on two idle cores"
    return {
        "planning": Part(planning),
        "busy": Part(busy, "about a minute"),
        "checking": Part(checking),
        "memory": Part(lambda: memory(environment), "about two minutes"),
        "report": Part(lambda: report(write, study), "" if study else simulated),
        "quantiles": Part(quantiles),
        "draws": Part(draws, "two to four minutes on two idle cores"),
    }
