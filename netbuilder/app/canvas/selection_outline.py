"""The outline around what is selected and is no card: frames and notes."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from netbuilder.app.theme import Theme, mix


def draw_selection(
    painter: QPainter, theme: Theme, box: QRectF, radius: float, zoom: float
) -> None:
    """Paint the outline and the halo that selected cards have, around a box in scene px."""
    chosen, colors = theme.tokens.canvas.selection, theme.colors
    ground = colors.surface.canvas
    grow = max(1.0, 0.5 / zoom)
    halo = QPen(mix(ground, colors.accent.line, chosen.halo_opacity), chosen.halo * grow)
    line = QPen(colors.selection.outline, chosen.outline * grow)
    outer = (chosen.gap + chosen.outline / 2 + chosen.halo / 2) * grow
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen, reach in ((halo, outer), (line, chosen.gap * grow)):
        painter.setPen(pen)
        around = box.adjusted(-reach, -reach, reach, reach)
        painter.drawRoundedRect(around, radius + reach, radius + reach)
