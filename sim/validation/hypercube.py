"""Larson's hypercube: teams that differ by place, calls from atoms, exponential service, the whole state solved.

Larson 1974 (Computers & Operations Research 1, 67-95); Larson and Odoni 1981 (Urban Operations Research), ch. 5.
A state is the set of busy teams, as a number whose bit n stands for team n. Rates in any one unit of time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, eq=False)
class Hypercube:
    """The steady state of N teams and A atoms."""

    states: Floats
    """(2**N,): share of time in which just these teams are busy and no call waits."""
    waiting: float
    """Share of time in which calls wait; 0 where they are turned away instead."""
    at_once: Floats
    """(N, A): share of all dispatches that send team n to atom j as soon as it calls."""
    queued: Floats
    """(N, A): share of all dispatches that send team n to atom j after it has waited."""

    @property
    def dispatches(self) -> Floats:
        """(N, A): share of all dispatches that send team n to atom j."""
        return self.at_once + self.queued

    @property
    def all_busy(self) -> float:
        """Share of calls that find every team busy, and wait or are turned away."""
        return float(self.states[-1]) + self.waiting

    @property
    def workloads(self) -> Floats:
        """(N,): share of time in which each team is busy (Larson and Odoni 5.30)."""
        number = np.arange(len(self.states))
        busy = [self.states[number >> team & 1 == 1].sum() for team in range(len(self.at_once))]
        return np.asarray(busy) + self.waiting

    def travel(self, to_atoms: Floats, between: Floats) -> float:
        """Mean travel of a dispatch, from the teams' places (N, A) or, after a queue, from atom to atom (A, A)."""
        return float((self.at_once * to_atoms).sum() + self.queued.sum() * self.after_waiting(between))

    def after_waiting(self, between: Floats) -> float:
        """Mean travel to a call that has waited, given that between the atoms, (A, A).

        The team comes from its last call, which lies in atom i with that atom's share of all calls: which of
        the calls in service ends first has nothing to do with where they are (Larson and Odoni 5.4.4).
        """
        share = self.dispatches.sum(axis=0)
        return float(share @ between @ share)

    def elsewhere(self, homes: Ints) -> float:
        """Share of dispatches into another team's area; `homes`, (A,), is the team of each atom's area."""
        return float(1 - self.dispatches[homes, np.arange(len(homes))].sum())


def preferences(to_atoms: Floats) -> Ints:
    """(A, N): teams in the order in which each atom is offered them, the nearest first; `to_atoms` is (N, A).

    Raises ``ValueError`` where two teams are equally near, because the order is then left open.
    """
    ordered = np.sort(to_atoms, axis=0)
    if len(to_atoms) > 1 and (np.diff(ordered, axis=0) <= 1e-9).any():
        raise ValueError("two teams are equally near to an atom")
    return np.argsort(to_atoms, axis=0).T


def solve(rates: Floats, offered: Ints, service: float, loss: bool) -> Hypercube:
    """The steady state of calls at `rates`, (A,), `offered`, (A, N), to teams that each serve at `service`.

    With `loss` a call that finds all busy is turned away, otherwise it waits its turn, first come, first
    served (Larson 1974, zero-line and infinite-line capacity). The flow between "all busy" and "one waits"
    balances by itself, so the states without a queue keep their proportions, and the queue behind "all busy"
    is geometric as in M/M/N. Raises ``ValueError`` where the queue would grow without end.
    """
    teams = offered.shape[1]
    load = float(rates.sum()) / (teams * service)
    if not loss and load >= 1:
        raise ValueError(f"a load of {load:g} a team: the queue grows without end")
    relative = _balanced(_flows(rates, offered, service))
    behind = 0.0 if loss else relative[-1] * load / (1 - load)
    states, waiting = relative / (1 + behind), behind / (1 + behind)
    at_once = np.zeros((teams, len(rates)))
    for state in range(len(states) - 1):
        for atom, order in enumerate(offered):
            at_once[_first_free(order, state), atom] += states[state] * rates[atom]
    after_waiting = 0.0 if loss else states[-1] + waiting
    queued = np.tile(after_waiting * rates / teams, (teams, 1))
    answered = at_once.sum() + queued.sum()
    return Hypercube(states, float(waiting), at_once / answered, queued / answered)


def _first_free(order: Ints, state: int) -> int:
    return int(next(team for team in order if not state >> int(team) & 1))


def _flows(rates: Floats, offered: Ints, service: float) -> Floats:
    """(2**N, 2**N): rate of going from each state to each other one (Larson and Odoni 5.4.3)."""
    teams = offered.shape[1]
    flows = np.zeros((2**teams, 2**teams))
    for state in range(2**teams):
        for team in range(teams):
            if state >> team & 1:
                flows[state, state ^ 1 << team] += service
        if state < 2**teams - 1:
            for rate, order in zip(rates, offered, strict=True):
                flows[state, state | 1 << _first_free(order, state)] += rate
    return flows


def _balanced(flows: Floats) -> Floats:
    """Shares of time at which as much flows into each state as out of it; one equation gives way to their sum."""
    equations = flows.T - np.diag(flows.sum(axis=1))
    equations[0] = 1.0
    return np.asarray(np.linalg.solve(equations, np.eye(len(flows))[0]))
