"""One measured figure and what is aimed at."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time


@dataclass(frozen=True)
class Figure:
    """A figure, its unit, and the most (or the least) that it is meant to be."""

    title: str
    value: float
    unit: str
    target: float
    at_least: bool = False
    detail: str = ""

    @property
    def met(self) -> bool:
        """Whether the figure keeps to its target; one that could not be measured does not."""
        return self.value >= self.target if self.at_least else self.value <= self.target

    def line(self) -> str:
        """One line: title, figure, target, met or missed, how it came about."""
        title, shown, goal, verdict = self.cells()
        return f"{title:<58} {shown:>9}   {goal:<17} {verdict:<6}  {self.detail}".rstrip()

    def cells(self) -> tuple[str, str, str, str]:
        """Title, figure, target, met or missed."""
        bound = "at least" if self.at_least else "at most"
        goal = f"{bound} {self.target:g} {self.unit}".strip()
        shown = f"{self.value:.3g} {self.unit}".strip()
        return self.title, shown, goal, "met" if self.met else "missed"


def alternate(*jobs: Callable[[], object], rounds: int) -> list[float]:
    """Median CPU seconds of each job in this process, measured in turn: A B A B ..."""
    seconds: list[list[float]] = [[] for _ in jobs]
    for _ in range(rounds):
        for job, taken in zip(jobs, seconds, strict=True):
            gc.collect()
            start = process_time()
            job()
            taken.append(process_time() - start)
    return [median(taken) for taken in seconds]
