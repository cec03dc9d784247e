"""The arithmetic of an investigation, in closed form.

Leads cool: an hour worked at age d counts exp(-d / tau). `people` at work together count skill * people**alpha
effective hours an hour; less than one person's time counts in proportion. A solvable case is solved when its
effective hours reach its need, an exponential draw; so the hazard of solving is constant in effective hours.
"""

from __future__ import annotations

from math import exp, inf, log


def solvability(log_odds: float) -> float:
    """The chance that enough effort solves a case: the logistic function of its log-odds."""
    return 1 / (1 + exp(-log_odds)) if log_odds > -700 else 0.0


def response_term(delay: float, response: float, clip: tuple[float, float], reference: float) -> float:
    """ln((reporting delay + response, clipped) / reference), all in minutes (E1's form; see docs/model.md)."""
    return log((delay + min(max(response, clip[0]), clip[1])) / reference)


def effect(skill: float, people: float, alpha: float) -> float:
    """Effective hours an hour of `people` at work on one case (a fraction: part of one person's time)."""
    return skill * (people if people <= 1 else people**alpha)


def effective_hours(rate: float, age: float, until: float, tau: float) -> float:
    """Effective hours gathered between the ages `age` and `until` (hours) at `rate` an hour: the integral of
    rate * exp(-s / tau)."""
    return rate * tau * (exp(-age / tau) - exp(-until / tau))


def age_when_gathered(rate: float, age: float, hours: float, tau: float) -> float:
    """The age (hours) at which `hours` more effective hours are gathered; infinite where leads cool first."""
    if rate <= 0:
        return inf
    left = exp(-age / tau) - hours / (rate * tau)
    return -tau * log(left) if left > 0 else inf


def posterior(chance: float, gathered: float, need: float) -> float:
    """The chance that a case is solvable after `gathered` effective hours without success.

    Bayes with an exponential need of mean `need`: p e^(-S/h) / (p e^(-S/h) + 1 - p).
    """
    weight = chance * exp(-gathered / need)
    return weight / (weight + 1 - chance) if chance < 1 else 1.0


def worth(chance: float, gathered: float, need: float, age: float, tau: float) -> float:
    """What an hour on the case is still worth: the posterior times the warmth of the leads at this age (hours)."""
    return posterior(chance, gathered, need) * exp(-age / tau)
