"""What a case comes to when leads go cold, work is late or rests, and a case is given up: formulas.

Times in hours. Work at age s counts exp(-s / tau); a solvable case is solved at rate 1 / need for each effective
hour, so that after S of them a share exp(-S / need) of the solvable ones is left (an integral of the hazard; any
text on survival, such as Cox and Oakes 1984). Giving up follows from Bayes on the same hazard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, inf, log, log1p, pi, sqrt

BLOCKS = (9.0, 3.0, 12.0)
"""Hours between the ends of shifts, at which a team looks at the cases that it has in hand."""
WEEK = 168.0


def logistic(log_odds: float) -> float:
    """The chance with these log-odds."""
    return 1 / (1 + exp(-log_odds))


def gathered(start: float, end: float, tau: float) -> float:
    """Effective hours of one person between the ages `start` and `end`: the integral of exp(-s / tau)."""
    return end - start if tau == inf else tau * (exp(-start / tau) - exp(-end / tau))


def left(effective: float, need: float) -> float:
    """Share of the solvable cases that so many effective hours leave unsolved."""
    return exp(-effective / need)


def cleared(chance: float, effective: float, need: float) -> float:
    """Share of cases cleared once so many effective hours are spent on them."""
    return chance * (1 - left(effective, need))


def mean_over(function: Callable[[float], float], points: Sequence[float]) -> float:
    """Mean of a function between the first and the last of `points`; it may have a bend at each of them."""
    from scipy.integrate import quad

    parts = [quad(function, a, b, limit=200)[0] for a, b in pairwise(points)]
    return float(sum(parts)) / (points[-1] - points[0])


def cleared_on_duty(
    chance: float, need: float, tau: float, people: float, on_duty: Sequence[tuple[float, float]], age: float
) -> float:
    """Share of cases cleared by this age where they are worked on only in certain hours of the week.

    `on_duty`: from and to, in hours from Monday 00:00; cases arrive evenly over the week.
    """
    weeks = range(int(age // WEEK) + 2)
    hours = [(start + WEEK * week, end + WEEK * week) for week in weeks for start, end in on_duty]

    def unsolved(arrival: float) -> float:
        spans = [(max(start, arrival), min(end, arrival + age)) for start, end in hours]
        worked = [gathered(a - arrival, b - arrival, tau) for a, b in spans if a < b]
        return left(people * sum(worked), need)

    ends = [end for span in on_duty for end in span]
    bends = {0.0, WEEK, *(end % WEEK for end in ends), *((end - age) % WEEK for end in ends)}
    return chance * (1 - mean_over(unsolved, sorted(bends)))


# -- giving up -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GivenUp:
    """What becomes of cases that are worked on by one person each and given up at the end of a shift."""

    suspended: float
    """Share of all that is given up, begun or not."""
    hours: float
    """Mean hours spent on those that were begun and given up."""
    solvable: float
    """Share of those that could have been solved."""
    never_begun: float = 0.0
    """Share of all that is given up before anybody works on it."""


def posterior(chance: float, effective: float, need: float) -> float:
    """The chance that a case can be solved, after so many effective hours without success (Bayes)."""
    unsolved = chance * left(effective, need)
    return unsolved / (unsolved + 1 - chance)


def age_not_worth_it(chance: float, need: float, tau: float, threshold: float, start: float = 0.0) -> float:
    """The age at which posterior x warmth falls to the threshold, if work begins at the age `start`."""
    from scipy.optimize import brentq

    def above(age: float) -> float:
        return posterior(chance, gathered(start, age, tau), need) * exp(-age / tau) - threshold

    if above(start) <= 0:
        return start
    end = start + need
    while above(end) > 0:
        end += need
    return float(brentq(above, start, end, xtol=1e-10))


def mean_at_look(function: Callable[[float], float]) -> float:
    """Mean of a function of the hours until the next end of a shift, from a moment spread evenly over the day."""
    return sum(mean_over(function, (0.0, block)) * block for block in BLOCKS) / sum(BLOCKS)


def given_up(chance: float, need: float, tau: float, threshold: float, start: float = 0.0) -> GivenUp:
    """Cases that come evenly over the day and are worked on from the age `start` on.

    Given up at the first end of a shift at which the posterior times the warmth is below the threshold.
    """
    end = age_not_worth_it(chance, need, tau, threshold, start)

    def solvable(late: float) -> float:
        return chance * left(gathered(start, end + late, tau), need)

    share = mean_at_look(lambda late: 1 - chance + solvable(late))
    hours = mean_at_look(lambda late: (end + late - start) * (1 - chance + solvable(late)))
    return GivenUp(share, hours / share, mean_at_look(solvable) / share)


def given_up_late(chance: float, need: float, tau: float, threshold: float, delay: float) -> GivenUp:
    """The same where work could begin after an exponential time of mean `delay`, and is not begun if not worth it."""
    last = tau * log(chance / threshold)

    def mean(value: Callable[[GivenUp], float]) -> float:
        def at(start: float) -> float:
            return value(given_up(chance, need, tau, threshold, start)) * exp(-start / delay) / delay

        return mean_over(at, sorted({0.0, *(min(times * delay, last) for times in (1, 6, 30)), last})) * last

    share, never = mean(lambda found: found.suspended), exp(-last / delay)
    hours = mean(lambda found: found.suspended * found.hours) / share
    solvable = mean(lambda found: found.suspended * found.solvable) / share
    return GivenUp(share + never, hours, solvable, never)


def cleared_in_second_life(chance: float, need: float, threshold: float, delay: float) -> float:
    """Share cleared of cases that were given up, and reopened after an exponential time of mean `delay`.

    Leads do not cool. At which end of a shift a case was given up, and how long ago, decides at which hour it
    starts afresh; each end is as likely as the cases in whose block the limit was reached are left unsolved.
    """
    limit = age_not_worth_it(chance, need, inf, threshold)
    looks = (BLOCKS[0], BLOCKS[0] + BLOCKS[1], sum(BLOCKS))

    def unsolved(late: float) -> float:
        return 1 - chance + chance * left(limit + late, need)

    weights = [mean_over(unsolved, (0.0, block)) * block for block in BLOCKS]
    after = [_left_after(look, limit, need, delay, looks) for look in looks]
    return chance * (1 - sum(w * x for w, x in zip(weights, after, strict=True)) / sum(weights))


def _left_after(look: float, limit: float, need: float, delay: float, looks: Sequence[float]) -> float:
    """Share of solvable cases left unsolved by a second life that begins an exponential time after `look`."""
    day = looks[-1]

    def at(waited: float) -> float:
        """`waited`: hours after the look, without whole days."""
        over = (look + waited + limit) % day
        late = min(other for other in looks if other >= over) - over
        return left(limit + late, need) * exp(-waited / delay) / (delay * (1 - exp(-day / delay)))

    bends = {
        0.0,
        day,
        min(6 * delay, day),
        min(30 * delay, day),
        *((other - look - limit) % day for other in looks),
    }
    return mean_over(at, sorted(bends)) * day


# -- whether a case can be solved ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Response:
    """Minutes that a response takes: exponential with `mean`, counted as between `least` and `most`."""

    mean: float
    least: float
    most: float


def solvable_by_response(
    log_odds: float, slope: float, median: float, cv: float, response: Response, reference: float
) -> float:
    """Mean of logistic(log_odds + slope x ln((delay + response) / reference)) over both, all in minutes.

    The delay until the call is log-normal with this median and coefficient of variation.
    """
    spread, scale = sqrt(log1p(cv**2)), response.mean
    at_least, at_most = 1 - exp(-response.least / scale), exp(-response.most / scale)
    width = response.most - response.least

    def for_score(score: float) -> float:
        delay = median * exp(spread * score)

        def chance(minutes: float) -> float:
            return logistic(log_odds + slope * log((delay + minutes) / reference))

        between = mean_over(
            lambda minutes: chance(minutes) * exp(-minutes / scale) / scale, (response.least, response.most)
        )
        found = at_least * chance(response.least) + width * between + at_most * chance(response.most)
        return found * exp(-(score**2) / 2) / sqrt(2 * pi)

    return 16 * mean_over(for_score, (-8.0, 0.0, 8.0))
