"""What reaches the canvas before Qt's own handlers: pinches, tooltips, the pointer leaving.

This is an event filter and not an override of `viewportEvent`: an override would have to call Qt's
again, and a fault in what Qt then paints ends the process (PySide 6.11.3 cannot carry an exception
from `QGraphicsItem.paint` through a call from Python; without such a call it prints it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QMouseEvent, QNativeGestureEvent
from PySide6.QtWidgets import QToolTip

from netbuilder.app.canvas.hover import Hover
from netbuilder.app.canvas.tips import tip_for

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView


TIP_MS = 400
"""How long the pointer rests over a port or wire until it is told about; Qt waits longer."""


class Watch(QObject):
    """Watches the viewport of a canvas."""

    def __init__(self, view: CanvasView, hover: Hover) -> None:
        super().__init__(view)
        self._view = view
        self._hover = hover
        self._at = QPoint()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(TIP_MS)
        self._rest.timeout.connect(self._on_rested)
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Deal with what is ours and let all else pass."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
                return False
            self._view.camera.zoom_by(1 + event.value(), event.position())
            return True
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event.pos())
            return True
        if event.type() is QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._at = event.position().toPoint()
            self._rest.start()
        elif event.type() is QEvent.Type.MouseButtonPress:
            self._rest.stop()
        elif event.type() is QEvent.Type.Leave:
            self._rest.stop()
            self._hover.leave()
        return False

    def _on_rested(self) -> None:
        if self._hover.hit.port is not None or self._hover.hit.wire is not None:
            self._show_tip(self._at)

    def _show_tip(self, at: QPoint) -> None:
        view = self._view
        place = view.mapToScene(at)
        hit = view.scope.hits.at(place.x(), place.y(), view.camera.zoom)
        viewport = view.viewport()
        QToolTip.showText(viewport.mapToGlobal(at), tip_for(hit, view.arrays), viewport)
