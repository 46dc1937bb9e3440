"""Moving the points that a person has set on a wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from netbuilder.app.canvas.arrays import LOOKS, Floats
from netbuilder.app.canvas.batch import draw_lines
from netbuilder.app.canvas.bends import draw_points
from netbuilder.app.canvas.frame import Frame
from netbuilder.app.canvas.gestures.gesture import Gesture, Modifiers, Scope
from netbuilder.app.canvas.hit import distances
from netbuilder.app.canvas.routes import Routes, thread
from netbuilder.app.canvas.strokes import flatten
from netbuilder.app.theme import Theme
from netbuilder.project.layout import Point
from netbuilder.words import _

_FREE = Qt.KeyboardModifier.ControlModifier
_START_PX = 4.0
_ONTO_LINE_PX = 8.0


@dataclass(frozen=True, slots=True)
class _Bent:
    """A wire as it would run, from port to port through `points`, in scene px."""

    start: Point
    points: Sequence[Point]
    stop: Point
    look: int
    held: int | None

    def paint(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Paint the wire and its points."""
        color = theme.colors.wire[LOOKS[self.look]].color
        width = theme.tokens.canvas.wire.selected * max(frame.zoom, 1.0) / frame.zoom
        painter.setPen(QPen(color, width))
        draw_lines(painter, _lines((self.start, *self.points, self.stop), frame.zoom))
        draw_points(painter, self.points, color, theme, self.held)


class MoveBend(Gesture):
    """Drags a point of a wire on the snap grid; on the line between its neighbours it goes away.

    Ctrl leaves the grid. A click selects the wire.
    """

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, scope: Scope, wire: int, number: int) -> None:
        super().__init__(scope)
        self._wire = wire
        self._number = number
        self._before = scope.arrays.points[wire]
        self._points: Sequence[Point] = self._before
        self._is_moving = False

    def begin(self, at: QPointF, modifiers: Modifiers) -> None:
        """Select the wire, so that the press is answered."""
        self._start = at
        self.scope.workspace.select((), [self.scope.arrays.edges[self._wire]])

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Let the point follow the pointer."""
        scope, arrays = self.scope, self.scope.arrays
        by = at - self._start
        far = max(abs(by.x()), abs(by.y())) * scope.camera.zoom
        if far < _START_PX and not self._is_moving:
            return
        self._is_moving = True
        x, y = self._before[self._number]
        place = (x + by.x(), y + by.y())
        if not modifiers & _FREE:
            place = scope.bending.snapped(place)
        rest = self._before[: self._number], self._before[self._number + 1 :]
        ends = (arrays.edge_source[self._wire], arrays.edge_sink[self._wire])
        start, stop = ((float(x), float(y)) for x, y in (arrays.port_xy[end] for end in ends))
        straight = _lines((start, *rest[0], *rest[1], stop), scope.camera.zoom)
        away = float(distances(straight, *place).min()) * scope.camera.zoom
        goes = away < _ONTO_LINE_PX
        self._points = (*rest[0], *rest[1]) if goes else (*rest[0], place, *rest[1])
        held = None if goes else self._number
        look = int(arrays.edge_look[self._wire])
        scope.wiring.hidden = (self._wire,)
        scope.overlay.sketches = [_Bent(start, self._points, stop, look, held)]
        scope.repaint(None)

    def end(self, at: QPointF, modifiers: Modifiers) -> None:
        """Put the point where it was let go, or take it away."""
        self.cancel()
        if not self._is_moving or self._points == self._before:
            return
        goes = len(self._points) < len(self._before)
        self.scope.bending.put(
            self.scope.arrays.edges[self._wire],
            self._points,
            label=_("Remove bend") if goes else _("Move bend"),
            number=None if goes else self._number,
        )

    def cancel(self) -> None:
        """Leave the wire as it was."""
        self.scope.overlay.clear()
        self.scope.wiring.hidden = ()
        self.scope.repaint(None)


def _lines(way: Sequence[Point], zoom: float) -> Floats:
    """The lines of the smooth wire through all of `way`."""
    points = np.array(way, np.float64)
    curves = thread(points)
    return flatten(Routes(curves[:1], {}, {0: curves}), max(zoom, 1.0), 0).lines
