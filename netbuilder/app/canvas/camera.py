"""What part of the scene the view shows, and how it glides from one part to another."""

from __future__ import annotations

import math

from PySide6.QtCore import (
    QEasingCurve,
    QObject,
    QPointF,
    QRectF,
    Qt,
    QTimer,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QTransform, QWheelEvent
from PySide6.QtWidgets import QGraphicsView

from netbuilder.app.canvas.arrays import Floats
from netbuilder.app.theme import ThemeStore

_SETTLE_MS = 100
_WHEEL_STEP = 120


class Camera(QObject):
    """Moves and zooms a view. Moves are reported at once, `settled` when it has come to rest.

    `jumped` carries the scene point in the middle and the zoom from before a glide.
    """

    jumped = Signal(QPointF, float)
    zoom_changed = Signal(float)
    moved = Signal()
    settled = Signal()

    def __init__(self, view: QGraphicsView, store: ThemeStore) -> None:
        super().__init__(view)
        self._view = view
        self._store = store
        self._glide = QVariantAnimation(self)
        self._glide.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._glide.valueChanged.connect(self._on_glide_moved)
        self._from = self._to = (QPointF(), 1.0)
        self.is_fitted = False
        self.wheel_pans = False
        """Whether a mouse's wheel pans, as two fingers do."""
        self.hidden_px = 0
        """The width of a strip at the right of the view that a panel lies over, or will soon."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_SETTLE_MS)
        self._rest.timeout.connect(self.settled)
        self.moved.connect(self._rest.start)

    @property
    def zoom(self) -> float:
        """View px a scene px."""
        return self._view.transform().m11()

    @property
    def is_moving(self) -> bool:
        """Whether the view has moved just now, and has not yet `settled`."""
        return self._rest.isActive()

    @property
    def center(self) -> QPointF:
        """The scene point in the middle of the view."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect().center()

    @property
    def seen(self) -> QRectF:
        """The part of the scene that is in view."""
        viewport = self._view.viewport().rect()
        top_left = self._view.mapToScene(viewport.topLeft())
        return QRectF(top_left, QRectF(viewport).size() / self.zoom)

    def sees(self, boxes: Floats) -> bool:
        """Whether all boxes (left, top, right, bottom) are wholly in view."""
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return self.seen.contains(QRectF(QPointF(*low.tolist()), QPointF(*high.tolist())))

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom so that the scene point under the view point `at` stays there; None: the middle."""
        self.stop()
        self.is_fitted = False
        limits = self._store.theme.tokens.canvas.zoom
        zoom = min(max(self.zoom * factor, limits.min), limits.max)
        if abs(zoom - 1) < 0.02:
            zoom = 1.0
        at = at or QPointF(self._view.viewport().rect().center())
        anchor = self._scene_at(at)
        middle = QRectF(self._view.viewport().rect()).center()
        self._place(anchor + (middle - at) / zoom, zoom)

    def pan(self, by: QPointF) -> None:
        """Move the picture by view px."""
        self.stop()
        self.is_fitted = False
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        across.setValue(across.value() - round(by.x()))
        down.setValue(down.value() - round(by.y()))
        self.moved.emit()

    def show(self, center: QPointF, zoom: float) -> None:
        """Show a place at once."""
        self.stop()
        self.is_fitted = False
        self._place(center, zoom)

    def fit(self, boxes: Floats, *, glides: bool = True, stays: bool = False) -> None:
        """Show all boxes (left, top, right, bottom), with a margin, not larger than at 100 %.

        What nearly fits at 100 % is shown at 100 % with less of a margin, since text is sharpest
        there.

        With `stays`, `is_fitted` holds until the person looks somewhere else.
        """
        self.is_fitted = stays
        if not len(boxes):
            return
        left, top = boxes[:, :2].min(axis=0).tolist()
        right, bottom = boxes[:, 2:].max(axis=0).tolist()
        limits = self._store.theme.tokens.canvas.zoom
        size = QRectF(self._view.viewport().rect()).size()
        margin = 2 * limits.fit_margin
        zoom = min(
            (size.width() - margin) / max(right - left, 1.0),
            (size.height() - margin) / max(bottom - top, 1.0),
            limits.fit_max,
        )
        fits_whole = right - left < size.width() - margin / 2 and (
            bottom - top < size.height() - margin / 2
        )
        if fits_whole:
            zoom = limits.fit_max
        center = QPointF((left + right) / 2, (top + bottom) / 2)
        self.glide_to(center, max(zoom, limits.min), glides=glides)

    def reveal(self, box: QRectF, *, least_px: float = 0) -> None:
        """Glide to a box if it is not wholly in view, or is beneath a panel.

        A box that would be less than `least_px` wide is shown at 100 %.
        """
        is_gliding = self._glide.state() is QVariantAnimation.State.Running
        center, zoom = self._to if is_gliding else (self.center, self.zoom)
        is_readable = box.width() * zoom >= least_px
        if is_readable and self._free_at(center, zoom).contains(box):
            return
        self.is_fitted = False
        zoom = zoom if is_readable else 1.0
        self.glide_to(box.center() + QPointF(self.hidden_px / 2 / zoom, 0), zoom)

    def turn(self, event: QWheelEvent) -> None:
        """Zoom at the pointer with a wheel, pan with two fingers or where `wheel_pans`.

        Ctrl always zooms: pinching on a touchpad arrives as a wheel with Ctrl on some systems.
        """
        pans = self.wheel_pans or event.phase() is not Qt.ScrollPhase.NoScrollPhase
        if pans and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            by = event.angleDelta() / 2 if event.pixelDelta().isNull() else event.pixelDelta()
            self.pan(QPointF(by))
        else:
            turns = event.angleDelta().y() / _WHEEL_STEP
            step = self._store.theme.tokens.canvas.zoom.step
            self.zoom_by(step**turns, event.position())

    def glide_to(
        self, center: QPointF, zoom: float, *, glides: bool = True, is_jump: bool = True
    ) -> None:
        """Go to a place so that the eye can follow; at once under reduced motion.

        With `is_jump` and `glides` the person may want to come back.
        """
        self.stop()
        if glides and is_jump:
            self.jumped.emit(self.center, self.zoom)
        duration = self._store.theme.duration_ms("zoom_fit")
        if not glides or duration == 0 or not self._view.isVisible():
            self._place(center, zoom)
            return
        self._from, self._to = (self.center, self.zoom), (center, zoom)
        self._glide.setStartValue(0.0)
        self._glide.setEndValue(1.0)
        self._glide.setDuration(duration)
        self._glide.start()

    def stop(self) -> None:
        """Stay where the glide is now."""
        self._glide.stop()

    def _on_glide_moved(self, share: object) -> None:
        assert isinstance(share, float)
        (start, start_zoom), (stop, stop_zoom) = self._from, self._to
        zoom = math.exp(math.log(start_zoom) * (1 - share) + math.log(stop_zoom) * share)
        if share == 1.0:
            zoom = stop_zoom
        self._place(start + (stop - start) * share, zoom)

    def _place(self, center: QPointF, zoom: float) -> None:
        is_zoomed = zoom != self.zoom
        if is_zoomed:
            self._view.setTransform(QTransform.fromScale(zoom, zoom))
        self._view.centerOn(center)
        self._view.viewport().update()
        if is_zoomed:
            self.zoom_changed.emit(zoom)
        self.moved.emit()

    def _free_at(self, center: QPointF, zoom: float) -> QRectF:
        """The part of the scene that would be in view at a place, and beneath no panel."""
        viewport = self._view.viewport()
        part = QRectF(0, 0, viewport.width() / zoom, viewport.height() / zoom)
        part.moveCenter(center)
        return part.adjusted(0, 0, -self.hidden_px / zoom, 0)

    def _scene_at(self, at: QPointF) -> QPointF:
        inverse, _is_invertible = self._view.viewportTransform().inverted()
        return inverse.map(at)
