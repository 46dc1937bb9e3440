"""Keeps the trainer waiting from a gesture on the canvas until the picture of it is up."""

from __future__ import annotations

from contextlib import ExitStack

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from netbuilder.app.engine import Engine

_INPUT = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.NativeGesture,
    }
)
_UNPAINTED_MS = 20
"""A gesture that changes no picture lets the trainer go on after this time."""


class PaintHold(QObject):
    """Holds the engine's turnstile between input and paint, only while a run is under way."""

    def __init__(self, engine: Engine, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._engine = engine
        self._viewport = viewport
        self._hold = ExitStack()
        self._is_held = False
        self._is_watching = False
        self._unpainted = QTimer(self)
        self._unpainted.setSingleShot(True)
        self._unpainted.setInterval(_UNPAINTED_MS)
        self._unpainted.timeout.connect(self.release)
        engine.state_changed.connect(self._on_state_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _INPUT and not self._is_held:
            self._is_held = True
            self._hold.enter_context(self._engine.turnstile.hold())
            self._unpainted.start()
        elif kind is QEvent.Type.Paint and self._is_held:
            self._unpainted.start(0)  # once the paint event has been dealt with
        return False

    def release(self) -> None:
        """Let the trainer go on."""
        self._is_held = False
        self._hold.close()

    def _on_state_changed(self) -> None:
        if self._engine.is_training == self._is_watching:
            return
        self._is_watching = self._engine.is_training
        if self._is_watching:
            self._viewport.installEventFilter(self)
        else:
            self._viewport.removeEventFilter(self)
            self.release()
