"""Paints the frames around nodes: a tinted ground below everything, and titles that can be read."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from netbuilder.app.canvas.arrays import CanvasArrays, Mark
from netbuilder.app.canvas.frame import Frame
from netbuilder.app.canvas.frames import TITLE, TITLE_INSET_PX, title_letters
from netbuilder.app.canvas.level import Level
from netbuilder.app.canvas.selection_outline import draw_selection
from netbuilder.app.theme import Theme, mix

_GROUND_SHARE = 0.07
_TITLE_SHARE = 0.2
_LINE_SHARE = 0.55
_HOVER_LINE_SHARE = 0.9
_PLATE_RADIUS = 4.0


class FrameLayer:
    """Titled rectangles around nodes that belong together."""

    def __init__(self, theme: Theme, arrays: CanvasArrays) -> None:
        self._theme = theme
        self._arrays = arrays
        self._radius = float(theme.tokens.radius.node)

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint the frames in view, outer ones below those inside them."""
        frames = self._arrays.frames
        if not len(frames):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, frame.level > Level.MAP)
        is_selected = frames.whole(self._arrays.marks & Mark.SELECTED != 0)
        outlines = frames.outlines.tolist()
        for row in frames.order:
            left, top, right, bottom = outlines[row]
            box = QRectF(left, top, right - left, bottom - top)
            reach = 8 / min(frame.zoom, 1.0)
            if box.adjusted(-reach, -reach, reach, reach).intersects(frame.exposed):
                if is_selected[row]:
                    draw_selection(painter, self._theme, box, self._radius, frame.zoom)
                self._paint_frame(painter, frame, row, box)
        painter.restore()

    def _paint_frame(self, painter: QPainter, frame: Frame, row: int, box: QRectF) -> None:
        frames, colors = self._arrays.frames, self._theme.colors
        ground, tint = colors.surface.canvas, frame_tint(self._theme, frames.frames[row].colour)
        is_target = row in frames.targets
        share = _HOVER_LINE_SHARE if row == frames.hovered else _LINE_SHARE
        line = colors.accent.line if is_target else mix(ground, tint, share)
        pen = QPen(line, (2.0 if is_target else 1.0) / min(frame.zoom, 1.0))
        title = QRectF(box.topLeft(), box.topRight()).adjusted(0, 0, 0, TITLE)
        body, head = mix(ground, tint, _GROUND_SHARE), mix(ground, tint, _TITLE_SHARE)
        if frame.level is Level.MAP:
            painter.fillRect(box, body)
            painter.fillRect(title, head)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
        else:
            self._paint_round(painter, box, title, (body, head), pen)

    def _paint_round(
        self,
        painter: QPainter,
        box: QRectF,
        title: QRectF,
        grounds: tuple[QColor, QColor],
        pen: QPen,
    ) -> None:
        radius = self._radius
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(grounds[0])
        painter.drawRoundedRect(box, radius, radius)
        painter.setBrush(grounds[1])
        painter.drawPath(_round_at_top(title, radius))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, radius, radius)


class FrameTitleLayer:
    """The titles of frames: above the cards, since far away they lie over what is above them."""

    def __init__(self, theme: Theme, arrays: CanvasArrays) -> None:
        self._theme = theme
        self._arrays = arrays

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint the titles in view; below full size they keep theirs on the screen."""
        frames = self._arrays.frames
        if not len(frames):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = 1 / min(frame.zoom, 1.0)
        titles = frames.titles(frame.zoom)
        for row in frames.order:
            title = titles[row]
            if frames.frames[row].title and title.intersects(frame.exposed):
                painter.save()
                painter.translate(title.topLeft())
                painter.scale(scale, scale)
                size = QRectF(0, 0, title.width() / scale, title.height() / scale)
                self._paint_title(painter, row, size, is_plate=title.height() != TITLE)
                painter.restore()
        painter.restore()

    def _paint_title(self, painter: QPainter, row: int, box: QRectF, *, is_plate: bool) -> None:
        frame, colors = self._arrays.frames.frames[row], self._theme.colors
        if is_plate:
            tint = frame_tint(self._theme, frame.colour)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(colors.surface.canvas, tint, _TITLE_SHARE))
            painter.drawRoundedRect(box, _PLATE_RADIUS, _PLATE_RADIUS)
        inset = min(TITLE_INSET_PX, box.width() / 4)
        right, ink = box.width() - inset, colors.text.primary
        title_letters().write(painter, frame.title, ink, inset, box.center().y(), right + 0.5)


def _round_at_top(box: QRectF, radius: float) -> QPainterPath:
    path = QPainterPath(box.bottomLeft())
    path.lineTo(box.left(), box.top() + radius)
    path.arcTo(QRectF(box.left(), box.top(), 2 * radius, 2 * radius), 180, -90)
    path.lineTo(box.right() - radius, box.top())
    path.arcTo(QRectF(box.right() - 2 * radius, box.top(), 2 * radius, 2 * radius), 90, -90)
    path.lineTo(box.bottomRight())
    path.closeSubpath()
    return path


def frame_tint(theme: Theme, colour: str) -> QColor:
    """The colour of a frame: that of a family of layers, or without one that of lines."""
    family = theme.colors.family.get(colour)
    return family.color if family else theme.colors.text.secondary
