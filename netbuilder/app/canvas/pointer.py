"""The pointer over the canvas: one gesture at a time, while the view may move beneath it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QCursor, QMouseEvent

from netbuilder.app.canvas.gestures import Gesture, Press, begin
from netbuilder.app.canvas.hover import Hover

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView

_EDGE_PX = 32.0
_MOST_PX = 64.0
_SHARE_A_TICK = 0.3
_TICK_MS = 16


class Pointer(QObject):
    """Begins gestures, leads them along and ends them.

    While one lasts the view can be moved: with the middle button or the space key, with the wheel,
    and by itself where the pointer is held at the edge of the view. The gesture follows.
    """

    def __init__(self, view: CanvasView, hover: Hover) -> None:
        super().__init__(view)
        self._view = view
        self._hover = hover
        self._gesture: Gesture | None = None
        self._held = Qt.MouseButton.NoButton
        self._at = QPointF()
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self._carries_view = False
        self._was_inside = False
        self._ended_on_right = False
        self._drift = QTimer(self)
        self._drift.setInterval(_TICK_MS)
        self._drift.timeout.connect(self._on_drifted)
        view.camera.moved.connect(self._on_view_moved)
        view.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Let the keys of commands rest while a gesture lasts, whose project they would change."""
        if self.is_busy and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return False

    @property
    def is_busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

    def place(self) -> tuple[float, float] | None:
        """The scene point that the pointer is over, or None where it is over something else."""
        viewport = self._view.viewport()
        at = viewport.mapFromGlobal(QCursor.pos())
        if not viewport.rect().contains(at) or not viewport.isVisible():
            return None
        place = self._view.scene_at(QPointF(at))
        return place.x(), place.y()

    def press(self, event: QMouseEvent, *, pans: bool) -> None:
        """A button went down; `pans` says that the space key is held."""
        if self._gesture is not None:
            self._carries_view |= event.button() is Qt.MouseButton.MiddleButton
            self._at = event.position()
            return
        scope, at = self._view.scope, self._view.scene_at(event.position())
        self._ended_on_right = False
        self._gesture = begin(
            Press(
                scope=scope,
                at=at,
                hit=scope.hits.at(at.x(), at.y(), scope.camera.zoom),
                button=event.button(),
                modifiers=event.modifiers(),
                pans=pans,
            )
        )
        if self._gesture is None:
            return
        self._held, self._at = event.button(), event.position()
        self._modifiers = event.modifiers()
        self._was_inside = False
        self._gesture.begin(at, event.modifiers())
        if self._gesture.cursor is not None:
            self._view.viewport().setCursor(self._gesture.cursor)

    def move(self, event: QMouseEvent, *, pans: bool) -> None:
        """The pointer moved: the gesture goes on, or what is under the pointer shows."""
        by, self._at = event.position() - self._at, event.position()
        self._modifiers = event.modifiers()
        gesture = self._gesture
        if gesture is None:
            if not event.buttons():
                at = self._view.scene_at(self._at)
                self._view.viewport().setCursor(
                    Qt.CursorShape.OpenHandCursor if pans else self._hover.move(at)
                )
        elif gesture.follows_view and (self._carries_view or pans):
            self._view.camera.pan(by)
        else:
            self._lead()
            self._look_for_edge()

    def release(self, event: QMouseEvent) -> None:
        """A button went up: the gesture that it began ends."""
        if event.button() is Qt.MouseButton.MiddleButton:
            self._carries_view = False
        if self._gesture is None or event.button() is not self._held:
            return
        gesture = self._give_up()
        self._ended_on_right = event.button() is Qt.MouseButton.RightButton
        if gesture is not None:
            gesture.end(self._view.scene_at(event.position()), event.modifiers())

    def cancel(self) -> bool:
        """Give up the gesture; return whether there was one."""
        gesture = self._give_up()
        if gesture is not None:
            gesture.cancel()
        return gesture is not None

    def wants_menu(self) -> bool:
        """Whether a click of the right button asks for a menu, and was not part of a gesture.

        Some systems ask for it at the press, others at the release.
        """
        return self._gesture is None and not self._ended_on_right

    def _give_up(self) -> Gesture | None:
        gesture, self._gesture = self._gesture, None
        self._drift.stop()
        self._carries_view = False
        if gesture is not None:
            self._view.viewport().unsetCursor()
        return gesture

    def _lead(self) -> None:
        if self._gesture is not None:
            self._gesture.move(self._view.scene_at(self._at), self._modifiers)

    def _on_view_moved(self) -> None:
        if self._gesture is not None and self._gesture.follows_view:
            self._lead()

    def _look_for_edge(self) -> None:
        """Let the view drift while the pointer is held at its edge.

        A drag that begins there first has to leave the edge, inwards or outwards.
        """
        area = QRectF(self._view.viewport().rect())
        inner = area.adjusted(_EDGE_PX, _EDGE_PX, -_EDGE_PX, -_EDGE_PX)
        is_at_edge = not inner.contains(self._at)
        self._was_inside |= not is_at_edge or not area.contains(self._at)
        drifts = self._gesture is not None and self._gesture.follows_view
        if drifts and is_at_edge and self._was_inside:
            if not self._drift.isActive():
                self._drift.start()
        else:
            self._drift.stop()

    def _on_drifted(self) -> None:
        area = QRectF(self._view.viewport().rect())
        by = QPointF(
            _beyond(self._at.x(), area.left(), area.right()),
            _beyond(self._at.y(), area.top(), area.bottom()),
        )
        self._view.camera.pan(by * -_SHARE_A_TICK)


def _beyond(at: float, low: float, high: float) -> float:
    """How far a place lies in or beyond the edge, below 0 at the lower one."""
    over = max(0.0, at - (high - _EDGE_PX)) - max(0.0, low + _EDGE_PX - at)
    return min(max(over, -_MOST_PX), _MOST_PX)
