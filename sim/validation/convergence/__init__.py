"""Whether the defaults suffice: the size of the cells, the length of the warm-up, one draw of places."""

from sim.validation.convergence.run import run_convergence

__all__ = ["run_convergence"]
