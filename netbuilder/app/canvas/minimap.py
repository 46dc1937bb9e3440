"""The map in the corner: all cards as blocks, and the part of them that is in view."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from netbuilder.app.canvas.arrays import FAMILIES, CanvasArrays, Mark
from netbuilder.app.canvas.frame_layer import frame_tint
from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets.painting import draw_box
from netbuilder.words import _

_INSET = 10.0
_BLOCK_SHARE = 0.85
_FRAME_SHARE = 0.15
_FRAME_LINE_SHARE = 0.5


class Minimap(QWidget):
    """Shows where the view is; a press or drag in it goes there.

    `pointed` carries the scene point to bring to the middle of the view.
    """

    pointed = Signal(QPointF)

    def __init__(self, arrays: CanvasArrays, store: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._arrays = arrays
        self._store = store
        self._seen = QRectF()
        self._blocks = QPixmap()
        self._fitted: tuple[float, QPointF] | None = None
        self.setObjectName("minimap")
        self.setAccessibleName(_("Map of the network"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFixedSize(*store.theme.tokens.canvas.minimap.size)
        store.changed.connect(self.refresh)

    @property
    def is_wanted(self) -> bool:
        """Whether the network is large enough for a map."""
        return len(self._arrays) >= self._store.theme.tokens.canvas.minimap.hide_below_nodes

    def refresh(self) -> None:
        """Draw the cards anew; the network or the theme has changed."""
        self._blocks = QPixmap()
        self._fitted = None
        self.setVisible(self.is_wanted)
        self.update()

    def show_seen(self, seen: QRectF) -> None:
        """Mark the part of the scene that is in view, at the next painting.

        A canvas that has moved is painted anew with all that lies over it; asking for it here as
        well would have the ground below the map painted twice.
        """
        self._seen = seen

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, cards and the view's rectangle."""
        painter = QPainter(self)
        colors = self._store.theme.colors
        box = QRectF(self.rect())
        radius = self._store.theme.tokens.radius.card
        draw_box(painter, box, radius, fill=colors.surface.raised, line=colors.line.soft)
        if self._blocks.isNull():
            self._blocks = self._draw_blocks()
        painter.drawPixmap(0, 0, self._blocks)
        scale, origin = self._fitting()
        seen = QRectF(self._seen.topLeft() * scale + origin, self._seen.size() * scale)
        seen = seen.intersected(box.adjusted(8, 8, -8, -8))
        line = mix(colors.surface.raised, colors.text.primary, 0.7)
        draw_box(painter, seen, 3, line=line, line_px=2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._point(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along with the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._point(event)

    def _point(self, event: QMouseEvent) -> None:
        scale, origin = self._fitting()
        self.pointed.emit((event.position() - origin) / scale)
        event.accept()

    def _fitting(self) -> tuple[float, QPointF]:
        """Map px a scene px, and where the scene's origin lies on the map."""
        if self._fitted is None:
            self._fitted = self._find_fitting()
        return self._fitted

    def _find_fitting(self) -> tuple[float, QPointF]:
        if not len(self._arrays):
            return 1.0, QPointF()
        boxes = self._arrays.drawn_boxes()
        bounds = QRectF(
            QPointF(*boxes[:, :2].min(axis=0).tolist()), QPointF(*boxes[:, 2:].max(axis=0).tolist())
        )
        room = QRectF(self.rect()).adjusted(_INSET + 4, _INSET + 4, -_INSET - 4, -_INSET - 4)
        scale = min(room.width() / bounds.width(), room.height() / bounds.height(), 0.2)
        return scale, room.center() - bounds.center() * scale

    def _draw_blocks(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        colors = self._store.theme.colors
        ground = colors.surface.raised
        scale, origin = self._fitting()
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_frames(painter, scale, origin)
        arrays = self._arrays
        corners = arrays.xy * scale + [origin.x(), origin.y()]
        sizes = np.maximum(arrays.wh * scale, 1.5)
        for index, family in enumerate(FAMILIES):
            tint = mix(ground, colors.family[family].color, _BLOCK_SHARE)
            self._draw_family(painter, tint, np.flatnonzero(arrays.family == index), corners, sizes)
        is_wrong = arrays.marks & Mark.ERROR != 0
        painter.setPen(QPen(colors.error.line, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for row in np.flatnonzero(is_wrong).tolist():
            painter.drawRoundedRect(QRectF(*corners[row], *sizes[row]), 2, 2)
        painter.end()
        return pixmap

    def _draw_frames(self, painter: QPainter, scale: float, origin: QPointF) -> None:
        """The frames below the cards, in their colours."""
        frames, theme = self._arrays.frames, self._store.theme
        ground = theme.colors.surface.raised
        for row in frames.order:
            tint, box = frame_tint(theme, frames.frames[row].colour), frames.box(row)
            painter.setPen(QPen(mix(ground, tint, _FRAME_LINE_SHARE), 1.0))
            painter.setBrush(mix(ground, tint, _FRAME_SHARE))
            place = QRectF(box.topLeft() * scale + origin, box.size() * scale)
            painter.drawRoundedRect(place, 2, 2)

    def _draw_family(
        self,
        painter: QPainter,
        tint: QColor,
        rows: np.ndarray[tuple[int], np.dtype[np.int64]],
        corners: np.ndarray[tuple[int, int], np.dtype[np.float64]],
        sizes: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    ) -> None:
        boxes = [QRectF(*box) for box in np.hstack([corners, sizes])[rows].tolist()]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        if len(boxes) > 200:
            painter.drawRects(boxes)
            return
        for box in boxes:
            painter.drawRoundedRect(box, 2, 2)
