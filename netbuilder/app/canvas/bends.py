"""The points that a person has set on wires, as marks that can be taken hold of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from netbuilder.app.canvas.arrays import LOOKS, CanvasArrays, Mark
from netbuilder.app.canvas.frame import Frame
from netbuilder.app.canvas.level import Level
from netbuilder.app.canvas.overlay import Overlay
from netbuilder.app.canvas.wiring import Wiring
from netbuilder.app.theme import Theme
from netbuilder.project.layout import Point


class BendLayer:
    """Marks the points of wires that are selected or under the pointer."""

    def __init__(
        self, theme: Theme, arrays: CanvasArrays, wiring: Wiring, overlay: Overlay
    ) -> None:
        self._theme = theme
        self._arrays = arrays
        self._wiring = wiring
        self._overlay = overlay

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint the marks in view, larger where the pointer is."""
        arrays = self._arrays
        if frame.level < Level.NAMES or not arrays.points:
            return
        is_at_rest = self._wiring.is_at_rest()
        for wire in arrays.points:
            marks = Mark(int(arrays.edge_marks[wire]))
            if not marks & (Mark.SELECTED | Mark.HOVER) or not is_at_rest[wire]:
                continue
            is_hovered = bool(marks & Mark.HOVER)
            color = self._theme.colors.wire[LOOKS[int(arrays.edge_look[wire])]].color
            held = self._overlay.hover_bend if is_hovered else None
            draw_points(painter, arrays.points[wire], color, self._theme, held)


def draw_points(
    painter: QPainter, points: Sequence[Point], color: QColor, theme: Theme, held: int | None
) -> None:
    """Draw a ring at each point, in scene px; that of number `held` larger."""
    port = theme.tokens.canvas.port
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, port.outline))
    painter.setBrush(theme.colors.surface.canvas)
    for number, point in enumerate(points):
        radius = port.hover_radius if number == held else port.radius
        painter.drawEllipse(QPointF(*point), radius - 1, radius - 1)
    painter.restore()
