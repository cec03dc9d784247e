"""Review: which steps of a case somebody else looks at."""

from __future__ import annotations

from typing import Literal

from sim.config.base import Frozen


class ReviewConfig(Frozen):
    """Steps that the reviewers see before a case goes on."""

    title: str
    description: str = ""
    source: str
    status: Literal["quoted", "derived", "literature", "assumed", "fitted", "user"]
    filing: bool
    """Whether filing is reviewed too (costs reviewers' hours; work on the case goes on meanwhile)."""
    transfer: bool
    """Whether a case is reviewed before its transfer, and may be sent back."""
