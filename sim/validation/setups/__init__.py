"""All situations whose answer is known."""

from __future__ import annotations

from sim.validation.setup import Setup
from sim.validation.setups.arrivals import SETUPS as ARRIVALS
from sim.validation.setups.case_closing import SETUPS as CASE_CLOSING
from sim.validation.setups.case_queues import SETUPS as CASE_QUEUES
from sim.validation.setups.ciw_compare import SETUPS as CIW
from sim.validation.setups.desks import SETUPS as DESKS
from sim.validation.setups.hypercube import SETUPS as HYPERCUBE
from sim.validation.setups.leads import SETUPS as LEADS
from sim.validation.setups.loss import SETUPS as LOSS
from sim.validation.setups.priorities import SETUPS as PRIORITIES
from sim.validation.setups.queues import SETUPS as QUEUES
from sim.validation.setups.space import SETUPS as SPACE

SETUPS: tuple[Setup, ...] = (
    *QUEUES, *DESKS, *PRIORITIES, *LOSS, *ARRIVALS, *CIW, *SPACE, *HYPERCUBE, *CASE_QUEUES, *CASE_CLOSING, *LEADS
)  # fmt: skip
"""In the order of printing."""
