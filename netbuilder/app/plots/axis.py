"""The axis below a drawn chart: where a number stands, and the few numbers written there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from netbuilder.app.quantity import short_number
from netbuilder.app.theme import Theme

_GAP = 6


def x_of(number: float, axis: tuple[float, float], room: QRectF) -> float:
    """Where a number stands, in pixels."""
    low, high = axis
    return room.left() + (number - low) / (high - low) * room.width()


def draw_ticks(
    painter: QPainter,
    theme: Theme,
    room: QRectF,
    ticks: Sequence[float],
    axis: tuple[float, float],
) -> None:
    """Write numbers below `room`, each under its place; one without room is left out.

    The two ends come first: what is left out is what lies between them.
    """
    painter.setFont(theme.font("mono"))
    painter.setPen(theme.colors.text.hint)
    metrics = QFontMetrics(painter.font())
    top = room.bottom() + theme.scaled(4)
    taken: list[QRectF] = []
    for number in (ticks[0], ticks[-1], *ticks[1:-1]):
        words = short_number(number, exact=True)
        width = metrics.horizontalAdvance(words)
        left = x_of(number, axis, room) - width / 2
        left = min(max(left, 0.0), painter.device().width() - width)
        box = QRectF(left, top, width, metrics.height())
        if any(box.adjusted(-_GAP, 0, _GAP, 0).intersects(other) for other in taken):
            continue
        taken.append(box)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
