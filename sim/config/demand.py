"""Demand: which calls and cases arrive, where, when, and what each of them needs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim.config.base import AtLeastOne, Frozen, NonNegative, Positive, Share, Status

PRIORITIES = 3


def _as_typed(value: Any) -> Any:
    """A year is a number on the command line, and a name here."""
    return str(value) if isinstance(value, int) else value


class Series(Frozen):
    """Numbers that belong together (a profile), with one unit, source and status."""

    values: tuple[float, ...]
    unit: str
    source: str
    status: Status
    note: str = ""


class LogNormal(Frozen):
    """A positive duration: mean in minutes, coefficient of variation, and the family to draw from."""

    mean: NonNegative
    cv: NonNegative
    family: Literal["lognormal", "exponential", "constant"] = "lognormal"


class Category(Frozen):
    """One category of effective calls."""

    title: str
    title_zh: str
    share: Share
    place: Literal["residents", "roads", "uniform"] = "residents"
    weekday: Literal["flat", "traffic"] = "flat"
    priority: Series
    needs_officer: Share
    backup: Share
    on_scene: LogNormal
    report: LogNormal
    case: Literal["none", "criminal", "administrative"] = "none"

    @model_validator(mode="after")
    def _three_priorities(self) -> Category:
        values = self.priority.values
        if len(values) != PRIORITIES or min(values) < 0 or abs(sum(values) - 1) > 1e-6:
            raise ValueError("priority: three shares that add up to 1 are needed")
        return self


class Offence(Frozen):
    """What a case of this offence is like before the force acts."""

    title: str
    title_zh: str
    criminal: bool = True
    share_2009: Share
    share_recent: Share
    call_propensity: Share
    remote: Share
    involvement: Share
    reporting_minutes_involvement: Positive
    suspect_known: Share
    more_suspects: NonNegative
    more_offences: NonNegative
    series: Share
    gravity: int = Field(ge=1, le=7, description="rank for the rule 'gravest'; 1 is the gravest")


class DemandConfig(Frozen):
    """Calls and cases, and how they spread over the week and the county."""

    title: str
    description: str = ""
    effective_calls: NonNegative
    invalid_share: Share
    on_scene_factor: Positive
    recorded_cases: NonNegative
    administrative_cases: NonNegative
    era: Annotated[Literal["recent", "2009"], BeforeValidator(_as_typed)] = "recent"
    hour_profile: Series
    weekday_traffic: Series
    categories: dict[str, Category]
    offences: dict[str, Offence]
    series_window_days: Positive
    link_recent: AtLeastOne
    walk_in_share: Share
    """Of the cases that neither call nor remote crime brings: reported at a station at once, not found later."""
    road_share: Share
    """Of what happens on roads: even over the cells with a through road, the rest where people live."""
    backlog_days: NonNegative
    reporting_cv: NonNegative

    @model_validator(mode="after")
    def _adds_up(self) -> DemandConfig:
        if len(self.hour_profile.values) != 24 or len(self.weekday_traffic.values) != 7:
            raise ValueError("hour_profile needs 24 values and weekday_traffic 7")
        if min(self.hour_profile.values) < 0 or sum(self.hour_profile.values) <= 0:
            raise ValueError("hour_profile: no hour may be negative, and not all may be zero")
        if min(self.weekday_traffic.values) < 0 or sum(self.weekday_traffic.values) <= 0:
            raise ValueError("weekday_traffic: no day may be negative, and not all may be zero")
        total = sum(category.share for category in self.categories.values())
        if abs(total - 1) > 1e-6:
            raise ValueError(f"the shares of the categories add up to {total:g}, not to 1")
        for share in ("share_recent", "share_2009"):
            total = sum(getattr(o, share) for o in self.offences.values() if o.criminal)
            if abs(total - 1) > 1e-6:
                raise ValueError(f"{share} of the criminal offences adds up to {total:g}, not to 1")
        return self

    def offence_shares(self) -> list[float]:
        """Share of each criminal offence in recorded cases, in declaration order; 0 for the others."""
        key = "share_recent" if self.era == "recent" else "share_2009"
        return [float(getattr(o, key)) if o.criminal else 0.0 for o in self.offences.values()]
