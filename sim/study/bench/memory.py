"""Peak memory of a fresh process that simulates one replication: `python -m sim.study.bench.memory KEY=VALUE ...`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from math import nan
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_of_fresh_process(overrides: Sequence[str], environment: dict[str, str]) -> float:
    """Megabytes (2**20 bytes) at most resident while a fresh process simulates; NaN where no system call says it."""
    command = [sys.executable, "-m", "sim.study.bench.memory", *overrides]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return float(done.stdout)


def peak() -> float:
    """Megabytes at most resident in this process so far.

    Linux hands a child the peak of its parent in getrusage, so its own page on the process is read first.
    """
    if STATUS.exists():
        lines = STATUS.read_text(encoding="ascii", errors="replace").splitlines()
        kilobytes = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
        if kilobytes:
            return int(kilobytes[0]) / 1024
    try:
        import resource
    except ImportError:
        return nan
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / 2**20 if sys.platform == "darwin" else used / 1024


def main() -> None:
    """Simulate what the command line asks for, and print the peak."""
    from sim.config.load import load_config
    from sim.study.simulate import simulate

    simulate(load_config(sys.argv[1:]))
    print(peak())


if __name__ == "__main__":
    main()
