"""Casework: who investigates what, in which teams, and who finishes a case."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.config.base import AtLeastOne, Frozen, Share, Status
from sim.config.quantity import Quantity

Grouping = Literal["own_officer", "squads", "groups", "pool"]


class CaseworkConfig(Frozen):
    """How investigators are grouped and how cases find them."""

    title: str
    description: str = ""
    source: str
    status: Status
    station_grouping: Grouping
    specialist_grouping: Grouping
    group_size: AtLeastOne
    referral: str
    routes: dict[str, str]
    """Offence -> investigate:<specialism>; `default` for those not named."""
    threshold: Quantity | None = None
    negative_list: tuple[str, ...] = ()
    least_share: Share | None = None
    """Share of criminal cases that specialists must carry; below it they take cases that stations could keep."""
    zoned: bool = False
    """Whether specialist teams keep to a zone of the county."""
    closing: Literal["owner", "split", "pretrial"] = "owner"
    analysis: Literal["team", "county"] = "team"
    """Who sees cases side by side and may link them: each team its own, or one desk all."""
    lead: Quantity | None = Field(default=None, description="context: pay shares of S13, moves nothing")

    @model_validator(mode="after")
    def _default_route(self) -> CaseworkConfig:
        if "default" not in self.routes:
            raise ValueError("routes: a 'default' is needed")
        return self
