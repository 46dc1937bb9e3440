"""Paints thumbnails of a set. Loaded once there are some, since it needs the room of the data."""

from __future__ import annotations

from typing import assert_never

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen

from netbuilder.app.start.drawing import draw_sparkline
from netbuilder.app.theme import Theme
from netbuilder.app.widgets.painting import draw_box
from netbuilder.data.thumbnail import Bars, Curve, Dots, Picture, Thumbnail
from netbuilder.words import _

_SQUARE, _WIDE = 40, 72
_PAD = 6.0
_DOT_PX = 2.5
_BAR_GAP = 1.0


def width_of(thumbnail: Thumbnail) -> int:
    """How wide a thumbnail is at 100 %, in pixels; it is 40 high."""
    return _WIDE if isinstance(thumbnail, Dots | Curve) else _SQUARE


def draw_thumbnail(painter: QPainter, box: QRectF, thumbnail: Thumbnail, theme: Theme) -> None:
    """Paint one thumbnail into a box."""
    colors, radius = theme.colors, theme.tokens.radius.tile_small
    is_picture = isinstance(thumbnail, Picture)
    ground = colors.pixel_background if is_picture else colors.surface.field
    draw_box(painter, box, radius, fill=ground)
    outline = QPainterPath()
    outline.addRoundedRect(box, radius, radius)
    inner = box.adjusted(_PAD, _PAD, -_PAD, -_PAD)
    painter.save()
    painter.setClipPath(outline)
    match thumbnail:
        case Picture():
            _draw_picture(painter, box, thumbnail)
        case Dots():
            _draw_dots(painter, inner, thumbnail, theme)
        case Bars():
            _draw_bars(painter, inner, thumbnail, theme)
        case Curve():
            draw_sparkline(painter, inner, thumbnail.heights, colors.chart.train)
        case _:
            assert_never(thumbnail)
    painter.restore()


def sentence_of(thumbnails: tuple[Thumbnail, ...]) -> str:
    """What the thumbnails show, in words; "" where there are none."""
    match thumbnails:
        case ():
            return ""
        case (Picture(), *_others):
            labels = [x.label for x in thumbnails if isinstance(x, Picture) and x.label]
            if not labels:
                return _("The first pictures")
            return _("Pictures of {classes}").format(classes=", ".join(labels))
        case (Dots(names=(across, up)), *_others):
            return _("Examples by {across} and {up}").format(across=across, up=up)
        case (Curve(name=name), *_others):
            return _("The last values of {name}").format(name=name)
        case _:
            names = [x.name for x in thumbnails if isinstance(x, Bars)]
            return _("How {columns} are spread").format(columns=", ".join(names))


def _draw_picture(painter: QPainter, box: QRectF, picture: Picture) -> None:
    """Paint pixels as they are, as large as they fit, in the middle."""
    height, width, channels = picture.pixels.shape
    sort = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_Grayscale8
    image = QImage(picture.pixels.tobytes(), width, height, width * channels, sort)
    scale = min(box.width() / width, box.height() / height)
    target = QRectF(0, 0, width * scale, height * scale)
    target.moveCenter(box.center())
    is_shrunk = scale * painter.device().devicePixelRatioF() < 1
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_shrunk)
    if channels == 1:  # what is dark lets the near black of the tile through
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
    painter.drawImage(target, image)


def _draw_dots(painter: QPainter, box: QRectF, dots: Dots, theme: Theme) -> None:
    colors = theme.colors.chart.runs
    for group in np.unique(dots.classes):
        places = dots.places[dots.classes == group]
        pen = QPen(colors[int(group) % len(colors)], _DOT_PX)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(
            [
                QPointF(box.left() + x * box.width(), box.bottom() - y * box.height())
                for x, y in places.tolist()
            ]
        )


def _draw_bars(painter: QPainter, box: QRectF, bars: Bars, theme: Theme) -> None:
    pitch = box.width() / max(1, len(bars.heights))
    color = theme.colors.chart.train
    for at, height in enumerate(bars.heights):
        top = box.bottom() - height * box.height()
        width = max(1.0, pitch - _BAR_GAP)
        painter.fillRect(QRectF(box.left() + at * pitch, top, width, box.bottom() - top), color)
