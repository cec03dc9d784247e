"""Where replications are executed: in this process, or in several local ones."""

from sim.engines.base import Execution, Failure, execute

__all__ = ["Execution", "Failure", "execute"]
