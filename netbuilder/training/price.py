"""What looking costs: the time it takes when nothing else gets in the way."""

from __future__ import annotations

from collections import deque

LATEST = 3


class Price:
    """The price of something done again and again, in seconds.

    Of the latest few times the shortest counts: the others were held up by a paint event, another
    program, or by being the first.
    """

    def __init__(self) -> None:
        self._spent_s: deque[float] = deque(maxlen=LATEST)

    def paid(self, spent_s: float) -> float:
        """Take in how long it has just taken; gives the price."""
        self._spent_s.append(spent_s)
        return min(self._spent_s)
