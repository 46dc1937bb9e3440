"""Tidying up: a new place for every card, and the glide that takes it there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal

from netbuilder.app.canvas.arrays import CanvasArrays, Floats, Ints
from netbuilder.app.canvas.wiring import Wiring
from netbuilder.app.theme import ThemeStore

_MOST_GLIDING = 400


class CardGlide(QObject):
    """Lets cards glide from where they were seen to where the network has them."""

    arrived = Signal()

    def __init__(
        self,
        arrays: CanvasArrays,
        wiring: Wiring,
        store: ThemeStore,
        repaint: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._arrays = arrays
        self._wiring = wiring
        self._store = store
        self._repaint = repaint
        self._animation = QVariantAnimation(self)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._on_moved)
        self._rows: Ints = np.zeros(0, np.int64)
        self._wires: Ints = np.zeros(0, np.int64)
        self._from: Floats = np.zeros((0, 2))
        self._to: Floats = np.zeros((0, 2))

    def start(self, seen: Floats) -> None:
        """Glide from `seen`, (nodes, 2), to the present places; at once where that is too much."""
        self.stop()
        duration = self._store.theme.duration_ms("tidy")
        if duration == 0 or len(seen) != len(self._arrays) or len(seen) > _MOST_GLIDING:
            self._repaint()
            return
        self._rows = np.flatnonzero((seen != self._arrays.xy).any(axis=1))
        self._wires = np.flatnonzero(self._arrays.edges_at(self._rows))
        self._from, self._to = seen[self._rows], self._arrays.xy[self._rows]
        self._show(0.0)
        self._animation.setDuration(duration)
        self._animation.start()

    def stop(self) -> None:
        """Have every card where it belongs."""
        if self._animation.state() is QVariantAnimation.State.Running:
            self._animation.stop()
            self._show(1.0)

    def _on_moved(self, share: object) -> None:
        assert isinstance(share, float)
        self._show(share)

    def _show(self, share: float) -> None:
        if len(self._rows) and self._rows[-1] >= len(self._arrays):
            return
        self._arrays.xy[self._rows] = self._from + (self._to - self._from) * share
        if share == 1.0:
            self._arrays.xy[self._rows] = self._to
            self._wiring.invalidate()
            self._repaint()
            self.arrived.emit()
        else:
            self._wiring.loosen(self._wires)
            self._repaint()
