"""Where replications are executed: in this process, or in several local ones."""

from sim.engines.base import Execution, Failure, Policy, execute

__all__ = ["Execution", "Failure", "Policy", "execute"]
