"""Many lines, boxes or pictures in one call, straight from numpy memory.

PySide hands a numpy buffer on to Qt where a single line, box or fragment is wrapped around its
address.
Where that does not work the same lines go as a list, which is a few times slower. Which way works
is tried out once, on a small picture. (The overloads with a count exist since PySide6 6.0; the
list can go once they are documented to take buffers.)
"""

from __future__ import annotations

from functools import cache
from typing import cast

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from shiboken6 import Shiboken

from netbuilder.app.canvas.arrays import Floats

FRAGMENT_FIELDS = 10
"""Centre x, y; source left, top, width, height; scale x, y; rotation; opacity."""


def draw_lines(painter: QPainter, lines: Floats) -> None:
    """Draw lines given as x1, y1, x2, y2, (lines, 4)."""
    if not len(lines):
        return
    lines = np.ascontiguousarray(lines, np.float64)
    if takes_buffers():
        painter.drawLines(
            cast(QLineF, Shiboken.wrapInstance(lines.ctypes.data, QLineF)), len(lines)
        )
    else:
        draw_lines_as_list(painter, lines)


def draw_points(painter: QPainter, points: Floats) -> None:
    """Draw points given as x, y, (points, 2)."""
    if not len(points):
        return
    points = np.ascontiguousarray(points, np.float64)
    if takes_buffers():
        first = Shiboken.wrapInstance(points.ctypes.data, QPointF)
        painter.drawPoints(cast(QPointF, first), len(points))
    else:
        draw_points_as_list(painter, points)


def draw_boxes(painter: QPainter, boxes: Floats) -> None:
    """Draw rectangles given as left, top, width, height, (boxes, 4)."""
    if not len(boxes):
        return
    boxes = np.ascontiguousarray(boxes, np.float64)
    if takes_buffers():
        first = Shiboken.wrapInstance(boxes.ctypes.data, QRectF)
        painter.drawRects(cast(QRectF, first), len(boxes))
    else:
        draw_boxes_as_list(painter, boxes)


def draw_fragments(painter: QPainter, fragments: Floats, pixmap: QPixmap) -> None:
    """Draw parts of a picture, given as in `FRAGMENT_FIELDS`, (fragments, 10)."""
    if not len(fragments):
        return
    fragments = np.ascontiguousarray(fragments, np.float64)
    if takes_buffers():
        first = Shiboken.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
        painter.drawPixmapFragments(cast(QPainter.PixmapFragment, first), len(fragments), pixmap)
    else:
        draw_fragments_as_list(painter, fragments, pixmap)


def draw_lines_as_list(painter: QPainter, lines: Floats) -> None:
    """As `draw_lines`, without buffers."""
    painter.drawLines([QLineF(*line) for line in lines.tolist()])


def draw_points_as_list(painter: QPainter, points: Floats) -> None:
    """As `draw_points`, without buffers."""
    painter.drawPoints([QPointF(*point) for point in points.tolist()])


def draw_boxes_as_list(painter: QPainter, boxes: Floats) -> None:
    """As `draw_boxes`, without buffers."""
    painter.drawRects([QRectF(*box) for box in boxes.tolist()])


def draw_fragments_as_list(painter: QPainter, fragments: Floats, pixmap: QPixmap) -> None:
    """As `draw_fragments`, without buffers."""
    for x, y, left, top, width, height, scale_x, scale_y, _, opacity in fragments.tolist():
        painter.setOpacity(opacity)
        target = QRectF(0, 0, width * scale_x, height * scale_y)
        target.moveCenter(QPointF(x, y))
        painter.drawPixmap(target, pixmap, QRectF(left, top, width, height))
    painter.setOpacity(1.0)


@cache
def takes_buffers() -> bool:
    """Whether this PySide draws from numpy memory what it draws from lists."""
    lines = np.array([[1, 2.5, 9, 2.5], [1, 6.5, 9, 6.5]], np.float64)
    fragments = np.zeros((2, FRAGMENT_FIELDS))
    fragments[:] = [13, 5, 0, 0, 4, 4, 1, 1, 0, 1]
    fragments[1, 0] = 18
    by_buffer, by_list = _test_picture(), _test_picture()
    painter = QPainter(by_buffer)
    painter.drawLines(cast(QLineF, Shiboken.wrapInstance(lines.ctypes.data, QLineF)), 2)
    first = Shiboken.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
    painter.drawPixmapFragments(cast(QPainter.PixmapFragment, first), 2, _test_sprite())
    painter.end()
    painter = QPainter(by_list)
    draw_lines_as_list(painter, lines)
    draw_fragments_as_list(painter, fragments, _test_sprite())
    painter.end()
    return by_buffer == by_list


def _test_picture() -> QImage:
    picture = QImage(24, 10, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(QColor("white"))
    return picture


def _test_sprite() -> QPixmap:
    sprite = QPixmap(4, 4)
    sprite.fill(QColor("red"))
    return sprite
