"""What every part of a configuration has in common: frozen, and nothing unknown in it."""

from __future__ import annotations

from typing import Annotated, Literal

from annotated_types import Ge, Gt, Interval
from pydantic import BaseModel, ConfigDict

from sim.config.quantity import Quantity


class Frozen(BaseModel):
    """A typed, frozen section of the configuration that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


Positive = Annotated[Quantity, Gt(0)]
NonNegative = Annotated[Quantity, Ge(0)]
Status = Literal["quoted", "derived", "literature", "assumed", "fitted", "user"]
"""Where a fact comes from; the statuses of `Quantity`."""

AtLeastOne = Annotated[Quantity, Ge(1)]
Share = Annotated[Quantity, Interval(ge=0, le=1)]
