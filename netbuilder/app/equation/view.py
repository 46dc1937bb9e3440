"""The widget that shows an equation."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from netbuilder.app.equation.boxes import Glyph, Picture, Stroke, layout
from netbuilder.app.equation.letters import Letters
from netbuilder.app.equation.reading import read_aloud
from netbuilder.app.equation.syntax import EquationError, Row, Sign, parse
from netbuilder.app.theme import ThemeStore

_PX = 16
_LEAST_SCALE = 0.85
"""An equation that is a little too wide becomes smaller; one that is wider breaks into lines."""

_MOST_KEPT = 16
"""Layouts ask again and again for the height in the same few widths."""

_MARGIN = 2
"""Soft edges of letters reach a little beyond what is measured."""


class EquationView(QWidget):
    """An equation in the subset of TeX that layers write, in the middle of its width.

    It is as high as the equation needs at the width that it gets, and never shows a part of it. A
    screen reader says it in words. An equation outside of the subset stands as it is written.

    Args:
        learned: The letters that stand for what the layer learns, written as in the equation;
            they are drawn in the colour `tone`.
    """

    def __init__(
        self,
        store: ThemeStore,
        equation: str,
        *,
        learned: Iterable[str] = (),
        tone: str = "text.primary",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._learned = frozenset(_letter(letter) for letter in learned)
        self._tone = tone
        self._row = _read(equation)
        self._letters = Letters()
        self._pictures: dict[tuple[float, int, int], Picture] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(read_aloud(self._row))
        store.changed.connect(self._on_theme_changed)

    def picture(self, width: float) -> tuple[float, Picture]:
        """The equation laid out for a width in pixels, and the scale at which it fits there."""
        theme = self._store.theme
        key = width / _LEAST_SCALE, theme.scaled(_PX), theme.tokens.type.minimum
        if key not in self._pictures:
            if len(self._pictures) >= _MOST_KEPT:
                self._pictures.clear()
            self._pictures[key] = self._lay_out(*key)
        picture = self._pictures[key]
        return min(1.0, width / max(picture.width, 1.0)), picture

    def sizeHint(self) -> QSize:
        """The equation's own size in one line."""
        _scale, picture = self.picture(math.inf)
        width = math.ceil(picture.width) + 2 * _MARGIN
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """It can become narrow, but not lower than it needs."""
        return QSize(0, self.heightForWidth(max(self.width(), 1)))

    def hasHeightForWidth(self) -> bool:
        """A narrow equation breaks into lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high the equation is in this width."""
        scale, picture = self.picture(width - 2 * _MARGIN)
        return math.ceil(picture.height * scale) + 2 * _MARGIN

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height that the new width needs."""
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the equation in the middle."""
        scale, picture = self.picture(self.width() - 2 * _MARGIN)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = round((self.width() - picture.width * scale) / 2)
        painter.translate(left, round((self.height() - picture.height * scale) / 2))
        painter.scale(scale, scale)
        theme = self._store.theme
        inks = theme.colors.text.primary, theme.color(self._tone)
        for mark in picture.marks:
            self._paint(painter, mark, inks[mark.is_learned])
        painter.end()

    def _lay_out(self, room: float, px: int, smallest_px: int) -> Picture:
        sizes = {"px": px, "smallest_px": smallest_px}
        measure, learned = self._letters.measure, self._learned
        return layout(self._row, measure, **sizes, width=room, learned=learned)

    def _paint(self, painter: QPainter, mark: Glyph | Stroke, ink: QColor) -> None:
        if isinstance(mark, Stroke):
            painter.setPen(
                QPen(ink, mark.thickness, c=Qt.PenCapStyle.FlatCap, j=Qt.PenJoinStyle.RoundJoin)
            )
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in mark.points]))
            return
        painter.setPen(ink)
        painter.setFont(self._letters.font(mark.px, mark.is_italic))
        painter.drawText(QPointF(mark.x, mark.y), mark.text)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


def _read(equation: str) -> Row:
    """The tree of an equation; one outside of the subset is a single upright text."""
    try:
        return parse(equation)
    except EquationError:
        return Row((Sign(equation),))


def _letter(written: str) -> str:
    """The letter as it is drawn: γ for ``\\gamma``."""
    (sign,) = parse(written).items
    assert isinstance(sign, Sign)
    return sign.text
