"""What looking costs, so that it can be kept to a share of the time."""

from __future__ import annotations

from collections import deque

MEMORY = 8
"""So many of the latest times count."""


class Price:
    """The price of something done again and again: the mean of how long it took lately.

    A mean, not the shortest: on a machine that is busy with something else both looks and steps
    take longer, and the share of the time is to stay the same.
    """

    def __init__(self) -> None:
        self._spent_s: deque[float] = deque(maxlen=MEMORY)

    def paid(self, spent_s: float) -> float:
        """Take in how long it has just taken; gives the price in seconds."""
        self._spent_s.append(spent_s)
        return sum(self._spent_s) / len(self._spent_s)

    @property
    def least_s(self) -> float:
        """How long it takes when nothing holds it up; 0 before the first time."""
        return min(self._spent_s, default=0.0)
