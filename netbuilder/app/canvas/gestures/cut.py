"""Cutting wires with a stroke."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from netbuilder.app.canvas.arrays import Floats, Ints
from netbuilder.app.canvas.batch import draw_lines
from netbuilder.app.canvas.frame import Frame
from netbuilder.app.canvas.gestures.gesture import Gesture, Modifiers, Scope
from netbuilder.app.canvas.strokes import dashed
from netbuilder.app.theme import Theme

_DASHES = (6.0, 4.0)
_STEP_PX = 3.0


@dataclass(frozen=True, slots=True)
class _Stroke:
    """The way of the knife, and the wires that it has met, in scene px."""

    path: QPainterPath
    wires: tuple[Floats, ...]

    def paint(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Paint the wires as they are drawn where something is wrong, and the stroke solid."""
        widths, red = theme.tokens.canvas.wire, theme.colors.error.line
        bare = theme.tokens.canvas.port.hover_radius
        for lines in self.wires:
            self._draw(painter, frame, lines, QPen(theme.colors.surface.canvas, widths.casing))
            dashes = dashed(lines, _DASHES, bare=bare)
            self._draw(painter, frame, dashes, QPen(red, widths.selected))
        pen = QPen(red, widths.width)
        pen.setCosmetic(True)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self.path)

    def _draw(self, painter: QPainter, frame: Frame, lines: Floats, pen: QPen) -> None:
        pen.setWidthF(pen.widthF() * max(frame.zoom, 1.0) / frame.zoom)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        draw_lines(painter, lines)


class CutWires(Gesture):
    """A stroke takes away every wire that it crosses."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._crossed: set[int] = set()

    def begin(self, at: QPointF, modifiers: Modifiers) -> None:
        """Set the knife down."""
        self._last = at
        self._path = QPainterPath(at)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Draw on, and show what would go."""
        scope = self.scope
        by = at - self._last
        if max(abs(by.x()), abs(by.y())) * scope.camera.zoom < _STEP_PX:
            return
        strokes = scope.wiring.strokes(scope.camera.zoom)
        box = QRectF(self._last, at).normalized()
        near = strokes.visible(box.left(), box.top(), box.right(), box.bottom())
        rows = strokes.rows_of(np.flatnonzero(near))
        met = rows[_met(strokes.lines[rows], self._last, at)]
        self._crossed.update(strokes.wire[met].tolist())
        self._path.lineTo(at)
        self._last = at
        lines = tuple(strokes.lines[strokes.rows_of(np.array([w]))] for w in sorted(self._crossed))
        scope.overlay.sketches = [_Stroke(QPainterPath(self._path), lines)]
        scope.repaint(None)

    def end(self, at: QPointF, modifiers: Modifiers) -> None:
        """Take the wires away."""
        self.move(at, modifiers)
        edges = [self.scope.arrays.edges[wire] for wire in sorted(self._crossed)]
        self.cancel()
        if edges:
            self.scope.joining.cut(edges)

    def cancel(self) -> None:
        """Leave every wire as it was."""
        self.scope.overlay.clear()
        self.scope.repaint(None)


def _met(lines: Floats, start: QPointF, stop: QPointF) -> Ints:
    """The rows of the lines, (lines, 4), that the line from `start` to `stop` crosses."""
    a, b = np.array(start.toTuple()), np.array(stop.toTuple())
    near = (np.minimum(lines[:, :2], lines[:, 2:]) <= np.maximum(a, b)).all(axis=1)
    near &= (np.maximum(lines[:, :2], lines[:, 2:]) >= np.minimum(a, b)).all(axis=1)
    rows = np.flatnonzero(near)
    first, last = lines[rows, :2], lines[rows, 2:]
    parts_stroke = _side(first, last, a) * _side(first, last, b) <= 0
    parts_line = _side(a, b, first) * _side(a, b, last) <= 0
    met: Ints = rows[parts_stroke & parts_line]
    return met


def _side(start: Floats, stop: Floats, point: Floats) -> Floats:
    """Above 0 where a point lies on one side of the way from `start` to `stop`, else below."""
    along, to = stop - start, point - start
    side: Floats = along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0]
    return side
