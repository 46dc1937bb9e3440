"""What looking costs, so that it can be kept to a share of the time."""

from __future__ import annotations

MEMORY = 8
"""So many of the latest times count; one that was held up by something else counts for little."""


class Price:
    """The price of something done again and again: the mean of how long it took lately.

    A mean, not the shortest: on a machine that is busy with something else both looks and steps
    take longer, and the share of the time is to stay the same.
    """

    def __init__(self) -> None:
        self._mean_s = 0.0
        self._count = 0

    def paid(self, spent_s: float) -> float:
        """Take in how long it has just taken; gives the price in seconds."""
        self._count = min(MEMORY, self._count + 1)
        self._mean_s += (spent_s - self._mean_s) / self._count
        return self._mean_s
