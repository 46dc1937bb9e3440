"""A turnstile between the thread that trains and the thread that paints.

Both share one interpreter. While the UI thread holds the turnstile, from an event until the picture
is up, the trainer waits before its next step instead of competing for the interpreter, so a frame
takes as long as in an idle app.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_HOLD_S = 0.05


class Turnstile:
    """Lets a trainer through between steps, unless the UI holds it.

    Args:
        longest_hold_s: After this time a hold no longer stops the trainer, so a UI that hangs never
            stops training.
    """

    def __init__(self, *, longest_hold_s: float = LONGEST_HOLD_S) -> None:
        self._longest_hold_s = longest_hold_s
        self._lock = threading.Lock()
        self._open = threading.Event()
        self._open.set()
        self._holders = 0
        self._until = 0.0
        self._waited_s = 0.0

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep the trainer waiting before its next step; may be nested."""
        with self._lock:
            self._holders += 1
            if self._holders == 1:
                self._until = time.monotonic() + self._longest_hold_s
                self._open.clear()
        try:
            yield
        finally:
            with self._lock:
                self._holders -= 1
                if self._holders == 0:
                    self._open.set()

    def pass_through(self) -> None:
        """Wait while the turnstile is held, at most until the hold has lasted its longest time."""
        if self._open.is_set():
            return
        before = time.monotonic()
        if before < self._until:
            self._open.wait(self._until - before)
            self._waited_s += time.monotonic() - before

    @property
    def waited_s(self) -> float:
        """How long the trainer has waited here in all."""
        return self._waited_s
