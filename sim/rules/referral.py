"""Whose case it is: a rule names the function that investigates, from what is known of the case."""

from __future__ import annotations

from collections.abc import Callable

from sim.config.casework import CaseworkConfig
from sim.registry import Registry

STATION = "investigate:station"

ReferralRule = Callable[[CaseworkConfig, str, int, int, float], str]
"""(settings, offence, known suspects, known offences, share of criminal cases that specialists have carried so far)
-> ``investigate:<specialism>``"""
REFERRAL_RULES: Registry[ReferralRule] = Registry("referral rule")


@REFERRAL_RULES.register("by_offence")
def by_offence(settings: CaseworkConfig, offence: str, suspects: int, offences: int, carried: float) -> str:
    """By the offence alone."""
    return settings.routes.get(offence, settings.routes["default"])


@REFERRAL_RULES.register("threshold")
def threshold(settings: CaseworkConfig, offence: str, suspects: int, offences: int, carried: float) -> str:
    """Specialists from a number of suspects plus offences on, for a negative list, and below their least share."""
    route = by_offence(settings, offence, suspects, offences, carried)
    limit, least = settings.threshold, settings.least_share
    if offence in settings.negative_list or (limit is not None and suspects + offences >= limit):
        return route
    return route if least is not None and carried < least else STATION
