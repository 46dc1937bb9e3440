"""What reaches the canvas before Qt's own handlers: pinches, tooltips, the pointer leaving.

This is an event filter and not an override of `viewportEvent`: an override would have to call Qt's
again, and a fault in what Qt then paints ends the process (PySide 6.11.3 cannot carry an exception
from `QGraphicsItem.paint` through a call from Python; without such a call it prints it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHelpEvent, QNativeGestureEvent
from PySide6.QtWidgets import QToolTip

from netbuilder.app.canvas.hover import Hover
from netbuilder.app.canvas.tips import tip_for

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView


class Watch(QObject):
    """Watches the viewport of a canvas."""

    def __init__(self, view: CanvasView, hover: Hover) -> None:
        super().__init__(view)
        self._view = view
        self._hover = hover
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Deal with what is ours and let all else pass."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
                return False
            self._view.camera.zoom_by(1 + event.value(), event.position())
            return True
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        if event.type() is QEvent.Type.Leave:
            self._hover.leave()
        return False

    def _show_tip(self, event: QHelpEvent) -> None:
        view = self._view
        at = view.mapToScene(event.pos())
        hit = view.scope.hits.at(at.x(), at.y(), view.camera.zoom)
        QToolTip.showText(event.globalPos(), tip_for(hit, view.arrays), view.viewport())
