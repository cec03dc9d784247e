"""Whose case it is: a rule names the function that investigates, from what is known of the case."""

from __future__ import annotations

from collections.abc import Callable

from sim.config.casework import CaseworkConfig
from sim.registry import Registry

STATION = "investigate:station"

ReferralRule = Callable[[CaseworkConfig, str, int, int], str]
"""(settings, offence, known suspects, known offences) -> ``investigate:<specialism>``"""
REFERRAL_RULES: Registry[ReferralRule] = Registry("referral rule")


@REFERRAL_RULES.register("by_offence")
def by_offence(settings: CaseworkConfig, offence: str, suspects: int, offences: int) -> str:
    """By the offence alone."""
    return settings.routes.get(offence, settings.routes["default"])


@REFERRAL_RULES.register("threshold")
def threshold(settings: CaseworkConfig, offence: str, suspects: int, offences: int) -> str:
    """Specialists from a number of suspects plus offences on, and for a negative list; else the station."""
    route = by_offence(settings, offence, suspects, offences)
    limit = settings.threshold
    if offence in settings.negative_list or (limit is not None and suspects + offences >= limit):
        return route
    return STATION
