"""The few shapes that all widgets are painted with, edges on whole pixels."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QWidget

from netbuilder.app.theme import Theme, ThemeStore


def draw_box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    *,
    fill: QColor | None = None,
    line: QColor | None = None,
    line_px: float = 1.0,
    dashes: tuple[float, ...] = (),
) -> None:
    """Fill a rounded box and draw its line inside of its edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(Qt.PenStyle.NoPen)
    if line is not None:
        pen = QPen(line, line_px)
        if dashes:
            pen.setDashPattern([dash / line_px for dash in dashes])
        painter.setPen(pen)
        inset = line_px / 2
        rect = rect.adjusted(inset, inset, -inset, -inset)
        radius = max(radius - inset, 0.0)
    radius = min(radius, rect.height() / 2, rect.width() / 2)
    painter.drawRoundedRect(rect, radius, radius)


def draw_row_ground(
    painter: QPainter, theme: Theme, room: QRectF, state: QStyle.StateFlag, *, has_keys: bool
) -> None:
    """Paint what lies beneath a row of a list that is selected, under the pointer or current.

    Args:
        has_keys: Whether the list has the keyboard; only then its current row has a ring.
    """
    flag, colors = QStyle.StateFlag, theme.colors
    fill = line = None
    if state & flag.State_Selected:
        fill = colors.surface.pressed
    elif state & flag.State_MouseOver:
        fill = colors.surface.hover
    if state & flag.State_HasFocus and has_keys:
        line = colors.accent.line
    if fill is not None or line is not None:
        draw_box(painter, room, theme.tokens.radius.field, fill=fill, line=line, line_px=2)


def draw_underline(painter: QPainter, rect: QRectF, radius: float, color: QColor) -> None:
    """Draw a line of 2 px along the lower edge of a rounded box, following its corners."""
    clip = QPainterPath()
    clip.addRoundedRect(rect, radius, radius)
    painter.save()
    painter.setClipPath(clip)
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 2, rect.width(), 2), color)
    painter.restore()


def arrow_px(theme: Theme) -> int:
    """How large the arrow is that promises a list, a fold or a step: three quarters of an icon."""
    return theme.scaled(theme.tokens.control.icon_size * 3 / 4)


def draw_icon(
    painter: QPainter, widget: QWidget, store: ThemeStore, name: str, color: QColor, rect: QRectF
) -> None:
    """Draw an icon in the middle of a rectangle, as large as its shorter side."""
    size = round(min(rect.width(), rect.height()))
    pixmap = store.icons.pixmap(name, color, size, widget.devicePixelRatioF())
    center = rect.center()
    corner = QPointF(round(center.x() - size / 2), round(center.y() - size / 2))
    painter.drawPixmap(corner, pixmap)
