"""Looking on from outside: a handler of one model is given an onlooker, who changes nothing.

The model needs no hook for it, and a model that is watched leaves the same records as one that is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Look = Callable[..., None]


def watch(part: Any, handler: str, before: Look | None = None, after: Look | None = None) -> None:
    """Have `before` and `after` called with the arguments of `part.handler` each time it runs.

    Handlers that were scheduled earlier run unwatched. Raises ``AttributeError`` where there is no such handler.
    """
    real = getattr(part, handler)

    def watched(*args: Any, **named: Any) -> Any:
        if before is not None:
            before(*args, **named)
        given = real(*args, **named)
        if after is not None:
            after(*args, **named)
        return given

    setattr(part, handler, watched)
