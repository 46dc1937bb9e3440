"""How a class looks in a chart: a colour and a shape, so that colour never stands alone."""

from __future__ import annotations

import math
from functools import cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QWidget

from netbuilder.app.theme import Theme, ThemeStore

RADIUS, LEGEND_RADIUS = 2.75, 4.0
"""Half of the size of a mark in pixels at 100 %: among many, and alone."""

_POLYGONS = ((0, 0.0), (4, 45.0), (3, 90.0), (4, 0.0), (3, -90.0), (5, 90.0), (6, 0.0))
"""The shapes in the order of the classes: corners, 0 for a circle, and the first one's angle."""


def class_color(theme: Theme, number: int) -> QColor:
    """The colour of a class, counted from 0; colours come again after eight."""
    colors = theme.colors.chart.runs
    return colors[number % len(colors)]


def mark_shape(number: int) -> QPainterPath:
    """The outline of a class's mark around the origin, as large as a circle of radius 1.

    Where colours come again, other shapes go with them.
    """
    return _shape(*_POLYGONS[number % len(_POLYGONS)])


def draw_marks(
    painter: QPainter,
    places: list[QPointF],
    number: int,
    theme: Theme,
    *,
    color: QColor,
    ground: QColor,
    is_hollow: bool = False,
    radius: float = RADIUS,
) -> None:
    """Draw the marks of a class: filled with a line of `ground`, or hollow on `ground`."""
    radius *= theme.font_scale
    painter.setPen(QPen(color if is_hollow else ground, 1.5 if is_hollow else 1.0))
    painter.setBrush(ground if is_hollow else color)
    shape = QTransform.fromScale(radius, radius).map(mark_shape(number))
    for place in places:
        painter.drawPath(shape.translated(place))


class ClassMark(QWidget):
    """The mark of a class in a legend.

    Args:
        number: The class, counted from 0.
        tone: Its colour by its path in the tokens; by default the class's own.
        is_hollow: Whether it stands for the part that is not trained on.
    """

    def __init__(
        self,
        store: ThemeStore,
        number: int = 0,
        *,
        tone: str | None = None,
        is_hollow: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._number = number
        self._tone = tone
        self._is_hollow = is_hollow
        self._apply_theme()
        store.changed.connect(self._apply_theme)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._store.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        center = QPointF(self.width() / 2, self.height() / 2)
        draw_marks(
            painter,
            [center],
            self._number,
            theme,
            color=class_color(theme, self._number)
            if self._tone is None
            else theme.color(self._tone),
            ground=theme.colors.surface.panel,
            is_hollow=self._is_hollow,
            radius=LEGEND_RADIUS,
        )
        painter.end()

    def _apply_theme(self) -> None:
        size = self._store.theme.scaled(2 * LEGEND_RADIUS + 3)
        self.setFixedSize(size, size)
        self.update()


@cache
def _shape(corners: int, first: float) -> QPainterPath:
    path = QPainterPath()
    if corners == 0:
        path.addEllipse(QPointF(0, 0), 1, 1)
        return path
    size = math.sqrt(2 * math.pi / (corners * math.sin(2 * math.pi / corners)))  # equal area
    for at in range(corners):
        angle = math.radians(first + 360 * at / corners)
        point = QPointF(size * math.cos(angle), -size * math.sin(angle))
        (path.lineTo if at else path.moveTo)(point)
    path.closeSubpath()
    return path
