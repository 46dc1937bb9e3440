"""A font with the measures of what is written in it, so that nothing is measured twice."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

_MOST_REMEMBERED = 20_000


class Letters:
    """Writes single lines of text in one font, centred on the height of its capitals."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetricsF(font)
        self._half_height = self._metrics.capHeight() / 2
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """How wide a text is."""
        if text not in self._widths:
            if len(self._widths) > _MOST_REMEMBERED:
                self._widths.clear()
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]

    def elided(self, text: str, room: float) -> str:
        """The text, or as much of it as fits into `room` with an ellipsis."""
        if self.width(text) <= room:
            return text
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def write(
        self, painter: QPainter, text: str, color: QColor, left: float, middle: float, right: float
    ) -> float:
        """Write from `left` at most to `right`; return the width."""
        text = self.elided(text, right - left)
        painter.setPen(color)
        painter.setFont(self.font)
        painter.drawText(QPointF(left, middle + self._half_height), text)
        return self.width(text)

    def write_to(
        self, painter: QPainter, text: str, color: QColor, right: float, middle: float, room: float
    ) -> float:
        """Write so that the text ends at `right`, at most `room` wide; return the width."""
        text = self.elided(text, room)
        return self.write(painter, text, color, right - self.width(text), middle, right + 1)
