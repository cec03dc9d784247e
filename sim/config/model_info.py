"""What a model says of itself; names only, none of which moves a figure."""

from __future__ import annotations

from pydantic import Field

from sim.config.base import Frozen


class ModelInfo(Frozen):
    """Name, titles and sources of a model."""

    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")
    title: str
    title_zh: str = ""
    also: tuple[str, ...] = ()
    source: str
    description: str = ""
    context: dict[str, str] = Field(default_factory=dict)
    """Facts told with the structure that move nothing: id -> what it says; `explain` shows them."""
