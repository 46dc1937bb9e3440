"""Moving the view with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from netbuilder.app.canvas.gestures.gesture import Gesture, Modifiers


class Pan(Gesture):
    """Drags the whole plane along with the pointer."""

    cursor = Qt.CursorShape.ClosedHandCursor
    follows_view = False

    def begin(self, at: QPointF, modifiers: Modifiers) -> None:
        """Hold the plane at this point."""
        self._held = at

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Bring the held point under the pointer."""
        self.scope.camera.pan((at - self._held) * self.scope.camera.zoom)
