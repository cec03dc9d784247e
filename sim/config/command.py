"""Command: the chain of desks through which a call passes."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from sim.config.base import Frozen, Status

DeskKind = Literal["command", "area_desk"]


class CommandConfig(Frozen):
    """Who relays a call to whom."""

    title: str
    description: str = ""
    source: str
    status: Status
    hops: tuple[DeskKind, ...]
    """Desks after the intake desk; the last desk of the chain chooses the team."""
    watch: tuple[DeskKind, ...] = ()
    """Desks that follow the call in parallel and add no hop."""
    watch_as_hops: bool = False
    """Whether the watching desks stand in the chain after all."""

    @model_validator(mode="after")
    def _short_and_plain(self) -> CommandConfig:
        desks = (*self.watch, *self.hops)
        if len(set(desks)) < len(desks):
            raise ValueError("a desk stands in the chain or watches once, not twice")
        return self

    def chain(self) -> tuple[DeskKind, ...]:
        """The desks after the intake desk through which a call really passes."""
        return (*self.watch, *self.hops) if self.watch_as_hops else self.hops
