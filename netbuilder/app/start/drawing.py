"""Paints networks as skylines, and losses as sparklines."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from netbuilder.app.start.skyline import Bar, Skyline
from netbuilder.app.theme import Theme, mix
from netbuilder.app.widgets.painting import draw_box

_WIDEST_BAR, _THINNEST_BAR = 19.0, 4.0
_WIDEST_PITCH = 38.0
_BAR_SHARE = 0.58
_SHORTEST_SHARE = 0.3
_LID_PX = 7.0
_CORNER_PX = 3.0
_ARC_PX = 14.0
_BODY_SHARE = 0.38
_LINE_PX = 1.5


def draw_skyline(painter: QPainter, box: QRectF, skyline: Skyline, theme: Theme) -> None:
    """Paint a network into a box, as large as it fits and no larger than it looks good."""
    if not skyline.bars:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    columns, scale = skyline.columns, theme.font_scale
    pitch = min(_WIDEST_PITCH * scale, box.width() / columns)
    width = min(max(pitch * _BAR_SHARE, _THINNEST_BAR), _WIDEST_BAR * scale)
    left = box.center().x() - pitch * (columns - 1) / 2
    rects = [_place(bar, box, left + bar.column * pitch, width) for bar in skyline.bars]
    painter.setPen(QPen(theme.colors.text.hint, _LINE_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for source, sink in skyline.wires:
        span = skyline.bars[sink].column - skyline.bars[source].column
        painter.drawPath(_wire(rects[source], rects[sink], is_long=span > 1, top=box.top()))
    for bar, rect in zip(skyline.bars, rects, strict=True):
        if bar.loops:
            painter.setPen(QPen(theme.colors.family[bar.family].color, _LINE_PX))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(_loop(rect))
        _draw_bar(painter, rect, theme.colors.family[bar.family].color, theme.colors.surface.canvas)
    painter.restore()


def draw_glimpse(painter: QPainter, box: QRectF, bars: Sequence[Bar], theme: Theme) -> None:
    """Paint up to three bars side by side into a small tile."""
    width, gap = box.width() / 4, box.width() / 14
    left = box.center().x() - (len(bars) * width + (len(bars) - 1) * gap) / 2
    line = QRectF(left, box.center().y() - 0.75, box.center().x() * 2 - left * 2, _LINE_PX)
    painter.fillRect(line, theme.colors.text.hint)
    for at, bar in enumerate(bars):
        rect = QRectF(0, 0, width, box.height() * (0.32 + 0.48 * bar.height))
        rect.moveCenter(QPointF(left + at * (width + gap) + width / 2, box.center().y()))
        draw_box(painter, rect, 2, fill=theme.colors.family[bar.family].color)


def draw_sparkline(painter: QPainter, box: QRectF, values: Sequence[float], color: QColor) -> None:
    """Paint values from left to right, the largest at the top; what is no number is a gap."""
    finite = [value for value in values if math.isfinite(value)]
    if len(finite) < 2:
        return
    low, high = min(finite), max(finite)
    scale = box.height() / (high - low) if high > low else 0.0
    step = box.width() / (len(values) - 1)
    path = QPainterPath()
    is_down = False
    for at, value in enumerate(values):
        if not math.isfinite(value):
            is_down = False
            continue
        point = QPointF(box.left() + at * step, box.bottom() - (value - low) * scale)
        (path.lineTo if is_down else path.moveTo)(point)
        is_down = True
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(color, _LINE_PX)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()


def _place(bar: Bar, box: QRectF, x: float, width: float) -> QRectF:
    room = box.height() / bar.lanes
    tallest = room * (0.8 if bar.lanes > 1 else 1.0)
    height = tallest * (_SHORTEST_SHARE + (1 - _SHORTEST_SHARE) * bar.height)
    rect = QRectF(0, 0, width, height)
    rect.moveCenter(QPointF(x, box.top() + room * (bar.lane + 0.5)))
    return rect


def _draw_bar(painter: QPainter, rect: QRectF, color: QColor, ground: QColor) -> None:
    corner = min(_CORNER_PX, rect.width() / 3)
    draw_box(painter, rect, corner, fill=mix(ground, color, _BODY_SHARE))
    outline = QPainterPath()
    outline.addRoundedRect(rect, corner, corner)
    lid = QRectF(rect.left(), rect.top(), rect.width(), min(_LID_PX, rect.height() / 3))
    painter.save()
    painter.setClipPath(outline)
    painter.fillRect(lid, color)
    painter.restore()
    draw_box(painter, rect, corner, line=color, line_px=_LINE_PX)


def _wire(source: QRectF, sink: QRectF, *, is_long: bool, top: float) -> QPainterPath:
    """A straight or bent wire to the next column; a lane over the bars to one further on."""
    start = QPointF(source.right(), source.center().y())
    end = QPointF(sink.left(), sink.center().y())
    path = QPainterPath(start)
    if not is_long:
        bend = (end.x() - start.x()) / 2
        path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
        return path
    a, b = QPointF(source.center().x(), source.top()), QPointF(sink.center().x(), sink.top())
    height = top - _ARC_PX / 2
    corner = min(8.0, (b.x() - a.x()) / 2)
    path = QPainterPath(a)
    path.lineTo(a.x(), height + corner)
    path.quadTo(a.x(), height, a.x() + corner, height)
    path.lineTo(b.x() - corner, height)
    path.quadTo(b.x(), height, b.x(), height + corner)
    path.lineTo(b)
    return path


def _loop(rect: QRectF) -> QPainterPath:
    """The wire from a layer back into itself."""
    half = rect.width() * 0.3
    center = rect.center().x()
    path = QPainterPath(QPointF(center - half, rect.top()))
    path.cubicTo(
        center - half,
        rect.top() - _ARC_PX,
        center + half,
        rect.top() - _ARC_PX,
        center + half,
        rect.top(),
    )
    return path
