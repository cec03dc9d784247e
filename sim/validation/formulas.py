"""Queues in a steady state: formulas, each with who found it. Rates and times in the same unit of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from math import ceil, exp, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist

Moments = tuple[float, float]
"""Mean and second moment of a time."""
Limited = Callable[[float], float]
"""x -> E[min(S, x)]: the integral of P(S > u) over u from 0 to x."""


# -- one kind of call ------------------------------------------------------------------------------------------


def erlang_b(servers: int, load: float) -> float:
    """Share of arrivals that find all servers busy and are turned away; load = rate x mean service (Erlang 1917)."""
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Share of arrivals that have to wait where all wait (Erlang 1917); load < servers."""
    blocked = erlang_b(servers, load)
    return blocked / (1 - load / servers * (1 - blocked))


def mean_wait(servers: int, load: float, service: float) -> float:
    """Mean wait until one of the servers is free, M/M/c (Erlang 1917); exponential services of mean `service`."""
    return erlang_c(servers, load) * service / (servers - load)


def waits_longer(servers: int, load: float, service: float, than: float) -> float:
    """Share that waits longer than `than` >= 0, M/M/c first come first served (Erlang 1917)."""
    return erlang_c(servers, load) * exp(-(servers - load) * than / service)


def chain_longer(desks: int, rate: float, service: float, than: float) -> float:
    """Share that spends longer than `than` in a row of desks of one person each and one mean service.

    Poisson messages leave each desk as they came (Burke 1956), and the times at the desks are independent
    (Reich 1957), each exponential of rate 1/service - rate: their sum is Erlang's.
    """
    decay = (1 / service - rate) * than
    term = tail = exp(-decay)
    for stage in range(1, desks):
        term *= decay / stage
        tail += term
    return tail


def one_server_wait(rate: float, service: Moments) -> float:
    """Mean wait at one server, M/G/1 (Pollaczek 1930, Khinchine 1932)."""
    mean, second = service
    return rate * second / (2 * (1 - rate * mean))


def first_differs(rate: float, service: Moments, first: Moments) -> tuple[float, float]:
    """Mean wait at one server, and the share that finds it free, where services that end idleness are `first`.

    M/G/1 with an exceptional first service (Welch 1964).
    """
    mean, second = service
    load, load_first = rate * mean, rate * first[0]
    wait = rate * second / (2 * (1 - load)) + rate * (first[1] - second) / (2 * (1 - load + load_first))
    return wait, (1 - load) / (1 - load + load_first)


def poisson(mean: float, count: int) -> float:
    """Chance of `count`, such as busy servers where there is always one more, M/G/infinity (Takacs 1962)."""
    return exp(count * log(mean) - mean - lgamma(count + 1)) if mean > 0 else float(count == 0)


# -- priorities, the most urgent class first -------------------------------------------------------------------


def _cumulated(loads: Sequence[float]) -> list[tuple[float, float]]:
    """Load of the more urgent classes, and with one's own, by class."""
    reached = list(accumulate(loads, initial=0.0))
    return list(pairwise(reached))


def priority_waits(rates: Sequence[float], services: Sequence[Moments]) -> list[float]:
    """Mean wait of each class at one server, M/G/1; nobody is interrupted (Cobham 1954)."""
    left = sum(rate * second for rate, (_, second) in zip(rates, services, strict=True)) / 2
    loads = [rate * mean for rate, (mean, _) in zip(rates, services, strict=True)]
    return [left / ((1 - before) * (1 - reached)) for before, reached in _cumulated(loads)]


def shared_priority_waits(rates: Sequence[float], service: float, servers: int) -> list[float]:
    """Mean wait of each class, M/M/c with one mean service; nobody is interrupted (Cobham 1954)."""
    load = sum(rates) * service
    left = erlang_c(servers, load) * service / servers
    shares = [rate * service / servers for rate in rates]
    return [left / ((1 - before) * (1 - reached)) for before, reached in _cumulated(shares)]


def interrupting(rates: Sequence[float], services: Sequence[Moments]) -> list[tuple[float, float]]:
    """Of each class, mean wait until first served and mean time until done, M/G/1, more urgent ones interrupt.

    Whoever is interrupted goes on later where it was left: preemptive resume (White and Christie 1958; Jaiswal
    1968). Service is first begun when all work at least as urgent that was found is done; from then on only
    more urgent arrivals hold it up.
    """
    loads = [rate * mean for rate, (mean, _) in zip(rates, services, strict=True)]
    left = accumulate(rate * second / 2 for rate, (_, second) in zip(rates, services, strict=True))
    found = []
    for work, (before, reached), (mean, _) in zip(left, _cumulated(loads), services, strict=True):
        wait = work / ((1 - before) * (1 - reached))
        found.append((wait, wait + mean / (1 - before)))
    return found


def shared_interrupting(rates: Sequence[float], service: float, servers: int) -> list[float]:
    """Mean time of each class until done, M/M/c with one mean service, preemptive (Buzen and Bondi 1983).

    The classes up to any one are a queue M/M/c of their own, undisturbed by the less urgent.
    """
    reached = list(accumulate(rates))
    number = [rate * (service + mean_wait(servers, rate * service, service)) for rate in reached]
    steps = zip(number, [0.0, *number[:-1]], rates, strict=True)
    return [(upto - before) / rate for upto, before, rate in steps]


# -- times of a family, and rates that change ------------------------------------------------------------------


def moments(family: str, mean: float, cv: float) -> Moments:
    """Mean and second moment of a family: lognormal of this cv, exponential, constant."""
    spread = {"lognormal": cv, "exponential": 1.0, "constant": 0.0}[family]
    return mean, mean**2 * (1 + spread**2)


def added(*times: Moments) -> Moments:
    """Moments of the sum of independent times."""
    mean = sum(time[0] for time in times)
    return mean, mean**2 + sum(second - first**2 for first, second in times)


def limited(family: str, mean: float, cv: float) -> Limited:
    """E[min(S, x)] as a function of x >= 0; the log-normal by Aitchison and Brown (1957)."""
    if family == "constant":
        return lambda x: min(mean, x)
    if family == "exponential":
        return lambda x: mean * (1 - exp(-x / mean))
    sigma = sqrt(log1p(cv**2))
    mu = log(mean) - sigma**2 / 2
    below = NormalDist().cdf

    def lognormal(x: float) -> float:
        if x <= 0:
            return 0.0
        z = (log(x) - mu) / sigma if x < inf else inf
        return mean * below(z - sigma) + (x * (1 - below(z)) if x < inf else 0.0)

    return lognormal


def busy_at(time: float, rates: Sequence[float], step: float, service: Limited) -> float:
    """Mean busy servers at `time` of a cycle, M_t/G/infinity: the integral of rate(time - u) P(S > u) du over u.

    (Eick, Massey and Whitt 1993, theorem 1.) The rate is `rates[k]` from k to k + 1 steps after the start of the
    cycle and repeats; the integral goes back until less than a billionth of the mean service is left.
    """
    whole = service(inf)
    total = done = 0.0
    place = ceil(time / step)
    while whole - done > 1e-9 * whole:
        place -= 1
        reached = service(time - place * step)
        total += rates[place % len(rates)] * (reached - done)
        done = reached
    return total
