"""What gestures show while they last: a rectangle, a wire, where things would land."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from netbuilder.app.canvas.arrays import LOOKS, CanvasArrays, Ints
from netbuilder.app.canvas.batch import draw_lines
from netbuilder.app.canvas.drawing import CardPainter
from netbuilder.app.canvas.frame import Frame
from netbuilder.app.canvas.level import Level
from netbuilder.app.canvas.routes import Routes, curve_points
from netbuilder.app.canvas.strokes import dashed, flatten
from netbuilder.app.theme import Theme, faded

_RING_RADIUS = 10
_FADED = 0.7


@dataclass(slots=True)
class LiveWire:
    """A wire that hangs at the pointer, from its output end to its input end in scene px."""

    start: tuple[float, float]
    stop: tuple[float, float]
    look: int
    is_attached: bool = False


@dataclass(slots=True)
class Overlay:
    """What lies over the network right now.

    Attributes:
        marquee: The rectangle that selects.
        wire: The wire at the pointer.
        target: Row of the port where it would end.
        refused: Rows of the ports that cannot take it.
        ghost: Where a card would land.
        hover_port: Row of the port under the pointer.
        has_focus: Whether the keyboard acts on the canvas and on no single node of it.
    """

    marquee: QRectF | None = None
    wire: LiveWire | None = None
    target: int | None = None
    refused: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    ghost: QRectF | None = None
    hover_port: int | None = None
    has_focus: bool = False

    def clear(self) -> None:
        """Show nothing but what the pointer is over."""
        self.marquee = self.wire = self.target = self.ghost = None
        self.refused = np.zeros(0, np.int64)


class OverlayLayer:
    """Paints the overlay above everything else."""

    def __init__(self, theme: Theme, arrays: CanvasArrays, overlay: Overlay) -> None:
        self._theme = theme
        self._arrays = arrays
        self._overlay = overlay
        self._cards = CardPainter(theme)

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint what there is."""
        overlay = self._overlay
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if frame.level >= Level.NAMES:
            self._paint_ports(painter, frame)
        if overlay.wire is not None:
            self._paint_wire(painter, frame, overlay.wire)
        if overlay.ghost is not None:
            self._paint_ghost(painter, frame, overlay.ghost)
        if overlay.marquee is not None:
            self._paint_marquee(painter, frame, overlay.marquee)
        if overlay.has_focus:
            self._paint_focus(painter)
        painter.restore()

    def _paint_ports(self, painter: QPainter, frame: Frame) -> None:
        overlay, arrays = self._overlay, self._arrays
        if overlay.hover_port is None and overlay.target is None and not len(overlay.refused):
            return
        places = arrays.port_xy
        ground = faded(self._theme.colors.surface.canvas, _FADED)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        radius = self._theme.tokens.canvas.port.radius + 1
        for row in overlay.refused.tolist():
            at = QPointF(*places[row].tolist())
            if frame.exposed.contains(at):
                painter.drawEllipse(at, radius, radius)
        for port, is_target in ((overlay.hover_port, False), (overlay.target, True)):
            if port is None or port >= len(arrays.ports):
                continue
            at = QPointF(*places[port].tolist())
            large = self._theme.tokens.canvas.port.hover_radius
            self._cards.draw_port(painter, arrays.ports[port], at, frame.level, frame.zoom, large)
            if is_target:
                look = self._theme.colors.wire[LOOKS[int(arrays.port_look[port])]]
                painter.setPen(QPen(look.color, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(at, _RING_RADIUS, _RING_RADIUS)

    def _paint_wire(self, painter: QPainter, frame: Frame, wire: LiveWire) -> None:
        """Dashed until it finds a port, then solid."""
        curves = curve_points(np.array([wire.start]), np.array([wire.stop]))
        lines = flatten(Routes(curves, {}), max(frame.zoom, 1.0), 0).lines
        if not wire.is_attached:
            lines = dashed(lines, (4.0, 4.0))
        color = self._theme.colors.wire[LOOKS[wire.look]].color
        painter.setPen(QPen(color, max(2.0, 1.5 / frame.zoom)))
        draw_lines(painter, lines)

    def _paint_ghost(self, painter: QPainter, frame: Frame, box: QRectF) -> None:
        pen = QPen(self._theme.colors.accent.line, 1.5 / min(frame.zoom, 1))
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(faded(self._theme.colors.accent.soft, 0.5))
        radius = self._theme.tokens.radius.node
        painter.drawRoundedRect(box, radius, radius)

    def _paint_focus(self, painter: QPainter) -> None:
        """A ring inside the edge of the view."""
        width = self._theme.tokens.control.focus_ring.width
        painter.resetTransform()
        painter.setPen(QPen(self._theme.colors.accent.line, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = width / 2
        painter.drawRect(QRectF(painter.window()).adjusted(inset, inset, -inset, -inset))

    def _paint_marquee(self, painter: QPainter, frame: Frame, box: QRectF) -> None:
        tokens = self._theme.tokens.canvas.marquee
        line = self._theme.colors.accent.line
        pen = QPen(line, tokens.border)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(faded(line, tokens.fill_opacity))
        painter.drawRect(box)
