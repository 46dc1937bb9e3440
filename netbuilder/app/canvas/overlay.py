"""What gestures show while they last: a rectangle, a wire, where things would land."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
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


class Sketch(Protocol):
    """Something that a gesture shows over the network; each is defined beside its gesture."""

    def paint(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Paint it, in scene px."""


@dataclass(frozen=True, slots=True)
class LiveWire:
    """A wire that hangs at the pointer, from its output end to its input end in scene px.

    Dashed until it finds a port, then solid.
    """

    start: tuple[float, float]
    stop: tuple[float, float]
    look: int
    is_attached: bool = False

    def paint(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Paint the wire in the colour of its kind."""
        curves = curve_points(np.array([self.start]), np.array([self.stop]))
        lines = flatten(Routes(curves, {}), max(frame.zoom, 1.0), 0).lines
        if not self.is_attached:
            lines = dashed(lines, (4.0, 4.0))
        color = theme.colors.wire[LOOKS[self.look]].color
        painter.setPen(QPen(color, max(2.0, 1.5 / frame.zoom)))
        draw_lines(painter, lines)


@dataclass(frozen=True, slots=True)
class Ghost:
    """The outline of a card where one would land, in scene px."""

    box: QRectF

    def paint(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Paint a dashed box."""
        pen = QPen(theme.colors.accent.line, 1.5 / min(frame.zoom, 1))
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(faded(theme.colors.accent.soft, 0.5))
        radius = theme.tokens.radius.node
        painter.drawRoundedRect(self.box, radius, radius)


@dataclass(frozen=True, slots=True)
class GuideLine:
    """A line through cards that stand in line, in scene px."""

    line: QLineF

    @property
    def box(self) -> QRectF:
        """The part of the scene that it crosses."""
        return QRectF(self.line.p1(), self.line.p2()).normalized()

    def paint(self, painter: QPainter, _frame: Frame, theme: Theme) -> None:
        """Paint a thin line, sharp on the pixels."""
        pen = QPen(theme.colors.accent.line, 1.0)
        pen.setCosmetic(True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(pen)
        painter.drawLine(self.line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)


@dataclass(slots=True)
class Overlay:
    """What lies over the network right now.

    Attributes:
        sketches: What a gesture shows, from the ground up.
        guides: The lines that what is dragged stands in.
        target: Row of the port where a wire would end.
        refused: Rows of the ports that cannot take it.
        hover_ports: Rows of the port under the pointer, or of those of the wire there.
        hover_bend: Which point of the wire under the pointer is under it as well.
        shows_shapes: Whether wires show the shape of what runs along them.
        has_focus: Whether the keyboard acts on the canvas and on no single node of it.
        page: How large the view is, in view px; a painter knows only its whole window.
    """

    sketches: list[Sketch] = field(default_factory=list)
    guides: list[GuideLine] = field(default_factory=list)
    target: int | None = None
    refused: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    hover_ports: tuple[int, ...] = ()
    hover_bend: int | None = None
    shows_shapes: bool = False
    has_focus: bool = False
    page: QSize = field(default_factory=QSize)

    def clear(self) -> None:
        """Show nothing but what the pointer is over."""
        self.sketches = []
        self.guides = []
        self.target = None
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
        for sketch in (*overlay.guides, *overlay.sketches):
            sketch.paint(painter, frame, self._theme)
        if overlay.has_focus:
            self._paint_focus(painter)
        painter.restore()

    def _paint_ports(self, painter: QPainter, frame: Frame) -> None:
        overlay, arrays = self._overlay, self._arrays
        if not overlay.hover_ports and overlay.target is None and not len(overlay.refused):
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
        held = () if overlay.target is None else (overlay.target,)
        for port in (*overlay.hover_ports, *held):
            if port >= len(arrays.ports):
                continue
            at = QPointF(*places[port].tolist())
            large = self._theme.tokens.canvas.port.hover_radius
            self._cards.draw_port(painter, arrays.ports[port], at, frame.level, frame.zoom, large)
            if port == overlay.target:
                look = self._theme.colors.wire[LOOKS[int(arrays.port_look[port])]]
                painter.setPen(QPen(look.color, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(at, _RING_RADIUS, _RING_RADIUS)

    def _paint_focus(self, painter: QPainter) -> None:
        """A ring inside the edge of the view."""
        width = self._theme.tokens.control.focus_ring.width
        painter.resetTransform()
        painter.setPen(QPen(self._theme.colors.accent.line, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = width / 2
        page = QRectF(QPointF(), self._overlay.page)
        painter.drawRect(page.adjusted(inset, inset, -inset, -inset))
