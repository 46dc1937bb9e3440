"""The shape of what runs along each wire, written on the wire for whoever asks for it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QPen

from netbuilder.app.canvas.arrays import LOOKS, CanvasArrays
from netbuilder.app.canvas.frame import Frame
from netbuilder.app.canvas.letters import Letters
from netbuilder.app.canvas.level import Level
from netbuilder.app.canvas.overlay import Overlay
from netbuilder.app.canvas.wiring import Wiring
from netbuilder.app.theme import Theme
from netbuilder.app.theme.fonts import build_font

_ASSUMED_DASH = [3, 2.5]
_CLEAR_PX = 12.0
_ABOVE_PX = 18.0


class WireShapes(QObject):
    """Whether the wires of a canvas show their shapes.

    Signals:
        changed: It does now, or no longer.
    """

    changed = Signal(bool)

    def __init__(self, overlay: Overlay, parent: QObject) -> None:
        super().__init__(parent)
        self._overlay = overlay

    def toggle(self) -> None:
        """Show shapes on the wires, or no longer."""
        self.show(not self._overlay.shows_shapes)

    def show(self, on: bool) -> None:
        """Show shapes on the wires or do not."""
        if on is not self._overlay.shows_shapes:
            self._overlay.shows_shapes = on
            self.changed.emit(on)


class WireShapeLayer:
    """A pill halfway along each wire; above it where the wire is shorter than its pill."""

    def __init__(
        self, theme: Theme, arrays: CanvasArrays, wiring: Wiring, overlay: Overlay
    ) -> None:
        self._theme = theme
        self._arrays = arrays
        self._wiring = wiring
        self._overlay = overlay
        self._mono = Letters(build_font(theme.tokens.type, "mono", 1.0, None))

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint the pills of the wires in view that are at rest and whose shape is known."""
        if not self._overlay.shows_shapes or frame.level < Level.NAMES:
            return
        strokes = self._wiring.strokes(frame.zoom)
        seen = strokes.visible(*frame.edges(_ABOVE_PX)) & self._wiring.is_at_rest()
        rows = np.flatnonzero(seen)
        if not len(rows):
            return
        middles, boxes = strokes.middles(rows), strokes.boxes[rows]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for wire, middle, (left, top, right, bottom) in zip(
            rows.tolist(), middles.tolist(), boxes.tolist(), strict=True
        ):
            self._paint_pill(painter, wire, QPointF(*middle), max(right - left, bottom - top))
        painter.restore()

    def _paint_pill(self, painter: QPainter, wire: int, middle: QPointF, length: float) -> None:
        face = self._arrays.ports[int(self._arrays.edge_source[wire])].face
        if not face.shape:
            return
        tokens = self._theme.tokens.canvas.pill
        look = self._theme.colors.wire[LOOKS[int(self._arrays.edge_look[wire])]]
        text = self._mono.width(face.shape)
        pad = float(tokens.pad_x)
        if length < text + 2 * pad + _CLEAR_PX:
            middle, pad = middle - QPointF(0, _ABOVE_PX), pad / 2
        box = QRectF(0, 0, text + 2 * pad, tokens.height)
        box.moveCenter(middle)
        pen = QPen(look.color, 1.0)
        if face.is_assumed:
            pen.setDashPattern(_ASSUMED_DASH)
        painter.setPen(pen)
        painter.setBrush(look.pill)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        ink = self._theme.colors.text.primary
        self._mono.write(painter, face.shape, ink, box.left() + pad, middle.y(), box.right())
