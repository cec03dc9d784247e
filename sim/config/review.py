"""Review: which steps of a case somebody else looks at."""

from __future__ import annotations

from sim.config.base import Frozen, Status


class ReviewConfig(Frozen):
    """Steps that the reviewers see before a case goes on."""

    title: str
    description: str = ""
    source: str
    status: Status
    filing: bool
    """Whether filing is reviewed too (costs reviewers' hours; work on the case goes on meanwhile)."""
    transfer: bool
    """Whether a case is reviewed before its transfer, and may be sent back."""
