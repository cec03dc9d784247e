"""A desk of the command chain: staff on duty and a queue."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from mesa import Agent

if TYPE_CHECKING:
    from sim.model import PolicingModel


class Desk(Agent):  # type: ignore[misc]  # mesa ships no types
    """Whoever is free takes the next message; the rest queue in order of arrival."""

    def __init__(self, model: PolicingModel, function: str, ground: int) -> None:
        super().__init__(model)
        self.function = function
        self.ground = ground
        """Zone or area that the desk serves, -1 for the county."""
        self.staff = 1
        self.busy = 0
        self.queue: deque[int] = deque()

    def admit(self, message: int) -> bool:
        """Take the message at once if somebody is free; otherwise queue it."""
        if self.busy < self.staff and not self.queue:
            self.busy += 1
            return True
        self.queue.append(message)
        return False

    def release(self) -> int | None:
        """One message is done: the next of the queue, which is taken at once, or nothing."""
        self.busy -= 1
        return self.take_waiting()

    def take_waiting(self) -> int | None:
        """The message that waits longest, if somebody is free to take it."""
        if self.queue and self.busy < self.staff:
            self.busy += 1
            return self.queue.popleft()
        return None
