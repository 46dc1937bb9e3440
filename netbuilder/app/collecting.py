"""Decides when Python looks for cyclic garbage: in the UI thread alone, between two events.

Left to itself, Python collects in whichever thread allocates next, mostly the trainer's. What a
closed dialog leaves in cycles holds widgets, timers and fonts; Qt has to delete those in the thread
that they live in, and may crash in another.

Collections are therefore switched off while the app runs, and a timer does what is due by Python's
own rules. Long imports have none at all and are kept out of later ones: see `keeping_imports`.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

TICK_MS = 500
"""How often the UI thread looks whether a collection is due."""

_OLDEST = 2

_importing = threading.Lock()
"""Held while modules are imported; garbage belongs to the process, and so does this."""


@contextmanager
def keeping_imports() -> Iterator[None]:
    """Import many modules without a collection, and keep what they leave out of later ones.

    Imports leave hundreds of thousands of objects and hardly any garbage: to walk them locks every
    thread for 100 ms. May be used in any thread, by one at a time.
    """
    with _importing:
        was_on = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            gc.freeze()
            if was_on:
                gc.enable()


class Collector(QObject):
    """Collects garbage in the thread that it was made in, and nowhere else.

    Has to be started before other threads are, and needs a running event loop.

    Args:
        tick_ms: How often to look whether a collection is due.
    """

    def __init__(self, parent: QObject | None = None, *, tick_ms: int = TICK_MS) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        self._num_old = 0
        self._num_aged = 0
        self._timer = QTimer(self)
        self._timer.setInterval(tick_ms)
        self._timer.timeout.connect(self._on_tick)

    @property
    def is_running(self) -> bool:
        """Whether garbage is collected here alone."""
        return self._timer.isActive()

    def start(self) -> None:
        """Take over from Python."""
        if self.is_running:
            return
        self._was_on = gc.isenabled()
        gc.disable()
        self._num_old = len(gc.get_objects(generation=_OLDEST))
        self._num_aged = 0
        self._timer.start()

    def stop(self) -> None:
        """Leave collections to Python again, in any thread, if they were before."""
        if not self.is_running:
            return
        self._timer.stop()
        if self._was_on:
            gc.enable()

    def _on_tick(self) -> None:
        if not _importing.acquire(blocking=False):
            return
        try:
            self._collect()
        finally:
            _importing.release()

    def _collect(self) -> None:
        match self._due():
            case 0:
                gc.collect(0)
            case 1:
                young = sum(len(gc.get_objects(generation=g)) for g in range(_OLDEST))
                self._num_aged += young - gc.collect(1)
            case 2:
                gc.collect(_OLDEST)
                self._num_old = len(gc.get_objects(generation=_OLDEST))
                self._num_aged = 0

    def _due(self) -> int | None:
        # Python counts on while it is switched off. It would have looked whenever the youngest
        # generation was full; ticks come later, and count what it would have done in between.
        young, middle, old = gc.get_count()
        most_young, most_middle, most_old = gc.get_threshold()
        if most_young == 0 or young <= most_young:
            return None
        missed = young // most_young - 1
        if old + missed // max(most_middle, 1) > most_old and self._is_worth_a_full_one():
            return _OLDEST
        return 1 if middle + missed > most_middle else 0

    def _is_worth_a_full_one(self) -> bool:
        # A quarter is Python's own rule: what is old is walked seldom. A drag is not disturbed,
        # unless as much has aged meanwhile as was old before, and all of it might be garbage.
        if self._num_aged < self._num_old / 4:
            return False
        is_dragging = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        return not is_dragging or self._num_aged > self._num_old
