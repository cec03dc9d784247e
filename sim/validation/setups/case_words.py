"""Words that setups about cases share, and how cases are read off the records and the configuration."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from sim.validation.setup import NO_TRAVEL, force

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.schema import Config
    from sim.config.work import OffenceWork
    from sim.study.simulate import Result

CRIMINAL = ("theft", "fraud", "robbery", "injury", "rape", "homicide", "other_offence")
AT_ONCE = 1e-9
"""Hours below which nobody has waited: rounding."""


def cases_an_hour(rate: float, **shares: float) -> tuple[str, ...]:
    """The words for so many criminal cases an hour, none through a call, of offences in these shares (theft)."""
    shares = shares or {"theft": 1.0}
    recorded = f"demand.recorded_cases={rate * 24 * 365 / 230:.10g}"  # county=reference: 230 000 residents
    mix = (f"demand.offences.{name}.share_recent={shares.get(name, 0)}" for name in CRIMINAL)
    return ("demand.effective_calls=0", "demand.administrative_cases=0", recorded, *mix)


def team(people: int, second: int = 1) -> tuple[str, ...]:
    """A force in one place whose first pool has so many investigators; nothing but a case's need takes time."""
    return (*force(first_pool=people, second_pool=second), *NO_TRAVEL)


def offence(name: str = "theft", **values: object) -> tuple[str, ...]:
    """The words that set how hard the cases of an offence are."""
    return tuple(f"work.case.offences.{name}.{key}={value}" for key, value in values.items())


def grouping(name: str, size: int = 1) -> tuple[str, str]:
    """The words that group the investigators."""
    return (f"casework.specialist_grouping={name}", f"casework.group_size={size}")


def intercept(chance: float) -> float:
    """The log-odds of this chance."""
    return round(log(chance / (1 - chance)), 12)


# -- off the configuration ---------------------------------------------------------------------------------------


def rate_of(config: Config, name: str = "theft") -> float:
    """Cases of the offence an hour."""
    share = config.demand.offences[name].share_recent
    return float(config.demand.recorded_cases * share * config.county.residents) / 1000 / 365 / 24


def hard(config: Config, name: str = "theft") -> OffenceWork:
    """How hard the cases of the offence are."""
    return config.work.case.offences[name]


def tau_of(config: Config, name: str = "theft") -> float:
    """Hours in which the leads of the offence cool by e."""
    return float(hard(config, name).tau_days) * 24


# -- off the records ---------------------------------------------------------------------------------------------


def counted(result: Result, name: str | None = None) -> pd.DataFrame:
    """The cases, of one offence or all, that were reported in the counted days."""
    clock, cases = result.records.clock, result.cases
    at = cases["reported_at"]
    chosen = (at >= clock["cohort_from"]) & (at < clock["cohort_until"])
    if name is not None:
        chosen &= cases["offence"] == result.records.names["offences"].index(name)
    return cases[chosen]


def hours_between(cases: pd.DataFrame, first: str, second: str) -> pd.Series:
    """Hours from one time of each case to another."""
    return (cases[second] - cases[first]) / 60


def mean(values: pd.Series) -> float:
    """The mean; NaN, which no interval holds, where one is missing."""
    return float(values.mean(skipna=False))


def busy(result: Result, people: int) -> float:
    """Share of the counted time, which must be whole months, that so many investigators worked on cases."""
    run, minutes = result.config.run, result.people
    first, end = run.warmup // 30, (run.warmup + run.days) // 30
    counted_months = minutes[(minutes["month"] >= first) & (minutes["month"] < end)]
    return float(counted_months["case"].sum()) / (people * run.days * 1440)
