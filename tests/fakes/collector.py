"""The garbage collector in a session of many small runs: what is kept to the end is not looked through again.

`simulate` asks for a full collection after each run, and so does statsmodels at each adjustment. That goes through
all that a session has loaded and kept, and takes longer than a small run itself.
"""

from __future__ import annotations

import gc
import sys
from types import SimpleNamespace

STANDING_STILL = SimpleNamespace(freeze=lambda: None, unfreeze=lambda: None)


def spare() -> None:
    """Collect once more what is garbage now, and let later collections leave out all that is left.

    A model spares what was there before its run, too, but when it has ended gives all of it back: here it must not.
    """
    gc.collect()
    gc.freeze()
    if "sim.model" in sys.modules:
        sys.modules["sim.model"].gc = STANDING_STILL  # type: ignore[attr-defined]
