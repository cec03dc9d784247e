"""The event queue: one heap, one total order, never a random tie.

Times are minutes since the start of the run, as floats. Events at one moment run in the order of their
priority and then of their scheduling.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

Event = list[Any]
"""[time, priority, sequence, handler, arguments]; the handler is None once cancelled."""


class Clock:
    """Calls handlers at their time, in the order (time, priority, sequence)."""

    def __init__(self) -> None:
        self.now = 0.0
        self.handled = 0
        self._heap: list[Event] = []
        self._sequence = 0

    def call_at(self, time: float, handler: Callable[..., None], *args: Any, priority: int = 0) -> Event:
        """Have `handler(*args)` called at `time` (minutes); raises ``ValueError`` for a time that has passed."""
        if not time >= self.now:
            raise ValueError(f"an event at {time} cannot be scheduled: it is {self.now}")
        self._sequence += 1
        event = [time, priority, self._sequence, handler, args]
        heappush(self._heap, event)
        return event

    def call_after(self, delay: float, handler: Callable[..., None], *args: Any) -> Event:
        """Have `handler(*args)` called `delay` minutes from now; raises ``ValueError`` for a negative delay."""
        if not delay >= 0:
            raise ValueError(f"an event cannot be scheduled {delay} minutes from now")
        self._sequence += 1
        event = [self.now + delay, 0, self._sequence, handler, args]
        heappush(self._heap, event)
        return event

    @staticmethod
    def cancel(event: Event) -> None:
        """Take the event out: it stays in the heap and is passed over."""
        event[3] = None

    def advance(self, until: float) -> None:
        """Run every event up to and including `until`; the clock then stands at `until`."""
        heap = self._heap
        while heap and heap[0][0] <= until:
            time, _, _, handler, args = heappop(heap)
            if handler is not None:
                self.now = time
                self.handled += 1
                handler(*args)
        self.now = max(self.now, until)
