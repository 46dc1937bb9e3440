"""The line icons as vectors, for cards at any zoom and for exported pictures."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtSvg import QSvgRenderer

from netbuilder import resources


def draw_glyph(painter: QPainter, name: str, color: QColor, box: QRectF) -> None:
    """Draw the icon `name` in a colour into a box."""
    _renderer(name, color.name()).render(painter, box)


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    text = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", color).encode()))
