"""Where replications are executed: in this process, in several local ones, or on a Ray cluster."""

from sim.engines.base import Execution, Failure, Parted, Policy, Report, check, execute
from sim.engines.where import Where

__all__ = ["Execution", "Failure", "Parted", "Policy", "Report", "Where", "check", "execute"]
